"""Builtins and their like, whose result or effect is known by their name."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.resolve.domain.arguments import Arguments, Partial
from repro_lint.resolve.domain.choices import either, options
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.lineage import lineage
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import (
    GROWN,
    LONG,
    UNKNOWN,
    Bound,
    Class,
    Func,
    Instance,
    Known,
    Mapping,
    Ref,
    Sequence,
    Super,
    Thing,
    Unstable,
    Value,
)
from repro_lint.resolve.models.iterables import ITERABLES, Handler
from repro_lint.resolve.models.orders import Orders

_PLAIN = frozenset(
    f"builtins.{name}" for name in ("bool", "int", "float", "str", "bytes", "list", "tuple", "dict", "range")
)


def _hash(machine: Orders, arguments: Arguments, place: Place, _: Frame) -> Value:
    only = arguments.positional[0] if arguments.positional else UNKNOWN
    parts = only.items if isinstance(only, Sequence) else (only,)
    shaky = next((part for part in parts if isinstance(part, Unstable)), None)
    if shaky is not None:
        return shaky
    if any(isinstance(part, Known) and isinstance(part.value, (str, bytes)) for part in parts):
        return Unstable("`hash` of a string, which PYTHONHASHSEED randomises", place)
    return UNKNOWN


def _isinstance(_: Orders, arguments: Arguments, __: Place, ___: Frame) -> Value:
    """Of constants, containers and objects of the project, as far as their types are known."""
    value, wanted = arguments.positional if len(arguments.positional) == len(("value", "type")) else (UNKNOWN, UNKNOWN)
    own = _types(value)
    types = wanted.items if isinstance(wanted, Sequence) else (wanted,)
    if own is None:
        return UNKNOWN
    if any(one in own for one in types):
        return Known(True)
    names = {one.name for one in own if isinstance(one, Class)}
    told = all(isinstance(one, Class) or (isinstance(one, Ref) and one.name in _PLAIN) for one in types)
    loaded_anew = any(isinstance(one, Class) and one.name in names for one in types)  # the module ran more than once
    return Known(False) if told and not loaded_anew else UNKNOWN


def _types(value: Value) -> list[Value] | None:
    """The types that a value certainly has; None where it may have others."""
    if isinstance(value, Known):
        return [Ref(f"builtins.{cls.__name__}") for cls in type(value.value).__mro__]
    if isinstance(value, Mapping):
        return [Ref("builtins.dict")]
    if isinstance(value, Sequence):
        kind = "list" if value.kind == GROWN else value.kind
        return None if kind in ("set", "slice", LONG) else [Ref(f"builtins.{kind}")]
    classes = lineage(value.cls) if isinstance(value, Instance) else ()
    own = all(isinstance(base, Class) for cls in classes for base in cls.bases)
    return [*classes] if classes and own else None


def _dict(machine: Orders, arguments: Arguments, place: Place, _: Frame) -> Value:
    for value in arguments.positional:
        machine.ordered_now(value, place)  # pairs that go by the order of a set
    base = (
        arguments.positional[0].items if arguments.positional and isinstance(arguments.positional[0], Mapping) else ()
    )
    if arguments.open or (arguments.positional and not base):
        return UNKNOWN
    return Mapping((*base, *arguments.keywords))


def _getattr(machine: Orders, arguments: Arguments, _: Place, frame: Frame) -> Value:
    if len(arguments.positional) < 2 or not isinstance(arguments.positional[1], Known):
        return UNKNOWN
    found = machine.attribute(arguments.positional[0], str(arguments.positional[1].value), frame)
    unknown = isinstance(found, Bound)
    if unknown and len(arguments.positional) > 2:
        return either((UNKNOWN, arguments.positional[2])) if isinstance(arguments.positional[0], Thing) else UNKNOWN
    return UNKNOWN if unknown else found


def _setattr(machine: Orders, arguments: Arguments, place: Place, frame: Frame) -> Value:
    owner, name, value = (*arguments.positional, UNKNOWN, UNKNOWN, UNKNOWN)[:3]
    if isinstance(owner, (Instance, Thing)) and isinstance(name, Known):
        machine.set_attribute(owner, str(name.value), value, place)
    else:
        machine.forget_constants(owner)
    return UNKNOWN


def _property(_: Orders, arguments: Arguments, __: Place, ___: Frame) -> Value:
    bound = arguments.bind(("fget", "fset"))
    getter, setter = (bound.get(name, (UNKNOWN, None))[0] for name in ("fget", "fset"))
    if not isinstance(getter, Func):
        return UNKNOWN
    return replace(getter, wrapped_by="property", setter=setter if isinstance(setter, Func) else None)


def _super(_: Orders, __: Arguments, ___: Place, frame: Frame) -> Value:
    outer: Frame | None = frame
    while outer is not None and outer.owner is None:
        outer = outer.parent
    return UNKNOWN if outer is None or outer.owner is None else Super(outer.owner, outer.receiver)


def _import_module(machine: Orders, arguments: Arguments, place: Place, frame: Frame) -> Value:
    """A module by name: the form in which notebook magics that set variables arrive, too."""
    name = arguments.positional[0] if arguments.positional else UNKNOWN
    if not isinstance(name, Known) or not isinstance(name.value, str) or name.value.startswith("."):
        return UNKNOWN
    return machine.import_name(name.value, frame, place.span)


def _partial(_: Orders, arguments: Arguments, __: Place, ___: Frame) -> Value:
    if not arguments.positional:
        return UNKNOWN
    rest = Arguments(
        arguments.positional[1:], arguments.keywords, arguments.spans[1:], arguments.keyword_spans, arguments.open
    )
    return Partial(arguments.positional[0], rest)


def _clone(machine: Orders, arguments: Arguments, place: Place, _: Frame) -> Value:
    """`sklearn.base.clone`: an estimator of its own, with the same arguments."""
    bound = arguments.bind(("estimator",))
    return either(machine.cloned(option, place) for option in options(bound.get("estimator", (UNKNOWN, None))[0]))


def _initializer(machine: Orders, arguments: Arguments, place: Place, _: Frame) -> Value:
    bound = arguments.bind(("identifier",))
    value, _span = bound.get("identifier", (UNKNOWN, None))
    return either(machine.initializer_by_name(option, place) for option in options(value))


def new_object(arguments: Arguments, place: Place) -> Value:
    """`object.__new__(cls)`: an object whose `__init__` did not run."""
    cls = arguments.positional[0] if arguments.positional else UNKNOWN
    return Instance(cls, place) if isinstance(cls, Class) else UNKNOWN


def _replaced(machine: Orders, arguments: Arguments, place: Place, _: Frame) -> Value:
    """`dataclasses.replace(old, ...)`."""
    old = arguments.positional[0] if arguments.positional else UNKNOWN
    if not isinstance(old, Instance):
        return UNKNOWN
    new = Instance(old.cls, place)
    for name, value in (*machine.state.heap.get(old, {}).items(), *arguments.keywords):
        machine.state.write(new, name, value)
    return new


def _hasattr(machine: Orders, arguments: Arguments, _: Place, frame: Frame) -> Value:
    owner, name = (*arguments.positional, UNKNOWN, UNKNOWN)[:2]
    if not isinstance(owner, Instance) or not isinstance(name, Known):
        return UNKNOWN
    return UNKNOWN if isinstance(machine.attribute(owner, str(name.value), frame), Bound) else Known(True)


BUILTINS: dict[str, Handler] = {
    **ITERABLES,
    "builtins.hash": _hash,
    "builtins.isinstance": _isinstance,
    "builtins.dict": _dict,
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.setattr": _setattr,
    "builtins.object.__new__": lambda _, arguments, place, __: new_object(arguments, place),
    "builtins.property": _property,
    "builtins.super": _super,
    "functools.partial": _partial,
    "dataclasses.replace": _replaced,
    "builtins.__import__": _import_module,
    "importlib.import_module": _import_module,
    "keras.initializers.get": _initializer,
    "sklearn.base.clone": _clone,
}
