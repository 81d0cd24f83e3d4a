"""scikit-learn estimators whose solver decides whether they draw; where the solver is "auto", the data decide.

Measured with scikit-learn 1.9 on 100 x 5, 300 x 8, 300 x 200 and 1200 x 1000 values, in fresh processes.
"""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Gate, Given, Row
from repro_lint.catalog.sklearn_estimators import DRAWS
from repro_lint.catalog.tables import table

_MEASURED = replace(DRAWS, source="measured, scikit-learn 1.9: {name} with each solver")


def _auto(parameter: str, always: tuple[str, ...], *never: Gate) -> Row:
    """It draws with these solvers, and with "auto" if the data are large."""
    return replace(
        _MEASURED,
        defaults={parameter: "auto"},
        draws_if=({parameter: always},),
        may_if=({parameter: ("auto",)},),
        never_if=never,
    )


# "auto" takes the full decomposition of up to 500 rows and columns, or for most of the components.
_MOST: tuple[Given | str, ...] = (Given.ABSENT, Given.FRACTION, "mle")
_DECOMPOSITIONS = (
    *table(
        "sklearn.decomposition",
        "PCA n_components",
        _auto("svd_solver", ("randomized", "arpack"), {"svd_solver": ("auto",), "n_components": _MOST}),
    ),
    *table(
        "sklearn.decomposition",
        "KernelPCA n_components",
        _auto("eigen_solver", ("randomized", "arpack"), {"eigen_solver": ("auto",), "n_components": (Given.ABSENT,)}),
    ),
)

_MANIFOLDS = (
    # More than 200 rows make "auto" ARPACK, which starts from a drawn vector.
    *table("sklearn.manifold", "LocallyLinearEmbedding", _auto("eigen_solver", ("arpack",))),
    # It names no seed: its kernel PCA takes NumPy's stream.
    *table("sklearn.manifold", "Isomap", replace(_auto("eigen_solver", ("arpack",)), seed=None, fix="")),
    # It starts from a PCA that leaves its solver to "auto", before scikit-learn 1.9 from a randomized one.
    *table(
        "sklearn.manifold",
        "TSNE n_components",
        replace(_MEASURED, defaults={"init": "pca"}, draws_if=({"init": ("random",)},), may_if=({"init": ("pca",)},)),
    ),
    *table(
        "sklearn.neighbors",
        "NeighborhoodComponentsAnalysis n_components",
        replace(
            DRAWS, defaults={"init": "auto"}, draws_if=({"init": ("random",)},), may_if=({"init": ("auto", "pca")},)
        ),
    ),
)

_SAG: Gate = {"solver": ("sag", "saga")}
# liblinear shuffles the coordinates that it descends along.
_DUAL: Gate = {"solver": ("liblinear",), "dual": (True,)}
_SPARSE: Gate = {"solver": ("liblinear",), "penalty": ("l1",)}
_LOGISTIC = replace(_MEASURED, defaults={"solver": "lbfgs", "dual": False}, draws_if=(_SAG, _DUAL, _SPARSE))
_LINEAR = (
    *table(
        "sklearn.linear_model",
        "LogisticRegression penalty",
        replace(_LOGISTIC, draws_if=(*_LOGISTIC.draws_if, {"solver": ("liblinear",), "l1_ratio": (1, 1.0)})),
    ),
    *table("sklearn.linear_model", "LogisticRegressionCV", _LOGISTIC),
    *table(
        "sklearn.linear_model",
        "Ridge alpha\nRidgeClassifier alpha",
        replace(DRAWS, defaults={"solver": "auto"}, draws_if=(_SAG,)),
    ),
    *table(
        "sklearn.svm",
        "LinearSVC penalty loss",
        replace(
            _MEASURED,
            defaults={"penalty": "l2", "loss": "squared_hinge", "dual": "auto", "multi_class": "ovr"},
            draws_if=(
                {"dual": (True,)},
                {"penalty": ("l1",)},
                {"loss": ("hinge",)},
                {"multi_class": ("crammer_singer",)},
            ),
            may_if=({"dual": ("auto",), "penalty": ("l2",), "loss": ("squared_hinge",), "multi_class": ("ovr",)},),
        ),
    ),
    *table(
        "sklearn.svm",
        "LinearSVR",
        replace(
            DRAWS,
            defaults={"dual": "auto", "loss": "epsilon_insensitive"},
            never_if=({"dual": (False,)},),
            may_if=({"dual": ("auto",), "loss": ("squared_epsilon_insensitive",)},),
        ),
    ),
)

ROWS = (*_DECOMPOSITIONS, *_MANIFOLDS, *_LINEAR)
