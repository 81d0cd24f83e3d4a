"""UMAP: without a seed its threads race; on one thread NumPy's global stream governs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.sklearn_estimators import FIT
from repro_lint.catalog.tables import ENTROPY, NUMPY, group

_UMAP = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.27",
    rule="unseeded-estimator",
    streams=NUMPY,
    methods=FIT,
    seed="random_state",
    fix="random_state={seed}",
)
_THREADS = replace(
    _UMAP,
    streams=ENTROPY,
    methods=(),
    defaults={"n_jobs": -1},
    never_if=({"random_state": (Given.PRESENT,)}, {"n_jobs": (1,)}),
)

ROWS = (
    *group("umap", "UMAP", replace(_UMAP, parts=(_THREADS,))),
    *group("umap", "AlignedUMAP", _UMAP),
)

PREFIXES: Mapping[str, str] = {"umap.umap_": "umap"}
