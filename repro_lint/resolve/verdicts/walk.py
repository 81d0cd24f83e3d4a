"""The executions of a run, and the way to each."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from repro_lint.resolve.domain.streams import Place, Streams, resolved
from repro_lint.resolve.program.runs import Run
from repro_lint.resolve.trace.events import Event, Looped
from repro_lint.resolve.trace.execution import Caused, Execution
from repro_lint.resolve.trace.held import event_in

CallPath = tuple[Place, ...]
InStreams = tuple[Execution, Streams | None]
"""An execution, and what its symbols stand for."""
TracePosition = tuple[tuple[Execution, int], ...]
"""The executions that lead to an event, and where in the order of each that is."""
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class ReachedExecution:
    """An execution, the shortest chain of calls that leads to it, and the branches on the way that may be missed.

    `supposed`: it is not known that it is called like that.
    """

    execution: Execution
    path: CallPath
    branches: CallPath
    supposed: bool = False
    streams: Streams | None = None
    events: tuple[Event, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Put the streams that the execution begins in on this path into its events."""
        found = self.execution.events
        events = found if self.streams is None else (event_in(event, self.streams) for event in found)
        object.__setattr__(self, "events", tuple(events))

    def at(self, caused: Caused) -> InStreams:
        """An execution that this one causes, in the streams that it begins in on this path."""
        if caused.entry is None or self.streams is None:
            return caused.execution, caused.entry
        return caused.execution, tuple(resolved(origins, self.streams) for origins in caused.entry)


def reached_executions(run: Run, visited: set[InStreams]) -> Iterator[ReachedExecution]:
    """Every execution that a run leads to, once in the same streams, but for those in `visited`, which grows."""
    start = (run.execution, run.streams)
    if start in visited:
        return
    pending: deque[ReachedExecution] = deque([ReachedExecution(run.execution, (), (), streams=run.streams)])
    supposed: deque[ReachedExecution] = deque()  # after all that is known to be called
    visited.add(start)
    while pending or supposed:
        reach = (pending or supposed).popleft()
        if reach.supposed and (reach.execution, reach.streams) in visited:
            continue
        visited.add((reach.execution, reach.streams))
        yield reach
        for caused in reach.execution.children:
            child = reach.at(caused)
            if child in visited:
                continue
            unsure = reach.supposed or caused in reach.execution.supposed
            if not unsure:
                visited.add(child)
            path = (*reach.path, caused.place)
            branches = branches_to(reach.execution, caused.place, reach.branches)
            found = ReachedExecution(caused.execution, path, branches, unsure, child[1])
            (supposed if unsure else pending).append(found)


def branches_to(execution: Execution, place: Place, branches: CallPath) -> CallPath:
    """The branches on the way to an event or a call of an execution, the innermost last."""
    branch = execution.under.get(place)
    return branches if branch is None else (*branches, branch)


def events_below(executions: list[Execution]) -> Iterator[Event]:
    pending, visited = list(executions), {id(execution) for execution in executions}
    while pending:
        execution = pending.pop()
        yield from execution.events
        for _, child, _ in execution.children:
            if id(child) not in visited:
                visited.add(id(child))
                pending.append(child)


class Counter:
    """Counts how often an execution does something, itself or by what it calls: never, once, or several times."""

    def __init__(self, wanted: Callable[[Event], bool]) -> None:
        self.wanted = wanted
        self._known: dict[Execution, int] = {}

    def times(self, execution: Execution) -> int:
        """0, 1 or SEVERAL."""
        if execution not in self._known:
            self._known[execution] = 0  # what is under way adds nothing by calling itself
            found = sum(_turns(execution, event.place) for event in execution.events if self.wanted(event))
            for caused in execution.children:
                found += _turns(execution, caused.place) * self.times(caused.execution)
            self._known[execution] = min(SEVERAL, found)
        return self._known[execution]


def _turns(execution: Execution, place: Place) -> int:
    """How often something happens in one execution: several times in a loop."""
    return (
        SEVERAL if any(inside(event.place, place, ()) for event in execution.events if isinstance(event, Looped)) else 1
    )


def inside(loop: Place, place: Place, path: CallPath) -> bool:
    """Whether something stands in a loop, or in what is called from there."""
    return any(step.path == loop.path and loop.span.holds(step.span) for step in (place, *path))


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
        if not isinstance(step, Caused):
            yield step, position
        elif id(step.execution) not in visited:
            visited.add(id(step.execution))
            stack.append((step.execution, 0, position))


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
