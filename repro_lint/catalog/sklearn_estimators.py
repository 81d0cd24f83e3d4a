"""scikit-learn estimators: they draw when a method fits, from NumPy's stream unless `random_state` is given.

"sk_gate" is the measurement of which arguments make an estimator depend on its seed (scikit-learn 1.9.1, 300
samples). What is documented as random yet did not show there depends on the data: `may_if`.
"""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Constant, Gate, Given, Role, Row
from repro_lint.catalog.tables import ALWAYS, NUMPY, group, table

FIT = ("fit", "fit_predict", "fit_transform", "partial_fit")
DRAWS = Row(
    "",
    Role.DRAW,
    "sk_gate: {name}",
    rule="unseeded-estimator",
    streams=NUMPY,
    methods=FIT,
    seed="random_state",
    returns="self",
    fix="random_state={seed}",
)
_MAY = replace(DRAWS, may_if=(ALWAYS,))


def _only(template: Row = DRAWS, *gates: Gate, **defaults: Constant) -> Row:
    return replace(template, draws_if=gates, defaults=defaults)


def _except(*gates: Gate, **defaults: Constant) -> Row:
    return replace(DRAWS, never_if=gates, defaults=defaults)


_ANY = (
    *group("sklearn.cluster", "BisectingKMeans MiniBatchKMeans", replace(DRAWS, parameters=("n_clusters",))),
    *group(
        "sklearn.cluster",
        "SpectralBiclustering SpectralCoclustering",
        replace(DRAWS, parameters=("n_clusters",)),
    ),
    *group("sklearn.covariance", "EllipticEnvelope MinCovDet", DRAWS),
    *group(
        "sklearn.decomposition",
        "LatentDirichletAllocation MiniBatchDictionaryLearning MiniBatchNMF MiniBatchSparsePCA TruncatedSVD",
        replace(DRAWS, parameters=("n_components",)),
    ),
    *table(
        "sklearn.ensemble",
        """
        AdaBoostRegressor      estimator
        BaggingRegressor       estimator n_estimators
        ExtraTreesClassifier   n_estimators
        ExtraTreesRegressor    n_estimators
        RandomForestClassifier n_estimators
        RandomForestRegressor  n_estimators
        RandomTreesEmbedding   n_estimators
        GradientBoostingClassifier
        GradientBoostingRegressor
        IsolationForest
        """,
        DRAWS,
    ),
    *table(
        "sklearn.kernel_approximation",
        "Nystroem kernel\nPolynomialCountSketch\nRBFSampler\nSkewedChi2Sampler",
        DRAWS,
    ),
    *table("sklearn.linear_model", "RANSACRegressor estimator\nTheilSenRegressor", DRAWS),
    *table(
        "sklearn.neural_network",
        "BernoulliRBM n_components\nMLPClassifier hidden_layer_sizes activation\nMLPRegressor",
        DRAWS,
    ),
    *group(
        "sklearn.random_projection",
        "GaussianRandomProjection SparseRandomProjection",
        replace(DRAWS, parameters=("n_components",)),
    ),
    *group(
        "sklearn.tree",
        "DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor",
        DRAWS,
    ),
    # Equal splits are broken by chance: trees draw also with all features.
    *table(
        "sklearn.model_selection",
        "RandomizedSearchCV estimator param_distributions\nHalvingRandomSearchCV estimator param_distributions",
        DRAWS,
    ),
    *table(
        "sklearn.preprocessing",
        "TargetEncoder categories target_type smooth cv shuffle random_state",
        replace(DRAWS, methods=("fit_transform",)),
    ),
    *table("sklearn.manifold", "SpectralEmbedding n_components", DRAWS),
)

_UNLESS = (
    *table("sklearn.cluster", "KMeans n_clusters", _except({"init": (Given.OBJECT,)}, init="k-means++")),
    *table("sklearn.decomposition", "FastICA n_components", _except({"w_init": (Given.OBJECT,)}, w_init=None)),
    *table(
        "sklearn.decomposition",
        "NMF n_components",
        _except({"init": ("custom",), "shuffle": (False,)}, init=None, shuffle=False),
    ),
    *table(
        "sklearn.decomposition",
        "FactorAnalysis n_components",
        replace(_except({"svd_method": ("lapack",)}, svd_method="randomized"), seed_default=0),
    ),
    *table("sklearn.manifold", "MDS n_components", _except({"init": ("classical_mds",)}, init="random")),
    *table(
        "sklearn.linear_model",
        """
        PassiveAggressiveClassifier
        PassiveAggressiveRegressor
        SGDClassifier loss
        SGDRegressor  loss
        """,
        _except({"shuffle": (False,), "early_stopping": (False,)}, shuffle=True, early_stopping=False),
    ),
    *table(
        "sklearn.linear_model",
        "Perceptron",
        replace(
            _except({"shuffle": (False,), "early_stopping": (False,)}, shuffle=True, early_stopping=False),
            seed_default=0,
        ),
    ),
    *table(
        "sklearn.linear_model",
        "SGDOneClassSVM nu fit_intercept max_iter tol shuffle verbose random_state",
        _except({"shuffle": (False,)}, shuffle=True),
    ),
    # One component has nothing to initialise.
    *table("sklearn.mixture", "GaussianMixture n_components", _except({"n_components": (1,)}, n_components=1)),
    *table("sklearn.mixture", "BayesianGaussianMixture", _except({"n_components": (1,)}, n_components=1)),
)

_RANDOM_SELECTION: Gate = {"selection": ("random",)}
_PROBABILITY: Gate = {"probability": (Given.TRUTHY,)}
_ONLY_IF = (
    *table(
        "sklearn.linear_model",
        """
        ElasticNet alpha
        Lasso alpha
        MultiTaskElasticNet alpha
        MultiTaskLasso alpha
        ElasticNetCV
        LassoCV
        MultiTaskElasticNetCV
        MultiTaskLassoCV
        """,
        _only(DRAWS, _RANDOM_SELECTION, selection="cyclic"),
    ),
    *table(
        "sklearn.linear_model",
        "Lars\nLassoLars alpha",
        _only(DRAWS, {"jitter": (Given.PRESENT,)}, jitter=None),
    ),
    *group("sklearn.svm", "SVC NuSVC", _only(DRAWS, _PROBABILITY, probability=False)),
    *table(
        "sklearn.impute",
        "IterativeImputer estimator",
        _only(
            replace(DRAWS, methods=(*FIT, "transform")),
            {"sample_posterior": (Given.TRUTHY,)},
            {"n_nearest_features": (Given.PRESENT,)},
            {"imputation_order": ("random",)},
            sample_posterior=False,
            n_nearest_features=None,
            imputation_order="ascending",
        ),
    ),
    *group(
        "sklearn.dummy",
        "DummyClassifier",
        _only(
            replace(DRAWS, methods=("predict", "predict_proba", "score")),
            {"strategy": ("stratified", "uniform")},
            strategy="prior",
        ),
    ),
    *group(
        "sklearn.feature_extraction.image",
        "PatchExtractor",
        _only(
            replace(DRAWS, methods=("transform", "fit_transform")), {"max_patches": (Given.PRESENT,)}, max_patches=None
        ),
    ),
    *group(
        "sklearn.multioutput",
        "ClassifierChain RegressorChain",
        _only(DRAWS, {"order": ("random",)}, order=None),
    ),
)

_DATA_DECIDES = (
    *group("sklearn.cluster", "AffinityPropagation", _MAY),
    *group("sklearn.decomposition", "DictionaryLearning SparsePCA", replace(_MAY, parameters=("n_components",))),
    *table("sklearn.model_selection", "HalvingGridSearchCV estimator param_grid", _MAY),
    *table("sklearn.multiclass", "OutputCodeClassifier estimator", _MAY),
    *table(
        "sklearn.preprocessing",
        "KBinsDiscretizer n_bins",
        replace(_MAY, defaults={"subsample": 200_000}, never_if=({"subsample": (None,)},)),
    ),
    *group(
        "sklearn.preprocessing",
        "QuantileTransformer",
        replace(_MAY, defaults={"subsample": 10_000}, never_if=({"subsample": (None,)},)),
    ),
    *table(
        "sklearn.ensemble",
        "HistGradientBoostingClassifier loss\nHistGradientBoostingRegressor loss",
        replace(
            _only(DRAWS, {"early_stopping": (True,)}, early_stopping="auto"),
            may_if=(
                {"early_stopping": ("auto",)},
                {"early_stopping": (False,), "max_features": (Given.PRESENT,)},
            ),
        ),
    ),
    *table(
        "sklearn.ensemble",
        "AdaBoostClassifier estimator",
        replace(
            _MAY,
            defaults={"estimator": None},
            may_if=({"estimator": (Given.PRESENT,)},),
            never_if=({"estimator": (Given.ABSENT,)},),
        ),
    ),
    *table(
        "sklearn.ensemble",
        "BaggingClassifier estimator n_estimators",
        replace(_MAY, defaults={"bootstrap": True}, may_if=({"bootstrap": (False,)},)),
    ),
    *group(
        "sklearn.cluster",
        "SpectralClustering",
        replace(
            _MAY,
            parameters=("n_clusters",),
            defaults={"assign_labels": "kmeans"},
            may_if=({"assign_labels": ("cluster_qr",)},),
        ),
    ),
    *group(
        "sklearn.gaussian_process",
        "GaussianProcessClassifier GaussianProcessRegressor",
        replace(
            _MAY,
            parameters=("kernel",),
            defaults={"n_restarts_optimizer": 0},
            may_if=({"n_restarts_optimizer": (Given.ABOVE_ZERO,)},),
            never_if=({"n_restarts_optimizer": (0,)},),
        ),
    ),
    *table(
        "sklearn.model_selection",
        "TunedThresholdClassifierCV estimator",
        replace(
            _MAY,
            defaults={"cv": None},
            may_if=({"cv": (Given.PRESENT,)},),
            never_if=({"cv": (Given.ABSENT,)},),
        ),
    ),
)

ROWS = (*_ANY, *_UNLESS, *_ONLY_IF, *_DATA_DECIDES)
