"""What Python iterates with: `range`, `zip`, `map` and their like, and what `itertools` gives."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeAlias

from repro_lint.facts.constants import numbers
from repro_lint.resolve.domain.alternatives import applied
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy
from repro_lint.resolve.domain.choices import either, listed, some
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import GROWN, LONG, UNKNOWN, Known, Sequence, Unknown, Unstable, Value
from repro_lint.resolve.interpreter.ties import in_order, tied
from repro_lint.resolve.models.orders import Orders

MAX_NUMBERS = 8
_ITERTOOLS = (
    *("accumulate", "chain", "chain.from_iterable", "compress", "cycle", "dropwhile", "filterfalse", "groupby"),
    *("islice", "pairwise", "product", "starmap", "takewhile", "zip_longest"),
)
_LAZY = ("builtins.filter", *(f"itertools.{name}" for name in _ITERTOOLS))

Handler: TypeAlias = Callable[[Orders, Arguments, Place, Frame], Value]


def _range(_: Orders, arguments: Arguments, __: Place, ___: Frame) -> Value:
    """Its numbers; of a long one the first, and an unknown one for all others."""
    bounds = tuple(value.value for value in arguments.positional if isinstance(value, Known))
    made = numbers(bounds, MAX_NUMBERS + 1) if len(bounds) == len(arguments.positional) else None
    if made is None:
        return UNKNOWN
    if len(made) > MAX_NUMBERS:
        return Sequence((Known(made[0]), UNKNOWN), LONG)
    return Sequence(tuple(Known(number) for number in made), "range")


def _enumerate(machine: Orders, arguments: Arguments, place: Place, frame: Frame) -> Value:
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    if isinstance(first, (Deferred, Lazy)):
        return Lazy(place, (first,), frame)
    if not isinstance(first, (Sequence, Known)) or len(arguments.positional) != 1 or arguments.keywords:
        return UNKNOWN
    kind = listed(first)
    numbers = (UNKNOWN if kind == GROWN or (kind == LONG and n) else Known(n) for n in itertools.count())
    return Sequence(tuple(Sequence(pair) for pair in zip(numbers, machine.elements(first), strict=False)), kind)


def _sorted(machine: Orders, arguments: Arguments, place: Place, frame: Frame) -> Value:
    """Whatever order its argument had, the result has one."""
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    _keyed(machine, arguments, place, frame)
    if isinstance(first, (Deferred, Lazy)):
        first = machine.iterate(first, place)
    if not isinstance(first, Sequence):
        return UNKNOWN
    if first.kind == LONG:
        return some(first.items)
    keywords = dict(arguments.keywords)
    plain = keywords.keys() <= {"reverse"}
    items = in_order(first, backwards=keywords.get("reverse") == Known(True)) if plain else first.items
    return Sequence(items, listed(first))


def _keyed(
    machine: Orders, arguments: Arguments, place: Place, frame: Frame, pick: Callable[[list[int]], int] | None = None
) -> None:
    """Elements are compared by a key: those with equal keys stay in their order, or the first of them is taken."""
    for name, value in arguments.keywords:
        machine.escape(value, place, frame)
        if name == "key" and len(arguments.positional) == 1:
            elements = arguments.positional[0]
            doubt = tied(elements, value, pick)
            if doubt is not False:
                machine.ordered_now(elements, place, certain=bool(doubt))


def _extreme(pick: Callable[[list[int]], int]) -> Handler:
    """`min`, `max`."""

    def handler(machine: Orders, arguments: Arguments, place: Place, frame: Frame) -> Value:
        _keyed(machine, arguments, place, frame, pick)
        several = len(arguments.positional) > 1 and not arguments.keywords and not arguments.open
        values = arguments.positional if several else arguments.values()
        shaky = next((value for value in values if isinstance(value, Unstable)), UNKNOWN)
        return applied(min if pick is min else max, values) or UNKNOWN if several else shaky

    return handler


def _next(machine: Orders, arguments: Arguments, place: Place, frame: Frame) -> Value:
    """Whichever comes first."""
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    machine.ordered_now(first, place)
    for value in arguments.values():
        machine.escape(value, place, frame)
    return first if isinstance(first, Unstable) else UNKNOWN


def _lazy(_: Orders, arguments: Arguments, place: Place, frame: Frame) -> Value:
    """`filter`, `itertools.chain`: nothing happens until elements are asked for."""
    parts = tuple(arguments.values())
    return Lazy(place, parts, frame) if any(not isinstance(one, (Unknown, Known)) for one in parts) else UNKNOWN


def _map(_: Orders, arguments: Arguments, place: Place, frame: Frame) -> Value:
    function, *iterables = arguments.positional or (UNKNOWN,)
    return Lazy(place, tuple(iterables), frame, function=function)


def _iter(_: Orders, arguments: Arguments, place: Place, frame: Frame) -> Value:
    """`iter(function, sentinel)` calls the function for each element; `iter(elements)` is another face of them."""
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    return Lazy(place, (first,), frame) if len(arguments.positional) > 1 else first


def _zip(machine: Orders, arguments: Arguments, place: Place, frame: Frame) -> Value:
    if any(isinstance(value, (Deferred, Lazy)) for value in arguments.positional):
        return Lazy(place, arguments.positional, frame)
    orders = (machine.hash_ordered(column, place) for column in arguments.positional)
    if (chance := next((one for one in orders if one is not None), None)) is not None:
        return chance
    columns = [value for value in arguments.positional if isinstance(value, Sequence)]
    if len(columns) != len(arguments.positional) or not columns:
        return UNKNOWN
    if not all(column.counted for column in columns):
        return some((Sequence(tuple(either(column.items) for column in columns)),))
    return Sequence(tuple(Sequence(row) for row in zip(*(column.items for column in columns), strict=False)), "list")


def _deque(_: Orders, arguments: Arguments, __: Place, ___: Frame) -> Value:
    """As a list, which it is but for its ends."""
    first = arguments.positional[0] if arguments.positional else Sequence((), "list")
    return Sequence(first.items, listed(first)) if isinstance(first, Sequence) else UNKNOWN


ITERABLES: dict[str, Handler] = {
    "builtins.range": _range,
    "builtins.enumerate": _enumerate,
    "builtins.sorted": _sorted,
    "builtins.min": _extreme(min),
    "builtins.max": _extreme(max),
    "builtins.next": _next,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.iter": _iter,
    "collections.deque": _deque,
    **dict.fromkeys(_LAZY, _lazy),
}
