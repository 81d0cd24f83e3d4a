"""The seed calls of a run that do not govern a draw, and why not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.trace.events import Draw, SeedCall
from repro_lint.resolve.verdicts.walk import CallPath, ReachedExecution, branches_to


@dataclass(frozen=True, slots=True)
class Seeding:
    """A seed call as a run reaches it: `path` are the calls that lead to it, `branches` those that may miss it."""

    call: SeedCall
    path: CallPath
    branches: CallPath


@dataclass(frozen=True, slots=True)
class Missed:
    """A seed call of the stream that sets it for others than the draw. `later`: it comes after the draw."""

    call: SeedCall
    later: bool


def seedings(reached: Iterable[ReachedExecution]) -> tuple[Seeding, ...]:
    """The seed calls of a run's executions, in order of place."""
    found = (
        Seeding(event, reach.path, branches_to(reach.execution, event.place, reach.branches))
        for reach in reached
        for event in reach.events
        if isinstance(event, SeedCall)
    )
    return tuple(sorted(found, key=_place))


def missed(draw: Draw, path: CallPath, seedings: Iterable[Seeding]) -> Iterator[Missed]:
    """The seed calls of the draw's stream whose seed does not reach it, in order."""
    governing = {origin.place for origin in draw.origins}
    told: set[Place] = set()
    for seeding in seedings:
        call = seeding.call
        if draw.key in call.keys and call.place not in governing and call.place not in told:
            told.add(call.place)
            yield Missed(call, _comes_later((*seeding.path, call.place), (*path, draw.place)))


def branch_of(place: Place, draw: Draw, path: CallPath, seedings: Sequence[Seeding]) -> Place | None:
    """The innermost branch of the seed call at `place` that the draw does not stand on; `seedings` by place."""
    steps = (*path, draw.place)
    first = bisect_left(seedings, place, key=_place)
    here = takewhile(lambda seeding: seeding.call.place == place, islice(seedings, first, None))
    branches = (branch for seeding in here for branch in reversed(seeding.branches))
    return next((branch for branch in branches if not any(_holds(branch, step) for step in steps)), None)


def _place(seeding: Seeding) -> Place:
    return seeding.call.place


def _holds(branch: Place, step: Place) -> bool:
    return branch.path == step.path and branch.span.line <= step.span.line <= branch.span.end_line


def _comes_later(seed: CallPath, draw: CallPath) -> bool:
    """Whether the way to the seed call leaves the way to the draw behind it."""
    for mine, other in zip(seed, draw, strict=False):
        if mine != other:
            return mine.path == other.path and mine.span > other.span
    return len(seed) > len(draw)
