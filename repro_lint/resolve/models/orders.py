"""Orders that no seed fixes: of sets, of directory listings, of completion.

Values whose order varies wait, as a pending draw, for the first use that depends on it.
"""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Kind
from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.arguments import Lazy
from repro_lint.resolve.domain.choices import contents, is_number, is_text, options, some
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.streams import HASH, NEVER, Place
from repro_lint.resolve.domain.values import (
    NONE,
    SET,
    UNKNOWN,
    Either,
    Instance,
    Known,
    LibraryObject,
    Pending,
    Sequence,
    Unknown,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models import registry
from repro_lint.resolve.models.registry import DRAWN, REST
from repro_lint.resolve.trace.events import Draw

LISTINGS = frozenset({"os.listdir", "os.scandir", "glob.glob", "glob.iglob"})
_ARRIVALS = frozenset({"concurrent.futures.as_completed", "asyncio.as_completed"})
PATH = "pathlib.Path"
_PATH_LISTINGS = frozenset({"iterdir", "glob", "rglob"})
# What a file must mention for an order by chance to matter in it: triage looks for these words beside the libraries.
ORDER_WORDS = frozenset({"set", "frozenset", "PYTHONHASHSEED"}).union(
    name.rpartition(".")[2] for name in LISTINGS | _ARRIVALS | {"imap_unordered", "iterdir", "rglob"}
)
_WILD = frozenset("*?[")
_SCAN = "os.scandir"
_SORTED = "sorted({given})"
_ENTRIES = "sorted({given}, key=lambda entry: entry.name)"  # what `os.scandir` yields has no order of its own
_BY_TEXT = "sorted({given}, key=str)"  # of values that cannot be compared
_CHANCE = "order by chance"
_BY_HASH = "hash-order"
TABLE = "dict in an order by chance"
_SORTED_NOW = Facet("orders", "sorted")


def ordered_by_chance(
    api: str, rule: str, place: Place, fix: str = "", argument: Span | None = None, *, certain: bool = True
) -> LibraryObject:
    """A sequence whose order is not fixed; `fix` is how `argument`, or else the call, is put in order."""
    draw = Draw(place, api, rule, Kind.DATA, HASH, NEVER, certain=certain, argument=argument, fix=fix)
    return LibraryObject(_CHANCE, place, True, Pending((draw,), ()))


def _list_files(_: Machine, call: Call) -> Value:
    if call.name.startswith("glob.") and isinstance(call.first, Known) and not _WILD & set(str(call.first.value)):
        return some((call.first,))
    return ordered_by_chance(call.name, "unsorted-listing", call.place, _ENTRIES if call.name == _SCAN else _SORTED)


def _list_path(_: Machine, call: Call) -> Value:
    """`path.iterdir()`."""
    return ordered_by_chance(f"Path.{call.name}", "unsorted-listing", call.place, _SORTED)


def _as_completed(_: Machine, call: Call) -> Value:
    return ordered_by_chance(call.name, "completion-order", call.place)


def _wait(machine: Machine, call: Call) -> Value:
    """`done, rest = wait(tasks)`: two sets."""
    return Sequence((_as_completed(machine, call),) * 2)


def hash_ordered(value: Value, place: Place, argument: Span | None = None) -> Value | None:
    """The order of a set, as a list of it has it; strings are known to be hashed at random."""
    if isinstance(value, Sequence) and value.kind == "set":
        several = len(set(value.items)) > 1 or any(not isinstance(item, Known) for item in value.items)
        if several and any(map(_is_hashed_at_random, value.items)):
            fix = "" if argument is None else _SORTED if _all_text(value) else _BY_TEXT
            return ordered_by_chance("set", _BY_HASH, place, fix, argument)
        if any(isinstance(item, (Unknown, Either, Instance)) and not is_number(item) for item in value.items):
            return ordered_by_chance("set", _BY_HASH, place, certain=False)
    elif isinstance(value, LibraryObject) and value.kind == SET:
        return ordered_by_chance("set", _BY_HASH, place, certain=False)
    elif isinstance(value, LibraryObject) and value.kind == TABLE:
        return replace(value, kind=_CHANCE, pending=Pending(value.pending.draws if value.pending else (), ()))
    elif isinstance(value, Unstable):
        return value.shown
    elif isinstance(value, Lazy):
        orders = (part if waits(part) else hash_ordered(part, place, argument) for part in value.sources)
        return next((order for order in orders if order is not None), None)
    return None


def _is_hashed_at_random(value: Value) -> bool:
    """Whether a value is a string, or a tuple that holds one."""
    inner = contents(value) if isinstance(value, Sequence) and value.kind == "tuple" else ()
    return is_text(value) or any(map(is_text, inner))


def keyed_by(order: Value) -> Value:
    """A dict with such an order of its keys, which shows where it is gone through, not where a key is looked up."""
    if not isinstance(order, LibraryObject) or order.pending is None:
        return UNKNOWN
    return LibraryObject(TABLE, order.place, pending=Pending(order.pending.draws, ("__iter__",)))


def chance_in(value: Value, place: Place) -> Value | None:
    """The order by chance that a loop over a value takes, or may take."""
    orders = (one if _is_pending(one) else hash_ordered(one, place) for one in options(value))
    return next((order for order in orders if order is not None), None)


def taken_order(value: Value, place: Place) -> LibraryObject | None:
    """The order by chance that whoever takes all elements of a value certainly gets."""
    order = value if waits(value) else hash_ordered(value, place)
    draws = order.pending.draws if isinstance(order, LibraryObject) and order.pending is not None else ()
    told = any(isinstance(draw, Draw) and draw.certain for draw in draws)
    return order if isinstance(order, LibraryObject) and told else None


def _is_pending(value: Value) -> bool:
    waits = isinstance(value, LibraryObject) and value.kind != TABLE and value.pending is not None
    return waits and not registry.draws_when_iterated(value)


def order_of(call: Call) -> Value | None:
    """The order by chance that a list of the first argument has."""
    return call.first if waits(call.first) else hash_ordered(call.first, call.place, call.first_span)


def _sort(machine: Machine, call: Call) -> Value:
    machine.state.write(call.receiver, _SORTED_NOW, Known(True))
    return NONE


def _drawn(machine: Machine, call: Call) -> Value | None:
    """What was sorted meanwhile has an order."""
    return None if machine.state.read(call.receiver, _SORTED_NOW) is None else Sequence(())


def waits(value: Value) -> bool:
    """Whether a value has an order by chance that nothing has shown yet."""
    return isinstance(value, LibraryObject) and value.kind != TABLE and (value.kind == _CHANCE or _by_hash(value))


def _by_hash(thing: LibraryObject) -> bool:
    return _BY_HASH in rules_of(thing)


def rules_of(thing: LibraryObject) -> str:
    """The rules of the draws that an object waits for."""
    draws = thing.pending.draws if thing.pending else ()
    return " ".join(getattr(draw, "rule", "") for draw in draws)


def _all_text(values: Sequence) -> bool:
    return all(is_text(one) for item in values.items for one in options(item))


MODELS: dict[registry.Key, Model] = {
    **dict.fromkeys(LISTINGS, _list_files),
    **dict.fromkeys(_ARRIVALS, _as_completed),
    "concurrent.futures.wait": _wait,
    **{(PATH, name): _list_path for name in _PATH_LISTINGS},
    (PATH, REST): lambda _, call: call.receiver,
    (_CHANCE, "sort"): _sort,
    (_CHANCE, DRAWN): _drawn,
}
