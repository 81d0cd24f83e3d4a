"""States that begin, and that can be resumed."""

from __future__ import annotations

from copy import copy
from dataclasses import fields, replace
from typing import Any, TypeVar, cast

from repro_lint.resolve.domain.budget import Budget
from repro_lint.resolve.domain.streams import Streams
from repro_lint.resolve.interpreter.state import State
from repro_lint.resolve.trace.execution import Execution
from repro_lint.resolve.trace.summaries import Archive, Recursion, Summaries

_Part = TypeVar("_Part")


def new_process(state: State, streams: Streams) -> State:
    """A process of which nothing ran; what others can take of functions and modules remains."""
    state.bindings.undo()
    return State(streams, archive=state.archive, bindings=state.bindings, budget=Budget(state.budget.limit))


def checkpoint(state: State) -> State:
    """The state as it is now, to be resumed; taken where no function of the program is under way."""
    return replace(copied(state), bound=state.bindings.made())


def resume(kept: State) -> State:
    """A state that goes on from a checkpoint, which can be resumed again."""
    kept.bindings.make_again(kept.bound)
    return copied(kept)


def copied(part: _Part) -> _Part:
    """A part of a state that goes on by itself. What is inside its containers is replaced, never changed."""
    result: Any = part
    if isinstance(part, (dict, list, set)):
        result = copy(part)
    elif isinstance(part, Execution):
        result = part.copy()
    elif isinstance(part, (State, Summaries, Archive, Recursion, Budget)):
        result = replace(part, **{one.name: copied(getattr(part, one.name)) for one in fields(part)})
    return cast("_Part", result)
