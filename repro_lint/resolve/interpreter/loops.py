"""Loops: turn by turn, or rounds until nothing new happens."""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Deferred, Lazy
from repro_lint.resolve.domain.frames import Frame, Snapshot
from repro_lint.resolve.domain.values import UNKNOWN, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.bindings import assign
from repro_lint.resolve.interpreter.conditions import decide_test, narrow
from repro_lint.resolve.interpreter.iteration import MAX_ITERATIONS, iterate, iterations, unrolled
from repro_lint.resolve.interpreter.scopes import widen_counters
from repro_lint.resolve.models.orders import chance_in
from repro_lint.resolve.trace.events import Looped

# Turns of a loop of unknown length: on what it finds, on what a turn leaves to the next, and on what is widened.
LOOP_PASSES = 3


def loop_statement(machine: Engine, statement: ir.Loop, frame: Frame) -> None:
    """A loop: turn by turn where its values are known, else until nothing new happens."""
    frame.breaks.append([])
    if statement.target is None:
        _while(machine, statement, frame)
    else:
        _for(machine, statement, frame)
    if machine.state.streams is not None:
        machine.block(statement.orelse, frame)
    machine.state.join(frame, [*frame.breaks.pop(), Snapshot(frame.env, machine.state.streams, machine.state.heap)])


def _for(machine: Engine, statement: ir.Loop, frame: Frame) -> None:
    value = machine.evaluate(statement.iterable, frame)
    place = frame.place(statement.span)
    with machine.state.trace.read_by(nobody=statement.measures):
        made = iterate(machine, value, place, frame)
    turns, rest = iterations(machine, made if isinstance(value, (Deferred, Lazy)) else value)
    if statement.body and (len(turns) + (rest is not None) > 1 or not turns):
        machine.state.emit(Looped(frame.place(statement.body[0].span.to(statement.span))))
    chance = chance_in(value, frame.place(statement.span))
    frame.arrivals.append(chance if isinstance(chance, LibraryObject) else None)
    frame.counters.append(frozenset() if chance is None else frozenset(_counters(statement)))
    with unrolled(machine, len(turns)):
        for item in turns:
            if machine.state.streams is not None:
                _one_pass(machine, statement, item, frame)
    if rest is not None and machine.state.streams is not None:
        _further_turns(machine, statement, rest, frame)
    frame.arrivals.pop()
    frame.counters.pop()


def _further_turns(machine: Engine, statement: ir.Loop, item: Value, frame: Frame) -> None:
    """Turns of which it is not known how many there are: none, or as many as change anything."""
    ends = [machine.state.snapshot(frame)]
    frame.repeats += 1
    for turn in range(LOOP_PASSES):
        before = ends[-1]
        with machine.state.on_branch(frame.place(statement.span)):
            more = _one_pass(machine, statement, item, frame)
        if not more:
            break
        counted = turn > 0 and widen_counters(machine, before, frame)
        ends.append(machine.state.snapshot(frame))
        if turn > 0 and not counted and machine.state.streams == before.streams:
            break
    frame.repeats -= 1
    machine.state.join(frame, ends)


def _while(machine: Engine, statement: ir.Loop, frame: Frame) -> None:
    """The test decides before each turn; one that is true for too long may be false after all, unless literal."""
    machine.state.emit(Looped(frame.place(statement.span)))
    forever = isinstance(statement.iterable, nodes.Const)
    ends: list[Snapshot] = []
    frame.repeats += 1
    for turn in range(MAX_ITERATIONS + LOOP_PASSES):
        before, outcome = machine.state.snapshot(frame), decide_test(machine, statement.iterable, frame)
        if outcome is not True:
            ends.append(machine.state.snapshot(frame))
        if outcome is False:
            break
        narrow(machine, statement.iterable, frame, True)
        if not _one_pass(machine, statement, UNKNOWN, frame):
            break
        late = turn + 1 >= (LOOP_PASSES if outcome is None or forever else MAX_ITERATIONS)
        settled = turn > 0 and machine.state.streams == before.streams and (outcome is None or forever)
        if (late or settled) and not widen_counters(machine, before, frame):
            ends.append(machine.state.snapshot(frame))
            break
    else:
        ends.append(machine.state.snapshot(frame))
    frame.repeats -= 1
    machine.state.join(frame, [] if forever and machine.state.streams is not None and outcome else ends)


def _one_pass(machine: Engine, statement: ir.Loop, item: Value, frame: Frame) -> bool:
    if statement.target is not None:
        assign(machine, statement.target, item, frame, statement.span)
    frame.continues.append([])
    machine.block(statement.body, frame)
    machine.state.join(frame, [*frame.continues.pop(), Snapshot(frame.env, machine.state.streams, machine.state.heap)])
    return machine.state.streams is not None


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
