"""Configurations that programs make: of OmegaConf, Hydra and ml_collections, with items that are attributes as well."""

from __future__ import annotations

from repro_lint.resolve.domain.arguments import Arguments, Partial
from repro_lint.resolve.domain.choices import by_default
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.methods import of_mapping, updated
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    Class,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Slot,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.own_dicts import NESTED, SETTINGS
from repro_lint.resolve.models.records import fields_of
from repro_lint.resolve.models.registry import REST, Key

_STORE = "hydra.core.config_store.ConfigStore"
_HYDRA = "hydra.main"
_NAME = Facet("hydra", "configuration")
_CONFIG_DICTS = tuple(f"ml_collections.{name}" for name in ("ConfigDict", "FrozenConfigDict", "config_dict.ConfigDict"))


def _made(machine: Machine, value: Value, place: Place, kind: str = SETTINGS) -> Value:
    """A configuration with what a dict or a record holds; anything else as it is."""
    if isinstance(value, Class) and value.plain_data and machine.state.frame is not None:
        value = machine.call(value, Arguments(), place, machine.state.frame)
    if isinstance(value, LibraryObject) and value.kind.startswith(SETTINGS):
        value = Mapping(tuple(machine.state.attributes(value).items()))
    if isinstance(value, Instance) and value.cls.plain_data:
        value = fields_of(machine, value)
    if not isinstance(value, Mapping):
        return value
    made = LibraryObject(kind, place)
    for key, item in value.items:
        machine.state.write(made, str(key), _made(machine, item, place, ".".join((kind, str(key)))))
    return made


def _create(machine: Machine, call: Call) -> Value:
    """`OmegaConf.create({...})`, `ConfigDict()`."""
    if call.arguments.positional:
        return _made(machine, call.first, call.place)
    return _made(machine, Mapping(call.arguments.keywords), call.place)


def _from_command_line(machine: Machine, call: Call) -> Value:
    """A plain run gives nothing there."""
    made = LibraryObject(f"{SETTINGS}.command line", call.place)
    machine.state.write(made, _NAME, Known(True))
    return made


def _merge(machine: Machine, call: Call) -> Value:
    """`OmegaConf.merge(first, ...)`: what comes later wins."""
    found: dict[str, Value] = {}
    for part in call.arguments.positional:
        layer = _made(machine, part, call.place, f"{SETTINGS}.layer")
        if not isinstance(layer, LibraryObject) or not layer.kind.startswith(SETTINGS):
            return UNKNOWN
        if machine.state.read(layer, _NAME) is not None:
            found = {name: by_default(value, f"{name}=...") for name, value in found.items()}
        found |= machine.state.attributes(layer)
    return _made(machine, Mapping(tuple(found.items())), call.place)


def _contained(machine: Machine, call: Call) -> Value:
    """`OmegaConf.to_container(configuration)`."""
    return _plain(machine, call.first)


def _plain(machine: Machine, value: Value) -> Value:
    if not isinstance(value, LibraryObject) or not value.kind.startswith(SETTINGS):
        return value
    return Mapping(tuple((name, _plain(machine, one)) for name, one in machine.state.attributes(value).items()))


def _set_item(machine: Machine, call: Call) -> Value:
    key, value = (*call.arguments.positional, UNKNOWN, UNKNOWN)[:2]
    if isinstance(key, Known):
        machine.state.write(call.receiver, str(key.value), value)
    return NONE


def _item(machine: Machine, call: Call) -> Value:
    return machine.state.read(call.receiver, str(getattr(call.first, "value", ""))) or UNKNOWN


def _method(machine: Machine, call: Call) -> Value:
    """What a method of a dict gives, and what it leaves."""
    held = Mapping(tuple(machine.state.attributes(call.receiver).items()))
    for name, value in (updated(held, call.name, call.arguments) or held).items:
        machine.state.write(call.receiver, str(name), value)
    if call.name in ("to_dict", "copy", "copy_and_resolve_references"):
        return _plain(machine, call.receiver) if call.name == "to_dict" else call.receiver
    return of_mapping(held, call.name, call.arguments)


def _store(machine: Machine, call: Call) -> Value:
    """`store.store(name="config", node=Config)`."""
    bound = call.arguments.bind(("name", "node"))
    name, node = (bound.get(part, (UNKNOWN, None))[0] for part in ("name", "node"))
    if isinstance(name, Known):
        machine.state.write(Slot("a configuration", name.value), _NAME, node)
    return NONE


def _hydra(machine: Machine, call: Call) -> Value:
    """`@hydra.main(config_name="config")`."""
    decorator = LibraryObject(_HYDRA, call.place)
    bound = call.arguments.bind(("config_path", "config_name"))
    machine.state.write(decorator, _NAME, bound.get("config_name", (NONE, None))[0])
    return decorator


def _with_configuration(machine: Machine, call: Call) -> Value | None:
    """The function gets the configuration of that name, which the command line may change."""
    name = machine.state.read(call.receiver, _NAME)
    node = machine.state.read(Slot("a configuration", name.value), _NAME) if isinstance(name, Known) else None
    if node is None or not isinstance(call.first, Func):
        return None
    made = _made(machine, node, call.place)
    for field, value in machine.state.attributes(made).items():
        machine.state.write(made, field, by_default(value, f"{field}=..."))
    return Partial(call.first, Arguments((made,)))


_MODELS: dict[str, Model] = {
    "__getitem__": _item,
    "__setitem__": _set_item,
    **dict.fromkeys(("get", "pop", "setdefault", "update", "items", "keys", "values", "copy", "to_dict"), _method),
    REST: lambda _, __: UNKNOWN,
}
MODELS: dict[Key, Model] = {
    **dict.fromkeys(("omegaconf.OmegaConf.create", "omegaconf.OmegaConf.structured", *_CONFIG_DICTS), _create),
    "omegaconf.OmegaConf.from_cli": _from_command_line,
    "omegaconf.OmegaConf.merge": _merge,
    "omegaconf.OmegaConf.to_container": _contained,
    **{(kind, name): model for kind in (SETTINGS, NESTED) for name, model in _MODELS.items()},
    f"{_STORE}.instance": lambda _, call: LibraryObject(_STORE, call.place),
    (_STORE, "store"): _store,
    _HYDRA: _hydra,
    (_HYDRA, "__call__"): _with_configuration,
}
