"""imbalanced-learn: what chooses or makes samples by chance draws from NumPy's stream when it resamples or is fitted.

`NearMiss`, `TomekLinks` and the nearest-neighbour rules choose by distance and have no rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.sklearn_estimators import FIT
from repro_lint.catalog.tables import NUMPY, group

_SAMPLER = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.29 {name}",
    rule="unseeded-estimator",
    streams=NUMPY,
    methods=("fit_resample", "fit_sample"),
    seed="random_state",
    fix="random_state={seed}",
)
_COMBINED = replace(_SAMPLER, source="LIBRARIES §1.4", never_if=({"smote": (Given.OBJECT,)},))
_CALL = replace(_SAMPLER, methods=())

ROWS = (
    *group(
        "imblearn.over_sampling",
        "ADASYN BorderlineSMOTE KMeansSMOTE RandomOverSampler SMOTE SMOTEN SMOTENC SVMSMOTE",
        _SAMPLER,
    ),
    *group(
        "imblearn.under_sampling",
        "CondensedNearestNeighbour InstanceHardnessThreshold OneSidedSelection RandomUnderSampler",
        _SAMPLER,
    ),
    *group(
        "imblearn.under_sampling",
        "ClusterCentroids",
        replace(_SAMPLER, source="LIBRARIES §1.4", never_if=({"estimator": (Given.OBJECT,)},)),
    ),
    *group("imblearn.combine", "SMOTEENN SMOTETomek", _COMBINED),
    *group(
        "imblearn.ensemble",
        "BalancedBaggingClassifier BalancedRandomForestClassifier EasyEnsembleClassifier RUSBoostClassifier",
        replace(_SAMPLER, methods=FIT),
    ),
    *group("imblearn.datasets", "make_imbalance", _CALL),
    *group(
        "imblearn.datasets",
        "fetch_datasets",
        replace(_CALL, source="signature of {name}", defaults={"shuffle": False}, draws_if=({"shuffle": (True,)},)),
    ),
    *group("imblearn.keras", "BalancedBatchGenerator balanced_batch_generator", _CALL),
    *group("imblearn.tensorflow", "balanced_batch_generator", _CALL),
)

PREFIXES: Mapping[str, str] = {
    "imblearn.under_sampling.prototype_selection": "imblearn.under_sampling",
    "imblearn.under_sampling.prototype_generation": "imblearn.under_sampling",
}
