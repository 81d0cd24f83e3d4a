"""Gymnasium's environments: their spaces, which have streams of their own, and the wrappers around them."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.gymnasium import DRAWING, ENVIRONMENT, OTHER, SPACE, SPACES, VECTOR
from repro_lint.resolve.domain.values import UNKNOWN, Known, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.own_streams import begin
from repro_lint.resolve.models.registry import MADE, Key


def _make(machine: Machine, call: Call) -> Value | None:
    """Whether an environment draws is known of those that the library has."""
    row = machine.row(call.name)
    which = dict(call.arguments.keywords).get("id", call.first)
    if row is None or (isinstance(which, Known) and str(which.value).rpartition("-v")[0] in DRAWING):
        return None
    return machine.apply(replace(row, returns=OTHER), call)


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


MODELS: dict[Key, Model] = {
    "gymnasium.make": _make,
    "gymnasium.wrappers.*": _wrap,
    **{(kind, MADE): _made for kind in (ENVIRONMENT, OTHER, VECTOR)},
}
