"""Keras Tuner: a tuner draws its seed from Python's global stream when it is made."""

from __future__ import annotations

from collections.abc import Mapping

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import PYTHON, group

_TUNER = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.18",
    rule="unseeded-estimator",
    streams=PYTHON,
    seed="seed",
    fix="seed={seed}",
)
_NAMES = "RandomSearch Hyperband BayesianOptimization"

ROWS = (
    *group("keras_tuner", _NAMES, _TUNER),
    *group("keras_tuner.oracles", f"{_NAMES}Oracle".replace(" ", "Oracle "), _TUNER),
)

PREFIXES: Mapping[str, str] = {
    "kerastuner": "keras_tuner",
    "kerastuner.tuners": "keras_tuner",
    "keras_tuner.tuners": "keras_tuner",
}
