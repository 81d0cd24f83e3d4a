"""The record of what one execution of a function or module did."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, fields, replace

from repro_lint.resolve.domain.facets import Field
from repro_lint.resolve.domain.frames import Fields, Heap
from repro_lint.resolve.domain.streams import Place, Streams
from repro_lint.resolve.domain.values import UNKNOWN, Value
from repro_lint.resolve.trace.events import Draw, Event, Raises

_NOTHING: Fields = {}


@dataclass(eq=False, slots=True)
class Execution:
    """What one execution did: its own events, the executions it caused and where, and in which streams it ended.

    It leaves by returning (`returned`), by an exception (`raised`), or perhaps by one (`may_raise`); a generator also
    at any yield (`yielded`). `order`: events and executions, as they first happened. `lanes`: where in it each branch
    of a fork begins and the last one ends.
    `filled`: what containers that it got as arguments hold in the end, by parameter.
    `supposed`: the children that an execution caused only if it was called at all as it was.
    `branches`: the conditions and loops around the present point that may be passed by; `under`: the innermost of
    them for each event and each call.
    """

    name: str
    path: str
    events: dict[Event, None] = field(default_factory=dict)
    children: dict[tuple[Place, int], Execution] = field(default_factory=dict)
    supposed: set[tuple[Place, int]] = field(default_factory=set)
    order: list[Event | Execution] = field(default_factory=list)
    lanes: list[tuple[int, ...]] = field(default_factory=list)
    returned: Streams | None = None
    raised: Streams | None = None
    may_raise: Streams | None = None
    yielded: Streams | None = None
    value: Value = UNKNOWN
    filled: dict[str, Value] = field(default_factory=dict)
    writes: Heap = field(default_factory=dict)
    reads: dict[object, dict[Field, Value | None]] = field(default_factory=dict)
    branches: list[Place] = field(default_factory=list)
    under: dict[Place, Place] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # the options that alone lead to the present point

    def note(self, event: Event) -> None:
        """Record an event, once, and the undecided branch it stands on."""
        if self.asked and isinstance(event, Raises):
            return
        if self.asked and isinstance(event, Draw):
            event = replace(event, certain=False)
        if event not in self.events:
            self.events[event] = None
            self.order.append(event)
            self._stand(event.place)

    def adopt(self, place: Place, child: Execution, *, certain: bool = True) -> None:
        """Note that `child` was caused at `place`, unless it did nothing worth telling."""
        if not child.events and not child.children:
            return
        key = (place, id(child))
        if key not in self.children:
            self.children[key] = child
            self.order.append(child)
            self._stand(place)
            if self.asked or not certain:
                self.supposed.add(key)
        elif certain and not self.asked:
            self.supposed.discard(key)

    def note_read(self, owner: object, name: Field, value: Value | None) -> None:
        """What a field was when this execution began."""
        if name not in self.writes.get(owner, _NOTHING):
            self.reads.setdefault(owner, {}).setdefault(name, value)

    def note_write(self, owner: object, name: Field, value: Value) -> None:
        """What a field is once this execution is done."""
        self.writes[owner] = {**self.writes.get(owner, _NOTHING), name: value}

    def inherit(self, done: Execution) -> None:
        """What an execution read and set was read and set by its caller, too."""
        for owner, found in done.reads.items():
            mine, own = self.reads.setdefault(owner, {}), self.writes.get(owner, _NOTHING)
            for name, value in found.items():
                if name not in own:
                    mine.setdefault(name, value)
        for owner, attributes in done.writes.items():
            self.writes[owner] = {**self.writes.get(owner, _NOTHING), **attributes}

    def copy(self) -> Execution:
        """A copy that goes on by itself."""
        own = {part.name: getattr(self, part.name) for part in fields(self)}
        own |= {name: copy(part) for name, part in own.items() if isinstance(part, (dict, list, set))}
        return Execution(**own | {"reads": {owner: dict(found) for owner, found in self.reads.items()}})

    def _stand(self, place: Place) -> None:
        if self.branches:
            self.under.setdefault(place, self.branches[-1])
