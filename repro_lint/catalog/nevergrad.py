"""Nevergrad: an optimizer takes its numbers from NumPy's stream, unless its parametrization has a state of its own."""

from __future__ import annotations

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.streams import OWN
from repro_lint.catalog.tables import NUMPY, group

OPTIMIZER = "nevergrad.optimizers.base.Optimizer"
_NAMES = (
    "NGOpt NgIohTuned OnePlusOne DiscreteOnePlusOne RandomSearch DE TwoPointsDE PSO CMA DiagonalCMA TBPSA NelderMead"
    " ScrHammersleySearch"
)
_OPTIMIZER = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.23 {name}",
    rule="unseeded-estimator",
    streams=NUMPY,
    methods=("ask", "minimize"),
    parameters=("parametrization", "budget"),
    may_if=({"parametrization": (Given.OBJECT,)},),  # which may have a state of its own
)
_OBJECT = Row("", Role.OBJECT, "facebookresearch.github.io nevergrad", returns="self")
_SEED = Row("", Role.SEED, "LIBRARIES §1.23", streams=(OWN,), parameters=("seed",), seed="seed")

ROWS = (
    *group("nevergrad.optimizers", _NAMES, _OPTIMIZER),
    Row(OPTIMIZER, Role.OBJECT, "facebookresearch.github.io nevergrad", returns=OPTIMIZER),
    # The state belongs to the parametrization, and an optimizer has one parametrization.
    *group(OPTIMIZER, "parametrization random_state", _OBJECT),
    *group(OPTIMIZER, "seed", _SEED),
)

PREFIXES = {
    "nevergrad.optimization": "nevergrad.optimizers",
    "nevergrad.optimization.optimizerlib": "nevergrad.optimizers",
}
BASES = {f"nevergrad.optimizers.{name}": OPTIMIZER for name in _NAMES.split()}
