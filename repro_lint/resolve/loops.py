"""Loops and comprehensions: rounds until nothing new happens."""

from __future__ import annotations

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.bindings import Binder
from repro_lint.resolve.choices import either, may_grow
from repro_lint.resolve.frames import Frame, Snapshot
from repro_lint.resolve.state import Place
from repro_lint.resolve.values import (
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

LOOP_PASSES = 3
UNROLLED = 12


def _rules_of(thing: Thing) -> str:
    draws = thing.pending.draws if thing.pending else ()
    return " ".join(getattr(draw, "rule", "") for draw in draws)


def _go_together(value: Value) -> bool:
    """Whether what is iterated are keys, which go with their values, or pairs: then each round is one of its own."""
    if isinstance(value, Mapping):
        return True
    return isinstance(value, Sequence) and all(isinstance(item, Sequence) for item in value.items)


class Looper(Binder):
    """Runs loops."""

    def _loop(self, statement: ir.Loop, frame: Frame) -> None:
        """A loop: its body runs until nothing new happens; it may run no time unless it is known to."""
        value = self.evaluate(statement.iterable, frame)
        self._iterate(value, self.place(frame, statement.span))
        items = self.elements(value) if statement.target is not None else (UNKNOWN,)
        certain = isinstance(value, (Sequence, Mapping)) and not may_grow(value)
        certain = certain or value in (Known(True), Known(1))
        if not items or (statement.target is None and self.test(statement.iterable, frame) is False):
            self.block(statement.orelse, frame)
            return
        if certain and _go_together(value) and 1 < len(items) <= UNROLLED:
            self._unrolled(statement, items, frame)
            return
        frame.breaks.append([])
        frame.arrivals.append(value if isinstance(value, Thing) and value.pending is not None else None)
        ends = [] if certain else [self.snapshot(frame)]
        literal = isinstance(statement.iterable, nodes.Const)
        forever = literal and statement.target is None and value in (Known(True), Known(1))
        for _ in range(LOOP_PASSES):
            before = self.world
            frame.loops.append(statement.span)
            more = self._one_pass(statement, either(items), frame)
            frame.loops.pop()
            if not more:
                break
            ends.append(self.snapshot(frame))
            if self.world == before and _ > 0:
                break
        frame.arrivals.pop()
        if forever:
            ends = []
        self.arrive(frame, ends)
        if self.world is not None:
            self.block(statement.orelse, frame)
        self.arrive(frame, [*frame.breaks.pop(), Snapshot(frame.env, self.world, self.store)])

    def _unrolled(self, statement: ir.Loop, items: tuple[Value, ...], frame: Frame) -> None:
        """A loop whose rounds are all known."""
        frame.breaks.append([])
        for item in items:
            self._one_pass(statement, item, frame)
        if self.world is not None:
            self.block(statement.orelse, frame)
        self.arrive(frame, [*frame.breaks.pop(), Snapshot(frame.env, self.world, self.store)])

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
        found: list[Value] = []
        chance = self._rounds(expr, 0, frame, found)
        for name in [name for name in frame.env if name not in outer]:
            del frame.env[name]
        frame.env.update(outer)
        if chance is not None and expr.kind == "list":
            return chance
        return Sequence((either(found),), expr.kind) if found and expr.kind == "list" else UNKNOWN

    def _rounds(self, expr: nodes.Comprehension, depth: int, frame: Frame, found: list[Value]) -> Value | None:
        """One generator and those inside it; the order by chance that a list takes over from its first."""
        if depth == len(expr.generators):
            found.append([self.evaluate(part, frame) for part in expr.parts][-1])
            return None
        generator = expr.generators[depth]
        iterable = self.evaluate(generator.iterable, frame)
        place = self.place(frame, expr.span)
        self._iterate(iterable, place)
        chance = iterable if isinstance(iterable, Thing) and iterable.pending else self.hash_ordered(iterable, place)
        if isinstance(iterable, Thing) and (expr.kind == "dict" or "completion" in _rules_of(iterable)):
            self.draw_now(iterable)

        def once() -> None:
            self.assign(generator.target, either(self.elements(iterable)), frame, expr.span)
            for condition in generator.conditions:
                self.evaluate(condition, frame)
            self._rounds(expr, depth + 1, frame, found)

        if isinstance(iterable, (Sequence, Mapping)) and not may_grow(iterable) and not generator.conditions:
            if iterable.items:
                once()
        else:
            self.fork(frame, once, lambda: None)
        return chance
