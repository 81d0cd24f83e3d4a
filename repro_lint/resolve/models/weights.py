"""Weights of a model as a whole: it is made with some, and all of them may be replaced by others that were kept."""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.catalog.schema import Row, Weights
from repro_lint.resolve.domain.choices import leaves
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.streams import NOWHERE, Place
from repro_lint.resolve.domain.values import (
    UNKNOWN,
    Bound,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Sequence,
    Super,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models import gates
from repro_lint.resolve.models.names import MODEL
from repro_lint.resolve.models.registry import DERIVED, REST, Key, Observer
from repro_lint.resolve.trace.events import ModelMade, WeightsReplaced

_CHECKPOINTS = ("tensorflow.train.Checkpoint", "tensorflow.train.experimental.Checkpoint")
_ENDS = frozenset({"input", "inputs", "layers", "output", "outputs"})
_HELD = Facet("checkpoints", "held")
_LAYERS, _TRAINABLE = ("keras.layers.Layer", MODEL), "trainable"


def note(machine: Machine, row: Row, values: gates.Bound, call: Call) -> None:
    """Note a call that makes a model, or replaces all its weights."""
    if row.weights is Weights.MADE:
        parts = tuple(_parts(call))
        machine.state.emit(ModelMade(call.place, _of(call.receiver) or call.place, parts))
    elif row.weights is Weights.REPLACED:
        whole = gates.draws(row, values, unresolved=call.arguments.open)
        if_saved = bool(call.frame.raises)  # in a `try`, whose handler goes on without
        if whole or "by_name" in values:
            machine.state.emit(WeightsReplaced(call.place, _of(call.receiver) or NOWHERE, if_saved, not whole))


def _set(machine: Machine, call: Call) -> None:
    """`model.get_layer("dense").set_weights(...)`: a layer gets others, of something that is not followed."""
    if _of(call.receiver) is None:
        machine.state.emit(WeightsReplaced(call.place, NOWHERE, partly=True))


def _restored(machine: Machine, call: Call) -> None:
    """`tf.train.Saver().restore(session, path)`: the variables of a graph get others."""
    if len(call.arguments.positional) > 1:
        machine.state.emit(WeightsReplaced(call.place, NOWHERE, partly=True))


def _parts(call: Call) -> Iterator[Place]:
    """The models that a model is made of: `Sequential([base, head])`, `Model(base.input, x)`."""
    for value in (leaf for argument in call.arguments.values() for leaf in leaves(argument)):
        part = value.receiver if isinstance(value, Bound) and value.name in _ENDS else value
        if isinstance(part, Instance) or (isinstance(part, LibraryObject) and part.kind == MODEL):
            yield part.place


def _of(receiver: Value) -> Place | None:
    """The place that tells a model from others."""
    inner = receiver.receiver if isinstance(receiver, Super) else receiver
    return inner.place if isinstance(inner, (Instance, LibraryObject)) else None


def _checkpoint(machine: Machine, call: Call) -> Value:
    """`tf.train.Checkpoint(model=model, optimizer=optimizer)`."""
    checkpoint = LibraryObject(_CHECKPOINTS[0], call.place)
    machine.state.write(checkpoint, _HELD, Sequence(call.arguments.values()))
    return checkpoint


def _restore(machine: Machine, call: Call) -> Value:
    """Its models are as they were saved; there may be nothing saved where training starts."""
    held = machine.state.read(call.receiver, _HELD)
    for one in leaves(held) if isinstance(held, (Sequence, Mapping)) else ():
        if isinstance(one, Instance) or (isinstance(one, LibraryObject) and one.kind == MODEL):
            machine.state.emit(WeightsReplaced(call.place, one.place, if_saved=True))
    return UNKNOWN


def _trainable(machine: Machine, call: Call) -> None:
    """`super().__init__(trainable=False)`: what a layer of the program asks itself later."""
    layer = call.receiver.receiver if isinstance(call.receiver, Super) else call.receiver
    if isinstance(layer, Instance) and not call.arguments.open:
        machine.state.write(layer, _TRAINABLE, dict(call.arguments.keywords).get(_TRAINABLE, Known(True)))


MODELS: dict[Key, Model] = {
    **{(f"{DERIVED}{base}", "__init__"): _trainable for base in _LAYERS},
    **dict.fromkeys(_CHECKPOINTS, _checkpoint),
    **{(_CHECKPOINTS[0], name): _restore for name in ("restore", "read")},
    (_CHECKPOINTS[0], REST): lambda _, __: UNKNOWN,
}
OBSERVERS: dict[str, Observer] = {"*.set_weights": _set, "*.restore": _restored}
