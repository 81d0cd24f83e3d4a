"""The record of what one execution of a function or module did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.facets import Field
from repro_lint.resolve.domain.frames import Fields, Heap
from repro_lint.resolve.domain.streams import FRESH, Key, Origins, Place, Streams, is_symbolic
from repro_lint.resolve.domain.values import UNKNOWN, Func, Value
from repro_lint.resolve.trace.effort import Effort
from repro_lint.resolve.trace.events import Draw, Event, Raises
from repro_lint.resolve.trace.held import objects_of

_NOTHING: Fields = {}
_UNUSED: Origins = frozenset()


Reads = dict[object, dict[Field, Value | None]]


class Caused(NamedTuple):
    """An execution, where it was caused, and what its symbols stand for there; None if it has none."""

    place: Place
    execution: Execution
    entry: Streams | None


@dataclass(eq=False, slots=True)
class Execution:
    """What one execution did: its own events, the executions it caused and where, and in which streams it ended.

    It leaves by returning (`returned`), by an exception (`raised`), or perhaps by one (`may_raise`); a generator also
    at any yield (`yielded`). `order`: events and executions, as they first happened. `lanes`: where in it each branch
    of a fork begins and the last one ends.
    `priors`: what fields that it wrote were before, which matters where it did so on some path only.
    `filled`: what containers that it got as arguments hold in the end, by parameter.
    `entry`: the streams in which it began, symbolic in those of its caller. Another call can take its results if that
    finds the `touched` streams in the same condition, and the `bound` ones set by the same seeds: values hold those.
    `ended`: the streams where the program may have ended inside.
    `supposed`: the children that an execution caused only if it was called at all as it was.
    `signature`: the function and its arguments, of an execution that is remembered.
    `objects`: where those were made that its events name, and those of what it called. `original`: the execution that
    this one is but for its objects.
    `branches`: the conditions and loops around the present point that may be passed by; `under`: the innermost of
    them for each event and each call.
    """

    name: str
    path: str
    events: dict[Event, None] = field(default_factory=dict)
    children: dict[Caused, None] = field(default_factory=dict)
    supposed: set[Caused] = field(default_factory=set)
    order: list[Event | Caused] = field(default_factory=list)
    lanes: list[tuple[int, ...]] = field(default_factory=list)
    number: int = 0  # among those that are remembered
    entry: Streams = FRESH
    touched: set[Key] = field(default_factory=set)
    bound: dict[Key, Origins] = field(default_factory=dict)
    ended: Streams | None = None
    returned: Streams | None = None
    raised: Streams | None = None
    may_raise: Streams | None = None
    yielded: Streams | None = None
    value: Value = UNKNOWN
    filled: dict[str, Value] = field(default_factory=dict)
    writes: Heap = field(default_factory=dict)
    reads: Reads = field(default_factory=dict)
    priors: Reads = field(default_factory=dict)
    branches: list[Place] = field(default_factory=list)
    under: dict[Place, Place] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # the options that alone lead to the present point
    effort: Effort = field(default_factory=Effort)
    signature: tuple[Func, Arguments] | None = None
    objects: set[Place] = field(default_factory=set)
    original: Execution | None = None
    unread: bool = False  # nobody reads what the execution itself draws at the present point

    def note(self, event: Event) -> None:
        """Record an event, once, and the undecided branch it stands on."""
        if (self.asked and isinstance(event, Raises)) or (self.unread and isinstance(event, Draw)):
            return
        if self.asked and isinstance(event, Draw):
            event = replace(event, certain=False)
        if event not in self.events:
            self.events[event] = None
            self.order.append(event)
            self.objects |= objects_of(event)
            self._stand(event.place)

    @contextmanager
    def read_by(self, *, nobody: bool) -> Iterator[None]:
        """Nobody reads what this execution itself draws in here, if so it is."""
        before, self.unread = self.unread, self.unread or nobody
        yield
        self.unread = before

    def adopt(self, place: Place, child: Execution, entry: Streams, *, certain: bool = True) -> None:
        """Note that `child` was caused at `place` in the streams `entry`, unless it did nothing worth telling."""
        if not child.events and not child.children:
            return
        self.objects |= child.objects
        caused = Caused(place, child.original or child, child.symbols(entry))
        if caused not in self.children:
            self.children[caused] = None
            self.order.append(caused)
            self._stand(place)
            if self.asked or not certain:
                self.supposed.add(caused)
        elif certain and not self.asked:
            self.supposed.discard(caused)

    def symbols(self, entry: Streams) -> Streams | None:
        """What the symbols of this execution stand for where it begins in `entry`; None if it has none."""
        if not any(is_symbolic(self.entry[key]) for key in self.touched):
            return None
        return tuple(origins if key in self.touched else _UNUSED for key, origins in enumerate(entry))

    def note_read(self, owner: object, name: Field, value: Value | None) -> None:
        """What a field was when this execution began."""
        if name not in self.writes.get(owner, _NOTHING) or self._is_prior(owner, name, value):
            self.reads.setdefault(owner, {}).setdefault(name, value)

    def _is_prior(self, owner: object, name: Field, value: Value | None) -> bool:
        """Whether a field that this execution wrote on another path is as it was at the beginning."""
        priors = self.priors.get(owner, {})
        return name in priors and priors[name] is value

    def note_prior(self, owner: object, name: Field, value: Value | None) -> None:
        """What a field was when this execution began, which writes it now."""
        if name not in self.writes.get(owner, _NOTHING):
            self.priors.setdefault(owner, {}).setdefault(name, value)

    def note_difference(self, owner: object, one: Fields, other: Fields) -> None:
        """Two paths meet, and leave other fields each: on one of them they may be as they were at the beginning."""
        for name in self.priors.get(owner, {}).keys() & (one.keys() | other.keys()):
            if one.get(name) is not other.get(name):
                self.reads.setdefault(owner, {}).setdefault(name, self.priors[owner][name])

    def settle_writes(self, heap: Heap) -> None:
        """The execution is over: what it wrote is as it stands in the end, perhaps as it was at the beginning."""
        for owner, attributes in self.writes.items():
            end = heap.get(owner, _NOTHING)
            self.writes[owner] = {name: end.get(name, value) for name, value in attributes.items()}
            for name in attributes:
                if self._is_prior(owner, name, end.get(name)):
                    self.reads.setdefault(owner, {}).setdefault(name, end.get(name))

    def note_write(self, owner: object, name: Field, value: Value) -> None:
        """What a field is once this execution is done."""
        self.writes[owner] = {**self.writes.get(owner, _NOTHING), name: value}

    def inherit(self, done: Execution, priors: Reads | None = None) -> None:
        """What an execution read and set was read and set by its caller, too; `priors`: those of one that is taken."""
        for kept, new in ((self.reads, done.reads), (self.priors, done.priors if priors is None else priors)):
            for owner, found in new.items():
                mine, own = kept.setdefault(owner, {}), self.writes.get(owner, _NOTHING)
                for name, value in found.items():
                    if name not in own or self._is_prior(owner, name, value):
                        mine.setdefault(name, value)
        for owner, attributes in done.writes.items():
            self.writes[owner] = {**self.writes.get(owner, _NOTHING), **attributes}

    def copy(self) -> Execution:
        """A copy that goes on by itself."""
        own = {part.name: getattr(self, part.name) for part in fields(self)}
        own |= {name: copy(part) for name, part in own.items() if isinstance(part, (dict, list, set))}
        nested = {name: {owner: dict(found) for owner, found in own[name].items()} for name in ("reads", "priors")}
        return Execution(**own | nested)

    def _stand(self, place: Place) -> None:
        if self.branches:
            self.under.setdefault(place, self.branches[-1])
