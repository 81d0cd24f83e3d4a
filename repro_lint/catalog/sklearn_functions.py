"""scikit-learn splits, made-up data sets and functions that draw at the call."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Gate, Given, Kind, Role, Row
from repro_lint.catalog.tables import ALWAYS, NUMPY, group, table

_SPLIT = Row(
    "",
    Role.DRAW,
    "TRUTH §1 sk_ShuffleSplit; sk_gate: ms.{name}",
    rule="unseeded-split",
    kind=Kind.DATA,
    streams=NUMPY,
    seed="random_state",
    fix="random_state={seed}",
)
_SPLITTER = replace(_SPLIT, methods=("split",), returns="self")
_FOLD = replace(
    _SPLITTER,
    source="TRUTH §1 sk_KFold_default, sk_KFold_shuffle, §4.19; sk_gate: ms.{name}",
    defaults={"shuffle": False},
    draws_if=({"shuffle": (Given.TRUTHY,)},),
    raises_if=({"random_state": (Given.PRESENT,), "shuffle": (False,)},),
    raises="without `shuffle=True` it takes no `random_state`",
)
_SHUFFLED: Gate = {"shuffle": (Given.TRUTHY,)}

_SPLITS = (
    *table(
        "sklearn.model_selection",
        """
        KFold                n_splits
        StratifiedKFold      n_splits
        GroupKFold           n_splits
        StratifiedGroupKFold n_splits shuffle random_state
        """,
        _FOLD,
    ),
    *table(
        "sklearn.model_selection",
        """
        ShuffleSplit           n_splits
        StratifiedShuffleSplit n_splits
        GroupShuffleSplit      n_splits
        RepeatedKFold
        RepeatedStratifiedKFold
        """,
        _SPLITTER,
    ),
    *group(
        "sklearn.model_selection",
        "train_test_split",
        replace(
            _SPLIT,
            source="TRUTH §1 sk_train_test_split, sk_train_test_split_noshuffle",
            defaults={"shuffle": True},
            never_if=({"shuffle": (False,)},),
        ),
    ),
    *table(
        "sklearn.model_selection",
        "check_cv cv y",
        replace(_FOLD, source="api_catalog: {name}", methods=(), raises_if=()),
    ),
    *group("sklearn.utils", "shuffle resample", replace(_SPLIT, source="TRUTH §1 sk_shuffle_resample")),
)

_DRAW = Row(
    "",
    Role.DRAW,
    "TRUTH §4.4; api_catalog: {name}",
    rule="unseeded-estimator",
    streams=NUMPY,
    seed="random_state",
    fix="random_state={seed}",
)
_MAKE = replace(_DRAW, source="TRUTH §1 sk_make_classification; api_catalog: {name}")

_MADE = (
    *table(
        "sklearn.datasets",
        """
        make_biclusters          shape n_clusters
        make_blobs               n_samples n_features
        make_checkerboard        shape n_clusters
        make_classification      n_samples n_features
        make_friedman1           n_samples n_features
        make_friedman2           n_samples
        make_friedman3           n_samples
        make_gaussian_quantiles
        make_hastie_10_2         n_samples
        make_low_rank_matrix     n_samples n_features
        make_multilabel_classification n_samples n_features
        make_regression          n_samples n_features
        make_s_curve             n_samples
        make_sparse_coded_signal n_samples
        make_sparse_spd_matrix   n_dim
        make_sparse_uncorrelated n_samples n_features
        make_spd_matrix          n_dim
        make_swiss_roll          n_samples
        """,
        _MAKE,
    ),
    *table(
        "sklearn.datasets",
        "make_circles n_samples\nmake_moons n_samples",
        replace(
            _MAKE,
            source="sk_gate: make_circles, make_moons",
            defaults={"shuffle": True, "noise": None},
            draws_if=(_SHUFFLED, {"noise": (Given.PRESENT,)}),
        ),
    ),
    *group(
        "sklearn.datasets",
        "fetch_covtype fetch_kddcup99 fetch_rcv1",
        replace(_DRAW, defaults={"shuffle": False}, draws_if=(_SHUFFLED,)),
    ),
    *group(
        "sklearn.datasets",
        "fetch_20newsgroups",
        replace(_DRAW, defaults={"shuffle": True}, draws_if=(_SHUFFLED,), seed_default=42),
    ),
    *table(
        "sklearn.datasets",
        "load_files container_path",
        replace(_DRAW, defaults={"shuffle": True}, draws_if=(_SHUFFLED,), seed_default=0),
    ),
    *group(
        "sklearn.datasets",
        "fetch_olivetti_faces",
        replace(_DRAW, defaults={"shuffle": False}, draws_if=(_SHUFFLED,), seed_default=0),
    ),
)

_FUNCTIONS = (
    *table("sklearn.cluster", "kmeans_plusplus X n_clusters\nspectral_clustering affinity", _DRAW),
    *table(
        "sklearn.cluster",
        "k_means X n_clusters",
        replace(_DRAW, defaults={"init": "k-means++"}, never_if=({"init": (Given.OBJECT,)},)),
    ),
    *table("sklearn.cluster", "affinity_propagation S", replace(_DRAW, may_if=(ALWAYS,))),
    *table("sklearn.cluster", "estimate_bandwidth X", replace(_DRAW, seed_default=0)),
    *table("sklearn.covariance", "fast_mcd X support_fraction cov_computation_method random_state", _DRAW),
    *table("sklearn.decomposition", "dict_learning_online X n_components\nfastica X n_components", _DRAW),
    *table("sklearn.decomposition", "dict_learning X n_components", replace(_DRAW, may_if=(ALWAYS,))),
    *table(
        "sklearn.decomposition",
        "non_negative_factorization X W H n_components",
        replace(
            _DRAW,
            defaults={"init": None, "shuffle": False},
            never_if=({"init": ("custom",), "shuffle": (False,)},),
        ),
    ),
    *table("sklearn.utils.extmath", "randomized_svd M n_components\nrandomized_range_finder A", _DRAW),
    *table("sklearn.utils.random", "sample_without_replacement n_population n_samples method random_state", _DRAW),
    *table(
        "sklearn.feature_extraction.image",
        "extract_patches_2d image patch_size",
        replace(_DRAW, defaults={"max_patches": None}, draws_if=({"max_patches": (Given.PRESENT,)},)),
    ),
    # They add noise to continuous features, too little to show in most scores.
    *table(
        "sklearn.feature_selection",
        "mutual_info_classif X y\nmutual_info_regression X y",
        replace(_DRAW, source="sk_gate: mutual_info_classif", may_if=(ALWAYS,)),
    ),
    *table(
        "sklearn.inspection",
        "permutation_importance estimator X y",
        replace(_DRAW, source="sk_gate: permutation_importance"),
    ),
    *table(
        "sklearn.inspection",
        "PartialDependenceDisplay.from_estimator estimator X features",
        replace(_DRAW, defaults={"kind": "average"}, draws_if=({"kind": ("individual", "both")},)),
    ),
    *table(
        "sklearn.linear_model",
        "ridge_regression X y alpha",
        replace(_DRAW, defaults={"solver": "auto"}, draws_if=({"solver": ("sag", "saga")},)),
    ),
    *table("sklearn.manifold", "smacof dissimilarities\nspectral_embedding adjacency", _DRAW),
    *table(
        "sklearn.manifold",
        "locally_linear_embedding X",
        replace(
            _DRAW,
            source="measured, scikit-learn 1.9: LocallyLinearEmbedding with each solver",
            defaults={"eigen_solver": "auto"},
            draws_if=({"eigen_solver": ("arpack",)},),
            may_if=({"eigen_solver": ("auto",)},),
        ),
    ),
    *table(
        "sklearn.metrics",
        """
        PredictionErrorDisplay.from_estimator   estimator X y
        PredictionErrorDisplay.from_predictions y_true y_pred
        """,
        replace(_DRAW, defaults={"subsample": 1000}, may_if=(ALWAYS,), never_if=({"subsample": (None,)},)),
    ),
    *table(
        "sklearn.metrics",
        "silhouette_score X labels",
        replace(
            _DRAW,
            source="sk_gate: silhouette_score",
            defaults={"sample_size": None},
            draws_if=({"sample_size": (Given.PRESENT,)},),
        ),
    ),
    *table(
        "sklearn.model_selection",
        "learning_curve estimator X y\nLearningCurveDisplay.from_estimator estimator X y",
        replace(_DRAW, source="sk_gate: learning_curve", defaults={"shuffle": False}, draws_if=(_SHUFFLED,)),
    ),
    *table("sklearn.model_selection", "permutation_test_score estimator X y", replace(_DRAW, seed_default=0)),
    *table(
        "sklearn.model_selection",
        "ParameterSampler param_distributions n_iter",
        replace(_DRAW, methods=("__iter__",), returns="self"),
    ),
    *table(
        "sklearn.preprocessing",
        "quantile_transform X",
        replace(_DRAW, defaults={"subsample": 100_000}, may_if=(ALWAYS,), never_if=({"subsample": (None,)},)),
    ),
)

_SAMPLERS = (
    Row(
        "sklearn.neighbors.KernelDensity",
        Role.OBJECT,
        "scikit-learn.org KernelDensity",
        returns="sklearn.neighbors.KernelDensity",
    ),
    *table("sklearn.neighbors.KernelDensity", "sample n_samples random_state", _DRAW),
    *table(
        "sklearn.gaussian_process.GaussianProcessRegressor",
        "sample_y X n_samples random_state",
        replace(_DRAW, seed_default=0),
    ),
    # None gives the global stream itself, so its draws are NumPy's.
    Row(
        "sklearn.utils.check_random_state",
        Role.GENERATOR,
        "scikit-learn.org check_random_state",
        rule="unseeded-generator",
        streams=NUMPY,
        parameters=("seed",),
        seed="seed",
        returns="numpy.random.RandomState",
        fix="{seed}",
    ),
)

ROWS = (*_SPLITS, *_MADE, *_FUNCTIONS, *_SAMPLERS)
