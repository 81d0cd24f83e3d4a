"""LightGBM: its seeds are fixed unless one is given, so that only a seed that varies makes it vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.sklearn_estimators import FIT
from repro_lint.catalog.tables import ENTROPY, NUMPY, group, table

_MODEL = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.2 {name}",
    rule="unseeded-estimator",
    methods=FIT,
    seed="random_state",
    seed_aliases=("seed", "random_seed"),
    fix="random_state={seed}",
)
_CALL = replace(_MODEL, methods=(), seed="params.seed", seed_aliases=("random_state", "random_seed"), fix="")

ROWS = (
    *group("lightgbm", "LGBMModel LGBMClassifier LGBMRegressor LGBMRanker", _MODEL),
    *group("lightgbm", "DaskLGBMClassifier DaskLGBMRegressor DaskLGBMRanker", _MODEL),
    *table("lightgbm", "train params train_set num_boost_round", _CALL),
    Row(
        "lightgbm.cv",
        Role.DRAW,
        "LIBRARIES §1.3",
        rule="unseeded-estimator",
        streams=NUMPY,
        parameters=(
            *("params", "train_set", "num_boost_round", "folds", "nfold", "stratified", "shuffle", "metrics", "feval"),
            *("init_model", "fpreproc", "seed"),
        ),
        seed="seed",
        seed_default=0,
        fix="seed={seed}",
        parts=(
            replace(
                _MODEL,
                source="LIBRARIES §1.3",
                streams=ENTROPY,
                methods=(),
                seed=None,
                defaults={"seed": 0, "stratified": True},
                draws_if=({"seed": (None,), "stratified": (False,)},),
                fix="",
            ),
        ),
    ),
)

PREFIXES: Mapping[str, str] = {
    "lightgbm.sklearn": "lightgbm",
    "lightgbm.engine": "lightgbm",
    "lightgbm.dask": "lightgbm",
}
