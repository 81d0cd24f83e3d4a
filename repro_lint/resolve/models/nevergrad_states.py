"""Nevergrad: `optimizer.parametrization.random_state = …` is what an optimizer takes its numbers from."""

from __future__ import annotations

from repro_lint.resolve.domain.values import Known, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.own_streams import keep, origins_by
from repro_lint.resolve.models.registry import REST, Key


def _set_state(machine: Machine, call: Call) -> Value | None:
    """An attribute is set, the state or another one."""
    if call.first == Known("random_state"):
        keep(machine, call.receiver, origins_by(call.arguments.positional[1], call.place))
    return None


MODELS: dict[Key, Model] = {(f"nevergrad.optimizers.{REST}", "__setattr__"): _set_state}
