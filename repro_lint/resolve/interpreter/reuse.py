"""Whether a remembered execution fits where the run stands now, and what taking its results does."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.renaming import Renaming, UnlikeError
from repro_lint.resolve.domain.streams import Streams, join_streams, resolve_streams, resolved, symbolic
from repro_lint.resolve.domain.values import Instance
from repro_lint.resolve.interpreter.state import NO_FIELDS, State
from repro_lint.resolve.trace.execution import Execution, Reads


def begins_like(state: State, done: Execution) -> bool:
    """Whether the streams are now as a remembered execution found those that its results depend on."""
    now = state.streams
    if now is None:
        return False
    if done.touched:
        symbols = symbolic(now)
        if any(symbols[key] != done.entry[key] for key in done.touched):
            return False
    return all(resolved(now[key], state.entry) == origins for key, origins in done.bound.items())


def depend(state: State, done: Execution, before: Streams) -> None:
    """What an execution that began in `before` depends on, the one that caused it depends on, too."""
    state.trace.touched |= done.touched
    for key in done.bound:
        state.concrete(before[key])
    if done.ended is not None:
        left = resolve_streams(done.ended, before, done.touched)
        state.trace.ended = join_streams(state.trace.ended, left)


def holds(state: State, done: Execution) -> bool:
    """Whether all that a remembered execution read is as it was then."""
    for owner, attributes in done.reads.items():
        present = state.heap.get(owner, NO_FIELDS)
        for name, value in attributes.items():
            now = present.get(name)
            if now is not value and now != value:
                return False
    return True


def moved(state: State, done: Execution, arguments: Arguments) -> Execution | None:
    """What an execution did, with the objects here in place of its own; None if it might do something else."""
    renaming = Renaming()
    try:
        reads = _find(state, done, arguments, renaming)
        if not done.objects.isdisjoint(renaming.moved):
            return None
        return replace(
            done,
            reads=reads,
            priors={renaming.owner(owner): found for owner, found in done.priors.items()},
            writes=renaming.fields(done.writes),
            filled={name: renaming.value(value) for name, value in done.filled.items()},
            value=renaming.value(done.value),
            original=done.original or done,
        )
    except UnlikeError:
        return None


def _find(state: State, done: Execution, arguments: Arguments, renaming: Renaming) -> Reads:
    """Pair the objects of an execution with those here, by all that it read; what it would read here."""
    if done.signature is None:
        raise UnlikeError
    renaming.arguments(done.signature[1], arguments)
    waiting, reads = dict(done.reads), Reads()
    while waiting:
        known = [owner for owner in waiting if not isinstance(owner, Instance) or owner in renaming.here]
        for owner in known or list(waiting)[:1]:
            here = renaming.owner(owner)
            present, found = state.heap.get(here, NO_FIELDS), waiting.pop(owner)
            reads[here] = {name: present.get(name) for name in found}
            for name, value in found.items():
                renaming.unify(value, reads[here][name])
    return reads


def replay(state: State, done: Execution) -> None:
    """Set again what a remembered execution set."""
    heap = state.heap
    priors = {owner: {name: heap.get(owner, NO_FIELDS).get(name) for name in of} for owner, of in done.priors.items()}
    state.trace.inherit(done, priors)
    for owner, attributes in done.writes.items():
        state.heap[owner] = {**state.heap.get(owner, NO_FIELDS), **attributes}
