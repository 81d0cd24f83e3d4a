"""Objects of the project's own classes that are dicts: what is in them, and attributes that are their items."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.methods import of_mapping, updated
from repro_lint.resolve.domain.operators import compared, with_item
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    ExternalName,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Super,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models import library
from repro_lint.resolve.models.registry import DERIVED, Key
from repro_lint.resolve.models.taking import dict_of

SETTINGS = "a configuration"  # an object of a library whose attributes are its items
NESTED = f"{SETTINGS}.*"
DICTS = frozenset({"builtins.dict", "collections.OrderedDict", "collections.UserDict"})
_METHODS = ("get", "pop", "setdefault", "update", "items", "keys", "values", "copy")
_CONTENT, _SHARED = Facet("own dict", "content"), Facet("own dict", "attributes are items")


def content(machine: Machine, value: Value) -> Mapping | None:
    """What is in a dict, or in an object that is one; None for anything else."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, LibraryObject) and value.kind.startswith(SETTINGS):
        return Mapping(tuple(machine.state.attributes(value).items()))
    if not isinstance(value, Instance) or DICTS.isdisjoint(machine.outside_bases(value.cls)):
        return None
    kept = machine.state.read(value, _CONTENT) or Mapping(())
    return kept if isinstance(kept, Mapping) else None


def share(machine: Machine, owner: Instance) -> None:
    """`self.__dict__ = self`: its items are its attributes."""
    machine.state.write(owner, _SHARED, Known(True))


def missing(machine: Machine, owner: Instance, name: str, call: Call) -> Value | None:
    """An attribute that neither the object nor its class has; None where nothing is known to stand for it."""
    bases = set(machine.outside_bases(owner.cls)) - {"builtins.object"}
    if bases - DICTS or name.startswith("__") or (bases and hasattr(dict, name)):
        return None
    getter = machine.find_member(owner.cls, "__getattr__")
    if isinstance(getter, Func):
        return machine.invoke(getter, Arguments((Known(name),)), call.place, owner)
    if machine.state.read(owner, _SHARED) is not None:
        getter = ExternalName("builtins.dict.get")
    if not isinstance(getter, ExternalName):
        return None
    asked = replace(call, name=getter.name.rpartition(".")[2], arguments=Arguments((Known(name),)), receiver=owner)
    return library.derived_method(machine, owner.cls, asked)


def put(machine: Machine, owner: Value, key: Value, value: Value) -> bool:
    """`owner[key] = value`; whether the owner is such an object."""
    kept = content(machine, owner)
    changed = None if kept is None else with_item(kept, key, value)
    if changed is None or not isinstance(owner, Instance):
        return False
    machine.state.write(owner, _CONTENT, changed)
    return True


def _owner(call: Call) -> Value:
    return call.receiver.receiver if isinstance(call.receiver, Super) else call.receiver


def _make(machine: Machine, call: Call) -> Value:
    """`dict.__init__`."""
    owner = _owner(call)
    if isinstance(owner, Instance):
        machine.state.write(owner, _CONTENT, dict_of(machine, call))
    return NONE


def _get(machine: Machine, call: Call) -> Value | None:
    kept = content(machine, _owner(call))
    return None if kept is None or not isinstance(call.first, Known) else kept.get(call.first.value)


def _set(machine: Machine, call: Call) -> Value | None:
    key, value = (*call.arguments.positional, UNKNOWN, UNKNOWN)[:2]
    return NONE if put(machine, _owner(call), key, value) else None


def _contains(machine: Machine, call: Call) -> Value | None:
    kept = content(machine, _owner(call))
    inside = None if kept is None else compared("In", call.first, kept)
    return UNKNOWN if inside is None else Known(inside)


def _method(machine: Machine, call: Call) -> Value | None:
    owner = _owner(call)
    kept = content(machine, owner)
    if kept is None or not isinstance(owner, Instance):
        return None
    changed = updated(kept, call.name, call.arguments)
    if changed is not None:
        machine.state.write(owner, _CONTENT, changed)
    return of_mapping(kept, call.name, call.arguments)


_MODELS: dict[str, Model] = {
    "__init__": _make,
    "__getitem__": _get,
    "__setitem__": _set,
    "__contains__": _contains,
    **dict.fromkeys(_METHODS, _method),
}
MODELS: dict[Key, Model] = {(f"{DERIVED}{base}", name): model for base in DICTS for name, model in _MODELS.items()}
