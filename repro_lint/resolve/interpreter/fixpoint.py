"""What a recursion comes to.

A call of a run that is under way cannot be followed: it is *supposed* to come to something, and so is what rests on
it. At first that is doing nothing, which is true of most. Where it turns out wrong, the run that all others rest on
is repeated: supposing first that the call never returns, then what that came to, until it comes to what it supposes.
What is found in between is taken again within one round only, so a round costs no more than the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from repro_lint.resolve.domain.frames import Heap, Module
from repro_lint.resolve.domain.streams import (
    EVERY_KEY,
    SEEDABLE,
    Key,
    Streams,
    conditions,
    join_streams,
    perhaps,
    resolve_streams,
    within,
)
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.sharing import keep, share
from repro_lint.resolve.trace.execution import Execution
from repro_lint.resolve.trace.summaries import NO_LOWLINK, ActiveCall, Context, Identity, Signature

MAX_ROUNDS = 4  # each adds what one more call leads to; mutual recursion of three functions settles in three


@dataclass(frozen=True, slots=True)
class _Start:
    """The state in which a run began, to begin again."""

    streams: Streams | None
    heap: Heap
    modules: dict[str, Module]
    mark: int


def to_fixpoint(
    machine: Engine, identity: Identity, key: Context, execution: Execution, run: Callable[[Execution], None]
) -> Execution:
    """Run a function, again if need be until what it supposes of itself is so."""
    outer, machine.state.recursion.lowlink = machine.state.recursion.lowlink, NO_LOWLINK
    if not machine.state.running.get(identity):
        run(execution)
        done = execution
    else:
        done = _to_its_end(machine, ActiveCall(identity, key, len(machine.state.recursion.active), execution), run)
    if machine.state.recursion.lowlink < NO_LOWLINK:
        machine.state.recursion.rests_on[done] = machine.state.recursion.lowlink
    machine.state.recursion.lowlink = min(outer, machine.state.recursion.lowlink)
    return done


def remember(machine: Engine, key: Signature, done: Execution) -> None:
    """Keep an execution; one that rests on suppositions until they turn out wrong."""
    state = machine.state
    state.archive.made += 1
    done.number, done.signature = state.archive.made, key
    state.summaries.counted.add(done)
    keep(state, done)
    if done in state.recursion.rests_on:
        state.recursion.journal.append((state.summaries.executions, key, done))
    elif done.effort.whole:
        share(state, done)


def recall(machine: Engine, done: Execution) -> None:
    """A run is remembered: who takes it rests on what it rests on."""
    machine.state.recursion.lowlink = min(
        machine.state.recursion.lowlink, machine.state.recursion.rests_on.get(done.original or done, NO_LOWLINK)
    )


def reenter(machine: Engine, one: ActiveCall, *, loose: bool = False) -> None:
    """A call of a run that is under way: the streams are as that is supposed to leave them."""
    machine.state.recursion.lowlink = min(machine.state.recursion.lowlink, one.index)
    _depend_on_rounds(machine)
    machine.state.trace.touched |= EVERY_KEY  # it is not known yet what that touches
    if not one.used:
        one.used = True
        one.supposed = machine.state.recursion.supposed.get(
            one.key, None if machine.state.recursion.rounds else one.key[2]
        )
    one.loose |= loose
    if machine.state.recursion.lost:
        _may_be_set(machine, machine.state.recursion.lost)
    elif one.supposed is None:
        machine.state.streams = None
    elif not loose and machine.state.streams is not None:
        machine.state.streams = resolve_streams(one.supposed, machine.state.streams, EVERY_KEY)


def _depend_on_rounds(machine: Engine) -> None:
    """What is supposed depends on whether a recursion is repeated around."""
    recursion = machine.state.recursion
    if recursion.repeated is not None and (recursion.rounds or recursion.lost):
        machine.state.effort.rest_on(recursion.repeated)


def _to_its_end(machine: Engine, one: ActiveCall, run: Callable[[Execution], None]) -> Execution:
    start = _Start(
        machine.state.streams,
        dict(machine.state.heap),
        dict(machine.state.modules),
        len(machine.state.recursion.journal),
    )
    machine.state.recursion.active.append(one)
    done = _attempt(machine, one, run)
    if not one.holds and machine.state.recursion.lowlink >= one.index:
        done = _lost(machine, one, run, start) if one.loose else _repeated(machine, one, run, start)
    machine.state.recursion.active.pop()
    if machine.state.recursion.lowlink < one.index:
        _hand_on(machine, one, start.mark)
    else:
        _conclude(machine, start.mark)
    return done


def _attempt(machine: Engine, one: ActiveCall, run: Callable[[Execution], None]) -> Execution:
    """One execution, and whether it came to what it supposed."""
    machine.state.recursion.lowlink = NO_LOWLINK
    _depend_on_rounds(machine)
    one.used, one.holds, one.loose = False, True, False
    run(one.execution)
    done = one.execution
    left = join_streams(done.returned, done.yielded)
    if left is not None and left != one.key[2]:
        pairs = zip(SEEDABLE, conditions(left), conditions(one.key[2]), strict=True)
        one.touched |= {key for key, now, before in pairs if now != before}
    if one.used:
        one.holds = one.holds and within(left, one.supposed)
        if machine.state.recursion.rounds:
            machine.state.recursion.supposed[one.key] = join_streams(
                machine.state.recursion.supposed.get(one.key), left
            )
    if machine.state.recursion.lost:
        one.holds = True
    elif one.loose and one.touched:
        one.holds = False
    return done


def _repeated(machine: Engine, one: ActiveCall, run: Callable[[Execution], None], start: _Start) -> Execution:
    """Further rounds of a run that others rest on, but that rests on no other."""
    _repeat_here(machine)
    machine.state.recursion.rounds += 1
    for _ in range(MAX_ROUNDS):
        _back_to(machine, one, start)
        done = _attempt(machine, one, run)
        if (
            one.holds
            or one.loose
            or machine.state.recursion.lowlink < one.index
            or machine.state.steps > machine.state.budget.limit
        ):
            break
    machine.state.recursion.rounds -= 1
    left = join_streams(done.returned, done.yielded)
    if machine.state.recursion.lowlink >= one.index and (left is None or not one.holds):
        done = _lost(machine, one, run, start)
    return done


def _lost(machine: Engine, one: ActiveCall, run: Callable[[Execution], None], start: _Start) -> Execution:
    """What the recursion comes to is not found: what it sets may be set, or not."""
    _repeat_here(machine)
    before, machine.state.recursion.lost = (
        machine.state.recursion.lost,
        machine.state.recursion.lost | frozenset(one.touched),
    )
    _back_to(machine, one, start)
    done = _attempt(machine, one, run)
    machine.state.streams = done.returned or start.streams
    _may_be_set(machine, one.touched)
    done.returned = machine.state.streams
    done.touched |= one.touched
    machine.state.recursion.lost = before
    return done


def _repeat_here(machine: Engine) -> None:
    recursion = machine.state.recursion
    if not (recursion.rounds or recursion.lost):
        recursion.repeated = machine.state.effort


def _may_be_set(machine: Engine, keys: Iterable[Key]) -> None:
    if machine.state.streams is not None:
        machine.state.streams = perhaps(
            machine.state.streams, keys, None, "it is not found what the recursion comes to"
        )


def _back_to(machine: Engine, one: ActiveCall, start: _Start) -> None:
    """Forget what rests on wrong suppositions."""
    while len(machine.state.recursion.journal) > start.mark:
        executions, key, done = machine.state.recursion.journal.pop()
        machine.state.recursion.rests_on.pop(done, None)
        machine.state.summaries.contexts[key[0].identity] -= 1
        done.signature = None
        executions[key] = tuple(one for one in executions[key] if one is not done)
    machine.state.streams, machine.state.heap, machine.state.modules = (
        start.streams,
        dict(start.heap),
        dict(start.modules),
    )
    one.execution = Execution(one.execution.name, one.execution.path, entry=one.execution.entry)


def _hand_on(machine: Engine, one: ActiveCall, mark: int) -> None:
    """What rested on this run rests on what this one rests on."""
    outer = machine.state.recursion.active[-1]
    outer.holds, outer.loose = outer.holds and one.holds, outer.loose or one.loose
    outer.touched |= one.touched
    for _, _, done in machine.state.recursion.journal[mark:]:
        machine.state.recursion.rests_on[done] = min(
            machine.state.recursion.rests_on[done], machine.state.recursion.lowlink
        )


def _conclude(machine: Engine, mark: int) -> None:
    """All suppositions came true: what is remembered remains."""
    for _, _, done in machine.state.recursion.journal[mark:]:
        machine.state.recursion.rests_on.pop(done, None)
    del machine.state.recursion.journal[mark:]
    if not machine.state.recursion.active:
        machine.state.recursion.supposed.clear()
    machine.state.recursion.lowlink = NO_LOWLINK
