"""What iterating takes: elements at hand, those of a comprehension, and those that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy
from repro_lint.resolve.domain.budget import MAX_UNROLLED
from repro_lint.resolve.domain.choices import is_text, join_values, may_grow, some
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import (
    GROWN,
    LONG,
    SET,
    UNKNOWN,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Engine
from repro_lint.resolve.interpreter.attributes import find_member
from repro_lint.resolve.interpreter.bindings import assign
from repro_lint.resolve.interpreter.calls import call, invoke, run_deferred
from repro_lint.resolve.interpreter.conditions import decide_test
from repro_lint.resolve.interpreter.escapes import escape
from repro_lint.resolve.interpreter.expressions import elements_of
from repro_lint.resolve.interpreter.scopes import lookup, repeat_any_number_of_times
from repro_lint.resolve.models import library, registry
from repro_lint.resolve.models.effects import draw_now
from repro_lint.resolve.models.orders import chance_in, keyed_by
from repro_lint.resolve.models.taking import pairs_of
from repro_lint.resolve.trace.events import Looped

MAX_ITERATIONS = 12  # turns that are followed one by one: written lists of seeds and models seldom have more


@dataclass(slots=True)
class Found:
    """What a comprehension collects, and the order by chance that it has; with `some` it is not known how many of it
    there are, or whether there are any."""

    values: list[Value] = field(default_factory=list)
    some: bool = False
    chance: Value | None = None


def iterations(machine: Engine, value: Value) -> tuple[tuple[Value, ...], Value | None]:
    """The values of the turns that a loop certainly takes, and what further turns, if there may be any, get."""
    items = elements_of(machine, value)
    sized = isinstance(value, (Sequence, Mapping)) or (isinstance(value, Known) and isinstance(value.value, str))
    if not sized or may_grow(value) or (isinstance(value, Sequence) and value.kind == GROWN):
        return (), join_values(items)
    long = isinstance(value, Sequence) and value.kind == LONG
    state, short = machine.state, not long and len(items) <= MAX_ITERATIONS
    if short and state.effort.meet_loop(len(items), state.unroll_factor, MAX_UNROLLED):
        return items, None
    return items[:1], join_values(items[1:])


@contextmanager
def unrolled(machine: Engine, turns: int) -> Iterator[None]:
    """What happens here happens in each of so many turns: loops inside are followed less closely."""
    before, machine.state.unroll_factor = machine.state.unroll_factor, machine.state.unroll_factor * max(1, turns)
    yield
    machine.state.unroll_factor = before


def iterate(machine: Engine, value: Value, place: Place, frame: Frame) -> Value:
    """Take all elements of a value, which may be made only now; those of a generator expression as a list."""
    if isinstance(value, Lazy) and value.expression is not None:
        return _collected(machine, value.expression, value.frame, value.sources)
    if isinstance(value, Lazy) and value.function is not None:
        return _mapped(machine, value.function, value, place)
    if isinstance(value, Lazy):
        for part in value.sources:
            _take_source(machine, part, place, value.frame)
    elif registry.draws_when_iterated(value):
        library.modelled_method(machine, Call("__iter__", Arguments(), place, frame, value))
    elif isinstance(value, Instance):
        before = machine.state.streams
        methods = (find_member(machine, value.cls, name) for name in ("__iter__", "__next__", "__getitem__"))
        for method in methods:
            made = invoke(machine, method, Arguments(), place, value) if isinstance(method, Func) else UNKNOWN
            iterate(machine, made if isinstance(made, (Deferred, Lazy)) else UNKNOWN, place, frame)
        machine.state.streams = machine.state.streams or before  # StopIteration ends the loop, not the program
    elif isinstance(value, Deferred):
        return run_deferred(machine, value, place)
    return UNKNOWN


def _take_source(machine: Engine, part: Value, place: Place, frame: Frame) -> None:
    """Elements of what `enumerate` or `zip` was given."""
    if registry.draws_when_iterated(part):
        iterate(machine, part, place, frame)
    else:
        escape(machine, part, place, frame)


def _mapped(machine: Engine, function: Value, value: Lazy, place: Place) -> Value:
    """`map`: the function is called with each element, or with whichever there are of several iterables."""
    for part in value.sources:
        iterate(machine, part, place, value.frame)
    found: list[Value] = []

    def once(*items: Value) -> None:
        found.append(call(machine, function, Arguments(items), place, value.frame))

    if len(value.sources) != 1:
        items = (join_values(elements_of(machine, part)) for part in value.sources)
        repeat_any_number_of_times(machine, value.frame, lambda: once(*items))
        return UNKNOWN
    turns, rest = iterations(machine, value.sources[0])
    with unrolled(machine, len(turns)):
        for item in turns:
            once(item)
    if rest is not None:
        repeat_any_number_of_times(machine, value.frame, lambda: once(rest))
        return some(found)
    return Sequence(tuple(found), "list")


def evaluate_comprehension(machine: Engine, expr: nodes.Comprehension, frame: Frame) -> Value:
    """A comprehension; of a generator expression only the first iterable is evaluated before it is iterated."""
    first = machine.evaluate(expr.generators[0].iterable, frame)
    if expr.kind != "generator":
        return _collected(machine, expr, frame, (first,))
    seen = tuple(lookup(machine, frame, name) for name in expr.names)
    return Lazy(frame.place(expr.span), (first,), frame, expr, seen)


def _collected(machine: Engine, expr: nodes.Comprehension, frame: Frame, iterables: tuple[Value, ...]) -> Value:
    """Rounds over iterables, at least one where they are known not to be empty; `iterables`: the first of them."""
    outer = dict(frame.env)
    found = Found()
    _rounds(machine, expr, iterables, frame, found)
    for name in [name for name in frame.env if name not in outer]:
        del frame.env[name]
    frame.env.update(outer)
    if found.chance is not None and expr.kind in ("list", "dict"):
        return found.chance if expr.kind == "list" else keyed_by(found.chance)
    if expr.kind == "set":
        known = not found.some and all(isinstance(value, Known) for value in found.values)
        if not known and not any(is_text(value) for value in found.values):
            return LibraryObject(SET, frame.place(expr.span))
        return Sequence(tuple(found.values) if known else (join_values(found.values),), "set")
    if expr.kind == "dict":
        return _table(found)
    if not found.values:
        return UNKNOWN
    if found.some or len(found.values) > MAX_ITERATIONS:
        return some(found.values)
    return Sequence(tuple(found.values), "list")


def _table(found: Found) -> Value:
    """The dict that a comprehension makes, where all its keys are known."""
    items = pairs_of(found.values)
    return UNKNOWN if found.some or items is None else Mapping(items)


def _rounds(
    machine: Engine, expr: nodes.Comprehension, iterables: tuple[Value, ...], frame: Frame, found: Found
) -> None:
    """One generator, whose iterable is the last, and those inside it."""
    generator, iterable = expr.generators[len(iterables) - 1], iterables[-1]
    place = frame.place(expr.span)
    iterate(machine, iterable, place, frame)
    found.chance = found.chance or chance_in(iterable, place)
    if isinstance(iterable, LibraryObject) and expr.kind == "dict" and isinstance(generator.target, nodes.Items):
        draw_now(machine, iterable, frame)  # numbered, most likely

    def once(item: Value) -> None:
        machine.state.steps += 1
        if machine.state.spent(generator, frame.place(expr.span)):
            return
        assign(machine, generator.target, item, frame, expr.span)
        _filtered(machine, generator.conditions, frame, found, lambda: _round(machine, expr, iterables, frame, found))

    turns, rest = iterations(machine, iterable)
    if len(turns) + (rest is not None) > 1 or not turns:
        machine.state.emit(Looped(frame.place(expr.element)))
    found.some = found.some or rest is not None
    with unrolled(machine, len(turns)):
        for item in turns:
            once(item)
    if rest is not None:
        repeat_any_number_of_times(machine, frame, lambda: once(rest))


def _round(
    machine: Engine, expr: nodes.Comprehension, iterables: tuple[Value, ...], frame: Frame, found: Found
) -> None:
    if len(iterables) < len(expr.generators):
        further = machine.evaluate(expr.generators[len(iterables)].iterable, frame)
        _rounds(machine, expr, (*iterables, further), frame, found)
    else:
        parts = tuple(machine.evaluate(part, frame) for part in expr.parts)
        found.values.append(Sequence(parts) if expr.kind == "dict" else parts[-1])


def _filtered(
    machine: Engine, conditions: tuple[nodes.Expr, ...], frame: Frame, found: Found, act: Callable[[], object]
) -> None:
    """Do `act` where all conditions hold."""
    if not conditions:
        act()
        return
    outcome = decide_test(machine, conditions[0], frame)
    if outcome is not False:
        rest = conditions[1:]
        branches = () if outcome else (lambda: None,)
        found.some = found.some or not outcome
        machine.state.fork(frame, lambda: _filtered(machine, rest, frame, found, act), *branches)
