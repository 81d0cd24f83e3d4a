"""shap: explainers that sample draw from NumPy's stream when they explain; `shap.sample` has a fixed seed."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import ALWAYS, NUMPY, group, table

_EXPLAINER = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.24 {name}",
    rule="unseeded-estimator",
    streams=NUMPY,
    methods=("shap_values", "__call__"),
)
_SEEDED = replace(_EXPLAINER, seed="seed", fix="seed={seed}")

ROWS = (
    *group("shap", "SamplingExplainer", _EXPLAINER),
    # With few features it goes through all their combinations.
    *group("shap", "KernelExplainer", replace(_EXPLAINER, may_if=(ALWAYS,))),
    *table("shap", "PermutationExplainer model masker link feature_names linearize_link seed", _SEEDED),
    # The kind of model decides which explainer does the work.
    *table(
        "shap",
        "Explainer model masker link algorithm output_names feature_names linearize_link seed",
        replace(
            _SEEDED,
            draws_if=({"algorithm": ("permutation",)},),
            may_if=({"algorithm": ("auto",)},),
            defaults={"algorithm": "auto"},
        ),
    ),
    *table(
        "shap",
        "sample X nsamples random_state",
        replace(
            _SEEDED,
            rule="unseeded-draw",
            streams=(),
            methods=(),
            seed="random_state",
            seed_default=0,
            fix="random_state={seed}",
        ),
    ),
)

PREFIXES = {"shap.explainers": "shap", "shap.utils": "shap"}
