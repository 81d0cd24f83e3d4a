"""How the streams are set: by seed calls, and by states that were saved before."""

from __future__ import annotations

import re

from repro_lint.catalog.schema import Kind, Row
from repro_lint.catalog.streams import OWN
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import STREAM_KEYS, Key, Place
from repro_lint.resolve.domain.values import NONE, UNKNOWN, ExternalName, Known, Saved, Value
from repro_lint.resolve.interpreter.api import Call, Machine
from repro_lint.resolve.models import gates
from repro_lint.resolve.models.layers import Passed, origins_of
from repro_lint.resolve.models.own_streams import keep
from repro_lint.resolve.trace.events import Draw, Raises, SeedCall, StateSaved

_SEEDING = re.compile(r"(^|_)(seed(_|$)|set_.*seed|seed.*everything|determinis|reproducib)", re.IGNORECASE)


def may_seed(machine: Machine, name: str) -> bool:
    """Whether something that cannot be followed seeds, as far as its name tells."""
    last = name.rpartition(".")[2]
    return name in machine.seed_functions or last in machine.seed_functions or bool(_SEEDING.search(last))


def seeds(machine: Machine, row: Row, bound: Passed, call: Call) -> Value:
    """A seed call: its streams, or that of its object, are as its argument says."""
    arguments, place = call.arguments, call.place
    value, span = bound.get(row.seed or "", (NONE, None))
    if row.seed not in bound:
        value, span = next(zip(arguments.positional, arguments.spans, strict=False), (NONE, None))
        if arguments.open:
            value = UNKNOWN
    unseeded = NONE if row.seed_default is None else Known(row.seed_default)
    given = (unseeded if option == NONE and unseeded != NONE else option for option in options(value))
    origins = frozenset(origin_of(option, place) for option in given)
    keys = tuple(STREAM_KEYS[stream] for stream in row.streams if stream in STREAM_KEYS)
    for key in keys:
        machine.state.set(key, *origins)
    if OWN in row.streams:
        keep(machine, call.receiver, origins)
    if reason := gates.refused(row, value):
        machine.state.emit(Raises(place, row.name, reason, span, "{seed}"))
    values = tuple(repr(option.value) for option in options(value) if isinstance(option, Known) and option != NONE)
    machine.state.emit(SeedCall(place, row.name, keys, origins, span, values))
    return ExternalName(row.returns) if row.returns else UNKNOWN


def saves(machine: Machine, row: Row, place: Place) -> Value:
    """A state is saved: what it is restores the stream later."""
    key = _key(row)
    if key is None:
        return UNKNOWN
    origins = origins_of(machine, key)
    machine.state.emit(StateSaved(place, origins))
    return Saved(key, machine.state.concrete(origins), row.name)


def read(machine: Machine, state: Value, place: Place) -> None:
    """A saved state is read as data: it is as random as what is drawn from it."""
    if isinstance(state, Saved) and state.api:
        machine.state.emit(Draw(place, state.api, "unseeded-draw", Kind.PLAIN, state.key, state.origins))


def restores(machine: Machine, row: Row, arguments: Arguments, place: Place) -> Value:
    """A state is restored: the stream is as it was then, or as a seed makes it."""
    key = _key(row)
    value = arguments.positional[0] if arguments.positional else UNKNOWN
    if key is not None:
        if isinstance(value, Saved) and value.key == key:
            machine.state.set(key, *value.origins)
        else:
            machine.state.set(key, *(origin_of(option, place) for option in options(value)))
    return UNKNOWN


def _key(row: Row) -> Key | None:
    return STREAM_KEYS.get(row.streams[0]) if row.streams else None
