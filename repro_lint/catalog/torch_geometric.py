"""PyTorch Geometric: layers, transforms and graph functions; the stream is not the same for all (TORCH §1.14)."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Kind, Role, Row
from repro_lint.catalog.tables import NUMPY, PYTHON, group
from repro_lint.catalog.torch_random import TORCH

_FACT = "TORCH §4 pyg: {name}"
_DRAW = Row("", Role.DRAW, _FACT, rule="unseeded-draw", streams=TORCH)
_TRANSFORM = Row("", Role.DRAW, _FACT, "unseeded-augmentation", Kind.MODEL, TORCH, methods=("__call__", "forward"))
_LAYER = Row("", Role.DRAW, _FACT, rule="unseeded-weights", kind=Kind.MODEL, streams=TORCH)
_LOADER = Row("", Role.DRAW, _FACT, "unseeded-dataset", Kind.DATA, TORCH, methods=("__iter__",), seed="generator")

ROWS = (
    *group(
        "torch_geometric.transforms",
        "RandomLinkSplit RandomJitter RandomShear SamplePoints NodePropertySplit AddLaplacianEigenvectorPE"
        " RandomNodeSplit HalfHop",
        _TRANSFORM,
    ),
    *group("torch_geometric.transforms", "RandomFlip RandomScale RandomRotate", replace(_TRANSFORM, streams=PYTHON)),
    *group("torch_geometric.transforms", "FixedPoints", replace(_TRANSFORM, streams=NUMPY)),
    *group(
        "torch_geometric.utils",
        "dropout_edge dropout_node dropout_adj mask_feature",
        replace(_DRAW, never_if=({"training": (False,)},)),
    ),
    *group(
        "torch_geometric.utils",
        "structured_negative_sampling shuffle_node erdos_renyi_graph stochastic_blockmodel_graph"
        " train_test_split_edges barabasi_albert_graph",
        _DRAW,
    ),
    *group(
        "torch_geometric.utils",
        "negative_sampling batched_negative_sampling add_random_edge",
        replace(_DRAW, streams=PYTHON),
    ),
    *group(
        "torch_geometric.nn",
        "GCNConv SAGEConv GATConv GATv2Conv GraphConv ChebConv TransformerConv TAGConv ARMAConv SGConv GatedGraphConv"
        " RGCNConv Linear MLP GCN GraphSAGE GAT GIN TopKPooling SAGPooling LightGCN HeteroLinear",
        _LAYER,
    ),
    *group("torch_geometric.nn", "inits.glorot inits.uniform inits.reset", replace(_DRAW, rule="unseeded-draw")),
    *group(
        "torch_geometric.loader",
        "DataLoader RandomNodeLoader DynamicBatchSampler",
        replace(_LOADER, draws_if=({"shuffle": (Given.TRUTHY,)},), parameters=("dataset", "batch_size", "shuffle")),
    ),
    *group("torch_geometric.loader", "ImbalancedSampler", _LOADER),
    *group("torch_geometric.datasets", "FakeDataset", _DRAW),
)
