"""How a value sets a stream."""

from __future__ import annotations

from repro_lint.resolve.domain.streams import Origin, Place, Provenance, Source
from repro_lint.resolve.domain.values import TOO_LARGE, Known, LibraryObject, Sequence, Unstable, Value


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
