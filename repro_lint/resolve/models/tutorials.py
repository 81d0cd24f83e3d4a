"""TensorFlow 1's tutorial data: what reading them does to NumPy's stream, and the parts that shuffle their batches."""

from __future__ import annotations

from repro_lint.catalog import streams
from repro_lint.catalog.tf_tutorials import DATASET, READ
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import STREAM_KEYS, TENSORFLOW
from repro_lint.resolve.domain.values import NONE, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import Key

_PARTS = ("train", "validation", "test")


def _read(machine: Machine, call: Call) -> Value | None:
    """NumPy's stream is seeded with the seed given, else with that of the graph, else from entropy: as TensorFlow's."""
    row = machine.row(call.name)
    if row is None:
        return None
    seed, _ = call.arguments.bind(row.parameters).get("seed", (NONE, None))
    given = frozenset(origin_of(option, call.place) for option in options(seed))
    numpy = STREAM_KEYS[streams.NUMPY]
    machine.state.set(numpy, *(machine.origins_of(TENSORFLOW) if seed == NONE else given))
    data = LibraryObject(row.returns or row.name, call.place)
    for name in _PARTS:
        machine.state.write(data, name, LibraryObject(DATASET, call.place))
    return data


MODELS: dict[Key, Model] = {READ: _read}
