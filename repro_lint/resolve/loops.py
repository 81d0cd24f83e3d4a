"""Loops and comprehensions: rounds until nothing new happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.bindings import Binder
from repro_lint.resolve.choices import either, may_grow, options
from repro_lint.resolve.events import Looped
from repro_lint.resolve.frames import Environment, Frame, Snapshot
from repro_lint.resolve.state import Place
from repro_lint.resolve.values import (
    GROWN,
    NONE,
    UNKNOWN,
    Arguments,
    Deferred,
    Func,
    Instance,
    Known,
    Mapping,
    Sequence,
    Thing,
    Value,
)

LOOP_PASSES = 3  # turns of a loop of which it is not known how many it takes
MAX_TURNS = 12  # turns that are followed one by one
MAX_TURNED = 24  # the same, of loops inside each other


@dataclass(slots=True)
class Found:
    """What a comprehension collects; with `some` it is not known how many of it there are, or whether there are any."""

    values: list[Value] = field(default_factory=list)
    some: bool = False


class Looper(Binder):
    """Runs loops."""

    def _loop(self, statement: ir.Loop, frame: Frame) -> None:
        """A loop: turn by turn where its values are known, else until nothing new happens."""
        frame.breaks.append([])
        if statement.target is None:
            self._while(statement, frame)
        else:
            self._for(statement, frame)
        if self.world is not None:
            self.block(statement.orelse, frame)
        self.arrive(frame, [*frame.breaks.pop(), Snapshot(frame.env, self.world, self.store)])

    def _for(self, statement: ir.Loop, frame: Frame) -> None:
        value = self.evaluate(statement.iterable, frame)
        place = self.place(frame, statement.span)
        self._iterate(value, place)
        turns, rest = self.turns(value)
        if len(turns) + (rest is not None) > 1 or not turns:
            self.emit(Looped(place))
        waits = isinstance(value, Thing) and value.pending is not None
        chance = value if waits else self.hash_ordered(value, self.place(frame, statement.span))
        frame.arrivals.append(chance if isinstance(chance, Thing) else None)
        with self.turning(len(turns)):
            for item in turns:
                if self.world is not None:
                    self._one_pass(statement, item, frame)
        if rest is not None and self.world is not None:
            self._further_turns(statement, rest, frame)
        frame.arrivals.pop()

    def _further_turns(self, statement: ir.Loop, item: Value, frame: Frame) -> None:
        """Turns of which it is not known how many there are: none, or as many as change anything."""
        ends = [self.snapshot(frame)]
        frame.repeats += 1
        for turn in range(LOOP_PASSES):
            before = ends[-1]
            with self.on_branch(self.place(frame, statement.span)):
                more = self._one_pass(statement, item, frame)
            if not more:
                break
            counted = turn > 0 and self.forget_counts(before, frame)
            ends.append(self.snapshot(frame))
            if turn > 0 and not counted and self.world == before.world:
                break
        frame.repeats -= 1
        self.arrive(frame, ends)

    def _while(self, statement: ir.Loop, frame: Frame) -> None:
        """The test decides before each turn; one that is true for too long may be false after all, unless literal."""
        self.emit(Looped(self.place(frame, statement.span)))
        forever = isinstance(statement.iterable, nodes.Const)
        ends: list[Snapshot] = []
        frame.repeats += 1
        for turn in range(MAX_TURNS + LOOP_PASSES):
            before, outcome = self.snapshot(frame), self.test(statement.iterable, frame)
            if outcome is not True:
                ends.append(self.snapshot(frame))
            if outcome is False:
                break
            self.narrow(statement.iterable, frame, True)
            if not self._one_pass(statement, UNKNOWN, frame):
                break
            late = turn + 1 >= (LOOP_PASSES if outcome is None or forever else MAX_TURNS)
            settled = turn > 0 and self.world == before.world and (outcome is None or forever)
            if (late or settled) and not self.forget_counts(before, frame):
                ends.append(self.snapshot(frame))
                break
        else:
            ends.append(self.snapshot(frame))
        frame.repeats -= 1
        self.arrive(frame, [] if forever and self.world is not None and outcome else ends)

    def forget_counts(self, before: Snapshot, frame: Frame) -> bool:
        """What the last turn counted up may have any value in a later one; whether there is such a thing."""
        counts = _changed(before.env, frame.env)
        frame.env.update(counts)
        attributes = [
            (owner, name, value)
            for owner, now in self.store.items()
            if (then := before.store.get(owner)) is not None and then is not now
            for name, value in _changed(then, now).items()
        ]
        for owner, name, value in attributes:
            self.write_attribute(owner, name, value)
        return bool(counts or attributes)

    def turns(self, value: Value) -> tuple[tuple[Value, ...], Value | None]:
        """The values of the turns that a loop certainly takes, and what further turns, if there may be any, get."""
        items = self.elements(value)
        sized = isinstance(value, (Sequence, Mapping)) or (isinstance(value, Known) and isinstance(value.value, str))
        if not sized or may_grow(value) or (isinstance(value, Sequence) and value.kind == GROWN):
            return (), either(items)
        if isinstance(value, Sequence) and value.kind == "range" and items[-1:] == (UNKNOWN,):
            return items[:-1], UNKNOWN
        if len(items) <= MAX_TURNS and len(items) * self.turned <= MAX_TURNED:
            return items, None
        return items[:1], either(items[1:])

    @contextmanager
    def turning(self, turns: int) -> Iterator[None]:
        """What happens here happens in each of so many turns: loops inside are followed less closely."""
        before, self.turned = self.turned, self.turned * max(1, turns)
        yield
        self.turned = before

    def _iterate(self, value: Value, place: Place) -> None:
        """What happens in an object that is iterated."""
        if isinstance(value, Instance):
            before = self.world
            methods = (self.find_member(value.cls, name) for name in ("__iter__", "__next__", "__getitem__"))
            for method in methods:
                made = self.invoke(method, Arguments(), place, value) if isinstance(method, Func) else UNKNOWN
                self._iterate(made if isinstance(made, Deferred) else UNKNOWN, place)
            self.world = self.world or before  # StopIteration ends the loop, not the program
        elif isinstance(value, Deferred):
            self.run_deferred(value, place)

    def _one_pass(self, statement: ir.Loop, item: Value, frame: Frame) -> bool:
        if statement.target is not None:
            self.assign(statement.target, item, frame, statement.span)
        frame.continues.append([])
        self.block(statement.body, frame)
        self.arrive(frame, [*frame.continues.pop(), Snapshot(frame.env, self.world, self.store)])
        return self.world is not None

    def _comprehension(self, expr: nodes.Comprehension, frame: Frame) -> Value:
        """A comprehension: rounds over its iterables, at least one where they are known not to be empty."""
        outer = dict(frame.env)
        found = Found()
        chance = self._rounds(expr, 0, frame, found)
        for name in [name for name in frame.env if name not in outer]:
            del frame.env[name]
        frame.env.update(outer)
        if chance is not None and expr.kind in ("list", "generator"):
            return chance
        if expr.kind != "list" or not found.values:
            return UNKNOWN
        if found.some or len(found.values) > MAX_TURNS:
            return Sequence((either(found.values),), GROWN)
        return Sequence(tuple(found.values), expr.kind)

    def _rounds(self, expr: nodes.Comprehension, depth: int, frame: Frame, found: Found) -> Value | None:
        """One generator and those inside it; the order by chance that a list takes over from its first."""
        if depth == len(expr.generators):
            found.values.append([self.evaluate(part, frame) for part in expr.parts][-1])
            return None
        generator = expr.generators[depth]
        iterable = self.evaluate(generator.iterable, frame)
        place = self.place(frame, expr.span)
        self._iterate(iterable, place)
        chance = iterable if isinstance(iterable, Thing) and iterable.pending else self.hash_ordered(iterable, place)
        if isinstance(iterable, Thing) and expr.kind == "dict":
            self.draw_now(iterable)

        def once(item: Value) -> None:
            self.assign(generator.target, item, frame, expr.span)
            self._filtered(generator.conditions, frame, lambda: self._rounds(expr, depth + 1, frame, found))

        turns, rest = self.turns(iterable)
        found.some = found.some or rest is not None or bool(generator.conditions)
        with self.turning(len(turns)):
            for item in turns:
                once(item)
        if rest is not None:
            self.fork(frame, lambda: once(rest), lambda: None)
        return chance

    def _filtered(self, conditions: tuple[nodes.Expr, ...], frame: Frame, act: Callable[[], object]) -> None:
        """Do `act` where all conditions hold."""
        if not conditions:
            act()
            return
        outcome = self.test(conditions[0], frame)
        if outcome is not False:
            rest = conditions[1:]
            branches = () if outcome else (lambda: None,)
            self.fork(frame, lambda: self._filtered(rest, frame, act), *branches)


def _changed(before: Environment, now: Environment) -> Environment:
    """The names that hold another constant than before, each with what it may hold by and by."""
    pairs = ((name, value, before.get(name, value)) for name, value in now.items())
    return {name: _anything(value) for name, value, then in pairs if value != then and _anything(value) != value}


def _anything(value: Value) -> Value:
    return either(UNKNOWN if isinstance(one, Known) and one != NONE else one for one in options(value))
