"""Spektral: loaders shuffle by NumPy's stream, convolutions draw their weights as Keras' own layers do."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.keras_layers import WEIGHTS
from repro_lint.catalog.schema import Kind, Role, Row
from repro_lint.catalog.tables import NUMPY, group, table

_LOADER = Row(
    "",
    Role.DRAW,
    "spektral/data/utils.py batch_generator: `np.random.shuffle`",
    rule="unseeded-dataset",
    kind=Kind.DATA,
    streams=NUMPY,
    methods=("__iter__", "__next__", "load"),
    defaults={"shuffle": True},
    never_if=({"shuffle": (False,)},),
)
_LAYER = replace(
    WEIGHTS,
    source="graphneural.network layers/convolution {name}",
    initializers={"kernel_initializer": "glorot_uniform"},
)

ROWS = (
    *table(
        "spektral.data",
        """
        BatchLoader dataset mask batch_size epochs shuffle
        DisjointLoader dataset node_level batch_size epochs shuffle
        MixedLoader dataset batch_size epochs shuffle
        PackedBatchLoader dataset mask batch_size epochs shuffle
        """,
        _LOADER,
    ),
    *group("spektral.layers", "ARMAConv ChebConv ECCConv GATConv GCNConv GCSConv GraphSageConv TAGConv", _LAYER),
)

PREFIXES = {"spektral.data.loaders": "spektral.data"}
