"""What a model of a library sees of the interpreter: one call, and the machine that makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import UNKNOWN, Func, Value
from repro_lint.resolve.interpreter.state import State


@dataclass(frozen=True, slots=True)
class Call:
    """A call that leaves the project. `name`: of the function, or of the method of `receiver`."""

    name: str
    arguments: Arguments
    place: Place
    frame: Frame
    receiver: Value = UNKNOWN

    @property
    def first(self) -> Value:
        """The first positional argument."""
        return self.arguments.positional[0] if self.arguments.positional else UNKNOWN


class Machine(Protocol):
    """The interpreter, as a model uses it."""

    state: State

    def call(self, target: Value, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """Call a value."""

    def invoke(self, function: Func, arguments: Arguments, place: Place, receiver: Value | None = None) -> Value:
        """Run a function of the project."""

    def escape(self, value: Value, place: Place, frame: Frame) -> None:
        """A value leaves what can be followed: it may be called, iterated or fitted there."""

    def iterate(self, value: Value, place: Place) -> Value:
        """Take all elements of a value; those of a generator expression as a list."""

    def enter(self, context: Value, place: Place) -> tuple[Value, Value]:
        """Enter a context: what `as` gives, and what is to be left later."""

    def leave(self, entered: Value, place: Place, frame: Frame) -> None:
        """Leave a context that was entered."""

    def lookup(self, frame: Frame, name: str) -> Value | None:
        """The value of a name."""

    def find_member(self, cls: Value, name: str) -> Value | None:
        """A member of a project class or of the project classes it derives from."""


Model: TypeAlias = Callable[[Machine, Call], Value | None]
"""What a call does, and its value; None where the call is none of those that the model knows after all."""
