"""Loops: turn by turn, or rounds until nothing new happens."""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.frames import Frame, Snapshot
from repro_lint.resolve.domain.values import UNKNOWN, Thing, Value
from repro_lint.resolve.interpreter.elements import MAX_TURNS, Elements
from repro_lint.resolve.models.orders import hash_ordered
from repro_lint.resolve.trace.events import Looped

LOOP_PASSES = 3  # turns of a loop of which it is not known how many it takes


class Looper(Elements):
    """Runs loops."""

    def _loop(self, statement: ir.Loop, frame: Frame) -> None:
        """A loop: turn by turn where its values are known, else until nothing new happens."""
        frame.breaks.append([])
        if statement.target is None:
            self._while(statement, frame)
        else:
            self._for(statement, frame)
        if self.state.streams is not None:
            self.block(statement.orelse, frame)
        self.state.join(frame, [*frame.breaks.pop(), Snapshot(frame.env, self.state.streams, self.state.heap)])

    def _for(self, statement: ir.Loop, frame: Frame) -> None:
        value = self.evaluate(statement.iterable, frame)
        place = self.place(frame, statement.span)
        self.iterate(value, place)
        turns, rest = self.turns(value)
        if statement.body and (len(turns) + (rest is not None) > 1 or not turns):
            self.state.emit(Looped(self.place(frame, statement.body[0].span.to(statement.span))))
        waits = isinstance(value, Thing) and value.pending is not None
        chance = value if waits else hash_ordered(value, self.place(frame, statement.span))
        frame.arrivals.append(chance if isinstance(chance, Thing) else None)
        frame.counters.append(frozenset() if chance is None else frozenset(_counters(statement)))
        with self.turning(len(turns)):
            for item in turns:
                if self.state.streams is not None:
                    self._one_pass(statement, item, frame)
        if rest is not None and self.state.streams is not None:
            self._further_turns(statement, rest, frame)
        frame.arrivals.pop()
        frame.counters.pop()

    def _further_turns(self, statement: ir.Loop, item: Value, frame: Frame) -> None:
        """Turns of which it is not known how many there are: none, or as many as change anything."""
        ends = [self.state.snapshot(frame)]
        frame.repeats += 1
        for turn in range(LOOP_PASSES):
            before = ends[-1]
            with self.state.on_branch(self.place(frame, statement.span)):
                more = self._one_pass(statement, item, frame)
            if not more:
                break
            counted = turn > 0 and self.forget_counts(before, frame)
            ends.append(self.state.snapshot(frame))
            if turn > 0 and not counted and self.state.streams == before.streams:
                break
        frame.repeats -= 1
        self.state.join(frame, ends)

    def _while(self, statement: ir.Loop, frame: Frame) -> None:
        """The test decides before each turn; one that is true for too long may be false after all, unless literal."""
        self.state.emit(Looped(self.place(frame, statement.span)))
        forever = isinstance(statement.iterable, nodes.Const)
        ends: list[Snapshot] = []
        frame.repeats += 1
        for turn in range(MAX_TURNS + LOOP_PASSES):
            before, outcome = self.state.snapshot(frame), self.test(statement.iterable, frame)
            if outcome is not True:
                ends.append(self.state.snapshot(frame))
            if outcome is False:
                break
            self.narrow(statement.iterable, frame, True)
            if not self._one_pass(statement, UNKNOWN, frame):
                break
            late = turn + 1 >= (LOOP_PASSES if outcome is None or forever else MAX_TURNS)
            settled = turn > 0 and self.state.streams == before.streams and (outcome is None or forever)
            if (late or settled) and not self.forget_counts(before, frame):
                ends.append(self.state.snapshot(frame))
                break
        else:
            ends.append(self.state.snapshot(frame))
        frame.repeats -= 1
        self.state.join(frame, [] if forever and self.state.streams is not None and outcome else ends)

    def _one_pass(self, statement: ir.Loop, item: Value, frame: Frame) -> bool:
        if statement.target is not None:
            self.assign(statement.target, item, frame, statement.span)
        frame.continues.append([])
        self.block(statement.body, frame)
        self.state.join(frame, [*frame.continues.pop(), Snapshot(frame.env, self.state.streams, self.state.heap)])
        return self.state.streams is not None


def _counters(loop: ir.Loop) -> Iterator[str]:
    """The names that tell one turn of a loop from another by its number: of `enumerate`, or counted up in its body."""
    function = loop.iterable.function if isinstance(loop.iterable, nodes.Call) else None
    if function == nodes.Name("enumerate") and isinstance(loop.target, nodes.Items):
        yield from (part.id for part in loop.target.parts[:1] if isinstance(part, nodes.Name))
    pending = [*loop.body]
    while pending:
        statement = pending.pop()
        if isinstance(statement, ir.If):
            pending.extend((*statement.body, *statement.orelse))
        elif isinstance(statement, ir.Assign) and statement.update == "Add":
            yield from (target.id for target in statement.targets if isinstance(target, nodes.Name))
