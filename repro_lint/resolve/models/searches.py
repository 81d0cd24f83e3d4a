"""Searches over parameters: what Optuna's studies and Hyperopt's `fmin` take their numbers from."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.resolve.domain.values import NONE, UNKNOWN, Known, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.environment import ENVIRON, variable
from repro_lint.resolve.models.registry import Key

_STUDIES = ("optuna.create_study", "optuna.load_study")
_HYPEROPT_SEED = variable(Known("HYPEROPT_FMIN_SEED"))


def _study(machine: Machine, call: Call) -> Value | None:
    """A study that has a name: its pruner draws none for it."""
    given = dict(call.arguments.keywords)
    row = machine.row(call.name)
    if row is None or given.get("study_name", NONE) == NONE:
        return None
    keywords = tuple((name, UNKNOWN if name == "pruner" else value) for name, value in call.arguments.keywords)
    return machine.apply(row, replace(call, arguments=replace(call.arguments, keywords=keywords)))


def _minimize(machine: Machine, call: Call) -> Value | None:
    """`fmin` without a generator takes its seed from the environment."""
    given = call.arguments
    seed = machine.state.read(ENVIRON, _HYPEROPT_SEED)
    if not isinstance(seed, Known) or any(name == "rstate" for name, _ in given.keywords):
        return None
    for value in given.values():
        machine.escape(value, call.place, call.frame)
    return UNKNOWN


MODELS: dict[Key, Model] = {**dict.fromkeys(_STUDIES, _study), "hyperopt.fmin": _minimize}
