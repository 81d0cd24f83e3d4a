"""Explicit generators: what seeds one after it was made."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Kind, Row
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import either, options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import GOVERNED, How, Place
from repro_lint.resolve.domain.values import NONE, NOT_YET, UNKNOWN, Known, Slot, Thing, Value
from repro_lint.resolve.models.estimators import Estimators
from repro_lint.resolve.trace.events import Draw, Reset, Used

_RESETTABLE = frozenset(
    {"random.Random", "numpy.random.RandomState", "numpy.random.Generator", "tensorflow.random.Generator"}
)
_RESETS = frozenset({"seed", "setstate", "set_state", "reset", "reset_from_seed"})
_SEEDED = Facet("generators", "seeded")
_SET_GLOBAL, _GET_GLOBAL = (f"tensorflow.random.{what}_global_generator" for what in ("set", "get"))
_GLOBAL, _KEPT = Slot("the global generator"), Facet("generators", "kept")


class Generators(Estimators):
    """Follows generators that are made without a seed and get one, or lose it, before they are used."""

    def made(self, thing: Thing) -> Thing:
        """A generator begins as its constructor leaves it."""
        if thing.kind in _RESETTABLE:
            self.state.write(thing, _SEEDED, Known(thing.stable))
        return thing

    def apply(self, row: Row, arguments: Arguments, place: Place, frame: Frame, receiver: Value = UNKNOWN) -> Value:
        """The effect and the value of a call; TensorFlow keeps one generator for all who ask."""
        if row.name == _SET_GLOBAL:
            self.state.write(_GLOBAL, _KEPT, next(iter(arguments.values()), UNKNOWN))
            return NONE
        if row.name != _GET_GLOBAL:
            return super().apply(row, arguments, place, frame, receiver)
        kept = options(self.state.read(_GLOBAL, _KEPT) or NOT_YET)
        if NOT_YET in kept:
            made = super().apply(row, arguments, place, frame, receiver)
            kept = (made, *(one for one in kept if one is not NOT_YET))
            self.state.write(_GLOBAL, _KEPT, either(kept))
        return either(kept)

    def method_of_thing(self, thing: Thing, name: str, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """A method of a catalogued object; one of a generator seeds it or draws from it."""
        if thing.kind not in _RESETTABLE:
            return super().method_of_thing(thing, name, arguments, place, frame)
        if name in _RESETS:
            given = next(iter(arguments.values()), UNKNOWN if arguments.open else NONE)
            self.reset(thing, name, given, place)
            return NONE
        self._drawn_from(thing)
        seeded = self.state.read(thing, _SEEDED)
        stable = thing if seeded is None else replace(thing, stable=seeded == Known(True))
        return super().method_of_thing(stable, name, arguments, place, frame)

    def reset(self, thing: Thing, name: str, value: Value, place: Place) -> None:
        """A generator is seeded anew."""
        origins = frozenset(origin_of(option, place) for option in options(value))
        fixed = all(origin.how in GOVERNED for origin in origins)
        self.state.write(thing, _SEEDED, Known(fixed))
        if fixed:
            self.state.emit(Reset(thing.place))
            return
        taken = all(origin.how is not How.CLEARED for origin in origins)  # a value is, if no fixed one
        self.state.emit(Draw(place, f"{thing.kind}.{name}", "unseeded-generator", Kind.PLAIN, None, origins, own=taken))

    def draw_now(self, thing: Thing, *, certain: bool = True) -> None:
        """What leaves our sight may be drawn from."""
        self._drawn_from(thing)
        super().draw_now(thing, certain=certain)

    def _drawn_from(self, thing: Thing) -> None:
        if thing.kind in _RESETTABLE and self.state.read(thing, _SEEDED) != Known(True):
            self.state.emit(Used(thing.place))
