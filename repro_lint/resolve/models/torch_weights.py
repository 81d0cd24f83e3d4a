"""Weights of PyTorch's layers that others replace before they are used: what the layers drew then does not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import UNKNOWN, Bound, Known, LibraryObject, Sequence, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import Key, Observer
from repro_lint.resolve.trace.events import Reset, Used

_TENSOR = "torch.Tensor"
_LOADED, _OF = Facet("weights", "loaded"), Facet("weights", "of")
_PARTS = ("weight", "bias")
_WITHOUT_BIAS = ("torch.nn.Embedding", "torch.nn.EmbeddingBag")
_CONSTANTS = ("constant_", "zeros_", "ones_", "eye_", "dirac_")
_OVERWRITING = ("fill_", "zero_")  # the methods that write one number all over a tensor


def made(machine: Machine, layer: LibraryObject, bias: Value | None) -> None:
    """A layer is made: its weights are those that it draws; a bias that it does without is none of them."""
    machine.state.write(layer, _LOADED, Known(False))
    for part in _PARTS:
        absent = part == "bias" and (bias == Known(False) or layer.kind in _WITHOUT_BIAS)
        machine.state.write(layer, _fixed(part), Known(absent))


def used(machine: Machine, layer: LibraryObject) -> None:
    """A layer is used, with the weights that it drew unless they are certainly replaced."""
    if machine.state.read(layer, _LOADED) != Known(True):
        machine.state.emit(Used(layer.place))


def replace_weights(machine: Machine, layer: LibraryObject) -> None:
    """A layer gets other weights than it drew."""
    machine.state.write(layer, _LOADED, Known(True))
    machine.state.emit(Reset(layer.place))


def each_of(machine: Machine, layers: Iterable[Value], place: Place) -> LibraryObject:
    """What stands for each of the parameters of layers, and for its `data`."""
    thing = LibraryObject(_TENSOR, place)
    machine.state.write(thing, _OF, Sequence(tuple(layers)))
    machine.state.write(thing, "data", thing)
    return thing


def _filled(machine: Machine, target: Value) -> None:
    """A constant is written all over a part of a layer, or over each parameter of some."""
    while isinstance(target, Bound) and target.name == "data":
        target = target.receiver
    if isinstance(target, LibraryObject):
        for layer in _layers(machine, target):
            replace_weights(machine, layer)
    elif isinstance(target, Bound) and target.name in _PARTS and isinstance(target.receiver, LibraryObject):
        layer = target.receiver
        machine.state.write(layer, _fixed(target.name), Known(True))
        if all(machine.state.read(layer, _fixed(part)) == Known(True) for part in _PARTS):
            replace_weights(machine, layer)


def _layers(machine: Machine, tensor: LibraryObject) -> Iterator[LibraryObject]:
    of = machine.state.read(tensor, _OF)
    yield from (one for one in (of.items if isinstance(of, Sequence) else ()) if isinstance(one, LibraryObject))


def _fixed(part: str) -> Facet:
    return Facet("weights", "fixed", part)


def _initialize(machine: Machine, call: Call) -> None:
    """`nn.init.zeros_(layer.bias)`: a layer whose parts are all constants has lost what it drew."""
    _filled(machine, call.first)


def _fill(machine: Machine, call: Call) -> None:
    """`layer.bias.data.zero_()`."""
    _filled(machine, call.receiver)


MODELS: dict[Key, Model] = {
    **{f"torch.nn.init.{name}": _initialize for name in _CONSTANTS},
    **{(_TENSOR, name): lambda _, call: call.receiver for name in (*_OVERWRITING, "detach")},
    (_TENSOR, "__getitem__"): lambda _, __: UNKNOWN,
}
OBSERVERS: dict[str, Observer] = {f"*.{name}": _fill for name in _OVERWRITING}
