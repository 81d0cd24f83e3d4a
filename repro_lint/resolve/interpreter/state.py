"""Everything that a run changes, in one object that forks, joins, and can be resumed from a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from repro_lint.resolve.domain.budget import Budget
from repro_lint.resolve.domain.extent import cost
from repro_lint.resolve.domain.facets import Field
from repro_lint.resolve.domain.frames import (
    Binding,
    Bindings,
    Environment,
    Fields,
    Frame,
    Heap,
    Module,
    Snapshot,
    join_snapshots,
)
from repro_lint.resolve.domain.streams import (
    CUDA,
    EVERY_KEY,
    FRESH,
    GPU,
    HAVOCKED,
    Key,
    Origin,
    Origins,
    Place,
    Provenance,
    Streams,
    asked_for,
    perhaps_seeded,
    replaced,
    resolved,
    symbolic,
)
from repro_lint.resolve.domain.values import UNKNOWN, Instance, LibraryObject, Slot, Value
from repro_lint.resolve.trace.effort import Effort
from repro_lint.resolve.trace.events import Event
from repro_lint.resolve.trace.execution import Execution
from repro_lint.resolve.trace.summaries import Archive, Identity, Recursion, Summaries

DEPTH_LIMIT = 45  # calls within each other: Python's own stack holds about twice as many of ours
MEETING = 32  # objects with fields that cost as much where paths join as a statement does
NO_FIELDS: Fields = {}

_Part = TypeVar("_Part")


@dataclass(slots=True)
class State:
    """One process of the program, as far as it ran. `streams` is None while the current path cannot be taken.

    `entry`: what the symbols in `streams` stand for. `loads`: for each import of the entry file the modules of the
    project that it loaded. `running`: the efforts around the executions of a function that are under way.
    `frame`: whose statements run. `filled`: what the last call left in containers that it got, by parameter.
    """

    streams: Streams | None = FRESH
    entry: Streams = FRESH
    heap: Heap = field(default_factory=dict)
    trace: Execution = field(default_factory=lambda: Execution("", ""))
    modules: dict[str, Module] = field(default_factory=dict)
    loads: dict[Place, tuple[Module, ...]] = field(default_factory=dict)
    running: dict[Identity, list[Effort]] = field(default_factory=dict)
    frame: Frame | None = None
    filled: dict[str, Value] = field(default_factory=dict)
    depth: int = 0
    steps: int = 0
    with_gpus: int = 0  # the branches around that are taken only where a GPU is in sight
    unroll_factor: int = 1  # how many turns of the loops around are followed one by one
    recursion: Recursion = field(default_factory=Recursion)
    summaries: Summaries = field(default_factory=Summaries)
    archive: Archive = field(default_factory=Archive)
    effort: Effort = field(default_factory=Effort)
    bindings: Bindings = field(default_factory=Bindings)
    budget: Budget = field(default_factory=Budget)
    bound: tuple[Binding, ...] = ()  # those there were at the checkpoint

    def emit(self, event: Event) -> None:
        """Record an event of the current execution."""
        if self.streams is not None:
            self.trace.note(event)

    @contextmanager
    def measured(self) -> Iterator[Effort]:
        """What runs in here is an execution: what it takes is counted apart."""
        outer, self.effort = self.effort, self.effort.begin(self.steps, self.depth, self.unroll_factor)
        yield self.effort
        self.effort.end(self.steps)
        self.effort = outer

    def add_effort(self, done: Execution, started: int) -> None:
        """An execution was run or taken since `started` steps were taken."""
        self.effort.count(done, self.steps - started, self.depth, self.unroll_factor)

    @contextmanager
    def on_branch(self, place: Place) -> Iterator[None]:
        """What runs in here may not run."""
        branches = self.trace.branches
        branches.append(place)
        yield
        branches.pop()

    @contextmanager
    def asked_for(self, place: Place, option: str) -> Iterator[None]:
        """No plain run comes by what runs in here: only `option` leads to it."""
        self._leave_to(place, option)
        self.trace.asked.append(option)
        yield
        self.trace.asked.pop()
        self._leave_to(place, option)

    def _leave_to(self, place: Place, option: str) -> None:
        if self.streams is not None:
            self.trace.touched |= {*HAVOCKED, CUDA}
            self.streams = asked_for(self.streams, place, option)

    def origins(self, key: Key) -> Origins:
        """What may have set a stream or switch last: what is done depends on that from here on."""
        self.trace.touched.add(key)
        return frozenset() if self.streams is None else self.streams[key]

    def set(self, key: Key, *origins: Origin) -> None:
        """Set one stream or switch."""
        if self.streams is not None:
            self.trace.touched.add(key)
            self.streams = replaced(self.streams, key, frozenset(origins))

    def spent(self, part: object, place: Place) -> bool:
        """Whether a part of the program runs no more, since it did after all steps were taken."""
        if self.steps <= self.budget.limit:
            return False
        self.cut_short("the program is too large to follow")
        return not self.budget.passes(part, place)

    def cut_short(self, why: str) -> None:
        """A bound of the entry point is hit: what is not followed may seed anything."""
        self.summaries.cut_short = True
        self.effort.rest_on(self.effort.entry)
        self.havoc(None, why)

    def need_gpu(self, place: Place) -> None:
        """The program ends here where no GPU is in sight: it counts as choosing its devices."""
        if self.with_gpus:
            self.effort.rest_on(self.effort.entry)
        elif self.streams is not None:
            self.set(GPU, Origin(Provenance.GIVEN, place))

    def havoc(self, place: Place | None, why: str) -> None:
        """Code that cannot be followed runs here: it may seed anything."""
        if self.streams is not None:
            self.trace.touched |= HAVOCKED
            self.streams = perhaps_seeded(self.streams, place, why)

    def snapshot(self, frame: Frame) -> Snapshot:
        """The end of the current path, to come back to; whoever holds many holds many copies."""
        self.steps += (len(frame.env) + len(self.trace.writes)) // MEETING
        return Snapshot(dict(frame.env), self.streams, dict(self.heap))

    def restore(self, frame: Frame, state: Snapshot) -> None:
        """Continue from the end of a path."""
        frame.env, self.streams, self.heap = dict(state.env), state.streams, dict(state.heap)

    def join(self, frame: Frame, ends: list[Snapshot]) -> None:
        """Continue where several paths meet."""
        state = join_snapshots(ends, self.trace.note_difference)
        if state is None:
            self.streams = None
        else:
            frame.env, self.streams, self.heap = state

    def fork(self, frame: Frame, *branches: Callable[[], object]) -> None:
        """Take each branch from here, and join behind them."""
        start = self.snapshot(frame)
        self.steps += 1
        ends: list[Snapshot] = []
        order = self.trace.order
        marks = [len(order)]
        for branch in branches:
            self.restore(frame, start)
            branch()
            ends.append(Snapshot(frame.env, self.streams, self.heap))
            marks.append(len(order))
        if len(set(marks)) > len(("start", "end")):  # something happened on more than one of them
            self.trace.lanes.append(tuple(marks))
        self.join(frame, ends)

    def over(self, values: tuple[Value, ...], frame: Frame, act: Callable[[Value], Value]) -> list[Value]:
        """Do `act` for each alternative on a path of its own; the results."""
        if len(values) == 1:
            return [act(values[0])]
        results: list[Value] = []

        def branch(value: Value) -> Callable[[], None]:
            return lambda: results.append(act(value))

        self.fork(frame, *(branch(value) for value in values))
        return results or [UNKNOWN]

    def bind(self, *bindings: Binding) -> None:
        """Bind names of frames whose bodies need not be the one that runs."""
        for one in bindings:
            self.bindings.bind(one)
        self.effort.bindings.extend(bindings)

    def read(self, owner: object, name: Field) -> Value | None:
        """A field that was set on an object; what an execution read is part of what its result depends on."""
        value = self.heap.get(owner, NO_FIELDS).get(name)
        if value is not None or isinstance(owner, (Instance, LibraryObject, Slot)):
            self.trace.note_read(owner, name, value)
        return value

    def write(self, owner: object, name: Field, value: Value) -> None:
        """Set a field; the heap's parts are shared between paths, so they are replaced, not changed."""
        before = self.heap.get(owner, NO_FIELDS)
        self.steps += cost(value)
        self.trace.note_prior(owner, name, before.get(name))  # on a path that does not come by here it stays
        self.heap[owner] = {**before, name: value}
        self.trace.note_write(owner, name, value)

    def attributes(self, owner: object) -> Environment:
        """The attributes that the program gave an object."""
        return {name: value for name, value in self.heap.get(owner, NO_FIELDS).items() if isinstance(name, str)}

    @contextmanager
    def symbolic_streams(self) -> Iterator[Streams]:
        """What runs in here finds symbols in the streams, so that what comes of it is true of other callers, too."""
        before, outer = self.streams or FRESH, self.entry
        self.entry = tuple(resolved(origins, outer) for origins in before)
        self.streams = symbolic(before)
        yield self.streams
        self.entry = outer

    def concrete(self, origins: Origins) -> Origins:
        """The origins as a value may hold them that outlives this execution, whose results are bound to them."""
        self.trace.bound |= {one.entry: self.entry[one.entry] for one in origins if one.entry is not None}
        return resolved(origins, self.entry)

    def concrete_streams(self) -> Streams:
        """The streams as a value may hold them."""
        self.trace.touched |= EVERY_KEY
        return FRESH if self.streams is None else tuple(map(self.concrete, self.streams))
