"""PyTorch: layers that draw their weights when they are made, layers that draw in the forward pass, and `nn.init`.

No layer has a seed of its own: all draw from the global stream.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Gate, Given, Kind, Role, Row
from repro_lint.catalog.tables import group, table
from repro_lint.catalog.torch_random import TORCH

CALLED = ("__call__", "forward")
_META: Gate = {"device": ("meta",)}
_WEIGHTS = Row("", Role.DRAW, "TORCH §2.19", rule="unseeded-weights", kind=Kind.MODEL, streams=TORCH, never_if=(_META,))
_FORWARD = Row("", Role.DRAW, "TORCH §2.21", rule="unseeded-dropout", kind=Kind.MODEL, streams=TORCH, methods=CALLED)
_CONVOLUTION = "in_channels out_channels kernel_size stride padding dilation groups bias padding_mode device dtype"
_TRANSPOSED = (
    "in_channels out_channels kernel_size stride padding output_padding groups bias dilation padding_mode device dtype"
)
_RECURRENT = "input_size hidden_size num_layers bias batch_first dropout bidirectional"

_MADE = (
    *table(
        "torch.nn",
        f"""
        AdaptiveLogSoftmaxWithLoss in_features n_classes cutoffs div_value head_bias device dtype
        Bilinear in1_features in2_features out_features bias device dtype
        Conv1d {_CONVOLUTION}
        Conv2d {_CONVOLUTION}
        Conv3d {_CONVOLUTION}
        ConvTranspose1d {_TRANSPOSED}
        ConvTranspose2d {_TRANSPOSED}
        ConvTranspose3d {_TRANSPOSED}
        GRUCell input_size hidden_size bias device dtype
        LSTMCell input_size hidden_size bias device dtype
        Linear in_features out_features bias device dtype
        LinearCrossEntropyLoss in_features num_classes out_features bias device dtype
        RNNCell input_size hidden_size bias nonlinearity device dtype
        RNNCellBase input_size hidden_size bias num_chunks device dtype
        """,
        _WEIGHTS,
    ),
    *table(
        "torch.nn",
        """
        Embedding num_embeddings embedding_dim padding_idx max_norm norm_type scale_grad_by_freq sparse _weight
        EmbeddingBag num_embeddings embedding_dim max_norm norm_type scale_grad_by_freq mode sparse _weight
        """,
        replace(_WEIGHTS, never_if=(_META, {"_weight": (Given.PRESENT,)})),
    ),
)

_SECOND: Gate = {"num_layers": (Given.ABOVE_ONE,), "dropout": (Given.ABOVE_ZERO,)}
_BOTH = (
    *table(
        "torch.nn",
        f"""
        GRU {_RECURRENT}
        LSTM {_RECURRENT}
        RNN input_size hidden_size num_layers nonlinearity bias batch_first dropout bidirectional
        RNNBase mode {_RECURRENT}
        """,
        replace(_FORWARD, draws_if=(_SECOND,), defaults={"num_layers": 1, "dropout": 0.0}, parts=(_WEIGHTS,)),
    ),
    *table(
        "torch.nn",
        "MultiheadAttention embed_dim num_heads dropout bias",
        replace(_FORWARD, draws_if=({"dropout": (Given.ABOVE_ZERO,)},), defaults={"dropout": 0.0}, parts=(_WEIGHTS,)),
    ),
    *table(
        "torch.nn",
        """
        Transformer d_model nhead num_encoder_layers num_decoder_layers dim_feedforward dropout
        TransformerEncoderLayer d_model nhead dim_feedforward dropout
        TransformerDecoderLayer d_model nhead dim_feedforward dropout
        """,
        replace(_FORWARD, draws_if=({"dropout": (Given.ABOVE_ZERO,)},), defaults={"dropout": 0.1}, parts=(_WEIGHTS,)),
    ),
)

_CALLED = (
    *group(
        "torch.nn",
        "AlphaDropout Dropout Dropout1d Dropout2d Dropout3d FeatureAlphaDropout",
        replace(_FORWARD, parameters=("p", "inplace"), defaults={"p": 0.5}, never_if=({"p": (0, 0.0, 1, 1.0)},)),
    ),
    *group("torch.nn", "RReLU", replace(_FORWARD, parameters=("lower", "upper", "inplace"))),
    *group(
        "torch.nn",
        "FractionalMaxPool2d FractionalMaxPool3d",
        replace(
            _FORWARD,
            source="TORCH §1.8",
            parameters=("kernel_size", "output_size", "output_ratio", "return_indices", "_random_samples"),
            never_if=({"_random_samples": (Given.PRESENT,)},),
        ),
    ),
    *group(
        "torch.nn",
        "LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d LazyLinear",
        replace(_FORWARD, source="TORCH §1.8", rule="unseeded-weights"),
    ),
)

_INIT = Row("", Role.DRAW, "TORCH §3 init.{name}", "unseeded-initializer", Kind.MODEL, streams=TORCH, seed="generator")
_INITIALIZERS = (
    *table(
        "torch.nn.init",
        """
        uniform_ tensor a b generator
        normal_ tensor mean std generator
        trunc_normal_ tensor mean std a b generator
        xavier_uniform_ tensor gain generator
        xavier_normal_ tensor gain generator
        kaiming_uniform_ tensor a mode nonlinearity generator
        kaiming_normal_ tensor a mode nonlinearity generator
        orthogonal_ tensor gain generator
        """,
        _INIT,
    ),
    # Its generator chooses the values, not the places of the zeros.
    *table("torch.nn.init", "sparse_ tensor sparsity std", replace(_INIT, source="TORCH §1.9", seed=None)),
    *group(
        "torch.nn.init",
        "uniform normal xavier_uniform xavier_normal kaiming_uniform kaiming_normal orthogonal sparse",
        replace(_INIT, seed=None),
    ),
    *group(
        "torch.nn.utils",
        "spectral_norm parametrizations.spectral_norm prune.random_unstructured prune.random_structured",
        replace(_INIT, source="TORCH §2.27", seed=None),
    ),
    # As classes, which `prune.global_unstructured` is given.
    *group(
        "torch.nn.utils.prune",
        "RandomUnstructured RandomStructured",
        Row("", Role.DRAW, "TORCH §3 prune.global_unstructured(Random)", rule="unseeded-draw", streams=TORCH),
    ),
    *group(
        "torch.nn.utils.parametrizations", "orthogonal", replace(_INIT, source="TORCH §2.27", seed=None, may_if=({},))
    ),
)

ROWS = (*_MADE, *_BOTH, *_CALLED, *_INITIALIZERS)

PREFIXES: Mapping[str, str] = {
    f"torch.nn.modules{inner}": "torch.nn"
    for inner in (
        *("", ".activation", ".adaptive", ".batchnorm", ".container", ".conv", ".dropout", ".linear", ".module"),
        *(".pooling", ".rnn", ".sparse", ".transformer"),
    )
} | {"torch.nn.quantizable": "torch.nn"}
