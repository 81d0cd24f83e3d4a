"""JAX's keys: what is split from a key are keys of their own, and a key that serves two draws gives equal numbers."""

from __future__ import annotations

from repro_lint.catalog.jax import KEY
from repro_lint.catalog.schema import Role
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Known, LibraryObject, Sequence, Unstable, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.plain import copy
from repro_lint.resolve.models.registry import Key
from repro_lint.resolve.trace.events import KeyReused

_USED = Facet("jax keys", "used")
_MANY = 16
_PERMUTATION = "jax.random.permutation"  # by one key on purpose: two arrays are put into one order
_TRANSFORMS = ("jit", "vmap", "pmap", "grad", "value_and_grad", "checkpoint", "remat")


def _random(machine: Machine, call: Call) -> Value | None:
    """A function of `jax.random`: it makes keys, or draws by one."""
    row = machine.row(call.name)
    if row is None:
        return None
    if row.role is Role.GENERATOR:
        machine.apply(row, call)
        return _fresh(machine, KEY, call.place)
    key, _ = call.arguments.bind(row.parameters).get("key", (UNKNOWN, None))
    if row.role is Role.DRAW:
        _use(machine, key, row.name, call.place)
        return machine.apply(row, call)
    if not call.name.endswith("split"):
        return _fresh(machine, KEY, call.place)
    _use(machine, key, row.name, call.place)
    number, _ = call.arguments.bind(row.parameters).get("num", (Known(2), None))
    if not isinstance(number, Known) or not isinstance(number.value, int) or not 0 < number.value <= _MANY:
        return UNKNOWN
    return Sequence(tuple(_fresh(machine, f"{KEY}.{index}", call.place) for index in range(number.value)), "list")


def _fresh(machine: Machine, kind: str, place: Place) -> LibraryObject:
    """A new key, also where the one that an earlier turn of a loop made there was used."""
    key = LibraryObject(kind, place)
    machine.state.write(key, _USED, NONE)
    return key


def _use(machine: Machine, key: Value, api: str, place: Place) -> None:
    """A key serves a draw or a split; it is used twice if each that it may be was used before."""
    keys = [one for one in options(key) if isinstance(one, LibraryObject) and one.kind.startswith(KEY)]
    before = [machine.state.read(one, _USED) for one in keys]
    earlier = [use for use in before if isinstance(use, Unstable)]
    if earlier and len(earlier) == len(options(key)):
        first = earlier[0]
        if not api == first.why == _PERMUTATION:
            machine.state.emit(KeyReused(place, api, first.place))
    for one in keys:
        machine.state.write(one, _USED, Unstable(api, place))


MODELS: dict[Key, Model] = {
    "jax.random.*": _random,
    **{f"jax.{name}": copy for name in _TRANSFORMS},
}
