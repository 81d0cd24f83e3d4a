"""Layers that draw the same numbers: by one seed value, or from one initializer object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.program.runs import Run
from repro_lint.resolve.trace.events import Draw, Event, Shared
from repro_lint.resolve.trace.execution import Execution
from repro_lint.resolve.verdicts.walk import SEVERAL, Counter, events_below

_SEEDED_ALIKE = ("unseeded-initializer", "unseeded-dropout")
# Measured, TF 2.21: outside of graphs each of several with one seed goes on where the last one stopped.
_GOES_ON = "tensorflow.compat.v1."


@dataclass(frozen=True, slots=True)
class SharedSeed:
    """Two places that draw the same numbers.

    `argument` is the seed of the second; with `offset` added to it no other layer has that value.
    """

    first: Place
    second: Place
    api: str
    value: int | None
    entry: EntryPoint | None
    test: bool
    argument: Span | None = None
    offset: int = 0


def shared_seeds(run: Run, events: list[Event]) -> Iterator[SharedSeed]:
    """Layers that draw equal weights or masks in a run."""
    yield from _of_one_seed(run, [event for event in events if isinstance(event, Draw)])
    shared = [event for event in events if isinstance(event, Shared) and not event.api.startswith(_GOES_ON)]
    for source in sorted({event.source for event in shared}):
        if len({event.place for event in shared if event.source == source}) >= SEVERAL:
            yield from _of_one_object(run, Objects(source))


def _of_one_seed(run: Run, draws: list[Draw]) -> Iterator[SharedSeed]:
    seen: dict[tuple[str, int], Place] = {}
    taken = {draw.value for draw in draws if draw.value is not None}
    for draw in sorted(draws, key=lambda draw: draw.place):
        if draw.value is None or draw.rule not in _SEEDED_ALIKE or draw.api.startswith(_GOES_ON):
            continue
        first = seen.setdefault((draw.rule, draw.value), draw.place)
        if first != draw.place:
            offset = next(step for step in count(1) if draw.value + step not in taken)
            taken.add(draw.value + offset)
            yield SharedSeed(first, draw.place, draw.api, draw.value, run.entry, run.test, draw.argument, offset)


def _of_one_object(run: Run, objects: Objects) -> Iterator[SharedSeed]:
    told: set[Place] = set()
    for users in objects.users(run.execution):
        first, *others = sorted(users, key=lambda user: user.place)
        for other in others:
            if other.place not in told:
                told.add(other.place)
                yield SharedSeed(first.place, other.place, other.api, None, run.entry, run.test)


class Objects:
    """The initializer objects that one line makes, by the executions that make and use them."""

    def __init__(self, source: Place) -> None:
        self.source = source
        self._made = Counter(self._is_making)

    def users(self, scope: Execution) -> Iterator[list[Shared]]:
        """The uses of one object: those in the outermost execution that makes a single one."""
        found = {event.place: event for event in events_below([scope]) if self._is_use(event)}
        if len(found) < SEVERAL:
            return
        if self._made.times(scope) < SEVERAL:
            yield [event for event in found.values() if isinstance(event, Shared)]
        else:
            for child in dict.fromkeys(one.execution for one in scope.children):
                yield from self.users(child)

    def _is_use(self, event: Event) -> bool:
        return isinstance(event, Shared) and event.source == self.source

    def _is_making(self, event: Event) -> bool:
        return isinstance(event, Draw) and event.rule == "unseeded-initializer" and event.place == self.source
