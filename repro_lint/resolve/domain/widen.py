"""Widening: constants that change from turn to turn of a loop, and the values that they may reach in the end.

A widened value is above the value that it widens, and changes a bounded number of times however often a loop joins
something to it: of constants and containers one alternative each remains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from repro_lint.resolve.domain.choices import any_constant, any_container, join_values, of_kinds, options
from repro_lint.resolve.domain.facets import Field
from repro_lint.resolve.domain.values import GROWN, NONE, UNKNOWN, Known, Sequence, Value
from repro_lint.resolve.domain.values import Mapping as Dictionary

_Name = TypeVar("_Name", bound=Field)


def widened_fields(before: Mapping[_Name, Value], now: Mapping[_Name, Value]) -> dict[_Name, Value]:
    """The names whose constants differ from those before, each with its widened value."""
    pairs = ((name, value, before.get(name, value)) for name, value in now.items())
    later = ((name, value, widen_value(then, value)) for name, value, then in pairs if value is not then)
    return {name: value for name, one, value in later if value != one}


def widen_value(then: Value, now: Value) -> Value:
    """A value for all that may be in place of `now` after further changes; containers item by item."""
    if now == then:
        return now
    if isinstance(now, Dictionary) and isinstance(then, Dictionary):
        before = dict(then.items)
        return replace(now, items=tuple((key, widen_value(before.get(key, value), value)) for key, value in now.items))
    if isinstance(now, Sequence) and isinstance(then, Sequence) and len(now.items) == len(then.items):
        return replace(now, items=tuple(map(widen_value, then.items, now.items)))
    return join_values(_general(options(now)))


def _general(values: tuple[Value, ...]) -> Iterator[Value]:
    """One alternative for all constants, and one each for all lists and all dicts where there are several."""
    constants, containers, objects = of_kinds(values)
    changing = any(one == UNKNOWN or (isinstance(one, Known) and one != NONE) for one in constants)
    yield from any_constant([*constants, UNKNOWN]) if changing else constants
    for one in containers if len(containers) < len(("one", "another")) else any_container(containers):
        yield one if len(containers) == 1 and not _is_grown(one) else _general_container(one)
    yield from objects


def _is_grown(value: Sequence | Dictionary) -> bool:
    return isinstance(value, Sequence) and value.kind == GROWN


def _general_container(value: Sequence | Dictionary) -> Value:
    if isinstance(value, Sequence):
        return replace(value, items=tuple(join_values(_general(options(item))) for item in value.items))
    return replace(value, items=tuple((key, join_values(_general(options(item)))) for key, item in value.items))
