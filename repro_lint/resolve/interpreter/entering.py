"""Contexts: what entering one gives, and what leaving it does."""

from __future__ import annotations

from repro_lint.resolve.domain.arguments import Arguments, Deferred, Left
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import EVERY_KEY, Place, Streams
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Func, Instance, Method, Value
from repro_lint.resolve.interpreter.api import Call, Engine
from repro_lint.resolve.interpreter.attributes import find_member
from repro_lint.resolve.interpreter.calls import call, invoke, run_deferred
from repro_lint.resolve.models import library, registry


def enter(machine: Engine, context: Value, place: Place) -> tuple[Value, Value]:
    """Enter a context: what `as` gives, and what is to be left later."""
    if isinstance(context, Instance):
        enter, leave = (find_member(machine, context.cls, name) for name in ("__enter__", "__exit__"))
        entered = invoke(machine, enter, Arguments(), place, context) if isinstance(enter, Func) else context
        return entered, Method(leave, context) if isinstance(leave, Func) else NONE
    if isinstance(context, Deferred) and machine.state.streams is not None:
        before, yielded = machine.state.concrete_streams(), list[tuple[Value, Streams | None]]()
        run_deferred(machine, context, place, lambda value: yielded.append((value, machine.state.streams)))
        entered, machine.state.streams = yielded[-1] if yielded else (UNKNOWN, machine.state.streams)
        return entered, Left(context, before)
    return context, context if registry.of_method(context, "__exit__") else NONE


def leave(machine: Engine, entered: Value, place: Place, frame: Frame) -> None:
    """Leave a context that was entered, or call what stands for that."""
    if isinstance(entered, Left):
        machine.state.trace.touched |= EVERY_KEY
        end, machine.state.streams = machine.state.streams, entered.before

        def at_yield(_: Value) -> None:
            machine.state.streams = end

        run_deferred(machine, entered.context, place, at_yield)
    elif registry.of_method(entered, "__exit__"):
        library.modelled_method(machine, Call("__exit__", Arguments(), place, frame, entered))
    elif entered != NONE:
        call(machine, entered, Arguments(open=isinstance(entered, Method)), place, frame)
