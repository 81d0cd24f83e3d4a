"""scikit-learn's estimators: their arguments are their attributes; what some methods give varies with the threads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role
from repro_lint.catalog.sklearn_estimators import FIT
from repro_lint.resolve.domain.choices import join_values, options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Either, Known, LibraryObject, Sequence, Unknown, Value
from repro_lint.resolve.domain.values import Mapping as Dictionary
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models import gates
from repro_lint.resolve.models.orders import waits
from repro_lint.resolve.models.registry import DRAWN, MADE, REST, Key
from repro_lint.resolve.trace.events import Draw, Drawing, Varies

_FITTING = frozenset({*FIT, "fit_resample"})
_LEARNING = tuple(f"{package}.{REST}" for package in ("sklearn", "imblearn"))
_LIKE_THEM = tuple(f"{package}.{REST}" for package in ("catboost", "lightgbm", "umap", "xgboost"))
_FACTORIES = ("make_pipeline", "make_union", "make_column_transformer")
_INSIDE = Facet("estimators", "inside")


def _made(machine: Machine, call: Call) -> Value | None:
    """An estimator keeps its arguments under their names."""
    if isinstance(call.receiver, LibraryObject):
        _keep(machine, call.receiver, dict(call.arguments.keywords))
    return None


def _keep(machine: Machine, thing: LibraryObject, values: Mapping[str, Value]) -> None:
    """What an estimator is told; `forest__n_jobs` is for the estimator inside."""
    for name, value in values.items():
        owner, _, inner = name.rpartition("__")
        for one in _inside(machine, thing) if owner else (thing,):
            machine.state.write(one, inner, value)
    held = tuple(_things(values.values()))
    if inside := dict.fromkeys(one for first in held for one in (first, *_inside(machine, first))):
        machine.state.write(thing, _INSIDE, Sequence(tuple(inside)))


def _clone(machine: Machine, call: Call) -> Value:
    """`sklearn.base.clone`: an estimator of its own, with the same arguments."""
    given, _ = call.arguments.bind(("estimator",)).get("estimator", (UNKNOWN, None))
    return join_values(_cloned(machine, option, call.place) for option in options(given))


def _cloned(machine: Machine, thing: Value, place: Place) -> Value:
    if not isinstance(thing, LibraryObject):
        return thing
    copy = replace(thing, place=place)
    for name, value in machine.state.heap.get(thing, {}).items():
        machine.state.write(copy, name, value)
    return copy


def _uncatalogued(machine: Machine, call: Call) -> Value | None:
    """A function or class of scikit-learn that has no row: what it is given is fitted there, or by what it makes."""
    if machine.row(call.name) is not None:
        return None
    if _holds(call.name):
        return _hold(machine, call)
    for value in call.arguments.values():
        fit_inside(machine, value, call.frame)
    return None


def _hold(machine: Machine, call: Call) -> Value:
    """Make a pipeline or search: it fits what it is given once it is fitted itself."""
    inside = tuple(_things(call.arguments.values()))
    for value in call.arguments.values():
        if not any(_things((value,))):
            machine.escape(value, call.place, call.frame)
    if not inside:
        return UNKNOWN
    thing = LibraryObject(call.name, call.place)
    _keep(machine, thing, {str(at): value for at, value in enumerate(inside)})
    for grid in call.arguments.values():
        _keep(machine, thing, dict(_seeds_tried(grid)))
    return thing


def _cross_val_predict(machine: Machine, call: Call) -> Value | None:
    """It predicts with the estimator that it is given."""
    method = dict(call.arguments.keywords).get("method", Known("predict"))
    for thing in _things(call.arguments.values()):
        _vary(machine, thing, str(method.value) if isinstance(method, Known) else "", call.place)
    return _uncatalogued(machine, call)


def _method(machine: Machine, call: Call) -> Value | None:
    """A method of an estimator, before what its row says."""
    thing = call.receiver
    if isinstance(thing, LibraryObject):
        if call.name == "set_params":
            _keep(machine, thing, dict(call.arguments.keywords))
        if call.name in _FITTING and _holds(thing.kind):
            _fit_held(machine, thing, call)
        _vary(machine, thing, call.name, call.place)
    return None


def _fit_held(machine: Machine, thing: LibraryObject, call: Call) -> None:
    machine.draw_now(thing, call.frame)
    held = (one.pending.draws for one in _inside(machine, thing) if one.pending is not None)
    draws = tuple(draw for pending in held for draw in pending if isinstance(draw, Draw))
    if draws:
        machine.state.emit(Drawing(call.place, f"{thing.kind}.{call.name}", draws))


def _drawn(machine: Machine, call: Call) -> Value | None:
    """What draws when an estimator is fitted: itself, by the seed that it has by now, and those that it holds."""
    thing = call.receiver
    if not isinstance(thing, LibraryObject):
        return None
    fitted = dict.fromkeys((thing, *_inside(machine, thing))) if _holds(thing.kind) else (thing,)
    return Sequence(tuple(_as_told(machine, one) for one in fitted))


def _as_told(machine: Machine, thing: LibraryObject) -> LibraryObject:
    pending = thing.pending
    if pending is None:
        return thing
    draws = tuple(_reseeded(machine, thing, draw) if isinstance(draw, Draw) else draw for draw in pending.draws)
    return replace(thing, pending=replace(pending, draws=draws))


def _reseeded(machine: Machine, thing: LibraryObject, draw: Draw) -> Draw:
    """The draw of an estimator whose seed was set after it was made."""
    row = machine.row(draw.api)
    seed = machine.state.read(thing, row.seed) if row is not None and row.seed else None
    if seed is None or isinstance(seed, (Either, Unknown)):
        return draw
    if seed == NONE:
        return replace(draw, own=False, argument=None, value=None, fix="") if draw.own else draw
    origins = frozenset({origin_of(seed, thing.place)})
    return draw if draw.own and draw.origins == origins else replace(draw, own=True, origins=origins, source=None)


def _vary(machine: Machine, thing: LibraryObject, method: str, place: Place) -> None:
    """What a method gives varies with the threads of the estimator, or of one inside it."""
    for one in dict.fromkeys((thing, *_inside(machine, thing))):
        row = machine.catalog.method(one.kind, method)
        if row is None or row.role is not Role.VARIES:
            continue
        found = {asked: machine.state.read(one, asked) for asked in row.defaults}
        given = {asked: value for asked, value in found.items() if value is not None}
        verdict = gates.draws(row, given, unresolved=False)
        if verdict is not False:
            machine.state.emit(Varies(place, row.name, verdict is True, row.advice))


def fit_inside(machine: Machine, value: Value, frame: Frame) -> None:
    """An estimator that is handed to scikit-learn is fitted there."""
    if isinstance(value, LibraryObject) and not waits(value):
        machine.draw_now(value, frame)
    elif isinstance(value, Sequence):
        for item in value.items:
            fit_inside(machine, item, frame)


def _inside(machine: Machine, thing: LibraryObject) -> tuple[LibraryObject, ...]:
    held = machine.state.read(thing, _INSIDE)
    return tuple(_things(held.items)) if isinstance(held, Sequence) else ()


def _holds(name: str) -> bool:
    """Whether something of scikit-learn without a row is a class, or makes an object, that holds estimators."""
    last = name.rpartition(".")[2]
    return last[:1].isupper() or last in _FACTORIES


def _seeds_tried(grid: Value) -> Iterator[tuple[str, Value]]:
    """The seeds among the parameters that a search tries, for the estimators inside it."""
    for one in grid.items if isinstance(grid, Sequence) else (grid,):
        for name, tried in one.items if isinstance(one, Dictionary) else ():
            numbers = [item for item in tried.items if isinstance(item, Known)] if isinstance(tried, Sequence) else []
            if isinstance(name, str) and name.endswith("random_state") and numbers and NONE not in numbers:
                yield f"estimator__{name}", numbers[0]


def _things(values: Iterable[Value]) -> Iterator[LibraryObject]:
    """The estimators among arguments, also in the list of a pipeline's steps."""
    for value in values:
        if isinstance(value, LibraryObject):
            yield value
        elif isinstance(value, Sequence):
            yield from _things(value.items)


MODELS: dict[Key, Model] = {
    "sklearn.base.clone": _clone,
    "sklearn.model_selection.cross_val_predict": _cross_val_predict,
    **dict.fromkeys(_LEARNING, _uncatalogued),
    **{(package, MADE): _made for package in (*_LEARNING, *_LIKE_THEM, f"tensorflow_datasets.{REST}")},
    **{(package, DRAWN): _drawn for package in (*_LEARNING, *_LIKE_THEM)},
    **{(package, REST): _method for package in (*_LEARNING, *_LIKE_THEM)},
}
