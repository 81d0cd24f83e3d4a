"""UMAP: without a seed its threads race; on one thread NumPy's global stream governs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.sklearn_estimators import FIT
from repro_lint.catalog.tables import ENTROPY, NUMPY, table

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
    *table(
        "umap",
        "UMAP n_neighbors n_components metric metric_kwds output_metric output_metric_kwds n_epochs learning_rate init"
        " min_dist spread low_memory n_jobs set_op_mix_ratio local_connectivity repulsion_strength negative_sample_rate"
        " transform_queue_size a b random_state",
        replace(_UMAP, parts=(_THREADS,)),
    ),
    *table(
        "umap",
        "AlignedUMAP n_neighbors n_components metric metric_kwds n_epochs learning_rate init alignment_regularisation"
        " alignment_window_size min_dist spread low_memory set_op_mix_ratio local_connectivity repulsion_strength"
        " negative_sample_rate transform_queue_size a b random_state",
        _UMAP,
    ),
)

PREFIXES: Mapping[str, str] = {"umap.umap_": "umap"}
