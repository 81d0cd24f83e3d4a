"""The executions of a run, and the way to each."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.program.runs import Run
from repro_lint.resolve.trace.activation import Activation
from repro_lint.resolve.trace.events import (
    Event,
)

Path = tuple[Place, ...]
Trail = tuple[tuple[Activation, int], ...]
"""The executions that lead to an event, and where in the order of each that is."""


class Way(NamedTuple):
    """An execution, the shortest chain of calls that leads to it, and the branches on the way that may be missed.

    `supposed`: it is not known that it is called like that.
    """

    activation: Activation
    path: Path
    branches: Path
    supposed: bool = False


def ways(start: Activation, visited: set[Activation]) -> Iterator[Way]:
    """Every execution that `start` leads to once, but for those in `visited`, which grows."""
    if start in visited:
        return
    pending: deque[Way] = deque([Way(start, (), ())])
    supposed: deque[Way] = deque()  # after all that is known to be called
    visited.add(start)
    while pending or supposed:
        way = (pending or supposed).popleft()
        if way.supposed and way.activation in visited:
            continue
        visited.add(way.activation)
        yield way
        for key, child in way.activation.children.items():
            if child in visited:
                continue
            unsure = way.supposed or key in way.activation.supposed
            if not unsure:
                visited.add(child)
            branches = branches_to(way.activation, key[0], way.branches)
            (supposed if unsure else pending).append(Way(child, (*way.path, key[0]), branches, unsure))


def branches_to(activation: Activation, place: Place, branches: Path) -> Path:
    """The branches on the way to an event or a call of an execution, the innermost last."""
    branch = activation.under.get(place)
    return branches if branch is None else (*branches, branch)


def events_below(activations: list[Activation]) -> Iterator[Event]:
    pending, visited = list(activations), {id(activation) for activation in activations}
    while pending:
        activation = pending.pop()
        yield from activation.events
        for child in activation.children.values():
            if id(child) not in visited:
                visited.add(id(child))
                pending.append(child)


def timeline(run: Run) -> Iterator[tuple[Event, Trail]]:
    """Every event of a run, in the order in which it first happens."""
    stack: list[tuple[Activation, int, Trail]] = [(run.activation, 0, ())]
    visited = {id(run.activation)}
    while stack:
        activation, index, above = stack.pop()
        if index == len(activation.order):
            continue
        stack.append((activation, index + 1, above))
        step, trail = activation.order[index], (*above, (activation, index))
        if not isinstance(step, Activation):
            yield step, trail
        elif id(step) not in visited:
            visited.add(id(step))
            stack.append((step, 0, trail))


def exclude(first: Trail, second: Trail) -> bool:
    """Whether two events stand on different branches of one fork, so that a run meets one of them only."""
    for (activation, here), (other, there) in zip(first, second, strict=False):
        if activation is not other:
            return False
        for marks in activation.lanes:
            inside = all(marks[0] <= place < marks[-1] for place in (here, there))
            if inside and bisect_right(marks, here) != bisect_right(marks, there):
                return True
        if here != there:
            return False
    return False
