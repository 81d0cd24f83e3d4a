"""How a value sets a stream."""

from __future__ import annotations

from repro_lint.resolve.domain.streams import How, Origin, Place, Source
from repro_lint.resolve.domain.values import TOO_LARGE, Known, Sequence, Thing, Unstable, Value


def origin_of(value: Value, place: Place) -> Origin:
    """What a stream or generator is when `value` is its seed."""
    if isinstance(value, Known) and value.value is None:
        return Origin(How.CLEARED, place, source=value.source)
    if isinstance(value, Unstable):
        return Origin(How.UNSTABLE, place, value.why, Source(value.place))
    if value is TOO_LARGE:
        return Origin(How.MAYBE, place, "the seed is part of a value too large to follow")
    if isinstance(value, Thing):
        return Origin(How.SEED if value.stable else How.UNSTABLE, place, "" if value.stable else value.kind)
    if isinstance(value, Sequence):
        return max(
            (origin_of(item, place) for item in value.items),
            key=lambda o: o.how,
            default=Origin(How.SEED, place),
        )
    return Origin(How.SEED if isinstance(value, Known) else How.GIVEN, place)
