"""`tf.contrib` of TensorFlow 1, slim above all (which lives on as `tf_slim`), and the recurrent cells of that time.

Read in the source of TensorFlow 1.15.5. What draws takes TensorFlow's stream when its operation is made.
"""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Kind, Role, Row
from repro_lint.catalog.tables import ALWAYS, TENSORFLOW, group, table

_LAYERS = "tensorflow.contrib.layers"
_CELLS = "tensorflow.nn.rnn_cell"
_WEIGHTS = Row(
    "",
    Role.DRAW,
    "TensorFlow 1.15.5 contrib/layers/python/layers: {name}",
    rule="unseeded-weights",
    kind=Kind.MODEL,
    streams=TENSORFLOW,
    until="2",
)
_SEEDED = replace(_WEIGHTS, seed="seed", fix="seed={seed}")
_CELL = replace(_WEIGHTS, source="TensorFlow 1.15.5 python/ops/rnn_cell_impl.py: {name}")

_CONTRIB = (
    *table(
        _LAYERS,
        """
        variance_scaling_initializer    factor mode uniform seed
        xavier_initializer              uniform seed
        xavier_initializer_conv2d       uniform seed
        """,
        replace(_SEEDED, rule="unseeded-initializer"),
    ),
    *group(
        _LAYERS,
        "conv1d conv2d conv2d_in_plane conv2d_transpose conv3d conv3d_transpose convolution convolution1d"
        " convolution2d convolution2d_in_plane convolution2d_transpose convolution3d convolution3d_transpose elu"
        " fully_connected linear relu relu6 separable_conv2d separable_convolution2d",
        replace(
            _WEIGHTS,
            defaults={"weights_initializer": "xavier"},
            draws_if=({"weights_initializer": ("xavier",)},),
        ),
    ),
    *group(
        _LAYERS,
        "legacy_fully_connected legacy_linear legacy_relu",
        replace(_WEIGHTS, defaults={"weight_init": "xavier"}, draws_if=({"weight_init": ("xavier",)},)),
    ),
    *table(
        _LAYERS,
        "embed_sequence ids vocab_size embed_dim unique initializer",
        replace(_WEIGHTS, draws_if=({"initializer": (Given.ABSENT,)},)),
    ),
    # They apply whichever layer they are given.
    *group(_LAYERS, "repeat stack", replace(_WEIGHTS, may_if=(ALWAYS,))),
    # `is_training` often comes from an `arg_scope`.
    *table(
        _LAYERS,
        "dropout inputs keep_prob noise_shape is_training outputs_collections scope seed",
        replace(
            _SEEDED,
            rule="unseeded-dropout",
            may_if=({"is_training": (Given.ABSENT,)},),
            never_if=({"is_training": (False,)}, {"keep_prob": (1, 1.0)}),
        ),
    ),
)

_NETS = group(
    "tensorflow.contrib.slim.nets",
    "alexnet.alexnet_v2 inception.inception_v1 inception.inception_v2 inception.inception_v3 overfeat.overfeat"
    " resnet_v1.resnet_v1 resnet_v1.resnet_v1_50 resnet_v1.resnet_v1_101 resnet_v1.resnet_v1_152"
    " resnet_v1.resnet_v1_200 resnet_v2.resnet_v2 resnet_v2.resnet_v2_50 resnet_v2.resnet_v2_101"
    " resnet_v2.resnet_v2_152 resnet_v2.resnet_v2_200 vgg.vgg_16 vgg.vgg_19 vgg.vgg_a",
    replace(_WEIGHTS, source="TensorFlow 1.15.5 contrib/slim/python/slim/nets: {name}"),
)

_RECURRENT = (
    *group(_CELLS, "BasicLSTMCell BasicRNNCell", _CELL),
    *table(
        _CELLS,
        "GRUCell num_units activation reuse kernel_initializer",
        replace(_CELL, draws_if=({"kernel_initializer": (Given.ABSENT,)},)),
    ),
    *table(
        _CELLS,
        "LSTMCell num_units use_peepholes cell_clip initializer",
        replace(_CELL, draws_if=({"initializer": (Given.ABSENT,)},)),
    ),
    *table(
        _CELLS,
        "DropoutWrapper cell input_keep_prob output_keep_prob state_keep_prob variational_recurrent input_size dtype"
        " seed",
        replace(
            _SEEDED,
            source=_CELL.source,
            rule="unseeded-dropout",
            defaults={"input_keep_prob": 1.0, "output_keep_prob": 1.0, "state_keep_prob": 1.0},
            never_if=({"input_keep_prob": (1, 1.0), "output_keep_prob": (1, 1.0), "state_keep_prob": (1, 1.0)},),
        ),
    ),
)

_TRAINING = Row("", Role.OBJECT, "TensorFlow 1.15.5 contrib/training: {name}", trains=True, until="2")
_TRAINERS = (
    *group("tensorflow.contrib.training", "create_train_op train", _TRAINING),
    *group(_LAYERS, "optimize_loss", _TRAINING),
)

ROWS = (*_CONTRIB, *_NETS, *_RECURRENT, *_TRAINERS)
