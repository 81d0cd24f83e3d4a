"""What Python iterates with: `range`, `zip`, `map` and their like, and what `itertools` gives."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from repro_lint.facts.constants import numbers
from repro_lint.resolve.domain.alternatives import applied
from repro_lint.resolve.domain.arguments import Deferred, Lazy
from repro_lint.resolve.domain.choices import join_values, listed, some
from repro_lint.resolve.domain.values import (
    GROWN,
    LONG,
    SOME_NUMBER,
    UNKNOWN,
    Known,
    Sequence,
    Unknown,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.orders import hash_ordered, order_of, waits
from repro_lint.resolve.models.registry import Key, draws_when_iterated
from repro_lint.resolve.models.showing import ordered_now
from repro_lint.resolve.models.ties import in_order, tied

MAX_NUMBERS = 8  # of `range` or `enumerate`, told apart as the alternatives of a constant are
_ITERTOOLS = (
    *("accumulate", "chain", "chain.from_iterable", "compress", "cycle", "dropwhile", "filterfalse", "groupby"),
    *("islice", "pairwise", "product", "starmap", "takewhile", "zip_longest"),
)
_PROGRESS = (
    *(f"tqdm{module}.tqdm" for module in ("", ".auto", ".notebook", ".std", ".autonotebook", ".rich")),
    *("tqdm.tqdm_notebook", "rich.progress.track", "alive_progress.alive_it", "progressbar.progressbar"),
)
_LAZY = ("builtins.filter", *(f"itertools.{name}" for name in _ITERTOOLS))


def _range(_: Machine, call: Call) -> Value:
    """Its numbers; of a long one the first, and an unknown one for all others."""
    bounds = tuple(value.value for value in call.arguments.positional if isinstance(value, Known))
    made = numbers(bounds, MAX_NUMBERS + 1) if len(bounds) == len(call.arguments.positional) else None
    if made is None:
        return some((SOME_NUMBER,))
    if len(made) > MAX_NUMBERS:
        return Sequence((Known(made[0]), SOME_NUMBER), LONG)
    return Sequence(tuple(Known(number) for number in made), "range")


def _enumerate(machine: Machine, call: Call) -> Value:
    first = call.first
    if isinstance(first, (Deferred, Lazy)) or draws_when_iterated(first):
        return Lazy(call.place, (first,), call.frame)
    if (chance := order_of(call)) is not None:
        return chance
    if not isinstance(first, (Sequence, Known)) or len(call.arguments.positional) != 1 or call.arguments.keywords:
        return UNKNOWN
    kind = listed(first)
    numbers = (UNKNOWN if kind == GROWN or (kind == LONG and n) else Known(n) for n in itertools.count())
    return Sequence(tuple(Sequence(pair) for pair in zip(numbers, machine.elements_of(first), strict=False)), kind)


def _sorted(machine: Machine, call: Call) -> Value:
    """Whatever order its argument had, the result has one."""
    first = call.first
    _keyed(machine, call)
    if isinstance(first, (Deferred, Lazy)) or draws_when_iterated(first):
        first = machine.iterate(first, call.place, call.frame)
    if not isinstance(first, Sequence):
        return UNKNOWN
    if first.kind == LONG:
        return some(first.items)
    keywords = dict(call.arguments.keywords)
    plain = keywords.keys() <= {"reverse"}
    items = in_order(first, backwards=keywords.get("reverse") == Known(True)) if plain else first.items
    return Sequence(items, listed(first))


def _keyed(machine: Machine, call: Call, pick: Callable[[list[int]], int] | None = None) -> None:
    """Elements are compared by a key: those with equal keys stay in their order, or the first of them is taken."""
    for name, value in call.arguments.keywords:
        machine.escape(value, call.place, call.frame)
        if name == "key" and len(call.arguments.positional) == 1:
            elements = call.arguments.positional[0]
            doubt = tied(elements, value, pick)
            if doubt is not False:
                ordered_now(machine, elements, call.place, call.frame, certain=bool(doubt))


def extreme(pick: Callable[[list[int]], int]) -> Model:
    """`min`, `max`."""

    def model(machine: Machine, call: Call) -> Value:
        _keyed(machine, call, pick)
        given = call.arguments
        several = len(given.positional) > 1 and not given.keywords and not given.open
        if several:
            return applied(min if pick is min else max, given.positional) or UNKNOWN
        return next((value for value in given.values() if isinstance(value, Unstable)), UNKNOWN)

    return model


def _next(machine: Machine, call: Call) -> Value:
    """Whichever comes first."""
    first = call.first
    ordered_now(machine, first, call.place, call.frame)
    if draws_when_iterated(first):
        return machine.iterate(first, call.place, call.frame)
    for value in call.arguments.positional[1:]:
        machine.escape(value, call.place, call.frame)
    if isinstance(first, (Deferred, Lazy)):
        first = _begun(machine, first, call)
    if isinstance(first, Sequence):
        return _first(first, call.arguments.positional[1:])
    return first if isinstance(first, Unstable) else UNKNOWN


def _begun(machine: Machine, value: Value, call: Call) -> Value:
    """The elements of what makes them when it is asked; it may not get as far as to make others than the first."""
    made: list[Value] = []
    machine.state.fork(call.frame, lambda: made.append(machine.iterate(value, call.place, call.frame)), lambda: None)
    ordered_now(machine, value, call.place, call.frame)
    return made[0]


def _first(elements: Sequence, default: tuple[Value, ...]) -> Value:
    """The first of these elements; where there is none, the default."""
    if elements.counted and elements.items:
        return elements.items[0]
    return join_values((*elements.items, *default)) if elements.items or default else UNKNOWN


def _lazy(_: Machine, call: Call) -> Value:
    """`filter`, `itertools.chain`: nothing happens until elements are asked for."""
    parts = tuple(call.arguments.values())
    return (
        Lazy(call.place, parts, call.frame) if any(not isinstance(one, (Unknown, Known)) for one in parts) else UNKNOWN
    )


def _map(_: Machine, call: Call) -> Value:
    function, *iterables = call.arguments.positional or (UNKNOWN,)
    return Lazy(call.place, tuple(iterables), call.frame, function=function)


def _iter(_: Machine, call: Call) -> Value:
    """`iter(function, sentinel)` calls the function for each element; `iter(elements)` is another face of them."""
    first = call.first
    return Lazy(call.place, (first,), call.frame) if len(call.arguments.positional) > 1 else first


def _zip(machine: Machine, call: Call) -> Value:
    if any(isinstance(value, (Deferred, Lazy)) or draws_when_iterated(value) for value in call.arguments.positional):
        return Lazy(call.place, call.arguments.positional, call.frame)
    orders = (one if waits(one) else hash_ordered(one, call.place) for one in call.arguments.positional)
    if (chance := next((one for one in orders if one is not None), None)) is not None:
        return chance
    columns = [value for value in call.arguments.positional if isinstance(value, Sequence)]
    if len(columns) != len(call.arguments.positional) or not columns:
        return UNKNOWN
    if not all(column.counted for column in columns):
        return some((Sequence(tuple(join_values(column.items) for column in columns)),))
    return Sequence(tuple(Sequence(row) for row in zip(*(column.items for column in columns), strict=False)), "list")


def _deque(_: Machine, call: Call) -> Value:
    """As a list, which it is but for its ends."""
    first = call.arguments.positional[0] if call.arguments.positional else Sequence((), "list")
    return Sequence(first.items, listed(first)) if isinstance(first, Sequence) else UNKNOWN


def _progress(machine: Machine, call: Call) -> Value | None:
    """`tqdm(loader)` yields what it is given."""
    given = call.first if call.arguments.positional else dict(call.arguments.keywords).get("iterable", UNKNOWN)
    later = draws_when_iterated(given) or (isinstance(given, Lazy) and any(map(draws_when_iterated, given.sources)))
    return given if later else None


MODELS: dict[Key, Model] = {
    **dict.fromkeys(_PROGRESS, _progress),
    "builtins.range": _range,
    "builtins.enumerate": _enumerate,
    "builtins.sorted": _sorted,
    "builtins.next": _next,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.iter": _iter,
    "collections.deque": _deque,
    **dict.fromkeys(_LAZY, _lazy),
}
