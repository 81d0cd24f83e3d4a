"""Environments of Gymnasium and Gym: their spaces, which have streams of their own, and the wrappers around them."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.gymnasium import DRAWING, ENVIRONMENT, OTHER, SPACE, SPACES, VECTOR
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.values import UNKNOWN, Known, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.own_streams import begin
from repro_lint.resolve.models.registry import MADE, Key
from repro_lint.resolve.trace.events import Raises

_OF_GYMNASIUM = Facet("environments", "of Gymnasium")


def _make(machine: Machine, call: Call) -> Value | None:
    """Whether an environment draws is known of those that the library has."""
    row = machine.row(call.name)
    if row is None:
        return None
    given = dict(call.arguments.keywords)
    which = given.get("id", call.first)
    known = isinstance(which, Known) and str(which.value).rpartition("-v")[0] in DRAWING
    steady = given.get("is_slippery") == Known(False)  # a lake of ice that does not slip draws nothing that shows
    made = machine.apply(row if known and not steady else replace(row, returns=OTHER), call)
    if call.name.startswith("gymnasium."):
        machine.state.write(made, _OF_GYMNASIUM, Known(True))
    return made


def _made(machine: Machine, call: Call) -> Value | None:
    """An environment has spaces."""
    environment, row = call.receiver, machine.row("gymnasium.spaces.Box")
    if isinstance(environment, LibraryObject) and row is not None:
        for name in SPACES:
            space = LibraryObject(f"{SPACE}.{name}", environment.place)
            begin(machine, row, {}, space)
            machine.state.write(environment, name, space)
        machine.state.write(environment, "unwrapped", environment)
    return None


def _wrap(machine: Machine, call: Call) -> Value:
    """A wrapper is taken for the environment inside it."""
    inner = dict(call.arguments.keywords).get("env", call.first)
    return inner if isinstance(inner, LibraryObject) else UNKNOWN


def _seed(machine: Machine, call: Call) -> Value | None:
    """`env.seed(…)` is of Gym: an environment of Gymnasium has no such method."""
    if machine.state.read(call.receiver, _OF_GYMNASIUM) == Known(True) and not call.frame.raises:
        reason = "environments of Gymnasium have no `seed`, only `reset(seed=…)`"
        machine.state.emit(Raises(call.place, f"{ENVIRONMENT}.seed", reason))
    return None


MODELS: dict[Key, Model] = {
    "gymnasium.make": _make,
    "gym.make": _make,
    "gymnasium.wrappers.*": _wrap,
    **{(kind, MADE): _made for kind in (ENVIRONMENT, OTHER, VECTOR)},
    **{(kind, "seed"): _seed for kind in (ENVIRONMENT, OTHER)},
}
