"""How a value sets a stream."""

from __future__ import annotations

from repro_lint.resolve.domain.streams import (
    PYTHON,
    SEEDABLE,
    Origin,
    Origins,
    Place,
    Provenance,
    Source,
    Streams,
    replaced,
)
from repro_lint.resolve.domain.values import TOO_LARGE, Known, LibraryObject, Sequence, Unstable, Value

_WORKER = "drawn in a worker process"


def origin_of(value: Value, place: Place) -> Origin:
    """What a stream or generator is when `value` is its seed."""
    if isinstance(value, Known) and value.value is None:
        return Origin(Provenance.CLEARED, place, source=value.source)
    if isinstance(value, Unstable):
        return Origin(Provenance.UNSTABLE, place, value.why, Source(value.place))
    if value is TOO_LARGE:
        return Origin(Provenance.MAYBE, place, "the seed is part of a value too large to follow")
    if isinstance(value, LibraryObject):
        return Origin(
            Provenance.SEED if value.stable else Provenance.UNSTABLE, place, "" if value.stable else value.kind
        )
    if isinstance(value, Sequence):
        return max(
            (origin_of(item, place) for item in value.items),
            key=lambda o: o.provenance,
            default=Origin(Provenance.SEED, place),
        )
    return Origin(Provenance.SEED if isinstance(value, Known) else Provenance.GIVEN, place)


def apart(why: str, place: Place | None = None) -> Origin:
    """The origin of a stream that no seed call of the program's own code and process governs."""
    return Origin(Provenance.WORKER, place, why)


def forked(streams: Streams, place: Place) -> Streams:
    """The streams of a forked process: copies, but for Python's, which is seeded anew there."""
    anew = apart(f"{_WORKER}: a forked process seeds Python's `random` anew", place)
    return replaced(streams, PYTHON, frozenset({anew}))


def started_anew(again: Streams, parent: Streams, place: Place) -> Streams:
    """The streams of a process that begins as the parent did, as far as the parent's own file set them: `again`."""
    unseeded = apart(f"{_WORKER}: a worker process starts with streams of its own", place)
    for key in SEEDABLE:
        origins = frozenset(unseeded if origin.provenance is Provenance.NEVER else origin for origin in again[key])
        parent = replaced(parent, key, origins)
    return parent


def shared_out(streams: Streams, place: Place) -> Streams:
    """The streams of workers that share several tasks: which of them draws next is up to chance."""
    chance = apart(f"{_WORKER}: several workers share the tasks as chance has it", place)

    def by_chance(origins: Origins) -> Origins:
        return frozenset(chance if origin.provenance is Provenance.SEED else origin for origin in origins)

    for key in SEEDABLE:
        streams = replaced(streams, key, by_chance(streams[key]))
    return streams
