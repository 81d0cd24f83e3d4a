"""Values that travel: in named tuples, dataclasses, views of dicts, texts of JSON, and under the names of a module."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.resolve.domain.arguments import Deferred
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.values import (
    UNKNOWN,
    Class,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import ELEMENTS, RECORD, Key

IN_CONTEXT = "function in a context"
_CONTEXT, _FUNCTION = Facet("decorator", "context"), Facet("decorator", "function")


def _named_tuple(_: Machine, call: Call) -> Value:
    """`namedtuple("Name", "first second")`: a class whose arguments become attributes."""
    names = call.arguments.positional[1] if len(call.arguments.positional) > 1 else UNKNOWN
    fields = _words(names)
    defaults = dict(call.arguments.keywords).get("defaults")
    last = defaults.items if isinstance(defaults, Sequence) else ()
    members = dict(zip(fields[-len(last) :], last, strict=False)) if last else {}
    return Class(str(getattr(call.first, "value", "")), (), members, plain_data=True, fields=fields)


def _words(names: Value) -> tuple[str, ...]:
    if isinstance(names, Sequence):
        return tuple(str(one.value) for one in names.items if isinstance(one, Known))
    text = names.value if isinstance(names, Known) else ""
    return tuple(text.replace(",", " ").split()) if isinstance(text, str) else ()


def fields_of(machine: Machine, record: Instance) -> Mapping:
    """The fields of a record by name: as it was made or set, else their defaults."""
    found = {name: machine.state.read(record, name) for name in record.cls.fields}
    known = {name: value or machine.find_member(record.cls, name) or UNKNOWN for name, value in found.items()}
    return Mapping(tuple(known.items()))


def _items(machine: Machine, call: Call) -> Value | None:
    """The fields of a named tuple in their order."""
    fields = fields_of(machine, call.receiver).items if isinstance(call.receiver, Instance) else ()
    return Sequence(tuple(value for _, value in fields))


def _item(machine: Machine, call: Call) -> Value | None:
    """`record[0]` of a named tuple."""
    record, key = call.receiver, call.first
    if not isinstance(record, Instance) or not isinstance(key, Known) or not isinstance(key.value, int):
        return None
    names = record.cls.fields
    return fields_of(machine, record).get(names[key.value]) if -len(names) <= key.value < len(names) else None


def _as_dict(machine: Machine, call: Call) -> Value | None:
    """`asdict(record)`, `record._asdict()`."""
    record = call.receiver if isinstance(call.receiver, Instance) else call.first
    return _deep(machine, record) if isinstance(record, Instance) else None


def _deep(machine: Machine, record: Instance, around: tuple[Instance, ...] = ()) -> Mapping:
    """The fields of a record, in which records are dicts as well."""
    outer = (*around, record)
    fields = fields_of(machine, record).items
    inner = {key: one for key, one in fields if isinstance(one, Instance) and one.cls.plain_data and one not in outer}
    made = {key: _deep(machine, one, outer) for key, one in inner.items()}
    return Mapping(tuple((key, made.get(key, one)) for key, one in fields))


def _replaced(machine: Machine, call: Call) -> Value | None:
    """`dataclasses.replace(record, ...)`, `record._replace(...)`: another record."""
    record = call.receiver if isinstance(call.receiver, Instance) else call.first
    if not isinstance(record, Instance):
        return None
    made = replace(record, place=call.place)
    fields = [(str(name), value) for name, value in fields_of(machine, record).items]
    for name, value in (*fields, *machine.state.attributes(record).items(), *call.arguments.keywords):
        machine.state.write(made, name, value)
    return made


def _chained(_: Machine, call: Call) -> Value | None:
    """`ChainMap(first, second)`: what the first has hides what the second has."""
    maps = [one for one in call.arguments.positional if isinstance(one, Mapping)]
    if not maps or len(maps) < len(call.arguments.positional):
        return None
    return Mapping(tuple(item for one in reversed(maps) for item in one.items))


def _view(_: Machine, call: Call) -> Value | None:
    return call.first if isinstance(call.first, Mapping) else None


def _names(_: Machine, call: Call) -> Value | None:
    """`globals()`."""
    module = call.frame.module.frame
    return None if module is None else Mapping(tuple(module.env.items()))


def within(machine: Machine, context: Deferred | Instance, function: Func, call: Call) -> Value:
    """What a context manager that is used as a decorator makes of a function."""
    made = LibraryObject(IN_CONTEXT, call.place)
    machine.state.write(made, _CONTEXT, context)
    machine.state.write(made, _FUNCTION, function)
    return made


def _call_within(machine: Machine, call: Call) -> Value:
    context = machine.state.read(call.receiver, _CONTEXT) or UNKNOWN
    function = machine.state.read(call.receiver, _FUNCTION) or UNKNOWN
    _, entered = machine.enter(context, call.place)
    value = machine.call(function, call.arguments, call.place, call.frame)
    machine.leave(entered, call.place, call.frame)
    return value


MODELS: dict[Key, Model] = {
    "collections.namedtuple": _named_tuple,
    "dataclasses.asdict": _as_dict,
    "attr.asdict": _as_dict,
    "dataclasses.replace": _replaced,
    (RECORD, ELEMENTS): _items,
    (RECORD, "__getitem__"): _item,
    **{(RECORD, name): _as_dict for name in ("_asdict", "model_dump", "dict")},
    (RECORD, "_replace"): _replaced,
    "collections.ChainMap": _chained,
    "types.MappingProxyType": _view,
    "builtins.globals": _names,
    (IN_CONTEXT, "__call__"): _call_within,
}
