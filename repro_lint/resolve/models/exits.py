"""What is kept to be done later: by an `ExitStack` when it is left, by `atexit` when the program ends."""

from __future__ import annotations

from repro_lint.resolve.domain.arguments import Arguments, Partial
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.streams import join_streams
from repro_lint.resolve.domain.values import (
    MAX_ITEMS,
    UNKNOWN,
    ExternalName,
    Func,
    Instance,
    LibraryObject,
    Method,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import PROGRAM_END, REST, Key

STACK = "contextlib.ExitStack"
_AT_EXIT = ExternalName("atexit")
_KEPT = Facet("exits", "kept")


def _make_stack(_: Machine, call: Call) -> Value:
    return LibraryObject(STACK, call.place)


def _register(machine: Machine, call: Call) -> Value | None:
    if not call.arguments.positional:
        return None
    _keep(machine, _AT_EXIT, Partial(call.first, call.arguments.without_first()))
    return call.first


def _end(machine: Machine, call: Call) -> Value:
    """The program is at its end, wherever that was."""
    state = machine.state
    if _AT_EXIT in state.heap:
        state.streams = join_streams(state.streams, state.trace.ended)
        _leave_all(machine, _AT_EXIT, call)
    return UNKNOWN


def _callback(machine: Machine, call: Call) -> Value:
    if call.arguments.positional:
        _keep(machine, call.receiver, Partial(call.first, call.arguments.without_first()))
    return call.first


def _enter_context(machine: Machine, call: Call) -> Value:
    entered, kept = machine.enter(call.first, call.place)
    _keep(machine, call.receiver, kept)
    return entered


def _push(machine: Machine, call: Call) -> Value:
    first = call.first
    leave = machine.find_member(first.cls, "__exit__") if isinstance(first, Instance) else None
    bound = Method(leave, first) if isinstance(leave, Func) else Partial(first, Arguments(open=True))
    _keep(machine, call.receiver, bound)
    return first


def _close(machine: Machine, call: Call) -> Value:
    _leave_all(machine, call.receiver, call)
    return call.first


def _pop_all(machine: Machine, call: Call) -> Value:
    other = LibraryObject(STACK, call.place)
    machine.state.write(other, _KEPT, machine.state.read(call.receiver, _KEPT) or Sequence(()))
    machine.state.write(call.receiver, _KEPT, Sequence(()))
    return other


def _keep(machine: Machine, owner: Value, kept: Value) -> None:
    """Keep something for the end of what `owner` stands for."""
    before = machine.state.read(owner, _KEPT)
    items = before.items if isinstance(before, Sequence) else ()
    machine.state.write(owner, _KEPT, Sequence((*items, kept)[-MAX_ITEMS:]))


def _leave_all(machine: Machine, owner: Value, call: Call) -> None:
    """Do what was kept, the last first."""
    waiting = machine.state.read(owner, _KEPT)
    machine.state.write(owner, _KEPT, Sequence(()))
    for one in reversed(waiting.items if isinstance(waiting, Sequence) else ()):
        machine.leave(one, call.place, call.frame)


MODELS: dict[Key, Model] = {
    STACK: _make_stack,
    "atexit.register": _register,
    (f"{_AT_EXIT.name}.register", "__call__"): _register,
    PROGRAM_END: _end,
    (STACK, "callback"): _callback,
    (STACK, "enter_context"): _enter_context,
    (STACK, "push"): _push,
    (STACK, "close"): _close,
    (STACK, "pop_all"): _pop_all,
    (STACK, "__exit__"): _close,
    (STACK, REST): lambda _, call: call.first,
}
