"""Which runs of a function are told apart, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from repro_lint.facts.model import Function
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.budget import MAX_CONTEXTS
from repro_lint.resolve.domain.choices import join_values
from repro_lint.resolve.domain.extent import cost
from repro_lint.resolve.domain.facets import Field
from repro_lint.resolve.domain.renaming import shape
from repro_lint.resolve.domain.streams import Place, Streams, join_streams, resolve_streams, symbolic, unproved
from repro_lint.resolve.domain.values import UNKNOWN, Func, Instance, Known, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.exceptions import propagate_exceptions
from repro_lint.resolve.interpreter.fixpoint import recall, reenter, remember, to_fixpoint
from repro_lint.resolve.interpreter.reuse import begins_like, depend, holds, moved, replay
from repro_lint.resolve.interpreter.sharing import blurred, taken
from repro_lint.resolve.interpreter.state import DEPTH_LIMIT, MEETING
from repro_lint.resolve.trace.execution import Execution
from repro_lint.resolve.trace.summaries import ActiveCall, Alike, Signature

MAX_RECURSION = 2  # so many runs of a function within each other are told apart by all that they get,
MAX_COUNTDOWN = 8  # so many by constants alone,
MAX_OPEN = 4  # and so many more whatever they get

ALIKE = 8  # executions with other objects that are compared: where none of these fits, the objects differ


def run_function(machine: Engine, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value:
    """Run a function, or take what is remembered; with less known of the arguments where it has very many callers."""
    if machine.state.summaries.contexts.get(function.identity, 0) > MAX_CONTEXTS:
        general = blurred(arguments)
        if general != arguments:
            machine.state.effort.rest_on(machine.state.summaries.callers[function.identity].around)
        arguments = general
    act = _nested if active(machine, function) >= MAX_RECURSION else _called
    return act(machine, function, facts, arguments, place)


def active(machine: Engine, function: Func) -> int:
    """How many executions of a function are under way, which decides how it is called."""
    around = machine.state.running.get(function.identity, ())
    for one in around[:1]:
        machine.state.effort.rest_on(one)
    return len(around)


def exhausted(machine: Engine) -> bool:
    """Whether a bound is hit, so that a call is not followed: it may seed anything."""
    machine.state.effort.reach(machine.state.depth)
    hit = machine.state.depth > DEPTH_LIMIT or machine.state.steps > machine.state.budget.limit
    if hit:
        machine.state.cut_short("the program is too large to follow this call")
        if machine.state.recursion.active:
            machine.state.recursion.active[-1].loose = True
    return hit


def _called(
    machine: Engine, function: Func, facts: Function, arguments: Arguments, place: Place, *, certain: bool = True
) -> Value:
    if machine.state.streams is None or exhausted(machine):
        return UNKNOWN
    before, key = machine.state.streams, (function, arguments)
    machine.state.steps += sum(map(cost, arguments.values()))
    started = machine.state.steps
    known = _remembered(machine, key)
    if known is None:
        known = _executed(machine, key, facts)
    elif known.returned is not None:
        replay(machine.state, known)
    recall(machine, known)
    machine.state.add_effort(known, started)
    left = partial(_left, machine, known, before)
    depend(machine.state, known, before)
    machine.state.trace.adopt(place, known, before, certain=certain)
    propagate_exceptions(machine, left(known.raised), left(known.may_raise))
    machine.state.filled = known.filled
    machine.state.streams = left(join_streams(known.returned, known.yielded))  # an iteration may stop at any yield
    return known.value


def _left(machine: Engine, done: Execution, before: Streams, after: Streams | None) -> Streams | None:
    """Streams in which an execution ends, with those `before` it in place of its symbols."""
    return None if after is None else resolve_streams(after, before, done.touched)


def _remembered(machine: Engine, key: Signature) -> Execution | None:
    """An execution of a function with these arguments that would do here what it did then."""
    state = machine.state
    runs = state.summaries.executions.get(key, ())
    known = _fitting(machine, runs)
    if known is None and state.recursion.active and len(runs) > MAX_CONTEXTS:
        state.effort.rest_on(state.effort.entry)
        _generalise(machine, runs[-1])
        known = _fitting(machine, runs)
    if known is None:
        known = _moved(machine, key, state.summaries.alike)
    if known is None:
        known = _fitting(machine, state.archive.executions.get(key, ())) or _moved(machine, key, state.archive.alike)
        known = known if known is not None and taken(state, known.original or known) else None
    return known


def _moved(machine: Engine, key: Signature, alike: Alike) -> Execution | None:
    """An execution with other objects in place of these, which do not matter to it."""
    form = shape(key[1])
    if form is None:
        return None
    state = machine.state
    runs = (one for one in reversed(alike.get((key[0], form), ())) if one not in state.recursion.rests_on)
    fitting = (moved(state, one, key[1]) for one in islice(runs, ALIKE) if begins_like(state, one))
    return next((one for one in fitting if one is not None), None)


def _fitting(machine: Engine, runs: tuple[Execution, ...]) -> Execution | None:
    state = machine.state
    return next((run for run in runs if begins_like(state, run) and holds(state, run)), None)


def _executed(machine: Engine, key: Signature, facts: Function) -> Execution:
    """Run a function, in streams that are symbols for those of its caller, and remember what it did."""
    state, (function, arguments) = machine.state, key
    identity = function.identity
    state.summaries.add_context(identity, state.effort)
    name = f"{facts.owner}.{facts.name}" if facts.owner else facts.name
    with state.symbolic_streams() as entry, state.measured() as effort:
        fresh = Execution(name, function.module.path, entry=entry)
        done = to_fixpoint(
            machine,
            identity,
            (function, arguments, entry),
            fresh,
            lambda done: machine.execute(function, facts, arguments, done),
        )
        done.effort = effort
    state.trace.inherit(done)
    remember(machine, key, done)
    return done


def _nested(machine: Engine, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value:
    """A function that calls itself: what is under way is not followed again, what differs only so far."""
    identity, before = function.identity, machine.state.streams
    same = [one for one in machine.state.recursion.active if one.identity == identity]
    entry = before and symbolic(before)
    alike = [one for one in same if before is not None and one.key == (function, arguments, entry)]
    if _is_under_way(machine, [one for one in alike if holds(machine.state, one.execution)]):
        return UNKNOWN
    if before is None or (not alike and len(same) < MAX_COUNTDOWN and _are_constants(arguments)):
        return _called(machine, function, facts, arguments, place)
    general = _widened(arguments, same[-1].key[1]) if same else blurred(arguments)
    forgotten = bool(same) and _forget_what_changed_since(machine, same[-1].execution)
    value: Value = UNKNOWN
    if forgotten or not _is_under_way(machine, [one for one in same if one.key == (function, general, entry)]):
        if sum(not _are_constants(one.key[1]) for one in same) >= MAX_OPEN:
            reenter(machine, same[0], loose=True)
            return UNKNOWN
        certain = general == arguments and not forgotten
        value = _called(machine, function, facts, general, place, certain=certain)
    if machine.state.streams is not None and (forgotten or general != arguments):
        machine.state.streams = unproved(before, machine.state.streams, place, f"`{facts.name}` calls itself")
    return value


def _is_under_way(machine: Engine, under_way: list[ActiveCall]) -> bool:
    """Whether just this is under way, so that it is taken as that is supposed to end."""
    if under_way:
        reenter(machine, under_way[-1], loose=not holds(machine.state, under_way[-1].execution))
    return bool(under_way)


def _forget_what_changed_since(machine: Engine, before: Execution) -> bool:
    """Attributes and names set from elsewhere that were another constant when `before` began may be any."""
    changed = [(owner, name) for owner, name, _, now in _changed_since(machine, before) if isinstance(now, Known)]
    for owner, name in changed:
        machine.state.write(owner, name, UNKNOWN)
    return bool(changed)


def _generalise(machine: Engine, before: Execution) -> None:
    """Attributes that were another value when `before` began may be either, constants any."""
    for owner, name, value, now in list(_changed_since(machine, before)):
        joint = UNKNOWN if isinstance(now, Known) else join_values((value or UNKNOWN, now))
        machine.state.write(owner, name, joint)


def _changed_since(machine: Engine, before: Execution) -> Iterator[tuple[object, Field, Value | None, Value]]:
    """What was read by `before` and is something else now; generators keep their state."""
    machine.state.steps += sum(map(len, before.reads.values())) // MEETING
    for owner, attributes in before.reads.items():
        present = machine.state.heap.get(owner, {})
        for name, value in attributes.items() if not isinstance(owner, LibraryObject) else ():
            now = present.get(name)
            if now is not None and now is not value and now != value:
                yield owner, name, value, now


def _are_constants(arguments: Arguments) -> bool:
    kinds = {type(value) for value in arguments.values()}
    return not arguments.open and Known in kinds and kinds <= {Known, Instance}


def _widened(arguments: Arguments, before: Arguments) -> Arguments:
    """Arguments that are not what they were a call before may be any; objects of classes are kept apart."""
    names, named = [name for name, _ in arguments.keywords], [name for name, _ in before.keywords]
    if len(arguments.positional) != len(before.positional) or names != named:
        return blurred(arguments)
    general = blurred(arguments)
    triples = zip(arguments.values(), before.values(), general.values(), strict=True)
    same = [a if a == b else UNKNOWN if isinstance(a, Func) else c for a, b, c in triples]
    count = len(arguments.positional)
    return replace(general, positional=tuple(same[:count]), keywords=tuple(zip(names, same[count:], strict=True)))
