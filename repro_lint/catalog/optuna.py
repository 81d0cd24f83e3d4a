"""Optuna: a sampler starts from entropy, and a study without a sampler makes one; no global seed counts."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.tables import ENTROPY, NUMPY, group, table

_STUDY = "optuna.study.Study"
_ASKED = ("ask", "optimize")
_SAMPLER = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.6 {name}",
    rule="unseeded-estimator",
    streams=ENTROPY,
    methods=("sample_independent", "sample_relative"),
    seed="seed",
    fix="seed={seed}",
)
_SAMPLERS = "TPESampler CmaEsSampler NSGAIISampler NSGAIIISampler QMCSampler GPSampler"
_RESEEDED = replace(_SAMPLER, source="LIBRARIES §1.6 reseed_rng", methods=(), seed=None, fix="")
_MAKES_STUDY = replace(
    _SAMPLER,
    methods=(),
    seed=None,
    parameters=(),
    draws_if=({"sampler": (Given.ABSENT,)},),
    returns=_STUDY,
    fix="sampler={optuna.samplers.TPESampler}(seed={seed})",
)
_RACE = Row(
    "",
    Role.VARIES,
    "LIBRARIES §3.1 optuna",
    rule="racing-pipeline",
    defaults={"n_jobs": 1},
    never_if=({"n_jobs": (1,)},),
    advice="optimize with `n_jobs=1`",
)
_IMPORTANCE = replace(_SAMPLER, source="LIBRARIES §1.8", streams=NUMPY, methods=("evaluate",))

ROWS = (
    *group("optuna", "create_study load_study", _MAKES_STUDY),
    *group("optuna.samplers", _SAMPLERS, _SAMPLER),
    *table("optuna.samplers", "RandomSampler seed\nBruteForceSampler seed", _SAMPLER),
    # Without a seed its seed is 0.
    *table("optuna.samplers", "GridSampler search_space seed", replace(_SAMPLER, streams=())),
    *table(
        _STUDY,
        "optimize func n_trials timeout n_jobs",
        Row("", Role.OBJECT, "LIBRARIES §3.1 optuna", parts=(_RACE,)),
    ),
    *group("optuna.samplers", " ".join(f"{name}.reseed_rng" for name in _SAMPLERS.split()), _RESEEDED),
    # The name of the study decides which trials share a bracket; a name that is not given is drawn.
    Row(
        "optuna.pruners.HyperbandPruner",
        Role.DRAW,
        "LIBRARIES §1.7",
        rule="unseeded-estimator",
        streams=ENTROPY,
        methods=("prune",),
    ),
    Row("optuna.importance.get_param_importances", Role.OBJECT, "LIBRARIES §1.8", parameters=("study",)),
    *group("optuna.importance", "FanovaImportanceEvaluator MeanDecreaseImpurityImportanceEvaluator", _IMPORTANCE),
)

PREFIXES = {"optuna.integration.samplers": "optuna.samplers"}
ALIASES = {"optuna.study.create_study": "optuna.create_study", "optuna.study.load_study": "optuna.load_study"}
