"""Keras models as scikit-learn estimators: `fit` builds the model, shuffles and trains.

Measured with scikeras 0.13: with `random_state` all streams are seeded around `fit`; without it a default model needs
Python's stream and TensorFlow's.
"""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Kind, Role, Row
from repro_lint.catalog.tables import TENSORFLOW, group

_WRAPPER = Row(
    "",
    Role.DRAW,
    "keras.io 2.x scikit-learn API: {name}",
    rule="unseeded-fit",
    kind=Kind.MODEL,
    streams=TENSORFLOW,
    methods=("fit", "partial_fit", "fit_transform"),
    parameters=("model",),
    defaults={"shuffle": True},
    draws_if=({"shuffle": (Given.TRUTHY,)},),
    trains=True,
)

ROWS = (
    *group(
        "scikeras.wrappers",
        "BaseWrapper KerasClassifier KerasRegressor",
        replace(_WRAPPER, source="measured, scikeras 0.13: {name}", seed="random_state"),
    ),
    *group(
        "keras.wrappers.scikit_learn",
        "BaseWrapper KerasClassifier KerasRegressor",
        replace(_WRAPPER, parameters=("build_fn",), until="2.13"),
    ),
    *group(
        "keras.wrappers",
        "SKLearnClassifier SKLearnRegressor SKLearnTransformer",
        replace(
            _WRAPPER,
            source="keras.io api/utils/sklearn_wrappers: {name}",
            defaults={},
            draws_if=(),
            may_if=({"fit_kwargs": (Given.PRESENT,)},),
            since="3.8",
        ),
    ),
)
