"""Orders that no seed fixes: of sets, of directory listings, of completion, of parallel pipelines."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Kind, Role, Row
from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import NEVER, Key, Place
from repro_lint.resolve.domain.values import (
    NONE,
    SET,
    UNKNOWN,
    Either,
    Func,
    Instance,
    Known,
    Pending,
    Sequence,
    Thing,
    Unknown,
    Value,
)
from repro_lint.resolve.models import gates
from repro_lint.resolve.models.generators import Generators
from repro_lint.resolve.trace.events import Draw, Racing, Unordered

LISTINGS = frozenset({"os.listdir", "os.scandir", "glob.glob", "glob.iglob"})
_ARRIVALS = frozenset({"concurrent.futures.as_completed", "asyncio.as_completed"})
_PATHS = frozenset({"pathlib.Path", "pathlib.PosixPath", "pathlib.PurePath"})
_PATH_LISTINGS = frozenset({"iterdir", "glob", "rglob"})
_SETS = frozenset({"builtins.set", "builtins.frozenset"})
_ORDERING = frozenset({"builtins.list", "builtins.tuple", "builtins.enumerate", "builtins.dict.fromkeys"})
# What takes all elements of its argument at once, most of it in whichever order.
_TAKING = frozenset(f"builtins.{name}" for name in ("list", "tuple", "set", "frozenset", "dict", "sum", "min", "max"))
_TAKING |= {"builtins.any", "builtins.all", "math.fsum", "math.prod", "collections.Counter"}
# What a file must mention for an order by chance to matter in it: triage looks for these words beside the libraries.
ORDER_WORDS = frozenset({"set", "frozenset", "PYTHONHASHSEED"}).union(
    name.rpartition(".")[2] for name in LISTINGS | _ARRIVALS | {"imap_unordered", "iterdir", "rglob"}
)
_SET_METHODS = frozenset({"union", "intersection", "difference", "symmetric_difference", "copy"})
_SCAN = "os.scandir"
_SORTED = "sorted({given})"
_ENTRIES = "sorted({given}, key=lambda entry: entry.name)"  # what `os.scandir` yields has no order of its own
_BY_TEXT = "sorted({given}, key=str)"  # of values that cannot be compared
_PARALLEL = ("Dataset.map", "Dataset.interleave")
_AUGMENTS = "unseeded-augmentation"
_SORTED_NOW, _RANDOM = Facet("orders", "sorted"), Facet("layers", "random")


class Orders(Generators):
    """Values whose order varies wait, as a pending draw, for the first use that depends on it."""

    def ordered_by_chance(
        self, api: str, rule: str, place: Place, fix: str = "", argument: Span | None = None, *, certain: bool = True
    ) -> Thing:
        """A sequence whose order is not fixed; `fix` is how `argument`, or else the call, is put in order."""
        draw = Draw(place, api, rule, Kind.DATA, Key.HASH, NEVER, certain=certain, argument=argument, fix=fix)
        return Thing("order by chance", place, True, Pending((draw,), ()))

    def order_call(self, name: str, arguments: Arguments, place: Place) -> Value | None:
        """A call that makes or keeps such an order; None when it is none of those."""
        first = arguments.positional[0] if arguments.positional else UNKNOWN
        if isinstance(first, (Deferred, Lazy)) or self._iterates(first):
            return self._taken(name, first, arguments, place)
        if name in LISTINGS:
            return self.ordered_by_chance(name, "unsorted-listing", place, _ENTRIES if name == _SCAN else _SORTED)
        if name in _ARRIVALS:
            return self.ordered_by_chance(name, "completion-order", place)
        if name in _PATHS:
            return Thing("pathlib.Path", place)
        if name in _SETS:
            known = isinstance(first, Sequence) or not arguments.positional
            return Sequence(first.items if isinstance(first, Sequence) else (), "set") if known else Thing(SET, place)
        if name in _ORDERING:
            span = arguments.spans[0] if arguments.spans else None
            return first if _waits(first) else self.hash_ordered(first, place, span)
        return None

    def _iterates(self, value: Value) -> bool:
        """Whether the project says what iterating over an object does."""
        methods = ("__iter__", "__getitem__") if isinstance(value, Instance) else ()
        return isinstance(value, Instance) and any(isinstance(self.find_member(value.cls, m), Func) for m in methods)

    def _taken(self, name: str, elements: Value, arguments: Arguments, place: Place) -> Value | None:
        """A call that takes all elements at once that wait to be made."""
        if name not in _TAKING:
            return None
        made = self.iterate(elements, place)
        if name in _SETS:
            return Sequence(made.items, "set") if isinstance(made, Sequence) else Thing(SET, place)
        if name not in _ORDERING:
            return UNKNOWN
        return self.hash_ordered(elements, place, arguments.spans[0] if arguments.spans else None) or made

    def hash_ordered(self, value: Value, place: Place, argument: Span | None = None) -> Value | None:
        """The order of a set, as a list of it has it; strings are known to be hashed at random."""
        if isinstance(value, Sequence) and value.kind == "set":
            strings = any(isinstance(item, Known) and isinstance(item.value, (str, bytes)) for item in value.items)
            if strings and len(set(value.items)) > 1:
                fix = "" if argument is None else _SORTED if _all_text(value) else _BY_TEXT
                return self.ordered_by_chance("set", "hash-order", place, fix, argument)
            if any(isinstance(item, (Unknown, Either, Instance)) for item in value.items):
                return self.ordered_by_chance("set", "hash-order", place, certain=False)
        elif isinstance(value, Thing) and value.kind == SET:
            return self.ordered_by_chance("set", "hash-order", place, certain=False)
        elif isinstance(value, Lazy):
            orders = (part if _waits(part) else self.hash_ordered(part, place, argument) for part in value.sources)
            return next((order for order in orders if order is not None), None)
        return None

    def ordered_now(self, value: Value, place: Place, *, certain: bool = True) -> None:
        """The order of a value is seen here; not `certain`: part of it, if some elements count as equal."""
        ordered = value if _waits(value) else self.hash_ordered(value, place)
        if isinstance(ordered, Thing):
            self.draw_now(ordered if certain else _perhaps(ordered))

    def order_matters(self, frame: Frame, *, completion: bool = True) -> None:
        """What happens here shows the order of the turns of the loop around it."""
        chance = frame.arrivals[-1] if frame.arrivals else None
        if chance is not None and (completion or chance.pending is None or "hash" in rules_of(chance)):
            self.draw_now(chance)

    def shown(self, arguments: Arguments, place: Place, frame: Frame) -> None:
        """`print(...)` shows the order of what it prints, and of the turns of a loop over a set."""
        for value in arguments.positional:
            for option in options(value):
                self.ordered_now(option, place)
        self.order_matters(frame, completion=False)

    def set_method(self, receiver: Sequence, name: str, arguments: Arguments, place: Place) -> Value:
        """A method of a set: another set, or whichever of its members comes first."""
        if name == "pop":
            self.ordered_now(receiver, place)
        if name not in _SET_METHODS:
            return UNKNOWN
        others = [item for value in arguments.values() if isinstance(value, Sequence) for item in value.items]
        return Sequence((*receiver.items, *others), "set")

    def order_method(self, receiver: Thing, name: str, place: Place) -> Value | None:
        """`path.iterdir()`, `pool.imap_unordered(…)`, `names.sort()`."""
        if receiver.kind == "pathlib.Path":
            return (
                self.ordered_by_chance(f"Path.{name}", "unsorted-listing", place, _SORTED)
                if name in _PATH_LISTINGS
                else receiver
            )
        if receiver.kind == SET and name in _SET_METHODS:
            return receiver
        if receiver.kind == SET and name == "pop":
            self.ordered_now(receiver, place)
        if _waits(receiver) and name == "sort":
            self.state.write(receiver, _SORTED_NOW, Known(True))
            return NONE
        return None

    def draw_now(self, thing: Thing, *, certain: bool = True) -> None:
        """The draw of an object that waited; what was sorted meanwhile has an order."""
        if self.state.read(thing, _SORTED_NOW) is None:
            super().draw_now(thing, certain=certain)

    def races(self, row: Row, values: dict[str, Value], place: Place) -> None:
        """Note a call that runs what it is given on several threads, in an order nothing fixes."""
        if self.state.streams is None:
            return
        switch = self.state.streams[Key.DETERMINISM]
        if row.name.endswith(_PARALLEL):
            if values.get("num_parallel_calls", NONE) not in (NONE, Known(1)):
                self.state.emit(Racing(place, row.name, switch))
            if values.get("deterministic") == Known(False):
                self.state.emit(Racing(place, row.name, switch, itself=True))
        elif row.role is Role.DRAW and row.advice:
            if values.get(row.seed or "", NONE) == NONE and gates.draws(row, values, unresolved=False) is not False:
                self.state.emit(Racing(place, row.name, switch, itself=True, advice=row.advice))
        elif row.trains and isinstance(workers := values.get("workers"), Known) and isinstance(workers.value, int):
            data = values.get("x", UNKNOWN)
            random_thing = isinstance(data, Thing) and data.kind.endswith("Iterator")
            if workers.value > 1 and (random_thing or isinstance(data, Instance)):
                self.state.emit(Racing(place, row.name, NEVER, itself=random_thing))

    def applied_layer(self, thing: Thing, place: Place) -> None:
        """A random layer is called: in a parallel pipeline its draws race."""
        row = self.row(thing.kind)
        is_random = row is not None and row.rule == _AUGMENTS
        if is_random or self.state.read(thing, _RANDOM) is not None:
            self.state.emit(Unordered(place, thing.kind))

    def remember_layers(self, thing: Value, arguments: Arguments) -> None:
        """A model made of layers is random if one of them is."""
        if not isinstance(thing, Thing):
            return
        inner = [item for value in arguments.positional if isinstance(value, Sequence) for item in value.items]
        for layer in inner:
            row = self.row(layer.kind) if isinstance(layer, Thing) else None
            if row is not None and row.rule == _AUGMENTS:
                self.state.write(thing, _RANDOM, Known(True))


def rules_of(thing: Thing) -> str:
    """The rules of the draws that an object waits for."""
    draws = thing.pending.draws if thing.pending else ()
    return " ".join(getattr(draw, "rule", "") for draw in draws)


def _waits(value: Value) -> bool:
    return isinstance(value, Thing) and value.kind == "order by chance"


def _perhaps(thing: Thing) -> Thing:
    """An order of which it is not known whether it shows."""
    draws = thing.pending.draws if thing.pending else ()
    unsure = tuple(replace(draw, certain=False) if isinstance(draw, Draw) else draw for draw in draws)
    return replace(thing, pending=Pending(unsure, ()))


def _all_text(values: Sequence) -> bool:
    return all(isinstance(item, Known) and isinstance(item.value, str) for item in values.items)
