"""The executions of a run, and the way to each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from repro_lint.resolve.events import (
    Event,
)
from repro_lint.resolve.frames import Activation
from repro_lint.resolve.program import Run
from repro_lint.resolve.state import Place

Path = tuple[Place, ...]


def reached(run: Run) -> Iterator[tuple[Activation, Path]]:
    """Every execution of a run once, with the shortest chain of calls that leads to it."""
    pending: deque[tuple[Activation, Path]] = deque([(run.activation, ())])
    visited = {id(run.activation)}
    while pending:
        activation, path = pending.popleft()
        yield activation, path
        for (place, identity), child in activation.children.items():
            if identity not in visited:
                visited.add(identity)
                pending.append((child, (*path, place)))


def events_below(activations: list[Activation]) -> Iterator[Event]:
    pending, visited = list(activations), {id(activation) for activation in activations}
    while pending:
        activation = pending.pop()
        yield from activation.events
        for child in activation.children.values():
            if id(child) not in visited:
                visited.add(id(child))
                pending.append(child)
