"""What catalogued calls do to the streams: seed calls, draws, generators, saved states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Kind, Role, Row
from repro_lint.catalog.torch_data import ITERATED
from repro_lint.catalog.torch_random import TORCH
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import HASH, NEVER, STREAMS_BY_KEY, Place, Provenance
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    Known,
    LibraryObject,
    Sequence,
    Unreadable,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine
from repro_lint.resolve.models import gates, races, registry
from repro_lint.resolve.models import weights as model_weights
from repro_lint.resolve.models.draws import draw_events, drawn_from, refused, reseed, waiting
from repro_lint.resolve.models.estimators import fit_inside
from repro_lint.resolve.models.layers import (
    VARYING,
    Passed,
    draws_when_called,
    fit_draws,
    origins_of,
    remember_layers,
    trained,
    trains,
    weights,
    with_seed,
)
from repro_lint.resolve.models.own_streams import begin, governed, has_stream, own_or
from repro_lint.resolve.models.seeding import may_seed, restores, saves, seeds
from repro_lint.resolve.trace.events import Draw, Drawing, Racing, Raises, Varies

_DRAWS = Facet("effects", "draws")
_SETTING_UP = re.compile(r"(^|[._])(set_?up|init\w*|prepare|config\w*|main|run|start|env\w*)(_|$)", re.IGNORECASE)
GENERATORS = frozenset({"numpy.random.Generator", "numpy.random.RandomState", "random.Random"})


def apply(machine: Machine, row: Row, call: Call) -> Value:
    """The effect and the value of calling what `row` describes."""
    arguments, place = call.arguments, call.place
    bound = with_seed(machine, row, arguments.bind(row.parameters))
    values = {name: value for name, (value, _) in bound.items()}
    if raises := gates.raises(row, values) and not (row.until == "2" and call.frame.module.facts.tensorflow_1):
        given = next((bound[name][1] for name in (row.seed or "", "seed") if name in bound), None)
        machine.state.emit(Raises(place, row.name, row.raises, given, row.valid))
    trained(machine, row, values, place, call.receiver)
    races.note(machine.state, row, values, place)
    model_weights.note(machine, row, values, call)
    if row.role is Role.SEED:
        return seeds(machine, row, bound, call)
    if row.role is Role.SAVE:
        return saves(machine, row, place)
    if row.role is Role.RESTORE:
        return restores(machine, row, arguments, place)
    if row.role is Role.NO_ALGORITHM and gates.draws(row, values, unresolved=arguments.open) is not False:
        machine.state.emit(Varies(place, row.name, on_cuda=True))
    if row.role is Role.UNSTABLE:
        return Unstable(f"`{row.name}`", place)
    if row.initializers:
        weights(machine, row, bound, arguments, place)
        if row.name in VARYING:
            machine.state.emit(Varies(place, row.name))
    for part in row.parts:
        _draw_part(machine, replace(part, name=row.name), bound, arguments, place)
    hands_on = row.name.startswith(("sklearn.", "scikeras.")) and _seeds_inner(machine, row, values)
    if not hands_on and row.methods != ITERATED:
        for value in arguments.values():
            fit_inside(machine, value, call.frame)
            machine.escape(value, place, call.frame)
    return UNKNOWN if raises else _draws(machine, row, bound, call)


def _draw_part(machine: Machine, part: Row, bound: Passed, arguments: Arguments, place: Place) -> None:
    """What a call makes inside draws for itself."""
    values = {name: value for name, (value, _) in bound.items()}
    verdict = gates.draws(part, values, unresolved=arguments.may_pass(gates.asked(part), part.parameters))
    if part.role is Role.VARIES:
        if verdict is True and part.rule == races.RULE:
            machine.state.emit(Racing(place, part.name, NEVER, itself=True, advice=part.advice))
        elif verdict is not False:
            machine.state.emit(Varies(place, part.name, verdict is True, part.advice))
    elif verdict is not False:
        for draw in draw_events(machine, part, bound, arguments, place, certain=verdict is True):
            machine.state.emit(draw)


def _seeds_inner(machine: Machine, row: Row, values: dict[str, Value]) -> bool:
    """scikit-learn's ensembles hand their own seed on to the estimators inside."""
    value = values.get(row.seed or "", NONE)
    return row.role is Role.DRAW and bool(row.methods) and isinstance(value, (Known, LibraryObject)) and value != NONE


def _draws(machine: Machine, row: Row, bound: Passed, call: Call) -> Value:
    values = {name: value for name, (value, _) in bound.items()}
    arguments, place = call.arguments, call.place
    drawn: tuple[Draw, ...] = ()
    if row.rule and row.role in (Role.DRAW, Role.GENERATOR):
        verdict = gates.draws(row, values, unresolved=arguments.may_pass(gates.asked(row), row.parameters))
        if row.trains and not row.methods:
            row, verdict = fit_draws(machine, row, values, verdict)
        if verdict is None and row.may_if and isinstance(call.receiver, LibraryObject):
            verdict = _as_made(machine, call.receiver)
        if verdict is not False:
            drawn = draw_events(machine, row, bound, arguments, place, certain=verdict is True)
    if methods := row.methods or draws_when_called(machine, row, drawn):
        pending = waiting(drawn, methods) if drawn else None
        made = LibraryObject(row.name, place, True, pending)
        begin(machine, row, bound, made)
        return _make(machine, made, call, values)
    drawn = tuple(governed(machine, row, draw, call.receiver) for draw in drawn if has_stream(row, call.receiver))
    for draw in () if _is_discarded(row, call) else drawn:
        machine.state.emit(refused(machine, row, draw) or draw)
        reseed(machine, row, draw)
    result = _result(machine, row, drawn, call, values)
    if row.role is Role.OBJECT and row.draws_if and isinstance(result, LibraryObject):
        machine.state.write(result, _DRAWS, Known(gates.draws(row, values, unresolved=arguments.open)))
    if row.role is Role.OBJECT and isinstance(result, LibraryObject) and row.returns != "self":
        begin(machine, row, bound, result)
        _make(machine, result, call, values)
    remember_layers(machine, result, arguments)
    return result


def _is_discarded(row: Row, call: Call) -> bool:
    """Whether numbers of PyTorch are drawn that nobody takes; a notebook shows what its cells end with."""
    alone = call.frame.discarded == call.place.span and not call.place.path.endswith(".ipynb")
    return alone and row.streams == TORCH and row.rule == "unseeded-draw" and not (row.returns or row.methods)


def _make(machine: Machine, thing: LibraryObject, call: Call, values: Mapping[str, Value]) -> LibraryObject:
    """An object is made, and its parameters get these values."""
    model = registry.of_method(thing, registry.MADE)
    if model is not None:
        given = Arguments(keywords=tuple(values.items()))
        model(machine, replace(call, name=registry.MADE, arguments=given, receiver=thing))
    return thing


def _as_made(machine: Machine, thing: LibraryObject) -> bool | None:
    """Whether an object draws where that depends on how it was made: an image generator augments, or not."""
    made = machine.state.read(thing, _DRAWS)
    return made.value if isinstance(made, Known) and isinstance(made.value, bool) else None


def _result(machine: Machine, row: Row, drawn: tuple[Draw, ...], call: Call, values: Mapping[str, Value]) -> Value:
    """What a draw returns is as stable as what governs it."""
    shaky = next((d for d in drawn if any(o.provenance > Provenance.CALLER for o in d.origins)), None)
    if row.returns == "self":
        return call.receiver
    if row.role is Role.GENERATOR or row.returns:
        return _make(machine, LibraryObject(row.returns or row.name, call.place, shaky is None), call, {})
    is_class = row.name.rpartition(".")[2][:1].isupper() or row.rule == "unseeded-initializer"
    if row.kind is Kind.MODEL and is_class:
        return _make(machine, LibraryObject(row.name, call.place), call, values)
    if shaky is None:
        return UNKNOWN
    stream = STREAMS_BY_KEY.get(shaky.key) if shaky.key is not None else None
    return Unstable(
        f"a random number that no `{stream.seed_call}()` fixes" if stream and stream.seed_call else f"`{row.name}`",
        call.place,
    )


def draw_now(machine: Machine, thing: LibraryObject, frame: Frame, *, certain: bool = True) -> None:
    """The draw of an object that waited for a use of it, and of those that draw with it."""
    model = registry.of_method(thing, registry.DRAWN)
    call = Call(registry.DRAWN, Arguments(), thing.place, frame, thing)
    drawing = None if model is None else model(machine, call)
    for one in drawing.items if isinstance(drawing, Sequence) else (thing,):
        if isinstance(one, LibraryObject):
            _draw_pending(machine, one, certain=certain)


def _draw_pending(machine: Machine, thing: LibraryObject, *, certain: bool) -> None:
    """The draws that an object waited with; its method may train."""
    row = machine.row(thing.kind) if thing.pending is not None else None
    if row is not None and row.trains:
        trains(machine, f"{row.name}.fit", thing.place)
    for draw in thing.pending.draws if thing.pending else ():
        if isinstance(draw, Draw):
            seen = draw if certain or draw.key == HASH else replace(draw, certain=False)
            fixed = draw.own or draw.key == HASH
            origins = own_or(machine, row, thing) or origins_of(machine, draw.key)
            machine.state.emit(seen if fixed else drawn_from(seen, origins))


def catalogued_method(machine: Machine, call: Call) -> Value:
    """A method of a catalogued object, as the rows describe it."""
    thing, name = call.receiver, call.name
    if not isinstance(thing, LibraryObject):
        return UNKNOWN
    if thing.pending is not None and name in thing.pending.methods:
        draw_now(machine, thing, call.frame)
        draws = tuple(draw for draw in thing.pending.draws if isinstance(draw, Draw))
        machine.state.emit(Drawing(call.place, f"{thing.kind}.{name}", draws))
    row = machine.catalog.method(thing.kind, name)
    if row is not None and row.role is not Role.VARIES:
        return apply(machine, row, call)
    for value in call.arguments.values():
        machine.escape(value, call.place, call.frame)
    if thing.kind in GENERATORS or thing.kind.endswith("Generator"):
        return UNKNOWN if thing.stable else Unstable(f"a draw from an unseeded `{thing.kind}`", call.place)
    return thing if thing.kind.endswith("Dataset") or name in ("fit", "set_params") else UNKNOWN


def call_unreadable(machine: Machine, value: Unreadable, place: Place) -> Value:
    """A call of something of the project that could not be read: what it is called says whether it may seed."""
    if may_seed(machine, value.name) or _SETTING_UP.search(value.name):
        machine.state.havoc(place, f"`{value.name}` could not be followed")
    return UNKNOWN
