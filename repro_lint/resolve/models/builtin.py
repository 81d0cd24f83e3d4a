"""Builtins and their like, whose result or effect is known by their name."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.resolve.domain.arguments import Partial
from repro_lint.resolve.domain.choices import is_text, join_values, options
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.lineage import lineage
from repro_lint.resolve.domain.values import (
    GROWN,
    LONG,
    UNKNOWN,
    Bound,
    Class,
    ExternalName,
    Func,
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
from repro_lint.resolve.models.options import NAMESPACE
from repro_lint.resolve.models.orders import ordered_by_chance
from repro_lint.resolve.models.registry import Key

_PLAIN = frozenset(
    f"builtins.{name}" for name in ("bool", "int", "float", "str", "bytes", "list", "tuple", "dict", "range")
)


def _hash(_: Machine, call: Call) -> Value:
    parts = call.first.items if isinstance(call.first, Sequence) else (call.first,)
    shaky = next((part for part in parts if isinstance(part, Unstable)), None)
    if shaky is not None:
        return shaky
    if not any(map(is_text, parts)):
        return UNKNOWN
    shown = ordered_by_chance("hash", "hash-order", call.place)
    return Unstable("`hash` of a string, which PYTHONHASHSEED randomises", call.place, shown)


def _isinstance(_: Machine, call: Call) -> Value:
    """Of constants, containers and objects of the project, as far as their types are known."""
    given = call.arguments.positional
    value, wanted = given if len(given) == len(("value", "type")) else (UNKNOWN, UNKNOWN)
    return join_values(_is_one_of(one, wanted) for one in options(value))


def _is_one_of(value: Value, wanted: Value) -> Value:
    if isinstance(value, Unknown) and value.option:
        return value
    own = _types(value)
    types = wanted.items if isinstance(wanted, Sequence) else (wanted,)
    if own is None:
        return UNKNOWN
    if any(one in own for one in types):
        return Known(True)
    names = {one.name for one in own if isinstance(one, Class)}
    told = all(isinstance(one, Class) or (isinstance(one, ExternalName) and one.name in _PLAIN) for one in types)
    loaded_anew = any(isinstance(one, Class) and one.name in names for one in types)  # the module ran more than once
    return Known(False) if told and not loaded_anew else UNKNOWN


def _types(value: Value) -> list[Value] | None:
    """The types that a value certainly has; None where it may have others."""
    if isinstance(value, Known):
        return [ExternalName(f"builtins.{cls.__name__}") for cls in type(value.value).__mro__]
    if isinstance(value, Mapping):
        return [ExternalName("builtins.dict")]
    if isinstance(value, Sequence):
        kind = "list" if value.kind == GROWN else value.kind
        return None if kind in ("set", "slice", LONG) else [ExternalName(f"builtins.{kind}")]
    classes = lineage(value.cls) if isinstance(value, Instance) else ()
    own = all(isinstance(base, Class) for cls in classes for base in cls.bases)
    return [*classes] if classes and own else None


def _type(_: Machine, call: Call) -> Value:
    """`type(value)`; of three arguments it makes a class, which is not followed."""
    return join_values(map(_type_of, options(call.first))) if len(call.arguments.positional) == 1 else UNKNOWN


def _type_of(value: Value) -> Value:
    if isinstance(value, Unknown) and value.option:
        return value
    types = _types(value) if isinstance(value, (Known, Instance)) else None
    return types[0] if types else UNKNOWN


def _getattr(machine: Machine, call: Call) -> Value:
    owner, name, *default = (*call.arguments.positional, UNKNOWN, UNKNOWN)[: max(2, len(call.arguments.positional))]
    if not isinstance(name, Known):
        return UNKNOWN
    found = machine.attribute(owner, str(name.value), call.frame)
    if not isinstance(found, Bound):
        return found
    if default and isinstance(owner, LibraryObject) and owner.kind == NAMESPACE and machine.state.attributes(owner):
        return default[0]
    return join_values((UNKNOWN, *default)) if default and isinstance(owner, LibraryObject) else UNKNOWN


def _setattr(machine: Machine, call: Call) -> Value:
    owner, name, value = (*call.arguments.positional, UNKNOWN, UNKNOWN, UNKNOWN)[:3]
    if isinstance(owner, (Instance, LibraryObject)) and isinstance(name, Known):
        machine.set_attribute(owner, str(name.value), value, call.place)
    else:
        machine.havoc_constants(owner)
    return UNKNOWN


def _property(_: Machine, call: Call) -> Value:
    bound = call.arguments.bind(("fget", "fset"))
    getter, setter = (bound.get(name, (UNKNOWN, None))[0] for name in ("fget", "fset"))
    if not isinstance(getter, Func):
        return UNKNOWN
    return replace(getter, wrapped_by="property", setter=setter if isinstance(setter, Func) else None)


def _super(_: Machine, call: Call) -> Value:
    outer: Frame | None = call.frame
    while outer is not None and outer.owner is None:
        outer = outer.parent
    return UNKNOWN if outer is None or outer.owner is None else Super(outer.owner, outer.receiver)


def _import_module(machine: Machine, call: Call) -> Value:
    """A module by name: the form in which notebook magics that set variables arrive, too."""
    names = tuple(one for one in options(call.first) if isinstance(one, Known) and isinstance(one.value, str))
    package = call.arguments.bind(("name", "package")).get("package", (UNKNOWN, None))[0]
    if not names:
        return UNKNOWN
    return join_values(machine.state.over(names, call.frame, lambda name: _imported(machine, name, package, call)))


def _imported(machine: Machine, name: Value, package: Value, call: Call) -> Value:
    """The module of a name, which may be relative to a package."""
    text = str(getattr(name, "value", ""))
    if text.startswith(".") and isinstance(package, Known) and not text.startswith(".."):
        text = str(package.value) + text
    return UNKNOWN if text.startswith(".") else machine.import_name(text, call.frame, call.place.span)


def _partial(_: Machine, call: Call) -> Value:
    if not call.arguments.positional:
        return UNKNOWN
    return Partial(call.first, call.arguments.without_first())


def new_object(_: Machine, call: Call) -> Value:
    """`object.__new__(cls)`: an object whose `__init__` did not run."""
    return Instance(call.first, call.place) if isinstance(call.first, Class) else UNKNOWN


def _hasattr(machine: Machine, call: Call) -> Value:
    owner, name = (*call.arguments.positional, UNKNOWN, UNKNOWN)[:2]
    if not isinstance(owner, Instance) or not isinstance(name, Known):
        return UNKNOWN
    return UNKNOWN if isinstance(machine.attribute(owner, str(name.value), call.frame), Bound) else Known(True)


MODELS: dict[Key, Model] = {
    "builtins.hash": _hash,
    "builtins.isinstance": _isinstance,
    "builtins.type": _type,
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.setattr": _setattr,
    "builtins.object.__new__": new_object,
    "builtins.property": _property,
    "builtins.super": _super,
    "functools.partial": _partial,
    "types.MethodType": _partial,
    "builtins.__import__": _import_module,
    "importlib.import_module": _import_module,
}
