"""What is counted: constants that change from turn to turn, and the values that they may reach by and by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from repro_lint.resolve.domain.choices import join_values, options
from repro_lint.resolve.domain.facets import Field
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Known, Sequence, Value
from repro_lint.resolve.domain.values import Mapping as Dictionary

_Name = TypeVar("_Name", bound=Field)


def widened_fields(before: Mapping[_Name, Value], now: Mapping[_Name, Value]) -> dict[_Name, Value]:
    """The names whose constants are others than before, each with what it may hold by and by."""
    pairs = ((name, value, before.get(name, value)) for name, value in now.items())
    later = ((name, value, widen_value(then, value)) for name, value, then in pairs if value is not then)
    return {name: value for name, one, value in later if value != one}


def widen_value(then: Value, now: Value) -> Value:
    """What may be in place of `now` once it has changed more often; containers item by item."""
    if now == then:
        return now
    if isinstance(now, Dictionary) and isinstance(then, Dictionary):
        before = dict(then.items)
        return Dictionary(tuple((key, widen_value(before.get(key, value), value)) for key, value in now.items))
    if isinstance(now, Sequence) and isinstance(then, Sequence) and len(now.items) == len(then.items):
        pairs = zip(then.items, now.items, strict=True)
        return Sequence(tuple(widen_value(one, other) for one, other in pairs), now.kind)
    return join_values(UNKNOWN if isinstance(one, Known) and one != NONE else one for one in options(now))
