"""Executions of earlier entry points, taken as if this one had run them.

Whatever is counted for a bound is counted per entry point, and so are the executions that a taken one called, each
once: a verdict depends on the sources of the program alone, not on which entry points ran before in this process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.budget import MAX_CONTEXTS, MAX_UNROLLED
from repro_lint.resolve.domain.frames import Module
from repro_lint.resolve.domain.renaming import shape
from repro_lint.resolve.domain.values import UNKNOWN, Class, ExternalName, Func, Instance, LibraryObject, Value
from repro_lint.resolve.interpreter.state import DEPTH_LIMIT, State
from repro_lint.resolve.trace.effort import Effort
from repro_lint.resolve.trace.execution import Execution
from repro_lint.resolve.trace.summaries import Archive, Identity, Signature, Summaries

NO_MODULES: Mapping[str, Module] = {}
MANY = 4  # remembered runs that cost as much to look through as a statement does


def share(state: State, done: Execution) -> None:
    """Leave an execution for other entry points, if it comes to the same there."""
    if done.effort.whole and done.signature is not None:
        _put(state.archive, done.signature, done)


def taken(state: State, done: Execution, modules: Mapping[str, Module] = NO_MODULES) -> bool:
    """Take an execution that another entry point left, of an import of `modules`, unless it would hit a bound here."""
    if state.with_gpus or state.recursion.rounds or state.recursion.lost or not _follows_loops(state, done.effort):
        return False
    new = list(_new(state, done))
    steps = sum(one.effort.steps for one in new)
    if state.steps + steps > state.budget.limit or state.depth + _height(new) > DEPTH_LIMIT:
        return False
    if not _in_bounds(state, done, new) or not _finds_modules(state, new, modules):
        return False
    for one in new:
        count(state, one)
    return True


def count(state: State, done: Execution) -> None:
    """An execution is one of this entry point's."""
    summaries = state.summaries
    summaries.counted.add(done)
    state.steps += done.effort.steps
    if done.signature is not None:
        summaries.add_context(done.signature[0].identity, state.effort)
        keep(state, done)
    for one in done.effort.bindings:
        state.bindings.bind(one)


def keep(state: State, done: Execution) -> None:
    """Put an execution with the others of its function and arguments."""
    if done.signature is not None:
        state.steps += len(state.summaries.executions.get(done.signature, ())) // MANY
        _put(state.summaries, done.signature, done)


def _put(kept: Summaries | Archive, key: Signature, done: Execution) -> None:
    kept.executions[key] = (*kept.executions.get(key, ()), done)
    if (form := shape(key[1])) is not None:
        like = key[0], form
        kept.alike[like] = (*kept.alike.get(like, ()), done)


def _finds_modules(state: State, new: list[Execution], own: Mapping[str, Module]) -> bool:
    """Whether what had been imported before, and did something then, has been imported here."""
    imported = {**state.modules, **own}
    for one in new:
        imported |= one.effort.loaded
    found = {module: None for one in new for module in one.effort.found.values()}
    return all(imported.get(module.path) is module or not _acts(state, module) for module in found)


def _acts(state: State, module: Module) -> bool:
    done = state.archive.loads.get(module)
    return done is None or bool(done.events or done.children or done.touched)


def _follows_loops(state: State, effort: Effort) -> bool:
    """Whether its loops would be followed as closely here."""
    turns = state.unroll_factor
    followed = effort.followed == 1 or effort.followed * turns <= MAX_UNROLLED
    return followed and effort.refused * turns > MAX_UNROLLED


def _height(new: list[Execution]) -> int:
    """How deep calls nest in the last of some executions, each behind those that it called."""
    heights: dict[Execution, int] = {}
    for one in new:
        below = (depth + heights[called] for called, depth in one.effort.called.items() if called in heights)
        heights[one] = max(one.effort.height, *below, 0)
    return heights[new[-1]]


def _new(state: State, done: Execution) -> Iterator[Execution]:
    """What an execution called that this entry point did not run yet, and itself, each behind what it called."""
    counted, seen = state.summaries.counted, {done}
    pending = [(done, iter(done.effort.called))]
    while pending:
        one, called = pending[-1]
        below = next((other for other in called if other not in counted and other not in seen), None)
        if below is None:
            pending.pop()
            yield one
        else:
            seen.add(below)
            pending.append((below, iter(below.effort.called)))


def _in_bounds(state: State, done: Execution, new: list[Execution]) -> bool:
    """Whether this entry point would run the same executions."""
    counts = Counter(one.signature[0].identity for one in new if one.signature is not None)
    called = dict.fromkeys((done, *(other for one in new for other in one.effort.called)))
    return all(_is_alike(state, counts, *one.signature) for one in called if one.signature is not None)


def _is_alike(state: State, counts: Counter[Identity], function: Func, arguments: Arguments) -> bool:
    """Whether a function is called here as it was there: it is not under way, and its arguments are not forgotten."""
    identity, summaries = function.identity, state.summaries
    if state.running.get(identity):
        return False
    there_are = summaries.contexts.get(identity, 0)
    if not there_are or there_are + counts[identity] <= MAX_CONTEXTS:  # what was forgotten began with none, too
        return True
    several = len(summaries.executions.get((function, arguments), ())) + counts[identity] > MAX_CONTEXTS
    return not several and blurred(arguments) == arguments


def blurred(arguments: Arguments) -> Arguments:
    """Too many contexts of one function: only what objects it gets is kept apart, and what waits with a draw."""
    return Arguments(
        tuple(_blurred(value) for value in arguments.positional),
        tuple((name, _blurred(value)) for name, value in arguments.keywords),
        (),
        (),
        arguments.open,
    )


def _blurred(value: Value) -> Value:
    waits = isinstance(value, LibraryObject) and value.pending is not None
    return value if waits or isinstance(value, (Instance, Func, Class, ExternalName)) else UNKNOWN
