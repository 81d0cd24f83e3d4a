"""Where a run stands: modules, frames, and the record of what each execution of a function did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, TypeVar

from repro_lint.facts.model import FileFacts
from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.choices import join_values
from repro_lint.resolve.domain.facets import Field
from repro_lint.resolve.domain.streams import FROM_CALLER, Place, Streams, join_streams
from repro_lint.resolve.domain.values import NOT_YET, UNKNOWN, Class, Instance, LibraryObject, Slot, Value

Environment = dict[str, Value]
Fields = dict[Field, Value]
Heap = dict[object, Fields]
Differs = Callable[[object, Fields, Fields], None]
"""What is told of each object with other fields on one path than on another."""
_Name = TypeVar("_Name", bound=Field)


class Snapshot(NamedTuple):
    """One end of a path: the names of the frame, the streams, the attributes of objects."""

    env: Environment
    streams: Streams | None
    heap: Heap


class Thrown(NamedTuple):
    """A state from which an exception leaves. `sure`: it is raised there for certain, not just possible.

    `kinds`: the classes of which one is raised; none where it may be any.
    """

    state: Snapshot
    kinds: tuple[Value, ...] = ()
    sure: bool = False


@dataclass(eq=False, slots=True)
class Module:
    """A module that runs. `path` is the file's key; `open`: a star import may have bound any name.

    `left`: the streams as its top level left them; what that did not set is up to the caller.
    """

    path: str
    name: str
    facts: FileFacts
    frame: Frame | None = None
    open: bool = False
    left: Streams = FROM_CALLER
    targets: tuple[str | None, ...] = ()  # the files that its imports lead to, from where the program stands
    born: int = 0  # how many executions were remembered before it began

    @property
    def is_main(self) -> bool:
        """Whether it runs as a program, and does some of that only then."""
        return self.name == "__main__" and self.facts.has_main_guard


@dataclass(eq=False, slots=True)
class Frame:
    """One execution of a module, class or function body. `elsewhere`: its names that belong to another frame.

    `given`: its parameters that still hold what the caller passed; `filled`: those whose container it changed in place,
    with what that held before the name was given to something else.
    """

    module: Module
    env: Environment = field(default_factory=dict)
    parent: Frame | None = None
    owner: Class | None = None
    receiver: Value = UNKNOWN
    elsewhere: dict[str, Frame] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    filled: dict[str, Value | None] = field(default_factory=dict)
    aliases: dict[str, frozenset[str]] = field(default_factory=dict)  # its names for one container, by each of them
    returns: list[tuple[Value, Snapshot]] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    breaks: list[list[Snapshot]] = field(default_factory=list)
    continues: list[list[Snapshot]] = field(default_factory=list)
    repeats: int = 0  # loops around of which it is not known how many turns they take
    arrivals: list[LibraryObject | None] = field(
        default_factory=list
    )  # of each loop around, what has its order by chance
    counters: list[frozenset[str]] = field(default_factory=list)  # and the names that count its turns
    raises: list[list[Thrown]] = field(default_factory=list)
    on_yield: Callable[[Value], None] | None = None
    discarded: Span | None = None  # the statement whose value nobody takes

    def place(self, span: Span) -> Place:
        """A span in the file that this frame runs."""
        return Place(self.module.path, span)

    @property
    def outermost(self) -> Frame:
        """The frame of the module."""
        frame = self
        while frame.parent is not None:
            frame = frame.parent
        return frame

    def holder(self, name: str) -> Frame | None:
        """The frame that binds a name: where `global` or `nonlocal` lead, this one, or the nearest around it."""
        if name in self.elsewhere:
            return self.elsewhere[name]
        frame: Frame | None = self
        while frame is not None and name not in frame.env:
            frame = frame.parent
        return frame


class Binding(NamedTuple):
    """A name of a frame whose body need not be the one that runs, and its new value."""

    frame: Frame
    name: str
    value: Value


class Bindings:
    """What one process bound in frames that outlive it; no other process finds it there."""

    def __init__(self) -> None:
        self._made: list[Binding] = []
        self._before: list[Value | None] = []

    def bind(self, binding: Binding) -> None:
        """Bind a name."""
        frame, name, value = binding
        self._made.append(binding)
        self._before.append(frame.env.get(name))
        frame.env[name] = value

    def made(self) -> tuple[Binding, ...]:
        """All that were bound so far."""
        return tuple(self._made)

    def undo(self) -> None:
        """Unbind all, the last first."""
        while self._made:
            (frame, name, _), before = self._made.pop(), self._before.pop()
            if before is None:
                frame.env.pop(name, None)
            else:
                frame.env[name] = before

    def make_again(self, bindings: tuple[Binding, ...]) -> None:
        """Bind just what was bound at an earlier time."""
        self.undo()
        for one in bindings:
            self.bind(one)


def join_fields(first: dict[_Name, Value], second: dict[_Name, Value]) -> dict[_Name, Value]:
    """The names after either path: those bound on one path only may still be what they were there."""
    if first is second:
        return first
    result = dict(first)
    for name, value in second.items():
        mine = first.get(name)
        if mine is None:
            result[name] = value
        elif mine is not value and mine != value:
            result[name] = join_values((mine, value))
    return result


def _join_heaps(first: Heap, second: Heap, differs: Differs) -> Heap:
    if first is second:
        return first
    result = dict(first)
    common = 0  # both began as copies of one store, in one order: no owner of that part need be looked up
    for (owner, mine), (same, other) in zip(first.items(), second.items(), strict=False):
        if owner is not same:
            break
        common += 1
        if mine is not other:
            differs(owner, mine, other)
            result[owner] = join_fields(_filled(owner, mine, other), _filled(owner, other, mine))
    for owner, other in islice(second.items(), common, None):
        mine_there = first.get(owner)
        if mine_there is not other:
            differs(owner, mine_there or {}, other)
            result[owner] = join_fields(_filled(owner, mine_there, other), _filled(owner, other, mine_there))
    for owner, mine in islice(first.items(), common, None):
        if owner not in second:
            differs(owner, mine, {})
            result[owner] = join_fields(mine, _filled(owner, None, mine))
    return result


def _filled(owner: object, mine: Fields | None, other: Fields | None) -> Fields:
    """What was set on one path, and for what was set on the other path only, what it was before."""
    found = dict(mine or {})
    before: Environment = {}
    if isinstance(owner, Frame):
        before = owner.env
    elif isinstance(owner, (Class, Instance)):
        before = (owner if isinstance(owner, Class) else owner.cls).members
    for name in other or {}:
        if name in found:
            continue
        if isinstance(owner, Slot):
            found[name] = NOT_YET
        elif isinstance(name, str) and name in before:
            found[name] = before[name]
    return found


def join_snapshots(snapshots: list[Snapshot], differs: Differs = lambda *_: None) -> Snapshot | None:
    """The join of several ends of paths; None when no path gets here. `differs` is told what is not the same there."""
    result: Snapshot | None = None
    for end in snapshots:
        if end.streams is None:
            continue
        if result is None:
            result = end
        else:
            heap = _join_heaps(result.heap, end.heap, differs)
            result = Snapshot(join_fields(result.env, end.env), join_streams(result.streams, end.streams), heap)
    return result
