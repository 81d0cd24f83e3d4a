"""What a model of a library sees of the interpreter: one call, and the machine that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from repro_lint.catalog import Catalog
from repro_lint.catalog.schema import Row
from repro_lint.facts import model as ir
from repro_lint.facts.nodes import Expr, Span
from repro_lint.resolve.domain.arguments import Arguments, Deferred
from repro_lint.resolve.domain.frames import Frame, Module
from repro_lint.resolve.domain.streams import Key, Origins, Place, Streams
from repro_lint.resolve.domain.values import UNKNOWN, Class, Func, Instance, LibraryObject, Sequence, Value
from repro_lint.resolve.interpreter.state import State
from repro_lint.resolve.trace.execution import Execution


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

    @property
    def first_span(self) -> Span | None:
        """Where the first positional argument stands."""
        return self.arguments.spans[0] if self.arguments.spans else None


class Loader(Protocol):
    """Finds and reads the modules of the project."""

    def find(self, name: str, importer: str) -> str | None:
        """The key of the file that `import name` in `importer` loads; None for a module outside the project."""

    def targets(self, path: str, facts: ir.FileFacts) -> tuple[str | None, ...]:
        """For each absolute import of a file, in order, the key of the file that the import loads."""

    def facts(self, path: str) -> ir.FileFacts | None:
        """The facts of a file; None if it could not be read."""

    def relative(self, importer: str, level: int, module: str) -> str | None:
        """The absolute name of a relative import; None where it leaves the project."""

    def data(self, name: str) -> bytes | None:
        """What stands in a file that a program opens by this name; None where there is none."""

    def is_package(self, name: str, importer: str) -> bool:
        """Whether `name` is a folder of the project that can be imported."""


class Machine(Protocol):
    """The interpreter, as a model uses it."""

    state: State
    catalog: Catalog
    keras: str | None
    seed_functions: frozenset[str]
    versions: Mapping[str, str]

    def canonical(self, dotted: str, /) -> str:
        """The name under which a function or class has its row."""

    def outside_bases(self, cls: Class) -> list[str]:
        """The dotted names of the outside classes that a class derives from."""

    def row(self, name: str, /) -> Row | None:
        """The row of a function or class."""

    def apply(self, row: Row, call: Call) -> Value:
        """The effect and the value of calling what a row describes."""

    def catalogued_method(self, call: Call) -> Value:
        """A method of a catalogued object, as the rows describe it."""

    def draw_now(self, thing: LibraryObject, frame: Frame, *, certain: bool = True) -> None:
        """The draw of an object that waited for a use of it."""

    def stream_key(self, row: Row) -> Key | None:
        """The stream that a draw consumes in this program; None for the entropy of the system."""

    def origins_of(self, key: Key | None) -> Origins:
        """What may have set a stream last, where something draws from it."""

    def call(self, target: Value, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """Call a value."""

    def invoke(self, function: Func, arguments: Arguments, place: Place, receiver: Value | None = None) -> Value:
        """Run a function of the project."""

    def escape(self, value: Value, place: Place, frame: Frame) -> None:
        """A value leaves what can be followed: it may be called, iterated or fitted there."""

    def iterate(self, value: Value, place: Place, frame: Frame) -> Value:
        """Take all elements of a value; those of a generator expression as a list."""

    def enter(self, context: Value, place: Place) -> tuple[Value, Value]:
        """Enter a context: what `as` gives, and what is to be left later."""

    def leave(self, entered: Value, place: Place, frame: Frame) -> None:
        """Leave a context that was entered."""

    def lookup(self, frame: Frame, name: str) -> Value | None:
        """The value of a name."""

    def find_member(self, cls: Value, name: str) -> Value | None:
        """A member of a project class or of the project classes it derives from."""

    def attribute(self, base: Value, name: str, frame: Frame) -> Value:
        """`base.name`."""

    def set_attribute(self, owner: Instance | LibraryObject, name: str, value: Value, place: Place) -> None:
        """`owner.name = value`, by the setter of a property if there is one."""

    def havoc_constants(self, owner: Value) -> None:
        """An attribute was set of which it is not known which."""

    def elements_of(self, value: Value) -> tuple[Value, ...]:
        """What iterating over a value yields, as far as it is known."""

    def import_name(self, name: str, frame: Frame, span: Span) -> Value:
        """Import a module, its packages first."""

    def data_file(self, name: str) -> bytes | None:
        """What stands in a file that the program opens by this name; None where there is none."""

    def throw(self, streams: Streams | None, kinds: tuple[Value, ...] = (), /) -> None:
        """An exception of one of these classes leaves these streams."""


class Engine(Machine, Protocol):
    """The interpreter, as its own parts use each other: these functions call what stands above them through it."""

    loader: Loader

    def evaluate(self, expr: Expr, frame: Frame) -> Value:
        """The value of an expression, its effects done in order."""

    def block(self, statements: ir.Block, frame: Frame) -> None:
        """Execute statements until the path ends."""

    def execute(
        self,
        function: Func,
        facts: ir.Function,
        arguments: Arguments,
        done: Execution,
        on_yield: Callable[[Value], None] | None = None,
    ) -> None:
        """One execution of a function's body, recorded in `done`."""

    def run_deferred(self, deferred: Deferred, place: Place, on_yield: Callable[[Value], None] | None = None) -> Value:
        """Run the body of a generator function; what it yields, unless `on_yield` is what happens at each yield."""

    def fill(self, holder: Expr, sequence: Sequence, method: str, arguments: Arguments, frame: Frame) -> None:
        """`holder.append(…)` and its like: a list is filled in place."""

    def store(self, holder: Expr, value: Value, frame: Frame) -> None:
        """Give a name or attribute the new value of the container it holds."""

    def attribute_of_module(self, module: Module, name: str, frame: Frame) -> Value:
        """A name of a project module, importing the submodule of that name if need be."""

    def import_name(self, name: str, frame: Frame, span: Span) -> Value:
        """Import a module, its packages first."""


Model: TypeAlias = Callable[[Machine, Call], Value | None]
"""What a call does, and its value; None where the call is none of those that the model knows after all."""
