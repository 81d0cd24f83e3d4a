"""Initializers of Keras by name."""

from __future__ import annotations

from repro_lint.catalog.schema import Role
from repro_lint.resolve.domain.choices import join_values, options
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import UNKNOWN, Known, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.draws import waiting
from repro_lint.resolve.models.layers import draws_when_called
from repro_lint.resolve.models.registry import Key
from repro_lint.resolve.trace.events import Draw


def _get(machine: Machine, call: Call) -> Value:
    """`keras.initializers.get(value)`: a name becomes an object, which may take its seed at once."""
    value, _ = call.arguments.bind(("identifier",)).get("identifier", (UNKNOWN, None))
    return join_values(_by_name(machine, option, call.place) for option in options(value))


def _by_name(machine: Machine, value: Value, place: Place) -> Value:
    name = value.value if isinstance(value, Known) else None
    row = machine.catalog.initializer(name) if isinstance(name, str) else None
    if row is None:
        return value
    if row.role is Role.DRAW:
        key = machine.stream_key(row)
        draw = Draw(place, row.name, row.rule, row.kind, key, machine.origins_of(key))
        if methods := draws_when_called(machine, row, (draw,)):
            return LibraryObject(row.name, place, pending=waiting((draw,), methods))
        machine.state.emit(draw)
    return LibraryObject(row.name, place)


MODELS: dict[Key, Model] = {"keras.initializers.get": _get}
