"""Which runs of a function are told apart, and what is remembered of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace

from repro_lint.facts.model import Function
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import either
from repro_lint.resolve.domain.extent import cost
from repro_lint.resolve.domain.facets import Field
from repro_lint.resolve.domain.streams import Place, anonymous, joined, named_again, unproved
from repro_lint.resolve.domain.values import UNKNOWN, Class, Func, Instance, Known, Ref, Thing, Value
from repro_lint.resolve.interpreter.core import DEPTH_LIMIT
from repro_lint.resolve.interpreter.recursions import Recursions
from repro_lint.resolve.interpreter.state import MEETING
from repro_lint.resolve.trace.activation import Activation
from repro_lint.resolve.trace.summaries import Open

MAX_CONTEXTS = 24
MAX_RECURSION = 2  # so many runs of a function within each other are told apart by all that they get,
MAX_COUNTDOWN = 8  # so many by constants alone,
MAX_OPEN = 4  # and so many more whatever they get
MANY = 4  # remembered runs that cost as much to look through as a statement does


class Contexts(Recursions):
    """Runs a function once for each context (arguments, streams, attributes that it reads)."""

    @abstractmethod
    def execute(self, function: Func, facts: Function, arguments: Arguments, done: Activation) -> None:
        """One execution of a function's body, recorded in `done`."""

    def in_some_context(self, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value:
        """Run a function, or take what is remembered; in fewer contexts where it has very many callers."""
        identity, before = function.identity, self.state.streams
        act = self._nested if self.state.running.get(identity, 0) >= MAX_RECURSION else self._called
        if before is None or self.state.summaries.contexts.get(identity, 0) <= MAX_CONTEXTS:
            return act(function, facts, arguments, place)
        self.state.streams = anonymous(before)  # one run for all callers that leave the streams in the same condition
        value = act(function, facts, _blurred(arguments), place)
        if self.state.streams is not None:
            self.state.streams = named_again(self.state.streams, before)
        return value

    def exhausted(self) -> bool:
        """Whether a bound is hit, so that a call is not followed: it may seed anything."""
        hit = self.state.depth > DEPTH_LIMIT or self.state.steps > self.state.budget.limit
        if hit:
            self.state.summaries.cut_short = True
            self.state.havoc(None, "the program is too large to follow this call")
            if self.state.recursion.open:
                self.state.recursion.open[-1].loose = True
        return hit

    def _called(
        self, function: Func, facts: Function, arguments: Arguments, place: Place, *, certain: bool = True
    ) -> Value:
        if self.state.streams is None or self.exhausted():
            return UNKNOWN
        identity, key = function.identity, (function, arguments, self.state.streams)
        executions = self.state.summaries.executions
        runs = executions.get(key, ())
        self.state.steps += len(runs) // MANY + sum(map(cost, arguments.values()))
        known = next((run for run in runs if self.state.holds(run)), None)
        if known is None and self.state.recursion.open and len(runs) > MAX_CONTEXTS:
            self._generalise(runs[-1])
            known = next((run for run in runs if self.state.holds(run)), None)
        if known is None:
            self.state.summaries.contexts[identity] = self.state.summaries.contexts.get(identity, 0) + 1
            name = f"{facts.owner}.{facts.name}" if facts.owner else facts.name
            fresh = Activation(name, function.module.path)
            known = self.settled(identity, key, fresh, lambda done: self.execute(function, facts, arguments, done))
            self.state.trace.inherit(known)
            self.remember(executions, key, known)
        elif known.world is not None:
            self.state.replay(known)
        self.recall(known)
        self.state.trace.adopt(place, known, certain=certain)
        self.pass_on(known)
        self.state.filled = known.filled
        self.state.streams = joined(known.world, known.yielded)  # whoever iterates a generator may stop at any yield
        return known.value

    def _nested(self, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value:
        """A function that calls itself: what is under way is not followed again, what differs only so far."""
        identity, before = function.identity, self.state.streams
        same = [one for one in self.state.recursion.open if one.identity == identity]
        alike = [one for one in same if before is not None and one.key == (function, arguments, before)]
        if self._is_under_way([one for one in alike if self.state.holds(one.activation)]):
            return UNKNOWN
        if before is None or (not alike and len(same) < MAX_COUNTDOWN and _are_constants(arguments)):
            return self._called(function, facts, arguments, place)
        general = _widened(arguments, same[-1].key[1]) if same else _blurred(arguments)
        forgotten = bool(same) and self._forget_what_changed_since(same[-1].activation)
        value: Value = UNKNOWN
        if forgotten or not self._is_under_way([one for one in same if one.key == (function, general, before)]):
            if sum(not _are_constants(one.key[1]) for one in same) >= MAX_OPEN:
                self.again(same[0], loose=True)
                return UNKNOWN
            certain = general == arguments and not forgotten
            value = self._called(function, facts, general, place, certain=certain)
        if self.state.streams is not None and (forgotten or general != arguments):
            self.state.streams = unproved(before, self.state.streams, place, f"`{facts.name}` calls itself")
        return value

    def _is_under_way(self, under_way: list[Open]) -> bool:
        """Whether just this is under way, so that it is taken as that is supposed to end."""
        if under_way:
            self.again(under_way[-1], loose=not self.state.holds(under_way[-1].activation))
        return bool(under_way)

    def _forget_what_changed_since(self, before: Activation) -> bool:
        """Attributes and names set from elsewhere that were another constant when `before` began may be any."""
        changed = [(owner, name) for owner, name, _, now in self._changed_since(before) if isinstance(now, Known)]
        for owner, name in changed:
            self.state.write(owner, name, UNKNOWN)
        return bool(changed)

    def _generalise(self, before: Activation) -> None:
        """Attributes that were another value when `before` began may be either, constants any."""
        for owner, name, value, now in list(self._changed_since(before)):
            joint = UNKNOWN if isinstance(now, Known) else either((value or UNKNOWN, now))
            self.state.write(owner, name, joint)

    def _changed_since(self, before: Activation) -> Iterator[tuple[object, Field, Value | None, Value]]:
        """What was read by `before` and is something else now; generators keep their state."""
        self.state.steps += sum(map(len, before.reads.values())) // MEETING
        for owner, attributes in before.reads.items():
            present = self.state.heap.get(owner, {})
            for name, value in attributes.items() if not isinstance(owner, Thing) else ():
                now = present.get(name)
                if now is not None and now is not value and now != value:
                    yield owner, name, value, now


def _are_constants(arguments: Arguments) -> bool:
    kinds = {type(value) for value in arguments.values()}
    return not arguments.open and Known in kinds and kinds <= {Known, Instance}


def _widened(arguments: Arguments, before: Arguments) -> Arguments:
    """Arguments that are not what they were a call before may be any; objects of classes are kept apart."""
    names, named = [name for name, _ in arguments.keywords], [name for name, _ in before.keywords]
    if len(arguments.positional) != len(before.positional) or names != named:
        return _blurred(arguments)
    blurred = _blurred(arguments)
    triples = zip(arguments.values(), before.values(), blurred.values(), strict=True)
    same = [a if a == b else UNKNOWN if isinstance(a, Func) else c for a, b, c in triples]
    count = len(arguments.positional)
    return replace(blurred, positional=tuple(same[:count]), keywords=tuple(zip(names, same[count:], strict=True)))


def _blurred(arguments: Arguments) -> Arguments:
    """Too many contexts of one function: only what objects it gets is kept apart."""

    def blur(value: Value) -> Value:
        return value if isinstance(value, (Instance, Func, Class, Ref)) else UNKNOWN

    return Arguments(
        tuple(blur(value) for value in arguments.positional),
        tuple((name, blur(value)) for name, value in arguments.keywords),
        (),
        (),
        arguments.open,
    )
