"""What is particular to Keras: weights drawn by initializers, `fit` and what it is fed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TypeAlias

from repro_lint.catalog.keras_models import STEADY
from repro_lint.catalog.schema import Kind, Role, Row
from repro_lint.catalog.streams import ENTROPY
from repro_lint.catalog.tables import PYTHON
from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy
from repro_lint.resolve.domain.choices import join_values, options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.streams import (
    DETERMINISM,
    GPU,
    LEGACY,
    STREAM_KEYS,
    TENSORFLOW,
    Key,
    Origin,
    Origins,
    Place,
    Provenance,
)
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    Instance,
    Known,
    LibraryObject,
    Sequence,
    Slot,
    Unknown,
    Value,
)
from repro_lint.resolve.domain.values import Mapping as Dictionary
from repro_lint.resolve.interpreter.api import Machine
from repro_lint.resolve.trace.events import Draw, Mode, Shared, Training, Unordered
from repro_lint.settings.keras_version import EARLY

VARYING = frozenset({"keras.layers.Embedding"})  # TRUTH §5: its gradient is added up on several threads
_STEADY_NAMES = frozenset(name.lower() for name in STEADY)
Passed: TypeAlias = dict[str, tuple[Value, Span | None]]
"""What is passed for each parameter, and where."""
CALLED = "__call__"
COMPILE, OPTIMIZER = "keras.Model.compile", "optimizer"
_AUGMENTS, _RANDOM = "unseeded-augmentation", Facet("layers", "random")
_BATCHED = ("Sequence", "PyDataset")
_WEIGHTS = "weights"  # the parameter of every layer for what its weights are at first
_GRADIENTS = frozenset({"gradient", "jacobian", "batch_jacobian"})  # what a `GradientTape` is asked for
_TAPE, _ASKED = Slot("gradient tapes"), Facet("tapes", "asked")
# What trains a model, or may, by its name alone; and what runs one without training it.
_TRAINERS = frozenset({"fit", "fit_generator", "fit_on_batch", "learn", "run", "search", "train", "train_on_batch"})
_TRAINERS |= {"minimize", "train_and_evaluate", "train_step", "set_learning_phase"}
_ASKING = frozenset({"predict", "predict_on_batch", "evaluate"})
_ASSIGNING = frozenset({"assign", "assign_add", "assign_sub"})


def trains(machine: Machine, api: str, place: Place, model: Value = UNKNOWN) -> None:
    """TensorFlow is trained here."""
    if machine.state.streams is not None:
        gpu, determinism, legacy = map(machine.state.origins, (GPU, DETERMINISM, LEGACY))
        steady = all(map(_is_steady, options(machine.state.read(model, OPTIMIZER) or model)))
        machine.state.emit(Training(place, api, gpu, determinism, legacy, steady))


def told_by_name(machine: Machine, name: str, place: Place) -> None:
    """A model is trained or asked; a tape is asked for gradients, by which weights are then updated by hand."""
    if name in _TRAINERS or name in _ASKING:
        machine.state.emit(Mode(place, name in _TRAINERS))
    elif name in _GRADIENTS:
        machine.state.write(_TAPE, _ASKED, Known(True))
    elif name in _ASSIGNING and machine.state.read(_TAPE, _ASKED) is not None:
        trains(machine, f"Variable.{name}", place)


def trained(machine: Machine, row: Row, values: dict[str, Value], place: Place, receiver: Value) -> None:
    """A model gets its optimizer, or is trained."""
    if row.name == COMPILE and isinstance(receiver, (Instance, LibraryObject)):
        machine.state.write(receiver, OPTIMIZER, values.get(OPTIMIZER, UNKNOWN))
    if row.trains and not row.methods:
        trains(machine, row.name, place, receiver)


def applied_layer(machine: Machine, thing: LibraryObject, place: Place) -> None:
    """A random layer is called: in a parallel pipeline its draws race."""
    if _is_random(machine, thing) or machine.state.read(thing, _RANDOM) is not None:
        machine.state.emit(Unordered(place, thing.kind))


def remember_layers(machine: Machine, thing: Value, arguments: Arguments) -> None:
    """A model made of layers is random if one of them is."""
    inner = [item for value in arguments.positional if isinstance(value, Sequence) for item in value.items]
    if isinstance(thing, LibraryObject) and any(map(partial(_is_random, machine), inner)):
        machine.state.write(thing, _RANDOM, Known(True))


def _is_random(machine: Machine, layer: Value) -> bool:
    row = machine.row(layer.kind) if isinstance(layer, LibraryObject) else None
    return row is not None and row.rule == _AUGMENTS


def with_seed(machine: Machine, row: Row, bound: Passed) -> Passed:
    """What is passed, with the seed by its first name, and with the seed that an object or a dict among it has."""
    seed = row.seed or ""
    owner, dot, inner = seed.partition(".")
    if dot and owner in bound and bound[owner][0] != NONE:
        found = [_inner_seed(machine, row, one, (inner, *row.seed_aliases)) for one in options(bound[owner][0])]
        return {**bound, seed: (join_values(found), None)}
    alias = next((name for name in row.seed_aliases if name in bound and seed not in bound), None)
    return bound if alias is None else {**bound, seed: bound[alias]}


def _inner_seed(machine: Machine, row: Row, holder: Value, names: tuple[str, ...]) -> Value:
    """The seed that an object or a dict holds; one that is not known has none where that means a fixed one."""
    if isinstance(holder, LibraryObject):
        return machine.state.read(holder, names[0]) or NONE
    if isinstance(holder, Dictionary):
        return next((value for name in names if (value := holder.get(name)) is not None), NONE)
    return UNKNOWN if row.streams else NONE


def weights(
    machine: Machine, row: Row, bound: dict[str, tuple[Value, Span | None]], arguments: Arguments, place: Place
) -> None:
    """A layer draws its weights through initializers, named by string or by default, unless it is given them."""
    begun = _begun_with(bound)
    for name, default in row.initializers.items() if begun is not True else ():
        given, span = bound.get(name, (Known(default), None))
        for value in options(given):
            made = machine.row(value.kind) if isinstance(value, LibraryObject) and value.pending is None else None
            if isinstance(value, LibraryObject) and made is not None and made.role is Role.DRAW:
                machine.state.emit(Shared(place, value.place, value.kind))
            known = isinstance(value, Known)
            text = value.value if isinstance(value, Known) else default if isinstance(value, Unknown) else None
            initializer = machine.catalog.initializer(text) if isinstance(text, str) else None
            if initializer is None or initializer.role is not Role.DRAW:
                continue
            named = name in bound and known
            rule = "unseeded-initializer" if named else "unseeded-weights"
            key = stream_key(machine, initializer)
            draw = Draw(place, row.name, rule, Kind.MODEL, key, origins_of(machine, key), argument=span)
            form = f"{{{initializer.name}}}(seed={{seed}})" if named else ""
            certain = begun is False and known and (named or not arguments.open)
            machine.state.emit(replace(draw, certain=certain, fix=form))


def _begun_with(bound: Passed) -> bool | None:
    """Whether `Embedding(…, weights=[matrix])` begins with weights that are passed; None: that depends on a path."""
    absent = {one == NONE for one in options(bound.get(_WEIGHTS, (NONE, None))[0])}
    return None if len(absent) > 1 else absent == {False}


def draws_when_called(machine: Machine, row: Row, drawn: tuple[Draw, ...]) -> tuple[str, ...]:
    """The method by which an initializer draws that took no seed when it was made: those of TensorFlow's stream."""
    late = row.rule == "unseeded-initializer" and stream_key(machine, row) == TENSORFLOW
    return (CALLED,) if late and any(not draw.own for draw in drawn) else ()


def draws_if_called(thing: LibraryObject) -> bool:
    """Whether something waits with its draw until it is called, as everybody does who gets it."""
    return thing.pending is not None and CALLED in thing.pending.methods


def stream_key(machine: Machine, row: Row) -> Key | None:
    """The stream a draw consumes in this program; None for the entropy of the system."""
    legacy = any(one.provenance is Provenance.SEED for one in machine.state.origins(LEGACY))
    streams = row.streams
    if row.streams_keras2 is not None and (legacy or machine.keras in ("2", EARLY)):
        streams = row.streams_keras2
    elif row.streams_early is not None and machine.keras == EARLY:
        streams = row.streams_early
    return STREAM_KEYS.get(streams[0]) if streams and streams[0] is not ENTROPY else None


def origins_of(machine: Machine, key: Key | None) -> Origins:
    """What may have set a stream last, where something draws from it."""
    if key is None or machine.state.streams is None:
        return frozenset({Origin(Provenance.CLEARED)})
    return machine.state.origins(key)


def fit_draws(machine: Machine, row: Row, values: dict[str, Value], verdict: bool | None) -> tuple[Row, bool | None]:
    """`fit` shuffles arrays, not datasets or generators; the batches of a `PyDataset` by Python's stream."""
    if any(origin.provenance is Provenance.GIVEN for origin in machine.state.origins(LEGACY)):
        return row, False  # another Keras backend shuffles in its own way
    data = values.get("x", values.get("generator", UNKNOWN))
    fed = [one for one in options(data) if one != NONE and not _in_order(one)]
    if not fed:
        return row, False
    if len(fed) < len(options(data)) and verdict is True:
        verdict = None
    if all(_in_batches(machine, one) for one in fed):
        return replace(row, streams=PYTHON, streams_keras2=None), verdict
    return row, None if verdict is True and "y" not in values else verdict


def _in_batches(machine: Machine, data: Value) -> bool:
    if isinstance(data, Instance):
        return any(base.endswith(_BATCHED) for base in machine.outside_bases(data.cls))
    return isinstance(data, LibraryObject) and data.kind.endswith("Iterator")


def _in_order(data: Value) -> bool:
    """A dataset, or what a generator function yields, is taken as it comes."""
    return isinstance(data, (Deferred, Lazy)) or (isinstance(data, LibraryObject) and data.kind.endswith("Dataset"))


def _is_steady(optimizer: Value) -> bool:
    """Whether it is an optimizer whose sums do not depend on threads, by name or as an object."""
    if isinstance(optimizer, Known):
        return isinstance(optimizer.value, str) and optimizer.value.lower() in _STEADY_NAMES
    return isinstance(optimizer, LibraryObject) and optimizer.kind.rpartition(".")[2] in STEADY
