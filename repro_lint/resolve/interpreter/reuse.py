"""Whether a remembered execution fits where the run stands now, and what taking its results does."""

from __future__ import annotations

from repro_lint.resolve.domain.streams import Streams, join_streams, resolve_streams, resolved, symbolic
from repro_lint.resolve.interpreter.state import NO_FIELDS, State
from repro_lint.resolve.trace.execution import Execution


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


def replay(state: State, done: Execution) -> None:
    """Set again what a remembered execution set."""
    state.trace.inherit(done)
    for owner, attributes in done.writes.items():
        state.heap[owner] = {**state.heap.get(owner, NO_FIELDS), **attributes}
