"""The state of an abstract run, and how paths part and meet.

The run is one class in layers, each in a module of its own and each knowing only those before it:
`Core` (state) <- `Evaluator` (expressions) <- `Effects` (catalogue) <- `Caller` (calls into the project) <- `Runner`
(statements, modules). Calls that leave the project are functions of `models/library.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cache

from repro_lint.catalog import Catalog
from repro_lint.facts.model import Block
from repro_lint.facts.nodes import Expr, Span
from repro_lint.resolve.domain.arguments import Arguments, Deferred
from repro_lint.resolve.domain.frames import Frame, Module
from repro_lint.resolve.domain.streams import How, Key, Origin, Place
from repro_lint.resolve.domain.values import Func, Sequence, Value
from repro_lint.resolve.interpreter.state import State

DEPTH_LIMIT = 45


class Core(ABC):
    """Executes; all that changes meanwhile is its `state`."""

    def __init__(self, catalog: Catalog, keras: str | None, seed_functions: frozenset[str]) -> None:
        self.catalog = catalog
        self.canonical = cache(catalog.canonical)  # the same names come by the hundred thousand
        self.row = cache(catalog.row)
        self.keras = keras
        self.seed_functions = seed_functions
        self.state = State()

    @abstractmethod
    def evaluate(self, expr: Expr, frame: Frame) -> Value:
        """The value of an expression, its effects done in order."""

    @abstractmethod
    def call(self, target: Value, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """Call a value."""

    @abstractmethod
    def escape(self, value: Value, place: Place, frame: Frame) -> None:
        """A value leaves what can be followed: it may be called, iterated or fitted there."""

    @abstractmethod
    def enter(self, context: Value, place: Place) -> tuple[Value, Value]:
        """Enter a context: what `as` gives, and what is to be left later."""

    @abstractmethod
    def leave(self, entered: Value, place: Place, frame: Frame) -> None:
        """Leave a context that was entered."""

    @abstractmethod
    def iterate(self, value: Value, place: Place) -> Value:
        """Take all elements of a value, which may be made only now; those of a generator expression as a list."""

    @abstractmethod
    def fill(self, holder: Expr, sequence: Sequence, method: str, arguments: Arguments, frame: Frame) -> None:
        """`holder.append(…)` and its like: a list is filled in place."""

    @abstractmethod
    def block(self, statements: Block, frame: Frame) -> None:
        """Execute statements."""

    @abstractmethod
    def invoke(self, function: Func, arguments: Arguments, place: Place, receiver: Value | None = None) -> Value:
        """Run a function of the project."""

    @abstractmethod
    def run_deferred(self, deferred: Deferred, place: Place, on_yield: Callable[[Value], None] | None = None) -> None:
        """Run the body of a generator function."""

    @abstractmethod
    def attribute_of_module(self, module: Module, name: str, frame: Frame) -> Value:
        """A name of a project module, importing the submodule of that name if need be."""

    @abstractmethod
    def import_name(self, name: str, frame: Frame, span: Span) -> Value:
        """Import a module, its packages first."""

    def spent(self, part: object, frame: Frame, span: Span) -> bool:
        """Whether a part of the program runs no more, since it did after all steps were taken."""
        if self.state.steps <= self.state.budget.limit:
            return False
        self.state.summaries.cut_short = True
        self.state.havoc(None, "the program is too large to follow")
        return not self.state.budget.passes(part, self.place(frame, span))

    def place(self, frame: Frame, span: Span) -> Place:
        """A span in the file that `frame` runs."""
        return Place(frame.module.path, span)

    def need_gpu(self, place: Place) -> None:
        """The program ends here where no GPU is in sight: it counts as choosing its devices."""
        if self.state.streams is not None and not self.state.with_gpus:
            self.state.set(Key.GPU, Origin(How.GIVEN, place))
