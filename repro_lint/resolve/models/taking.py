"""What takes all elements of its argument at once, most of it in whichever order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repro_lint.facts.nodes import Constant
from repro_lint.resolve.domain.arguments import Deferred, Lazy
from repro_lint.resolve.domain.choices import is_text, options
from repro_lint.resolve.domain.values import (
    MAX_ITEMS,
    SET,
    SOME_TEXT,
    UNKNOWN,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.iterables import extreme
from repro_lint.resolve.models.orders import TABLE, hash_ordered, keyed_by, order_of
from repro_lint.resolve.models.plain import convert, copy
from repro_lint.resolve.models.registry import Key, draws_when_iterated, kind_of
from repro_lint.resolve.models.showing import ordered_now


def _taken(machine: Machine, call: Call) -> Value | None:
    """The elements that are made only now, as far as they are known; None where they are at hand."""
    return machine.iterate(call.first, call.place, call.frame) if _made_later(machine, call.first) else None


def _made_later(machine: Machine, value: Value) -> bool:
    """Whether the elements are made when they are asked for, also where the project says what iterating does."""
    if not isinstance(value, Instance):
        return isinstance(value, (Deferred, Lazy)) or draws_when_iterated(value)
    return any(isinstance(machine.find_member(value.cls, name), Func) for name in ("__iter__", "__getitem__"))


def _taking(otherwise: Model) -> Model:
    """A call that takes what is made only now, and else does as told."""

    def model(machine: Machine, call: Call) -> Value | None:
        return otherwise(machine, call) if _taken(machine, call) is None else UNKNOWN

    return model


def _letters(text: Value) -> Iterator[Value]:
    """The elements of a string: of one that is not known, some strings."""
    for one in options(text):
        if isinstance(one, Known) and isinstance(one.value, (str, bytes)):
            yield from map(Known, one.value[:MAX_ITEMS])
        else:
            yield SOME_TEXT if is_text(one) else UNKNOWN


def _set(machine: Machine, call: Call) -> Value:
    made = _taken(machine, call)
    elements = call.first if made is None else made
    if isinstance(elements, Sequence):
        return Sequence(elements.items, "set")
    if is_text(elements):
        return Sequence(tuple(_letters(elements)), "set")
    return LibraryObject(SET, call.place) if call.arguments.positional else Sequence((), "set")


def _list(machine: Machine, call: Call) -> Value | None:
    made = _taken(machine, call)
    if made is None:
        return order_of(call) or copy(machine, call)
    return hash_ordered(call.first, call.place, call.first_span) or made


def _fromkeys(machine: Machine, call: Call) -> Value | None:
    order = None if _made_later(machine, call.first) else order_of(call)
    return None if order is None else keyed_by(order)


def pairs_of(items: Iterable[Value]) -> tuple[tuple[Constant, Value], ...] | None:
    """The items of a dict that is made of pairs; None where a key is not known."""
    items = tuple(items)
    pairs = [one.items for one in items if isinstance(one, Sequence) and one.counted and len(one.items) == len("kv")]
    found = tuple((key.value, item) for key, item in pairs if isinstance(key, Known))
    return found if len(found) == len(items) else None


def _pairs(value: Value) -> tuple[tuple[Constant, Value], ...]:
    items = value.items if isinstance(value, Sequence) and value.counted else ()
    return pairs_of(items) or ()


def dict_of(machine: Machine, call: Call) -> Value:
    """`dict(pairs, name=value)`."""
    if kind_of(call.first) == TABLE:
        return call.first
    for value in call.arguments.positional:
        ordered_now(machine, value, call.place, call.frame)  # pairs that go by the order of a set
    base = call.first.items if isinstance(call.first, Mapping) else _pairs(call.first)
    if call.arguments.open or (call.arguments.positional and not base):
        return UNKNOWN
    return Mapping((*base, *call.arguments.keywords))


MODELS: dict[Key, Model] = {
    "builtins.set": _set,
    "builtins.frozenset": _set,
    "builtins.list": _list,
    "builtins.tuple": _list,
    "builtins.dict.fromkeys": _fromkeys,
    "builtins.dict": _taking(dict_of),
    "builtins.min": _taking(extreme(min)),
    "builtins.max": _taking(extreme(max)),
    "builtins.sum": _taking(convert),
    **dict.fromkeys(("builtins.any", "builtins.all"), _taking(lambda _, __: UNKNOWN)),
    **dict.fromkeys(("math.fsum", "math.prod"), _taking(lambda _, __: None)),
    "collections.Counter": _taking(_fromkeys),
}
