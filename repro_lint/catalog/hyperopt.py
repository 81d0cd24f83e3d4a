"""Hyperopt: searches take their numbers from the entropy of the system, or from the Generator given as `rstate`."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import ENTROPY, table

_SEARCH = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.9",
    rule="unseeded-estimator",
    streams=ENTROPY,
    seed="rstate",
    accepts="Generator",
    fix="rstate={numpy.random.default_rng}({seed})",
)

ROWS = (
    *table("hyperopt", "fmin fn space algo max_evals timeout loss_threshold trials rstate", _SEARCH),
    *table(
        "hyperopt.pyll.stochastic",
        "sample expr rng",
        replace(_SEARCH, rule="unseeded-draw", seed="rng", fix="rng={numpy.random.default_rng}({seed})"),
    ),
)
