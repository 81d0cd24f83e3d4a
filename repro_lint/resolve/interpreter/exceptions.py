"""Exceptions: which states they leave, and where they are caught."""

from __future__ import annotations

from repro_lint.catalog.schema import Role
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Thrown
from repro_lint.resolve.domain.streams import Streams, join_streams
from repro_lint.resolve.domain.values import Class, ExternalName, Func, Known, Mapping, Method, Sequence, Value
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.attributes import outside_bases
from repro_lint.resolve.models.names import CALM, CALM_WITH_CONSTANTS

_CALM = frozenset({Role.SEED, Role.SWITCH, Role.SAVE, Role.RESTORE})
_CALM_RULES = frozenset({"unseeded-draw", "unseeded-generator"})


def throw(machine: Engine, streams: Streams | None) -> None:
    """An exception leaves this state: to the handlers of the frame that runs, else to whoever called it."""
    if streams is None:
        return
    if machine.state.frame is not None and machine.state.frame.raises:
        state = machine.state.snapshot(machine.state.frame)._replace(streams=streams)
        machine.state.frame.raises[-1].append(Thrown(state, sure=True))
    else:
        machine.state.trace.raised = join_streams(machine.state.trace.raised, streams)


def may_throw(machine: Engine, streams: Streams | None = None, *, is_import: bool = False) -> None:
    """An exception may leave this state; it is not followed beyond the function that catches none."""
    streams = machine.state.streams if streams is None else streams
    if streams is None:
        return
    if machine.state.frame is not None and machine.state.frame.raises:
        state = machine.state.snapshot(machine.state.frame)._replace(streams=streams)
        machine.state.frame.raises[-1].append(Thrown(state, is_import))
    else:
        machine.state.trace.may_raise = join_streams(machine.state.trace.may_raise, streams)


def propagate_exceptions(machine: Engine, raised: Streams | None, may_raise: Streams | None) -> None:
    """The exceptions that an execution did not catch reach its caller, in the streams that they leave."""
    throw(machine, raised)
    if may_raise is not None:
        may_throw(machine, may_raise)


def cannot_raise(machine: Engine, target: Value, arguments: Arguments) -> bool:
    """Whether calling raises nothing of itself: what the project's own functions raise is seen inside them."""
    if isinstance(target, ExternalName):
        row = machine.row(target.name)
        calm = row is not None and (row.role in _CALM or row.rule in _CALM_RULES)
        return calm or target.name in CALM or _is_constant(machine, target.name, arguments)
    if isinstance(target, Class):
        return not outside_bases(machine, target)
    return isinstance(target, (Func, Method))


def _is_constant(machine: Engine, name: str, arguments: Arguments) -> bool:
    known = (isinstance(value, (Known, Sequence, Mapping)) for value in arguments.values())
    return name in CALM_WITH_CONSTANTS and all(known)
