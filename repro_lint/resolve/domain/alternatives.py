"""Functions of values that may be one of several: what they come to for each alternative."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

from repro_lint.facts.constants import Refused, computed
from repro_lint.resolve.domain.choices import join_values, may_grow, options
from repro_lint.resolve.domain.values import UNKNOWN, Known, Sequence, Unknown, Unstable, Value

MAX_COMBINATIONS = 16  # computed one by one: two arguments of four alternatives each; what is beyond is unknown


def applied(function: Callable[..., object], values: tuple[Value, ...]) -> Value | None:
    """What a function without effects makes of its arguments; None where it raises whatever they are.

    An alternative that only an option gives makes an alternative that only this option gives.
    """
    if math.prod(len(options(value)) for value in values) > MAX_COMBINATIONS:
        return UNKNOWN
    found = (_one(function, chosen) for chosen in product(*map(options, values)))
    results = [one for one in found if one is not None]
    return join_values(results) if results else None


def _one(function: Callable[..., object], values: tuple[Value, ...]) -> Value | None:
    unstable = next((value for value in values if isinstance(value, Unstable)), None)
    if unstable is not None:
        return unstable
    known = [value.value for value in values if isinstance(value, Known)]
    if len(known) < len(values):
        asked = (value.option for value in values if isinstance(value, Unknown))
        return Unknown("" if function is str else None, next(filter(None, asked), ""))
    result = computed(lambda: function(*known))
    if isinstance(result, Refused):
        return None if result is Refused.RAISES else UNKNOWN
    return Known(result)


def counted(value: Value) -> Value:
    """What `len` counts: of a container that holds just its items, a text of as many letters."""
    exact = [isinstance(one, Sequence) and one.counted and not may_grow(one) for one in options(value)]
    known = zip(options(value), exact, strict=True)
    return join_values(
        Known("." * len(one.items)) if sure and isinstance(one, Sequence) else one for one, sure in known
    )
