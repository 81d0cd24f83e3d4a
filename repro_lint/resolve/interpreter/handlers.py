"""`try` and `with`: what happens on every way out of a block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Deferred
from repro_lint.resolve.domain.frames import Frame, Snapshot, Thrown, join_snapshots
from repro_lint.resolve.domain.streams import Place, join_streams
from repro_lint.resolve.domain.values import UNKNOWN, Instance, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.bindings import assign
from repro_lint.resolve.interpreter.calls import run_deferred
from repro_lint.resolve.interpreter.entering import enter
from repro_lint.resolve.interpreter.exceptions import caught, throw
from repro_lint.resolve.interpreter.scopes import bind_name
from repro_lint.resolve.models import registry
from repro_lint.resolve.models.names import SUPPRESSOR
from repro_lint.resolve.trace.events import Raises


def try_block(machine: Engine, statement: ir.Try, frame: Frame) -> None:
    exits: list[list[Any]] = [frame.returns, *frame.breaks[-1:], *frame.continues[-1:]]
    left = [(ends, len(ends)) for ends in exits]
    frame.raises.append([])
    machine.block(statement.body, frame)
    thrown = frame.raises.pop()
    if statement.final:
        frame.raises.append([])  # what leaves goes through `finally`
    machine.block(statement.orelse, frame)
    ends = [Snapshot(frame.env, machine.state.streams, machine.state.heap)]
    for handler in statement.handlers:
        thrown = _handle(machine, handler, thrown, frame)
        ends.append(Snapshot(frame.env, machine.state.streams, machine.state.heap))
    _pass_on(machine, thrown, frame)
    machine.state.join(frame, ends)
    if statement.final:
        _finally(machine, lambda: machine.block(statement.final, frame), frame.raises.pop(), left, frame)


def _handle(machine: Engine, handler: ir.Handler, thrown: list[Thrown], frame: Frame) -> list[Thrown]:
    """What a handler does with the exceptions that it catches; those that may pass it."""
    classes = None if handler.caught == nodes.NOTHING else machine.evaluate(handler.caught, frame)
    mine, others = caught(machine, classes, thrown)
    machine.state.join(frame, [one.state for one in mine])
    if machine.state.streams is not None:
        if handler.name:
            bind_name(machine, frame, handler.name, UNKNOWN)
        machine.block(handler.body, frame)
    return others


def _pass_on(machine: Engine, thrown: list[Thrown], frame: Frame) -> None:
    """Exceptions that no handler here catches for certain."""
    if frame.raises:
        frame.raises[-1] += thrown
    else:
        for one in thrown:
            throw(machine, one.state.streams if one.sure else None, one.kinds)


def _finally(
    machine: Engine, final: Callable[[], None], thrown: list[Thrown], leaving: list[tuple[list[Any], int]], frame: Frame
) -> None:
    """`final` runs on every way out: at the end, with a return, a break or an exception."""
    end = Snapshot(frame.env, machine.state.streams, machine.state.heap)
    for ends, count in leaving:
        for index in range(count, len(ends)):
            value, state = ends[index] if ends is frame.returns else (None, ends[index])
            _through(machine, final, state, frame)
            after = machine.state.snapshot(frame)
            ends[index] = (value, after) if ends is frame.returns else after
    for sure in (True, False):
        _through(machine, final, _joined(machine, [one.state for one in thrown if one.sure is sure]), frame)
        if sure:
            throw(machine, machine.state.streams)
        elif frame.raises and machine.state.streams is not None:
            frame.raises[-1].append(Thrown(machine.state.snapshot(frame)))
    _through(machine, final, end, frame)


def _through(machine: Engine, final: Callable[[], None], state: Snapshot | None, frame: Frame) -> None:
    machine.state.join(frame, [] if state is None else [state])
    if machine.state.streams is not None:
        final()


def _between(machine: Engine, body: Callable[[], None], leave: Callable[[], None], frame: Frame) -> None:
    """Do `body`, and `leave` on every way out of it."""
    exits: list[list[Any]] = [frame.returns, *frame.breaks[-1:], *frame.continues[-1:]]
    left = [(ends, len(ends)) for ends in exits]
    frame.raises.append([])
    body()
    _finally(machine, leave, frame.raises.pop(), left, frame)


def with_block(machine: Engine, statement: ir.With, frame: Frame) -> None:
    context = machine.evaluate(statement.context, frame)
    place = frame.place(statement.span)

    def body(entered: Value) -> None:
        if statement.target is not None:
            assign(machine, statement.target, entered, frame, statement.span)
        known = set(machine.state.trace.events)
        machine.block(statement.body, frame)
        if _expects_a_raise(statement.context):
            for event in [e for e in machine.state.trace.events if isinstance(e, Raises) and e not in known]:
                del machine.state.trace.events[event]

    if isinstance(context, LibraryObject) and context.kind == SUPPRESSOR:
        try_block(
            machine, ir.Try(statement.span, statement.body, (ir.Handler(nodes.NOTHING, None, ()),), (), ()), frame
        )
    elif isinstance(context, Deferred) and context.function.wrapped_by == "contextmanager":
        _around(machine, context, place, body, frame)
    elif isinstance(context, Instance) or registry.of_method(context, "__exit__"):
        entered, leave = enter(machine, context, place)
        _between(machine, lambda: body(entered), lambda: machine.leave(leave, place, frame), frame)
    else:
        body(context)


def _around(machine: Engine, context: Deferred, place: Place, body: Callable[[Value], None], frame: Frame) -> None:
    """A generator that is a context runs on behind its `yield` whichever way the body is left, so with a return."""
    known = len(frame.returns)
    ends: list[bool] = []

    def at_yield(entered: Value) -> None:
        body(entered)
        ends.append(machine.state.streams is not None)
        for _, state in frame.returns[known:]:
            machine.state.streams = join_streams(machine.state.streams, state.streams)

    run_deferred(machine, context, place, at_yield)
    if not ends and machine.state.streams is not None:  # it could not be followed
        body(UNKNOWN)
    for index, (value, state) in enumerate(frame.returns[known:], known):
        frame.returns[index] = (value, state._replace(streams=machine.state.streams))
    if ends and not any(ends):
        machine.state.streams = None


def _expects_a_raise(context: nodes.Expr) -> bool:
    """`with self.assertRaises(…)`, `with pytest.raises(…)`."""
    function = context.function if isinstance(context, nodes.Call) else None
    return isinstance(function, nodes.Attr) and (function.name == "raises" or function.name.startswith("assertRaises"))


def _joined(machine: Engine, ends: list[Snapshot]) -> Snapshot | None:
    return join_snapshots(ends, machine.state.trace.note_difference)
