"""scikit-learn's estimators: their arguments are their attributes; what some methods give varies with the threads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role
from repro_lint.catalog.sklearn_estimators import FIT
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Either, Known, Sequence, Thing, Unknown, Value
from repro_lint.resolve.domain.values import Mapping as Dictionary
from repro_lint.resolve.models import gates
from repro_lint.resolve.models.effects import Effects
from repro_lint.resolve.trace.events import Draw, Drawing, Varies

_FITTING = frozenset({*FIT, "fit_resample"})
_LEARNING = ("sklearn.", "imblearn.")
_FACTORIES = ("make_pipeline", "make_union", "make_column_transformer")
_KEPT = (*_LEARNING, "tensorflow_datasets.")
_INSIDE = Facet("estimators", "inside")
_FUNCTIONS = {"sklearn.model_selection.cross_val_predict": "predict"}  # the method that they call, unless `method` says


class Estimators(Effects):
    """Follows what estimators are told, at their construction and later, and what holds them."""

    def kept(self, thing: Thing, values: Mapping[str, Value]) -> Thing:
        """An estimator keeps its arguments under their names; `forest__n_jobs` is for the one inside."""
        if thing.kind.startswith(_KEPT):
            for name, value in values.items():
                owner, _, inner = name.rpartition("__")
                for one in self._inside(thing) if owner else (thing,):
                    self.state.write(one, inner, value)
            held = tuple(_things(values.values()))
            if inside := dict.fromkeys(one for first in held for one in (first, *self._inside(first))):
                self.state.write(thing, _INSIDE, Sequence(tuple(inside)))
        return thing

    def cloned(self, thing: Value, place: Place) -> Value:
        """A new estimator with the arguments of another."""
        if not isinstance(thing, Thing):
            return thing
        copy = replace(thing, place=place)
        for name, value in self.state.heap.get(thing, {}).items():
            self.state.write(copy, name, value)
        return copy

    def around(self, name: str, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """Make a pipeline or search: it fits what it is given once it is fitted itself."""
        inside = tuple(_things(arguments.values()))
        for value in arguments.values():
            if not any(_things((value,))):
                self.escape(value, place, frame)
        if not inside:
            return UNKNOWN
        thing = self.kept(Thing(name, place), {str(at): value for at, value in enumerate(inside)})
        for grid in arguments.values():
            self.kept(thing, dict(_seeds_tried(grid)))
        return thing

    def calls_inside(self, name: str, arguments: Arguments, place: Place) -> Value:
        """Call a function of scikit-learn that has no row: some predict with what they are given."""
        if name in _FUNCTIONS:
            method = dict(arguments.keywords).get("method", Known(_FUNCTIONS[name]))
            for thing in _things(arguments.values()):
                self.varies(thing, str(method.value) if isinstance(method, Known) else "", place)
        return UNKNOWN

    def method_of_thing(self, thing: Thing, name: str, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """A method of a catalogued object."""
        if name == "set_params":
            self.kept(thing, dict(arguments.keywords))
        if name in _FITTING and holds(thing.kind):
            self._fit_held(thing, name, place)
        self.varies(thing, name, place)
        return super().method_of_thing(thing, name, arguments, place, frame)

    def draw_now(self, thing: Thing, *, certain: bool = True) -> None:
        """The draw of an object that waited, by the seed that it has by now, and of those that it holds."""
        for one in dict.fromkeys((thing, *self._inside(thing))) if holds(thing.kind) else (thing,):
            super().draw_now(self._as_told(one), certain=certain)

    def _as_told(self, thing: Thing) -> Thing:
        pending = thing.pending
        if pending is None or not thing.kind.startswith("sklearn."):
            return thing
        draws = tuple(self._reseeded(thing, draw) if isinstance(draw, Draw) else draw for draw in pending.draws)
        return replace(thing, pending=replace(pending, draws=draws))

    def _fit_held(self, thing: Thing, method: str, place: Place) -> None:
        self.draw_now(thing)
        held = (one.pending.draws for one in self._inside(thing) if one.pending is not None)
        draws = tuple(draw for pending in held for draw in pending if isinstance(draw, Draw))
        if draws:
            self.state.emit(Drawing(place, f"{thing.kind}.{method}", draws))

    def _reseeded(self, thing: Thing, draw: Draw) -> Draw:
        """The draw of an estimator whose seed was set after it was made."""
        row = self.row(draw.api)
        seed = self.state.read(thing, row.seed) if row is not None and row.seed else None
        if seed is None or isinstance(seed, (Either, Unknown)):
            return draw
        if seed == NONE:
            return replace(draw, own=False, argument=None, value=None, fix="") if draw.own else draw
        origins = frozenset({origin_of(seed, thing.place)})
        return draw if draw.own and draw.origins == origins else replace(draw, own=True, origins=origins, source=None)

    def varies(self, thing: Thing, method: str, place: Place) -> None:
        """What a method gives varies with the threads of the estimator, or of one inside it."""
        for one in dict.fromkeys((thing, *self._inside(thing))):
            row = self.catalog.method(one.kind, method)
            if row is None or row.role is not Role.VARIES:
                continue
            found = {asked: self.state.read(one, asked) for asked in row.defaults}
            given = {asked: value for asked, value in found.items() if value is not None}
            verdict = gates.draws(row, given, unresolved=False)
            if verdict is not False:
                self.state.emit(Varies(place, row.name, verdict is True, row.advice))

    def _inside(self, thing: Thing) -> tuple[Thing, ...]:
        held = self.state.read(thing, _INSIDE)
        return tuple(_things(held.items)) if isinstance(held, Sequence) else ()


def holds(name: str) -> bool:
    """Whether something of scikit-learn without a row is a class, or makes an object, that holds estimators."""
    last = name.rpartition(".")[2]
    return name.startswith(_LEARNING) and (last[:1].isupper() or last in _FACTORIES)


def _seeds_tried(grid: Value) -> Iterator[tuple[str, Value]]:
    """The seeds among the parameters that a search tries, for the estimators inside it."""
    for one in grid.items if isinstance(grid, Sequence) else (grid,):
        for name, tried in one.items if isinstance(one, Dictionary) else ():
            numbers = [item for item in tried.items if isinstance(item, Known)] if isinstance(tried, Sequence) else []
            if isinstance(name, str) and name.endswith("random_state") and numbers and NONE not in numbers:
                yield f"estimator__{name}", numbers[0]


def _things(values: Iterable[Value]) -> Iterator[Thing]:
    """The estimators among arguments, also in the list of a pipeline's steps."""
    for value in values:
        if isinstance(value, Thing):
            yield value
        elif isinstance(value, Sequence):
            yield from _things(value.items)
