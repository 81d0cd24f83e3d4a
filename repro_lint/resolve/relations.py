"""Verdicts about several events at once: draws that race, and draws that are twins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from repro_lint.catalog.schema import Kind
from repro_lint.resolve.entries import EntryPoint
from repro_lint.resolve.events import (
    Draw,
    Event,
    Racing,
    SeedCall,
    Shared,
    Unordered,
)
from repro_lint.resolve.program import Run
from repro_lint.resolve.state import GOVERNED, SEEDABLE, How, Key, Place
from repro_lint.resolve.walk import Path, Trail, events_below, exclude, reached, timeline

Sight = tuple[Place, str, str, Key | None]
"""What makes two executions the same draw to a reader."""


@dataclass(frozen=True, slots=True)
class Race:
    """A draw, or the order of results, on several threads at once. `cured`: op determinism would put it in order."""

    place: Place
    api: str
    racing: Racing
    entry: EntryPoint | None
    test: bool
    cured: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """Two places that draw the same numbers: by one seed value, or from one initializer object."""

    first: Place
    second: Place
    api: str
    value: int | None
    entry: EntryPoint | None
    test: bool


def races(run: Run) -> Iterator[Race]:
    """What is reached from calls that run on several threads, unless op determinism is on there."""
    for activation, _ in reached(run):
        for racing in [event for event in activation.events if isinstance(event, Racing)]:
            if all(origin.how in GOVERNED for origin in racing.determinism):
                continue
            cured = not racing.api.startswith("keras.")
            if racing.itself:
                yield Race(racing.place, racing.api, racing, run.entry, run.test, cured)
            below = [child for (place, _), child in activation.children.items() if place == racing.place]
            for event in events_below(below):
                if isinstance(event, Unordered) or (
                    isinstance(event, Draw) and event.key in SEEDABLE and event.certain
                ):
                    yield Race(event.place, event.api, racing, run.entry, run.test, cured)


def twins(run: Run, events: list[Event]) -> Iterator[Twin]:
    """Layers that draw equal weights or masks."""
    seen: dict[tuple[object, ...], tuple[Place, str]] = {}
    for event in sorted((e for e in events if isinstance(e, (Draw, Shared))), key=lambda e: e.place):
        key: tuple[object, ...]
        if isinstance(event, Shared):
            key, value = (event.source,), None
        elif event.rule in ("unseeded-initializer", "unseeded-dropout") and event.value is not None:
            key, value = (event.rule, event.value), event.value
        else:
            continue
        first, _ = seen.setdefault(key, (event.place, event.api))
        if first != event.place:
            yield Twin(first, event.place, event.api, value, run.entry, run.test)


def sight(draw: Draw) -> Sight:
    """Which draw of the program this execution of it is."""
    return draw.place, draw.rule, draw.api, draw.key


def late_seeds(run: Run) -> dict[Sight, Place]:
    """The draws that the run makes from a stream before it seeds that, each with the seed call."""
    found: dict[Sight, Place] = {}
    waiting: dict[Key, list[tuple[Sight, Trail]]] = {key: [] for key in SEEDABLE}
    for event, trail in timeline(run):
        if isinstance(event, Draw) and event.key in waiting and event.certain and not event.own:
            if any(origin.how is How.NEVER for origin in event.origins):
                waiting[event.key].append((sight(event), trail))
        elif isinstance(event, SeedCall) and all(origin.how in GOVERNED for origin in event.origins):
            for key in event.keys:
                met = [draw for draw, before in waiting[key] if not exclude(before, trail)]
                found.update({draw: event.place for draw in met if draw not in found})
                waiting[key] = [one for one in waiting[key] if one[0] not in found]
    return found


def reseeded(draws: Iterable[tuple[Draw, Path]], events: list[Event]) -> Iterator[tuple[SeedCall, Draw]]:
    """Seed calls with one value in a loop, and a plain draw in the same loop that they make repeat itself."""
    plain = [(draw, path) for draw, path in draws if draw.kind is Kind.PLAIN and not draw.own]
    for call in [event for event in events if isinstance(event, SeedCall) and event.loop is not None]:
        for draw, path in plain:
            governed = any(origin.place == call.place for origin in draw.origins)
            if governed and any(_inside(place, call) for place in (draw.place, *path)):
                yield call, draw
                break


def _inside(place: Place, call: SeedCall) -> bool:
    loop = call.loop
    return (
        loop is not None
        and place.path == call.place.path
        and loop.line <= place.span.line
        and place.span.end_line <= loop.end_line
    )
