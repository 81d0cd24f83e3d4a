"""The state of an abstract run, and how paths part and meet.

The run is one class in layers, each in a module of its own and each knowing only those before it:
`Core` (state) <- `Evaluator` (expressions) <- `Effects` (catalogue) <- `Library` (the rest outside the project) <-
`Caller` (calls into the project) <- `Runner` (statements, modules).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from repro_lint.catalog import Catalog
from repro_lint.facts.model import Block
from repro_lint.facts.nodes import Expr, Span
from repro_lint.resolve.domain.arguments import Arguments, Deferred
from repro_lint.resolve.domain.facets import Field
from repro_lint.resolve.domain.frames import Activation, Environment, Fields, Frame, Module, Snapshot, Store, meet
from repro_lint.resolve.domain.streams import FRESH, How, Key, Origin, Place, World, perhaps_seeded, replaced
from repro_lint.resolve.domain.values import UNKNOWN, Func, Instance, Sequence, Slot, Thing, Value
from repro_lint.resolve.trace.events import Event

DEPTH_LIMIT = 45
STEP_LIMIT = 150_000  # statements, and what paths that meet cost in the same measure
RESTS_ON_NOTHING = 1 << 30  # greater than any index of a run that is under way
MEETING = 32  # objects with attributes that cost as much where paths meet as a statement does
_NOTHING: Fields = {}


class Core(ABC):
    """One abstract run. `world` is None while the current path cannot be taken."""

    def __init__(self, catalog: Catalog, keras: str | None, seed_functions: frozenset[str]) -> None:
        self.catalog = catalog
        self.canonical = cache(catalog.canonical)  # the same names come by the hundred thousand
        self.row = cache(catalog.row)
        self.keras = keras
        self.seed_functions = seed_functions
        self.world: World | None = FRESH
        self.ended: World | None = None  # where the program may have ended before its last statement
        self.store: Store = {}
        self.activation = Activation("", "")
        self.depth = 0
        self.steps = 0
        self.cut_short = False  # some call was not followed, because a bound was hit
        self.low = RESTS_ON_NOTHING  # the outermost run under way of which something is supposed here
        self.has_homes = False  # some container goes by several names
        self.forget_position()

    def forget_position(self) -> None:
        """Stand in no block, loop or call: a run begins, whether the one before came to its end or was given up."""
        self.frame: Frame | None = None  # the one whose statements run
        self.with_gpus = 0  # the branches around that are taken only where a GPU is in sight
        self.turned = 1  # how many turns of the loops around are followed one by one
        self.filled: dict[str, Value] = {}  # what the call before left in containers that it got, by parameter

    @abstractmethod
    def evaluate(self, expr: Expr, frame: Frame) -> Value:
        """The value of an expression, its effects done in order."""

    @abstractmethod
    def call(self, target: Value, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """Call a value."""

    @abstractmethod
    def use(self, value: Value, place: Place, frame: Frame) -> None:
        """A value leaves what can be followed: it may be called, iterated or fitted there."""

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

    def place(self, frame: Frame, span: Span) -> Place:
        """A span in the file that `frame` runs."""
        return Place(frame.module.path, span)

    def emit(self, event: Event) -> None:
        """Record an event of the current execution."""
        if self.world is not None:
            self.activation.note(event)

    @contextmanager
    def on_branch(self, place: Place) -> Iterator[None]:
        """What runs in here may not run."""
        branches = self.activation.branches
        branches.append(place)
        yield
        branches.pop()

    def set(self, key: Key, *origins: Origin) -> None:
        """Set one stream or switch."""
        if self.world is not None:
            self.world = replaced(self.world, key, frozenset(origins))

    def need_gpu(self, place: Place) -> None:
        """The program ends here where no GPU is in sight: it counts as choosing its devices."""
        if self.world is not None and not self.with_gpus:
            self.set(Key.GPU, Origin(How.GIVEN, place))

    def lose_track(self, place: Place | None, why: str) -> None:
        """Code that cannot be followed runs here."""
        if self.world is not None:
            self.world = perhaps_seeded(self.world, place, why)

    def snapshot(self, frame: Frame) -> Snapshot:
        """The state at this point, to come back to."""
        return Snapshot(dict(frame.env), self.world, dict(self.store))

    def restore(self, frame: Frame, state: Snapshot) -> None:
        """Continue from a state taken before."""
        frame.env, self.world, self.store = dict(state.env), state.world, dict(state.store)

    def arrive(self, frame: Frame, ends: list[Snapshot]) -> None:
        """Continue where several paths meet."""
        state = meet(ends)
        if state is None:
            self.world = None
        else:
            frame.env, self.world, self.store = state

    def fork(self, frame: Frame, *branches: Callable[[], object]) -> None:
        """Take each branch from here, and meet behind them."""
        start = self.snapshot(frame)
        self.steps += len(self.store) // MEETING
        ends: list[Snapshot] = []
        order = self.activation.order
        marks = [len(order)]
        for branch in branches:
            self.restore(frame, start)
            branch()
            ends.append(Snapshot(frame.env, self.world, self.store))
            marks.append(len(order))
        if len(set(marks)) > len(("start", "end")):  # something happened on more than one of them
            self.activation.lanes.append(tuple(marks))
        self.arrive(frame, ends)

    def read_attribute(self, owner: object, name: Field) -> Value | None:
        """An attribute that was set on an object; what an execution read is part of what its result depends on."""
        value = self.store.get(owner, {}).get(name)
        if value is not None or isinstance(owner, (Instance, Thing, Slot)):
            self.note_read(owner, name, value)
        return value

    def attributes(self, owner: object) -> Environment:
        """The attributes that the program gave an object."""
        return {name: value for name, value in self.store.get(owner, _NOTHING).items() if isinstance(name, str)}

    def note_read(self, owner: object, name: Field, value: Value | None) -> None:
        """What an attribute was when the current execution began."""
        if name not in self.activation.writes.get(owner, _NOTHING):
            self.activation.reads.setdefault(owner, {}).setdefault(name, value)

    def write_attribute(self, owner: object, name: Field, value: Value) -> None:
        """Set an attribute; the store's parts are shared between paths, so they are replaced, not changed."""
        before = self.store.get(owner, {})
        self.note_read(owner, name, before.get(name))  # on a path that does not come by here it stays
        self.store[owner] = {**before, name: value}
        self.activation.writes[owner] = {**self.activation.writes.get(owner, {}), name: value}

    def holds(self, done: Activation) -> bool:
        """Whether all that a remembered execution read is as it was then."""
        for owner, attributes in done.reads.items():
            present = self.store.get(owner, _NOTHING)
            for name, value in attributes.items():
                now = present.get(name)
                if now is not value and now != value:
                    return False
        return True

    def replay(self, done: Activation) -> None:
        """Set again what a remembered execution set."""
        self.inherit(done)
        for owner, attributes in done.writes.items():
            self.store[owner] = {**self.store.get(owner, {}), **attributes}

    def inherit(self, done: Activation) -> None:
        """What an execution read and set was read and set by its caller, too."""
        reads, writes = self.activation.reads, self.activation.writes
        for owner, found in done.reads.items():
            mine, own = reads.setdefault(owner, {}), writes.get(owner, _NOTHING)
            for name, value in found.items():
                if name not in own:
                    mine.setdefault(name, value)
        for owner, attributes in done.writes.items():
            writes[owner] = {**writes.get(owner, {}), **attributes}

    def over(self, values: tuple[Value, ...], frame: Frame, act: Callable[[Value], Value]) -> list[Value]:
        """Do `act` for each alternative on a path of its own; the results."""
        if len(values) == 1:
            return [act(values[0])]
        results: list[Value] = []

        def branch(value: Value) -> Callable[[], None]:
            return lambda: results.append(act(value))

        self.fork(frame, *(branch(value) for value in values))
        return results or [UNKNOWN]
