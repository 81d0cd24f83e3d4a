"""Groups of a Polars frame: what they are summed up to has rows in the order of the groups."""

from __future__ import annotations

from repro_lint.catalog.polars import AGGREGATED, GROUPS
from repro_lint.resolve.domain.values import UNKNOWN, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import Key

_SUMMING = (
    *("agg", "all", "count", "first", "head", "last", "len", "map_groups", "max", "mean", "median", "min"),
    *("n_unique", "quantile", "sum", "tail"),
)


def _sum_up(machine: Machine, call: Call) -> Value:
    """`frame.group_by("a").agg(…)`: a row for each group."""
    groups = call.receiver
    for value in call.arguments.values():
        machine.escape(value, call.place, call.frame)
    return (
        LibraryObject(AGGREGATED, groups.place, True, groups.pending) if isinstance(groups, LibraryObject) else UNKNOWN
    )


MODELS: dict[Key, Model] = {(GROUPS, name): _sum_up for name in _SUMMING}
