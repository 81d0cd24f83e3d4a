"""Methods of scikit-learn whose results vary in the last bits although everything is seeded: threads add them up.

Measured with scikit-learn 1.9 on two cores, calls of one fitted forest ("threads": 9 to 12 of 12 results differ with
`n_jobs` 2 and -1, none with 1 and None), and fits of KMeans with OMP_NUM_THREADS 2 (none differs), 3 and 4. Bagging,
voting, stacking, isolation forests, neighbours, searches and out-of-bag estimates keep their order with any `n_jobs`.
"""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.tables import ALWAYS, group

# A sum of two does not depend on the order.
_FOREST = Row(
    "",
    Role.VARIES,
    "threads: {name}",
    defaults={"n_jobs": None, "n_estimators": 100},
    never_if=({"n_jobs": (None, 1)}, {"n_estimators": (1, 2)}),
    advice="predict with `n_jobs=1` (`set_params(n_jobs=1)` after `fit`, which may keep its threads)",
)
# The leaves of whole trees hold one class each: their sums are whole numbers, and exact.
_CLASSIFIER = replace(
    _FOREST,
    defaults={**_FOREST.defaults, "max_depth": None, "max_leaf_nodes": None},
    draws_if=({"max_depth": (Given.PRESENT,)}, {"max_leaf_nodes": (Given.PRESENT,)}),
    may_if=({"max_depth": (None,), "max_leaf_nodes": (None,)},),
)
# Up to 512 rows, or on two threads, the sums have one order.
_MEANS = Row(
    "",
    Role.VARIES,
    "threads: {name}",
    may_if=(ALWAYS,),
    advice="limit it to two threads (`OMP_NUM_THREADS=2` before the program starts)",
)

ROWS = (
    *group("sklearn.ensemble.RandomForestRegressor", "predict", _FOREST),
    *group("sklearn.ensemble.ExtraTreesRegressor", "predict", _FOREST),
    *group("sklearn.ensemble.RandomForestRegressor", "score", replace(_FOREST, may_if=(ALWAYS,))),
    *group("sklearn.ensemble.ExtraTreesRegressor", "score", replace(_FOREST, may_if=(ALWAYS,))),
    *group("sklearn.ensemble.RandomForestClassifier", "predict_proba predict_log_proba", _CLASSIFIER),
    *group("sklearn.ensemble.ExtraTreesClassifier", "predict_proba predict_log_proba", _CLASSIFIER),
    *group("sklearn.cluster.KMeans", "fit fit_transform", _MEANS),
    *group("sklearn.cluster.BisectingKMeans", "fit fit_transform", _MEANS),
)
