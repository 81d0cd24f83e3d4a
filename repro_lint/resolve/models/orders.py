"""Orders that no seed fixes: of sets, of directory listings, of completion.

Values whose order varies wait, as a pending draw, for the first use that depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from repro_lint.catalog.schema import Kind
from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.arguments import Lazy
from repro_lint.resolve.domain.choices import contents, is_number, is_text, options, some
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import HASH, NEVER, Place
from repro_lint.resolve.domain.values import (
    KEYS,
    NONE,
    SET,
    UNKNOWN,
    Either,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Pending,
    Sequence,
    Unknown,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models import registry, special
from repro_lint.resolve.models.registry import DRAWN, REST
from repro_lint.resolve.trace.events import Draw

LISTINGS = frozenset({"os.listdir", "os.scandir", "glob.glob", "glob.iglob"})
_ARRIVALS = frozenset({"concurrent.futures.as_completed", "asyncio.as_completed"})
_PATHS = frozenset({"pathlib.Path", "pathlib.PosixPath", "pathlib.PurePath"})
PATH = "pathlib.Path"
_PATH_LISTINGS = frozenset({"iterdir", "glob", "rglob"})
# What a file must mention for an order by chance to matter in it: triage looks for these words beside the libraries.
ORDER_WORDS = frozenset({"set", "frozenset", "PYTHONHASHSEED"}).union(
    name.rpartition(".")[2] for name in LISTINGS | _ARRIVALS | {"imap_unordered", "iterdir", "rglob"}
)
_SET_METHODS = frozenset({"union", "intersection", "difference", "symmetric_difference", "copy"})
_WILD = frozenset("*?[")
_SCAN = "os.scandir"
_SORTED = "sorted({given})"
_ENTRIES = "sorted({given}, key=lambda entry: entry.name)"  # what `os.scandir` yields has no order of its own
_BY_TEXT = "sorted({given}, key=str)"  # of values that cannot be compared
_CHANCE = "order by chance"
_BY_HASH = "hash-order"
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


def hash_ordered(value: Value, place: Place, argument: Span | None = None) -> Value | None:
    """The order of a set, as a list of it has it; strings are known to be hashed at random."""
    if isinstance(value, Sequence) and value.kind == "set":
        several = len(set(value.items)) > 1 or any(not isinstance(item, Known) for item in value.items)
        if several and any(is_text(item) for item in value.items):
            fix = "" if argument is None else _SORTED if _all_text(value) else _BY_TEXT
            return ordered_by_chance("set", _BY_HASH, place, fix, argument)
        if any(isinstance(item, (Unknown, Either, Instance)) and not is_number(item) for item in value.items):
            return ordered_by_chance("set", _BY_HASH, place, certain=False)
    elif isinstance(value, LibraryObject) and value.kind == SET:
        return ordered_by_chance("set", _BY_HASH, place, certain=False)
    elif isinstance(value, Lazy):
        orders = (part if waits(part) else hash_ordered(part, place, argument) for part in value.sources)
        return next((order for order in orders if order is not None), None)
    return None


def chance_in(value: Value, place: Place) -> Value | None:
    """The order by chance that a loop over a value takes, or may take."""
    orders = (one if _is_pending(one) else hash_ordered(one, place) for one in options(value))
    return next((order for order in orders if order is not None), None)


def _is_pending(value: Value) -> bool:
    waits = isinstance(value, LibraryObject) and value.pending is not None
    return waits and not registry.draws_when_iterated(value)


def order_of(call: Call) -> Value | None:
    """The order by chance that a list of the first argument has."""
    return call.first if waits(call.first) else hash_ordered(call.first, call.place, call.first_span)


def ordered_now(machine: Machine, value: Value, place: Place, frame: Frame, *, certain: bool = True) -> None:
    """The order of a value is seen here; not `certain`: part of it, if some elements count as equal."""
    ordered = value if waits(value) else hash_ordered(value, place)
    if isinstance(ordered, LibraryObject):
        machine.draw_now(ordered if certain else _perhaps(ordered), frame)


def order_matters(machine: Machine, frame: Frame, rules: tuple[str, ...] = ("",)) -> None:
    """What happens here shows the order of the turns of the loop around it, if that is told by one of these rules."""
    chance = frame.arrivals[-1] if frame.arrivals else None
    if chance is not None and (chance.pending is None or any(rule in _rules_of(chance) for rule in rules)):
        machine.draw_now(chance, frame)


def _print(machine: Machine, call: Call) -> Value:
    """It shows the order of what it prints, and of the turns of a loop over a set."""
    special.shown(machine, call)
    for value in call.arguments.positional:
        for shown in _parts(value):
            ordered_now(machine, shown, call.place, call.frame)
    told = any(not isinstance(value, Known) for value in call.arguments.positional)  # more than that a turn is done
    order_matters(machine, call.frame, ("hash", "completion") if told else ("hash",))
    return UNKNOWN


def _parts(value: Value, depth: int = 3) -> Iterator[Value]:
    """The alternatives of a value, and what those hold that are containers."""
    for option in options(value):
        yield option
        if depth and isinstance(option, (Sequence, Mapping)) and getattr(option, "kind", "") not in ("set", KEYS):
            for item in contents(option):
                yield from _parts(item, depth - 1)


def method_of_set(machine: Machine, members: Sequence, call: Call) -> Value:
    """A method of a set: another set, or whichever of its members comes first."""
    if call.name == "pop":
        ordered_now(machine, members, call.place, call.frame)
    if call.name not in _SET_METHODS:
        return UNKNOWN
    given = () if call.name in ("difference", "intersection") else call.arguments.values()
    others = [item for value in given if isinstance(value, Sequence) for item in value.items]
    return Sequence((*members.items, *others), "set")


def _pop(machine: Machine, call: Call) -> None:
    """Whichever member of a set comes first."""
    ordered_now(machine, call.receiver, call.place, call.frame)


def _sort(machine: Machine, call: Call) -> Value:
    machine.state.write(call.receiver, _SORTED_NOW, Known(True))
    return NONE


def _drawn(machine: Machine, call: Call) -> Value | None:
    """What was sorted meanwhile has an order."""
    return None if machine.state.read(call.receiver, _SORTED_NOW) is None else Sequence(())


def waits(value: Value) -> bool:
    """Whether a value has an order by chance that nothing has shown yet."""
    return isinstance(value, LibraryObject) and (value.kind == _CHANCE or _BY_HASH in _rules_of(value))


def _rules_of(thing: LibraryObject) -> str:
    """The rules of the draws that an object waits for."""
    draws = thing.pending.draws if thing.pending else ()
    return " ".join(getattr(draw, "rule", "") for draw in draws)


def _perhaps(thing: LibraryObject) -> LibraryObject:
    """An order of which it is not known whether it shows."""
    draws = thing.pending.draws if thing.pending else ()
    unsure = tuple(replace(draw, certain=False) if isinstance(draw, Draw) else draw for draw in draws)
    return replace(thing, pending=Pending(unsure, ()))


def _all_text(values: Sequence) -> bool:
    return all(is_text(one) for item in values.items for one in options(item))


MODELS: dict[registry.Key, Model] = {
    **dict.fromkeys(LISTINGS, _list_files),
    **dict.fromkeys(_ARRIVALS, _as_completed),
    **dict.fromkeys(_PATHS, lambda _, call: LibraryObject(PATH, call.place)),
    **{(PATH, name): _list_path for name in _PATH_LISTINGS},
    (PATH, REST): lambda _, call: call.receiver,
    **{(SET, name): lambda _, call: call.receiver for name in _SET_METHODS},
    (SET, "pop"): _pop,
    (_CHANCE, "sort"): _sort,
    (_CHANCE, DRAWN): _drawn,
    "builtins.print": _print,
}
