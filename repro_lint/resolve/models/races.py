"""Calls that run what they are given on several threads, in an order that nothing fixes."""

from __future__ import annotations

from collections.abc import Mapping

from repro_lint.catalog.schema import Role, Row
from repro_lint.resolve.domain.streams import DETERMINISM, NEVER, Place
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Instance, Known, LibraryObject, Value
from repro_lint.resolve.interpreter.state import State
from repro_lint.resolve.models import gates
from repro_lint.resolve.trace.events import Racing

RULE = "racing-pipeline"
_PARALLEL = ("Dataset.map", "Dataset.interleave")


def note(state: State, row: Row, values: Mapping[str, Value], place: Place) -> None:
    """Note a call that runs what it is given on several threads."""
    if state.streams is None:
        return
    switch = state.origins(DETERMINISM)
    if row.name.endswith(_PARALLEL):
        if values.get("num_parallel_calls", NONE) not in (NONE, Known(1)):
            state.emit(Racing(place, row.name, switch))
        if values.get("deterministic") == Known(False):
            state.emit(Racing(place, row.name, switch, itself=True))
    elif row.role is Role.DRAW and row.advice:
        if values.get(row.seed or "", NONE) == NONE and gates.draws(row, values, unresolved=False) is not False:
            state.emit(Racing(place, row.name, switch, itself=True, advice=row.advice))
    elif row.trains and isinstance(workers := values.get("workers"), Known) and isinstance(workers.value, int):
        data = values.get("x", UNKNOWN)
        random_thing = isinstance(data, LibraryObject) and data.kind.endswith("Iterator")
        if workers.value > 1 and (random_thing or isinstance(data, Instance)):
            state.emit(Racing(place, row.name, NEVER, itself=random_thing))
