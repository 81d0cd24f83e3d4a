"""Which runs of a function are told apart, and what is remembered of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from repro_lint.facts.model import Function
from repro_lint.resolve.core import DEPTH_LIMIT, STEP_LIMIT
from repro_lint.resolve.escapes import Escapes
from repro_lint.resolve.frames import Activation
from repro_lint.resolve.state import Place, anonymous, named_again
from repro_lint.resolve.values import UNKNOWN, Arguments, Class, Func, Instance, Ref, Value

MAX_CONTEXTS = 24
MAX_RECURSION = 2


class Contexts(Escapes):
    """Runs a function once for each context (arguments, streams, attributes that it reads)."""

    contexts: dict[tuple[str, int], int]
    running: dict[tuple[str, int], int]

    @abstractmethod
    def execute(
        self, function: Func, facts: Function, arguments: Arguments, on_yield: Callable[[Value], None] | None
    ) -> Activation:
        """One execution of a function's body."""

    def in_some_context(self, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value:
        """Run a function, or take what is remembered; in fewer contexts where it has very many callers."""
        identity = (function.module.path, function.index)
        if self.running.get(identity, 0) >= MAX_RECURSION:
            return UNKNOWN
        if self.exhausted():
            return UNKNOWN
        if self.contexts.get(identity, 0) > MAX_CONTEXTS:
            return self._generalised(function, facts, _blurred(arguments), place)
        return self._in_context(function, facts, arguments, place)

    def exhausted(self) -> bool:
        """Whether a bound is hit, so that a call is not followed: it may seed anything."""
        hit = self.depth > DEPTH_LIMIT or self.steps > STEP_LIMIT
        if hit:
            self.lose_track(None, "the program is too large to follow this call")
        return hit

    def _generalised(self, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value:
        """Run for all callers that leave the streams in the same condition, wherever they were seeded."""
        before = self.world
        if before is None:
            return UNKNOWN
        self.world = anonymous(before)
        value = self._in_context(function, facts, arguments, place)
        if self.world is not None:
            self.world = named_again(self.world, before)
        return value

    def _in_context(self, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value:
        identity = (function.module.path, function.index)
        runs = self.memory.setdefault((function, arguments, self.world), [])
        known = next((run for run in runs if self.holds(run)), None)
        if known is None:
            self.contexts[identity] = self.contexts.get(identity, 0) + 1
            known = self.execute(function, facts, arguments, None)
            runs.append(known)
        elif known.world is not None:
            self.replay(known)
        self.activation.adopt(place, known)
        self.pass_on(known)
        self.world = known.world
        return known.value


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
