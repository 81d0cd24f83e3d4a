"""What is kept to be done later: by an `ExitStack` when it is left, by `atexit` when the program ends."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.resolve.domain.arguments import Arguments, Deferred, Left, Partial
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import Place, World
from repro_lint.resolve.domain.values import (
    MAX_ITEMS,
    NONE,
    UNKNOWN,
    Func,
    Instance,
    Method,
    Ref,
    Sequence,
    Thing,
    Value,
)
from repro_lint.resolve.models.orders import Orders

STACK = "contextlib.ExitStack"
AT_EXIT = Ref("atexit")
REGISTER = "atexit.register"
_KEPT = Facet("exits", "kept")


def is_stack(value: Value) -> bool:
    """Whether a value is an `ExitStack`."""
    return isinstance(value, Thing) and value.kind == STACK


class Exits(Orders):
    """Enters contexts, and leaves them."""

    def enter(self, context: Value, place: Place) -> tuple[Value, Value]:
        """Enter a context: what `as` gives, and what is to be called when it is left."""
        if isinstance(context, Instance):
            enter, leave = (self.find_member(context.cls, name) for name in ("__enter__", "__exit__"))
            entered = self.invoke(enter, Arguments(), place, context) if isinstance(enter, Func) else context
            return entered, Method(leave, context) if isinstance(leave, Func) else NONE
        if isinstance(context, Deferred) and self.state.streams is not None:
            before, yielded = self.state.streams, list[tuple[Value, World | None]]()
            self.run_deferred(context, place, lambda value: yielded.append((value, self.state.streams)))
            entered, self.state.streams = yielded[-1] if yielded else (UNKNOWN, self.state.streams)
            return entered, Left(context, before)
        return context, context if is_stack(context) else NONE

    def leave(self, kept: Value, place: Place, frame: Frame) -> None:
        """Do what was kept for the end of a context."""
        if isinstance(kept, Left):
            end, self.state.streams = self.state.streams, kept.before

            def at_yield(_: Value) -> None:
                self.state.streams = end

            self.run_deferred(kept.context, place, at_yield)
        elif is_stack(kept) or kept == AT_EXIT:
            waiting = self.state.read(kept, _KEPT)
            self.state.write(kept, _KEPT, Sequence(()))
            for one in reversed(waiting.items if isinstance(waiting, Sequence) else ()):
                self.leave(one, place, frame)
        elif kept != NONE:
            self.call(kept, Arguments(open=isinstance(kept, Method)), place, frame)

    def keep(self, owner: Thing | Ref, kept: Value) -> None:
        """Keep something for the end of what `owner` stands for."""
        before = self.state.read(owner, _KEPT)
        items = before.items if isinstance(before, Sequence) else ()
        self.state.write(owner, _KEPT, Sequence((*items, kept)[-MAX_ITEMS:]))

    def kept_call(self, name: str, arguments: Arguments, place: Place) -> Value | None:
        """A call that makes a stack, or that keeps something for the end of the program; None for any other."""
        if name == STACK:
            return Thing(STACK, place)
        if name == REGISTER and arguments.positional:
            self.keep(AT_EXIT, _later(arguments))
            return arguments.positional[0]
        return None

    def stack_method(self, stack: Thing, name: str, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """A method of an `ExitStack`."""
        first = arguments.positional[0] if arguments.positional else UNKNOWN
        if name == "callback":
            self.keep(stack, _later(arguments))
        elif name == "enter_context":
            first, kept = self.enter(first, place)
            self.keep(stack, kept)
        elif name == "push":
            leave = self.find_member(first.cls, "__exit__") if isinstance(first, Instance) else None
            self.keep(stack, Method(leave, first) if isinstance(leave, Func) else Partial(first, Arguments(open=True)))
        elif name == "close":
            self.leave(stack, place, frame)
        elif name == "pop_all":
            other = Thing(STACK, place)
            self.state.write(other, _KEPT, self.state.read(stack, _KEPT) or Sequence(()))
            self.state.write(stack, _KEPT, Sequence(()))
            return other
        return first


def _later(arguments: Arguments) -> Partial:
    """The call of the first argument with the others."""
    rest = replace(arguments, positional=arguments.positional[1:], spans=arguments.spans[1:])
    return Partial(arguments.positional[0], rest)
