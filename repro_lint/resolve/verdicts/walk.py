"""The executions of a run, and the way to each."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.program.runs import Run
from repro_lint.resolve.trace.events import (
    Event,
)
from repro_lint.resolve.trace.execution import Execution

CallPath = tuple[Place, ...]
TracePosition = tuple[tuple[Execution, int], ...]
"""The executions that lead to an event, and where in the order of each that is."""


class ReachedExecution(NamedTuple):
    """An execution, the shortest chain of calls that leads to it, and the branches on the way that may be missed.

    `supposed`: it is not known that it is called like that.
    """

    execution: Execution
    path: CallPath
    branches: CallPath
    supposed: bool = False


def reached_executions(start: Execution, visited: set[Execution]) -> Iterator[ReachedExecution]:
    """Every execution that `start` leads to once, but for those in `visited`, which grows."""
    if start in visited:
        return
    pending: deque[ReachedExecution] = deque([ReachedExecution(start, (), ())])
    supposed: deque[ReachedExecution] = deque()  # after all that is known to be called
    visited.add(start)
    while pending or supposed:
        reach = (pending or supposed).popleft()
        if reach.supposed and reach.execution in visited:
            continue
        visited.add(reach.execution)
        yield reach
        for key, child in reach.execution.children.items():
            if child in visited:
                continue
            unsure = reach.supposed or key in reach.execution.supposed
            if not unsure:
                visited.add(child)
            branches = branches_to(reach.execution, key[0], reach.branches)
            (supposed if unsure else pending).append(ReachedExecution(child, (*reach.path, key[0]), branches, unsure))


def branches_to(execution: Execution, place: Place, branches: CallPath) -> CallPath:
    """The branches on the way to an event or a call of an execution, the innermost last."""
    branch = execution.under.get(place)
    return branches if branch is None else (*branches, branch)


def events_below(executions: list[Execution]) -> Iterator[Event]:
    pending, visited = list(executions), {id(execution) for execution in executions}
    while pending:
        execution = pending.pop()
        yield from execution.events
        for child in execution.children.values():
            if id(child) not in visited:
                visited.add(id(child))
                pending.append(child)


def timeline(run: Run) -> Iterator[tuple[Event, TracePosition]]:
    """Every event of a run, in the order in which it first happens."""
    stack: list[tuple[Execution, int, TracePosition]] = [(run.execution, 0, ())]
    visited = {id(run.execution)}
    while stack:
        execution, index, above = stack.pop()
        if index == len(execution.order):
            continue
        stack.append((execution, index + 1, above))
        step, position = execution.order[index], (*above, (execution, index))
        if not isinstance(step, Execution):
            yield step, position
        elif id(step) not in visited:
            visited.add(id(step))
            stack.append((step, 0, position))


def exclude(first: TracePosition, second: TracePosition) -> bool:
    """Whether two events stand on different branches of one fork, so that a run meets one of them only."""
    for (execution, here), (other, there) in zip(first, second, strict=False):
        if execution is not other:
            return False
        for marks in execution.lanes:
            inside = all(marks[0] <= place < marks[-1] for place in (here, there))
            if inside and bisect_right(marks, here) != bisect_right(marks, there):
                return True
        if here != there:
            return False
    return False
