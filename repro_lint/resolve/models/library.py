"""Calls that leave the project: their model says what they do, else their row, else they may do anything."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog import NOT_JUDGED
from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.torch_random import IN_PLACE
from repro_lint.facts.nodes import FILLING, TAKING
from repro_lint.resolve.domain.arguments import Arguments, Deferred
from repro_lint.resolve.domain.choices import join_values
from repro_lint.resolve.domain.methods import of_mapping, popped, tells_a_string, words
from repro_lint.resolve.domain.values import (
    KEYS,
    UNKNOWN,
    Bound,
    Class,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Sequence,
    Super,
    Unknown,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models import registry, special, weights
from repro_lint.resolve.models.builtin import new_object
from repro_lint.resolve.models.layers import told_by_name, trains
from repro_lint.resolve.models.names import MODEL
from repro_lint.resolve.models.orders import ordered_by_chance
from repro_lint.resolve.models.seeding import may_seed
from repro_lint.resolve.models.showing import (
    method_of_constant,
    method_of_set,
    order_matters,
    shown_as_data,
)

_OF_TENSORS = frozenset({*IN_PLACE.split(), "bernoulli"})  # only tensors have methods of these names
_MESSAGES = ("builtins.", "logging.", "warnings.")  # exceptions, and what else tells people something
_ADVANCES = frozenset({"__next__", "send"})  # the methods of a generator that run its body, as `next` does
_KERAS_ONLY = frozenset({"epochs", "validation_split", "validation_data", "steps_per_epoch", "callbacks"})


def outside(machine: Machine, call: Call) -> Value:
    """Call something outside the project by its dotted name."""
    if (own := special.converted(machine, call)) is not None:
        return own
    name, canonical = call.name, machine.canonical(call.name)
    model = registry.of_function(canonical) or registry.of_function(name)
    for observe in registry.observers_of_function(name):
        observe(machine, call)
    modelled = _by_model(machine, model, replace(call, name=canonical))
    if modelled is not None:
        return modelled
    row = machine.row(name)
    if row is None:
        return _uncatalogued(machine, call)
    if (row.streams_keras2 is not None or row.parts) and machine.catalog.keras_version(name) == "2":
        row = replace(_of_keras_2(row), parts=tuple(map(_of_keras_2, row.parts)))
    return machine.apply(row, call)


def modelled_method(machine: Machine, call: Call) -> Value | None:
    """Call a method by its model; None if it has none."""
    return _by_model(machine, registry.of_method(call.receiver, call.name), call)


def _by_model(machine: Machine, model: Model | None, call: Call) -> Value | None:
    return None if model is None else model(machine, call)


def _uncatalogued(machine: Machine, call: Call) -> Value:
    """Something outside that nothing is known of may call what it gets, or seed."""
    name = call.name
    for value in call.arguments.values():
        machine.escape(value, call.place, call.frame)
        if not name.startswith(_MESSAGES):
            shown_as_data(machine, value, call.frame)
    owner, _, last = name.rpartition(".")
    told_by_name(machine, last, call.place)
    if _may_seed(machine, name):
        machine.state.havoc(call.place, f"`{name}` may seed")
    if machine.row(owner) is None:
        return UNKNOWN
    row = machine.catalog.method(owner, last)  # a classmethod of a catalogued class
    return UNKNOWN if row is None or row.role is Role.VARIES else machine.apply(row, call)


def _may_seed(machine: Machine, name: str) -> bool:
    """Whether something may seed what it has no row for: by its name, in a library of which nothing is known."""
    root, last = machine.canonical(name).partition(".")[0], name.rpartition(".")[2]
    told = name in machine.seed_functions or last in machine.seed_functions
    return told or (root not in machine.catalog.roots and root not in NOT_JUDGED and may_seed(machine, name))


def outside_method(machine: Machine, call: Call) -> Value:
    """Call a method of an object that is not the project's own."""
    receiver, name = call.receiver, call.name
    told_by_name(machine, name, call.place)
    for observe in registry.observers_of_method(name):
        observe(machine, call)
    if (modelled := modelled_method(machine, call)) is not None:
        return modelled
    if isinstance(receiver, LibraryObject):
        return machine.catalogued_method(call)
    if isinstance(receiver, Mapping):
        return of_mapping(receiver, name, call.arguments)
    if isinstance(receiver, Deferred) and name in _ADVANCES:
        machine.escape(receiver, call.place, call.frame)
    filled = isinstance(receiver, Sequence) and name in FILLING
    for value in call.arguments.values() if not filled else ():
        machine.escape(value, call.place, call.frame)
    if isinstance(receiver, Sequence):
        return _method_of_sequence(machine, receiver, call)
    if name in ("append", "write", "writerow"):
        order_matters(machine, call.frame)
    if isinstance(receiver, (Instance, Super)):
        return _inherited(machine, receiver, call)
    if isinstance(receiver, Unstable):
        return receiver
    if isinstance(receiver, Known):
        return method_of_constant(machine, receiver, call)
    return _method_of_unknown(machine, call)


def _method_of_unknown(machine: Machine, call: Call) -> Value:
    """Some methods tell by their name what is called."""
    if call.name == "apply_gradients":
        trains(machine, f"Optimizer.{call.name}", call.place)
    if call.name == "imap_unordered":
        return ordered_by_chance(call.name, "completion-order", call.place)
    receiver = call.receiver
    if isinstance(receiver, Unknown) and receiver.option:
        return receiver
    if call.name in _OF_TENSORS and (row := machine.row(f"torch.Tensor.{call.name}")) is not None:
        return machine.apply(row, call)
    if isinstance(receiver, Unknown) and call.name in ("fit", "fit_generator"):
        _unknown_fit(machine, call)
    told = isinstance(receiver, Unknown) and (receiver.text is not None or tells_a_string(call.name, call.arguments))
    return words(receiver, call.name, call.arguments) if told else UNKNOWN


def _method_of_sequence(machine: Machine, receiver: Sequence, call: Call) -> Value:
    if receiver.kind in ("set", KEYS):
        return method_of_set(machine, receiver, call)
    if call.name not in TAKING:
        return _method_of_unknown(machine, call)
    taken = None if call.frame.repeats else popped(receiver, call.name, call.arguments)
    return join_values(receiver.items) if taken is None else taken[0]


def attribute_of(machine: Machine, bound: Bound) -> Value:
    """An attribute of an object that is no method: its row says what it gives."""
    owner = bound.receiver
    if not isinstance(owner, LibraryObject):
        return bound
    row = machine.catalog.method(owner.kind, bound.name)
    given = row.returns if row is not None and row.role is Role.OBJECT else None
    if given == "self":
        return owner
    return LibraryObject(given, owner.place) if given else bound


def elements(machine: Machine, value: LibraryObject | Instance) -> tuple[Value, ...] | None:
    """What iterating over an object yields, where its model says that."""
    model, frame = registry.of_method(value, registry.ELEMENTS), machine.state.frame
    if model is None or frame is None:
        return None
    made = model(machine, Call(registry.ELEMENTS, Arguments(), value.place, frame, value))
    return made.items if isinstance(made, Sequence) else None


def _inherited(machine: Machine, receiver: Instance | Super, call: Call) -> Value:
    """A method that a project class inherits from outside; the framework may call the class's own methods."""
    name = call.name
    if name == "__new__":
        return new_object(machine, call)
    if (modelled := derived_method(machine, receiver.cls, call)) is not None:
        return modelled
    if name != "__init__" and isinstance(receiver, Instance):
        machine.escape(receiver, call.place, call.frame)
    bases = machine.outside_bases(receiver.cls)
    for base in bases if name == "__init__" else ():
        made = machine.row(base)
        if made is not None and made.role is Role.GENERATOR:
            return machine.apply(made, replace(call, receiver=UNKNOWN))
        if made is not None:
            weights.note(machine, made, {}, call)
    for base in bases:
        row = machine.catalog.method(base, name)
        if row is not None:
            return machine.apply(row, call)
    return UNKNOWN


def derived_method(machine: Machine, cls: Class, call: Call) -> Value | None:
    """A method that a class of the project inherits, by its model; None if it has none."""
    models = (registry.of_derived(machine.canonical(base), call.name) for base in machine.outside_bases(cls))
    made = (model(machine, call) for model in models if model is not None)
    return next((value for value in made if value is not None), None)


def _unknown_fit(machine: Machine, call: Call) -> None:
    """`.fit(…, epochs=…)` of an object that could not be followed is Keras training."""
    row = machine.catalog.method(MODEL, call.name)
    if row is not None and _KERAS_ONLY & {key for key, _ in call.arguments.keywords}:
        machine.apply(row, replace(call, arguments=replace(call.arguments, open=True, named=False), receiver=UNKNOWN))


def _of_keras_2(row: Row) -> Row:
    return row if row.streams_keras2 is None else replace(row, streams=row.streams_keras2)
