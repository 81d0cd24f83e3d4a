"""scikit-learn's estimators: their arguments are their attributes; what some methods give varies with the threads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role
from repro_lint.resolve import gates
from repro_lint.resolve.arguments import Arguments
from repro_lint.resolve.effects import Effects
from repro_lint.resolve.events import Draw, Varies
from repro_lint.resolve.frames import Frame
from repro_lint.resolve.state import Place
from repro_lint.resolve.values import NONE, UNKNOWN, Either, Known, Sequence, Thing, Unknown, Value

_KEPT = ("sklearn.", "tensorflow_datasets.")
_INSIDE = "the estimators inside"
_FUNCTIONS = {"sklearn.model_selection.cross_val_predict": "predict"}  # the method that they call, unless `method` says


class Estimators(Effects):
    """Follows what estimators are told, at their construction and later, and what holds them."""

    def kept(self, thing: Thing, values: Mapping[str, Value]) -> Thing:
        """An estimator keeps its arguments under their names; `forest__n_jobs` is for the one inside."""
        if thing.kind.startswith(_KEPT):
            for name, value in values.items():
                owner, _, inner = name.rpartition("__")
                for one in self._inside(thing) if owner else (thing,):
                    self.write_attribute(one, inner, value)
            held = tuple(_things(values.values()))
            if inside := dict.fromkeys(one for first in held for one in (first, *self._inside(first))):
                self.write_attribute(thing, _INSIDE, Sequence(tuple(inside)))
        return thing

    def cloned(self, thing: Value, place: Place) -> Value:
        """A new estimator with the arguments of another."""
        if not isinstance(thing, Thing):
            return thing
        copy = replace(thing, place=place)
        for name, value in self.store.get(thing, {}).items():
            self.write_attribute(copy, name, value)
        return copy

    def around(self, name: str, arguments: Arguments, place: Place) -> Value:
        """Call something of scikit-learn that has no row: a pipeline or search predicts with what it is given."""
        inside = tuple(_things(arguments.values()))
        if name in _FUNCTIONS:
            method = dict(arguments.keywords).get("method", Known(_FUNCTIONS[name]))
            for thing in inside:
                self.varies(thing, str(method.value) if isinstance(method, Known) else "", place)
        elif inside:
            return self.kept(Thing(name, place), {str(at): value for at, value in enumerate(inside)})
        return UNKNOWN

    def method_of_thing(self, thing: Thing, name: str, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """A method of a catalogued object."""
        if name == "set_params":
            self.kept(thing, dict(arguments.keywords))
        self.varies(thing, name, place)
        return super().method_of_thing(thing, name, arguments, place, frame)

    def draw_now(self, thing: Thing, *, certain: bool = True) -> None:
        """The draw of an object that waited, by the seed that it has by now."""
        pending = thing.pending
        if pending is not None and thing.kind.startswith("sklearn."):
            draws = tuple(self._reseeded(thing, draw) if isinstance(draw, Draw) else draw for draw in pending.draws)
            thing = replace(thing, pending=replace(pending, draws=draws))
        super().draw_now(thing, certain=certain)

    def _reseeded(self, thing: Thing, draw: Draw) -> Draw:
        """The draw of an estimator whose seed was set after it was made."""
        row = self.row(draw.api)
        seed = self.read_attribute(thing, row.seed) if row is not None and row.seed else None
        if seed is None or isinstance(seed, (Either, Unknown)):
            return draw
        if seed == NONE:
            return replace(draw, own=False, argument=None, value=None, fix="") if draw.own else draw
        origins = frozenset({self.origin_of(seed, thing.place)})
        return draw if draw.own and draw.origins == origins else replace(draw, own=True, origins=origins, source=None)

    def varies(self, thing: Thing, method: str, place: Place) -> None:
        """What a method gives varies with the threads of the estimator, or of one inside it."""
        for one in dict.fromkeys((thing, *self._inside(thing))):
            row = self.catalog.method(one.kind, method)
            if row is None or row.role is not Role.VARIES:
                continue
            found = {asked: self.read_attribute(one, asked) for asked in row.defaults}
            given = {asked: value for asked, value in found.items() if value is not None}
            verdict = gates.draws(row, given, unresolved=False)
            if verdict is not False:
                self.emit(Varies(place, row.name, verdict is True, row.advice))

    def _inside(self, thing: Thing) -> tuple[Thing, ...]:
        held = self.read_attribute(thing, _INSIDE)
        return tuple(_things(held.items)) if isinstance(held, Sequence) else ()


def _things(values: Iterable[Value]) -> Iterator[Thing]:
    """The estimators among arguments, also in the list of a pipeline's steps."""
    for value in values:
        if isinstance(value, Thing):
            yield value
        elif isinstance(value, Sequence):
            yield from _things(value.items)
