"""Verdicts about several events at once: draws that race, and draws that are twins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from repro_lint.resolve.entries import EntryPoint
from repro_lint.resolve.events import (
    Draw,
    Event,
    Racing,
    Shared,
    Unordered,
)
from repro_lint.resolve.program import Run
from repro_lint.resolve.state import GOVERNED, SEEDABLE, Place
from repro_lint.resolve.walk import events_below, reached


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
