"""The streams of PyTorch: states that are put back behind a block, seeds that are read, generators."""

from __future__ import annotations

from repro_lint.catalog.torch_random import STREAM
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.streams import GOVERNED, NUMPY, PYTHON, STREAM_KEYS, Provenance
from repro_lint.resolve.domain.streams import Key as StreamKey
from repro_lint.resolve.domain.values import UNKNOWN, Known, LibraryObject, Saved, Unstable, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import Key

TORCH = STREAM_KEYS[STREAM]
_FORK, _ISOLATE = "torch.fork_rng", "pytorch_lightning.isolate_rng"
_RESTORED: dict[str, tuple[StreamKey, ...]] = {_FORK: (TORCH,), _ISOLATE: (PYTHON, NUMPY, TORCH)}


def _fork(machine: Machine, call: Call) -> Value:
    """`with fork_rng():` keeps the streams that are put back at its end."""
    if dict(call.arguments.keywords).get("enabled") == Known(False):
        return UNKNOWN
    thing = LibraryObject(call.name, call.place)
    for key in _RESTORED[call.name]:
        machine.state.write(thing, _kept(key), Saved(key, machine.origins_of(key)))
    return thing


def _leave(machine: Machine, call: Call) -> None:
    for key in _keys_of(call.receiver):
        saved = machine.state.read(call.receiver, _kept(key))
        if isinstance(saved, Saved):
            machine.state.set(key, *saved.origins)


def _keys_of(context: Value) -> tuple[StreamKey, ...]:
    return _RESTORED.get(context.kind, ()) if isinstance(context, LibraryObject) else ()


def _kept(key: StreamKey) -> Facet:
    return Facet("torch", "kept", str(key))


def _entropy(machine: Machine, call: Call) -> Value | None:
    """`torch.seed()` gives the number that it took from the system."""
    row = machine.row(call.name)
    if row is not None:
        machine.apply(row, call)
    return Unstable(f"`{call.name}()`", call.place)


def _initial_seed(machine: Machine, call: Call) -> Value:
    """The number that the stream was seeded with, as stable as that."""
    worst = max((origin.provenance for origin in machine.origins_of(TORCH)), default=Provenance.NEVER)
    return UNKNOWN if worst in GOVERNED or worst < Provenance.CALLER else Unstable(f"`{call.name}()`", call.place)


MODELS: dict[Key, Model] = {
    _FORK: _fork,
    _ISOLATE: _fork,
    (_FORK, "__exit__"): _leave,
    (_ISOLATE, "__exit__"): _leave,
    "torch.seed": _entropy,
    "torch.default_generator.seed": _entropy,
    "torch.initial_seed": _initial_seed,
    "torch.default_generator.initial_seed": _initial_seed,
    "torch.utils.data.get_worker_info": lambda _, __: UNKNOWN,
}
