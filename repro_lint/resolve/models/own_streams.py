"""Streams that belong to one object, as the rows of its class say: a space of Gymnasium, a pipeline of transforms.

What seeded the object last is kept with the object; until then the entropy of the system did.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from repro_lint.catalog import load, with_bases
from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.streams import OWN
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import Origin, Origins, Place, Provenance
from repro_lint.resolve.domain.values import LibraryObject, Saved, Value
from repro_lint.resolve.interpreter.api import Machine
from repro_lint.resolve.models.layers import Passed
from repro_lint.resolve.trace.events import Draw

_SEEDED = Facet("own streams", "seeded")
_FROM_ENTROPY: Origins = frozenset({Origin(Provenance.CLEARED)})


def begin(machine: Machine, row: Row, bound: Passed, thing: LibraryObject) -> None:
    """An object is made; one that draws nothing yet may be made with its seed."""
    if not _owners().isdisjoint(with_bases(thing.kind)):
        value, _ = bound.get(row.seed or "", (None, None))
        seed = value if row.role is Role.OBJECT else None
        keep(machine, thing, _FROM_ENTROPY if seed is None else origins_by(seed, thing.place))


def origins_by(seed: Value, place: Place) -> Origins:
    """What a seed makes of a stream."""
    return frozenset(origin_of(option, place) for option in options(seed))


def keep(machine: Machine, thing: Value, origins: Origins) -> None:
    """The stream of an object is set."""
    if isinstance(thing, LibraryObject):
        machine.state.write(thing, _SEEDED, Saved(None, origins))


def has_stream(row: Row, thing: Value) -> bool:
    """Whether the stream of a method is there: a class of the project that inherits the method has its own ways."""
    return OWN not in row.streams or isinstance(thing, LibraryObject)


def governed(machine: Machine, row: Row, draw: Draw, thing: Value) -> Draw:
    """A draw by a method of an object with what governs it there; giving its own seed may seed the object."""
    if draw.own:
        if OWN in row.reseeds:
            keep(machine, thing, draw.origins)
        return draw
    origins = own_or(machine, row, thing)
    if origins is None:
        return draw
    return replace(draw, key=None, origins=origins)


def own_or(machine: Machine, row: Row | None, thing: Value) -> Origins | None:
    """What seeded the stream of an object last; None where a global one counts until the object's own is seeded."""
    origins = kept(machine, thing)
    falls_back = row is not None and OWN not in row.streams
    return None if falls_back and origins == _FROM_ENTROPY else origins


def kept(machine: Machine, thing: Value) -> Origins | None:
    """What may have seeded an object last; None for one that has no stream of its own."""
    if not isinstance(thing, LibraryObject):
        return None
    states = options(found) if (found := machine.state.read(thing, _SEEDED)) is not None else ()
    saved = [state.origins for state in states if isinstance(state, Saved)]
    return frozenset().union(*saved) if saved else None


@cache
def _owners() -> frozenset[str]:
    """The classes whose objects have a stream of their own."""
    rows = load().rows.values()
    own = [row for row in rows if OWN in (*row.streams, *row.reseeds)]
    return frozenset(row.name if row.methods else row.name.rpartition(".")[0] for row in own)
