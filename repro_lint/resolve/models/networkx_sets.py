"""networkx: what is sampled by weight comes as a set does, in the order of hashes."""

from __future__ import annotations

from repro_lint.resolve.domain.values import Known, Mapping, Sequence, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.orders import hash_ordered
from repro_lint.resolve.models.registry import Key

_SAMPLE = "networkx.utils.random_weighted_sample"


def _sample(machine: Machine, call: Call) -> Value | None:
    """A list of a set of the keys."""
    row = machine.row(call.name)
    mapping = dict(call.arguments.keywords).get("mapping", call.first)
    drawn = None if row is None else machine.apply(row, call)
    if not isinstance(mapping, Mapping):
        return drawn
    keys = Sequence(tuple(Known(key) for key, _ in mapping.items if isinstance(key, str)), "set")
    return hash_ordered(keys, call.place) or drawn


MODELS: dict[Key, Model] = {_SAMPLE: _sample}
