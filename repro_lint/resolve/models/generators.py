"""Explicit generators: made without a seed, they get one, or lose it, before they are used."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Kind
from repro_lint.resolve.domain.choices import join_values, options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import GOVERNED, Provenance
from repro_lint.resolve.domain.values import NONE, NOT_YET, UNKNOWN, Known, LibraryObject, Saved, Slot, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import DRAWN, MADE, REST, Key
from repro_lint.resolve.trace.events import Draw, Reset, Used

_RESETTABLE = (
    *("random.Random", "numpy.random.RandomState", "numpy.random.Generator", "tensorflow.random.Generator"),
    "torch.Generator",
)
_RESETS = ("seed", "setstate", "set_state", "reset", "reset_from_seed", "manual_seed")
_SEEDED = Facet("generators", "seeded")
_GLOBAL, _KEPT = Slot("the global generator"), Facet("generators", "kept")


def _made(machine: Machine, call: Call) -> Value | None:
    """A generator begins as its constructor leaves it."""
    if isinstance(call.receiver, LibraryObject):
        machine.state.write(call.receiver, _SEEDED, Known(call.receiver.stable))
    return None


def _set_global(machine: Machine, call: Call) -> Value:
    """TensorFlow keeps one generator for all who ask."""
    machine.state.write(_GLOBAL, _KEPT, next(iter(call.arguments.values()), UNKNOWN))
    return NONE


def _get_global(machine: Machine, call: Call) -> Value | None:
    kept, row = options(machine.state.read(_GLOBAL, _KEPT) or NOT_YET), machine.row(call.name)
    if NOT_YET in kept and row is not None:
        made = machine.apply(row, call)
        kept = (made, *(one for one in kept if one is not NOT_YET))
        machine.state.write(_GLOBAL, _KEPT, join_values(kept))
    return join_values(kept)


def _reset(machine: Machine, call: Call) -> Value | None:
    """A generator is seeded anew."""
    thing = call.receiver
    if not isinstance(thing, LibraryObject):
        return None
    value = next(iter(call.arguments.values()), UNKNOWN if call.arguments.open else NONE)
    saved = value if isinstance(value, Saved) else None
    origins = saved.origins if saved else frozenset(origin_of(option, call.place) for option in options(value))
    fixed = all(origin.provenance in GOVERNED for origin in origins)
    machine.state.write(thing, _SEEDED, Known(fixed))
    if fixed:
        machine.state.emit(Reset(thing.place))
    else:
        api = f"{thing.kind}.{call.name}"
        key = saved.key if saved else None
        taken = saved is None and all(
            origin.provenance is not Provenance.CLEARED for origin in origins
        )  # a value is, if no fixed one
        machine.state.emit(Draw(call.place, api, "unseeded-generator", Kind.PLAIN, key, origins, own=taken))
    return thing if call.name == "manual_seed" else NONE


def _set_state(machine: Machine, call: Call) -> Value | None:
    """`rng.bit_generator.state = …`."""
    if call.first != Known("state"):
        return None
    given = replace(call.arguments, positional=call.arguments.positional[1:])
    return _reset(machine, replace(call, name="state", arguments=given))


def _method(machine: Machine, call: Call) -> Value | None:
    """A generator is drawn from."""
    thing = call.receiver
    if not isinstance(thing, LibraryObject):
        return None
    _drawn(machine, call)
    seeded = machine.state.read(thing, _SEEDED)
    stable = thing if seeded is None else replace(thing, stable=seeded == Known(True))
    return machine.catalogued_method(replace(call, receiver=stable))


def _drawn(machine: Machine, call: Call) -> None:
    """What is used, or leaves our sight, may be drawn from."""
    thing = call.receiver
    if isinstance(thing, LibraryObject) and machine.state.read(thing, _SEEDED) != Known(True):
        machine.state.emit(Used(thing.place))


MODELS: dict[Key, Model] = {
    "tensorflow.random.set_global_generator": _set_global,
    "tensorflow.random.get_global_generator": _get_global,
    **{(kind, MADE): _made for kind in _RESETTABLE},
    **{(kind, DRAWN): _drawn for kind in _RESETTABLE},
    **{(kind, name): _reset for kind in _RESETTABLE for name in _RESETS},
    **{(kind, "__setattr__"): _set_state for kind in _RESETTABLE},
    **{(kind, REST): _method for kind in _RESETTABLE},
}
