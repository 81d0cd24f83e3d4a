"""CatBoost: its seed is 0 unless one is given, so that only a seed that varies makes it vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.sklearn_estimators import FIT
from repro_lint.catalog.tables import group, table

_ALIASES = ("random_state", "seed")
_FIRST = (
    "iterations learning_rate depth l2_leaf_reg model_size_reg rsm loss_function border_count feature_border_type"
    " per_float_feature_quantization input_borders output_borders fold_permutation_block od_pval od_wait od_type"
    " nan_mode counter_calc_method leaf_estimation_iterations leaf_estimation_method thread_count random_seed"
)
_MODEL = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.2 {name}",
    rule="unseeded-estimator",
    methods=FIT,
    parameters=tuple(_FIRST.split()),
    seed="random_seed",
    seed_aliases=_ALIASES,
    fix="random_seed={seed}",
)
_CALL = replace(_MODEL, methods=(), parameters=(), seed="params.random_seed", seed_aliases=_ALIASES, fix="")
_FOLDS = replace(
    _CALL, seed="partition_random_seed", seed_default=0, seed_aliases=("seed",), fix="partition_random_seed={seed}"
)

ROWS = (
    *group("catboost", "CatBoostClassifier CatBoostRegressor CatBoostRanker", _MODEL),
    *table("catboost", "CatBoost params", replace(_CALL, methods=FIT)),
    *table("catboost", "train pool params", _CALL),
    *table(
        "catboost",
        """
        cv pool params dtrain iterations num_boost_round fold_count nfold inverted partition_random_seed
        CatBoost.grid_search param_grid X y cv partition_random_seed
        CatBoost.randomized_search param_distributions X y cv n_iter partition_random_seed
        """,
        _FOLDS,
    ),
)

PREFIXES: Mapping[str, str] = {"catboost.core": "catboost"}
BASES: Mapping[str, str] = {
    f"catboost.{name}": "catboost.CatBoost" for name in ("CatBoostClassifier", "CatBoostRegressor", "CatBoostRanker")
}
