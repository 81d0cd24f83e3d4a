"""Keras Tuner: a tuner draws its seed from Python's global stream when it is made."""

from __future__ import annotations

from collections.abc import Mapping

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import PYTHON, table

_TUNER = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.18",
    rule="unseeded-estimator",
    streams=PYTHON,
    seed="seed",
    fix="seed={seed}",
)
ROWS = (
    *table(
        "keras_tuner",
        """
        BayesianOptimization hypermodel objective max_trials num_initial_points alpha beta seed
        Hyperband hypermodel objective max_epochs factor hyperband_iterations seed
        RandomSearch hypermodel objective max_trials seed
        """,
        _TUNER,
    ),
    *table(
        "keras_tuner.oracles",
        """
        BayesianOptimizationOracle objective max_trials num_initial_points alpha beta seed
        HyperbandOracle objective max_epochs factor hyperband_iterations seed
        RandomSearchOracle objective max_trials seed
        """,
        _TUNER,
    ),
)

PREFIXES: Mapping[str, str] = {
    "kerastuner": "keras_tuner",
    "kerastuner.tuners": "keras_tuner",
    "keras_tuner.tuners": "keras_tuner",
}
