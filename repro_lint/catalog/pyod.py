"""PyOD: detectors that draw do so from NumPy's stream when they are fitted; most detectors measure distances."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.sklearn_estimators import FIT
from repro_lint.catalog.tables import NUMPY, table

_DETECTOR = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.30 {name}",
    rule="unseeded-estimator",
    streams=NUMPY,
    methods=FIT,
    seed="random_state",
    fix="random_state={seed}",
)

ROWS = (
    *table(
        "pyod.models",
        """
        cblof.CBLOF n_clusters contamination clustering_estimator alpha beta use_weights check_estimator random_state
        gmm.GMM n_components covariance_type tol reg_covar max_iter n_init init_params weights_init means_init \
        precisions_init random_state
        iforest.IForest n_estimators max_samples contamination max_features bootstrap n_jobs behaviour random_state
        inne.INNE n_estimators max_samples contamination random_state
        loda.LODA contamination n_bins n_random_cuts random_state
        mcd.MCD contamination store_precision assume_centered support_fraction random_state
        sampling.Sampling contamination subset_size metric metric_params random_state
        """,
        _DETECTOR,
    ),
    *table(
        "pyod.utils.data",
        """
        generate_data n_train n_test n_features contamination train_only offset behaviour random_state
        generate_data_clusters n_train n_test n_clusters n_features contamination size density dist random_state
        """,
        replace(_DETECTOR, source="LIBRARIES catalogue {name}", rule="unseeded-draw", methods=()),
    ),
)

PREFIXES = {"pyod.utils.example": "pyod.utils.data"}
