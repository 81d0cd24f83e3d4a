"""Branches that a plain run takes, and those that only an option leads to."""

from __future__ import annotations

from collections.abc import Callable

from repro_lint.resolve.domain.choices import by_default, options
from repro_lint.resolve.domain.frames import Environment, Frame, Snapshot
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import Mapping, Sequence, Unknown, Value
from repro_lint.resolve.interpreter.state import State

Branch = Callable[[], None]


def plain_run_first(state: State, frame: Frame, place: Place, option: str, plain: Branch, other: Branch) -> None:
    """Take the branch of a plain run, and the other one as what only `option` leads to.

    Behind them the program goes on as the plain run left it, in streams that either may have left. Where the plain run
    ends, with an exception, the option has to be given: then both branches are as good as each other.
    """
    start, leaving = state.snapshot(frame), _ways_out(frame)
    plain()
    if state.streams is None and _ways_out(frame) == leaving:
        state.restore(frame, start)
        other()
        return
    left = Snapshot(frame.env, state.streams, state.heap)
    state.restore(frame, start)
    with state.asked_for(place, option):
        other()
    asked = Snapshot(frame.env, state.streams, state.heap)
    if left.streams is None and _ways_out(frame)[0] > leaving[0]:
        state.trace.asked.append(option)  # a plain run has returned: the rest of this execution is no part of it
    if left.streams is None or asked.streams is None:
        state.join(frame, [left, asked])
    else:
        kept = _kept(left.env, asked.env, option)
        state.join(frame, [left._replace(env=kept), Snapshot(kept, asked.streams, left.heap)])


def _ways_out(frame: Frame) -> tuple[int, ...]:
    """How many paths leave the block by `return`, `break` and `continue`."""
    loops = (*frame.breaks[-1:], *frame.continues[-1:])
    return (len(frame.returns), *map(len, loops))


def _kept(plain: Environment, asked: Environment, option: str) -> Environment:
    """The names as a plain run leaves them; what the option changes is what only it gives."""
    kept = dict(plain)
    for name, value in asked.items():
        mine = plain.get(name)
        if mine is None:
            kept[name] = value
        elif mine != value and not _is_one_object(mine, value) and not _is_by_default(mine):
            kept[name] = by_default(mine, option)
    return kept


def _is_one_object(one: Value, other: Value) -> bool:
    """Whether two values are a container that goes by several names: what is in it stands at its home."""
    homes = {value.home for value in (one, other) if isinstance(value, (Sequence, Mapping))}
    return len(homes) == 1 and None not in homes


def _is_by_default(value: Value) -> bool:
    return any(isinstance(one, Unknown) and one.option for one in options(value))
