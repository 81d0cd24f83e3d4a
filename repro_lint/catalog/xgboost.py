"""XGBoost: its seed is 0 unless one is given, so that only a seed that varies makes it vary.

`cv` seeds NumPy's global stream with its own seed, whatever it folds. The linear booster adds up on several threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.sklearn_estimators import FIT
from repro_lint.catalog.tables import ENTROPY, NUMPY, group, table

_MODELS = "XGBModel XGBClassifier XGBRegressor XGBRanker XGBRFClassifier XGBRFRegressor"
_MODEL = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.2 {name}",
    rule="unseeded-estimator",
    methods=FIT,
    seed="random_state",
    seed_aliases=("seed",),
    fix="random_state={seed}",
)
_CALL = replace(_MODEL, methods=(), seed="params.seed", seed_aliases=("random_state",), fix="")
_SHOTGUN = Row(
    "",
    Role.VARIES,
    "LIBRARIES §3.1 gblinear",
    defaults={"booster": None, "n_jobs": None, "updater": None},
    draws_if=({"booster": ("gblinear",)},),
    never_if=({"n_jobs": (1,)}, {"updater": ("coord_descent",)}),
    advice='train with `updater="coord_descent"` or `n_jobs=1`',
)

ROWS = (
    *group("xgboost", _MODELS, _MODEL),
    *table("xgboost", "train params dtrain num_boost_round", _CALL),
    Row(
        "xgboost.cv",
        Role.DRAW,
        "LIBRARIES §1.1",
        rule="unseeded-estimator",
        streams=ENTROPY,
        parameters=("params", "dtrain", "num_boost_round"),
        seed="seed",
        seed_default=0,
        reseeds=NUMPY,
        fix="seed={seed}",
    ),
    *group("xgboost.XGBModel", "fit", _SHOTGUN),
)

PREFIXES: Mapping[str, str] = {"xgboost.sklearn": "xgboost", "xgboost.training": "xgboost"}
BASES: Mapping[str, str] = {f"xgboost.{name}": "xgboost.XGBModel" for name in _MODELS.split()[1:]}
