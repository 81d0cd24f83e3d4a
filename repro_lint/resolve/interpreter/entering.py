"""Contexts: what entering one gives, and what leaving it does."""

from __future__ import annotations

from repro_lint.resolve.domain.arguments import Arguments, Deferred, Left
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import Place, World
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Func, Instance, Method, Value
from repro_lint.resolve.interpreter.api import Call
from repro_lint.resolve.interpreter.loops import Looper
from repro_lint.resolve.models import library, registry


class Entering(Looper):
    """Enters contexts, and leaves them."""

    def enter(self, context: Value, place: Place) -> tuple[Value, Value]:
        """Enter a context: what `as` gives, and what is to be left later."""
        if isinstance(context, Instance):
            enter, leave = (self.find_member(context.cls, name) for name in ("__enter__", "__exit__"))
            entered = self.invoke(enter, Arguments(), place, context) if isinstance(enter, Func) else context
            return entered, Method(leave, context) if isinstance(leave, Func) else NONE
        if isinstance(context, Deferred) and self.state.streams is not None:
            before, yielded = self.state.streams, list[tuple[Value, World | None]]()
            self.run_deferred(context, place, lambda value: yielded.append((value, self.state.streams)))
            entered, self.state.streams = yielded[-1] if yielded else (UNKNOWN, self.state.streams)
            return entered, Left(context, before)
        return context, context if registry.of_method(context, "__exit__") else NONE

    def leave(self, entered: Value, place: Place, frame: Frame) -> None:
        """Leave a context that was entered, or call what stands for that."""
        if isinstance(entered, Left):
            end, self.state.streams = self.state.streams, entered.before

            def at_yield(_: Value) -> None:
                self.state.streams = end

            self.run_deferred(entered.context, place, at_yield)
        elif registry.of_method(entered, "__exit__"):
            library.modelled_method(self, Call("__exit__", Arguments(), place, frame, entered))
        elif entered != NONE:
            self.call(entered, Arguments(open=isinstance(entered, Method)), place, frame)
