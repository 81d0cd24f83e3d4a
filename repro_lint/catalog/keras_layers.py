"""Keras layers: those that draw while they run, and those that draw only their weights.

Layers that draw only their weights have no rule of their own: the weights follow from `initializers`. Seeds are
drawn at construction (TRUTH §4.13), in Keras 3 from Python's `random` (§4.1), in Keras 2 from TensorFlow for
dropout and noise (§4.22).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Given, Kind, Role, Row
from repro_lint.catalog.tables import PYTHON, TENSORFLOW, table

_KERNEL = {"kernel_initializer": "glorot_uniform", "bias_initializer": "zeros"}
_RECURRENT = {**_KERNEL, "recurrent_initializer": "orthogonal"}
_DEPTHWISE = {"depthwise_initializer": "glorot_uniform", "bias_initializer": "zeros"}
_SEPARABLE = {**_DEPTHWISE, "pointwise_initializer": "glorot_uniform"}
_EMBEDDING = {"embeddings_initializer": "uniform"}
_SCALE = {"beta_initializer": "zeros", "gamma_initializer": "ones"}
_MOVING = {**_SCALE, "moving_mean_initializer": "zeros", "moving_variance_initializer": "ones"}

_DROPOUT = Row(
    "",
    Role.DRAW,
    "TRUTH §1 k_Dropout_train, §4.14, §4.22",
    rule="unseeded-dropout",
    kind=Kind.MODEL,
    streams=PYTHON,
    streams_keras2=TENSORFLOW,
    seed="seed",
    never_if=({"rate": (0, 0.0)},),
    fix="seed={seed}",
)
_NOISE = replace(_DROPOUT, source="TRUTH §1 k_GaussianNoise, §4.22", never_if=({"stddev": (0, 0.0)},))
_GATED = replace(
    _DROPOUT,
    source="TRUTH §1 k_LSTM_dropout_train, k_LSTM_dropout0_train, §4.22",
    defaults={"dropout": 0.0, "recurrent_dropout": 0.0},
    draws_if=({"dropout": (Given.ABOVE_ZERO,)}, {"recurrent_dropout": (Given.ABOVE_ZERO,)}),
    never_if=(),
    initializers=_RECURRENT,
)
_ATTENTION = replace(
    _GATED,
    source="TRUTH §1 k_MHA_dropout_train, §4.22",
    defaults={"dropout": 0.0},
    draws_if=({"dropout": (Given.ABOVE_ZERO,)},),
    initializers=_KERNEL,
)
AUGMENTATION = Row(
    "",
    Role.DRAW,
    "TRUTH §1 k_RandomFlip … k_RandomTranslation, §4.22",
    rule="unseeded-augmentation",
    kind=Kind.MODEL,
    streams=PYTHON,
    seed="seed",
    fix="seed={seed}",
)
WEIGHTS = Row("", Role.OBJECT, "TRUTH §1 k_Dense_default", kind=Kind.MODEL, streams=PYTHON)
_DRAWN_WEIGHTS = replace(WEIGHTS, role=Role.DRAW, rule="unseeded-weights")

_DROPOUTS = (
    *table(
        "keras.layers",
        """
        Dropout          rate noise_shape seed
        AlphaDropout     rate noise_shape seed
        GaussianDropout  rate seed
        SpatialDropout1D rate seed
        SpatialDropout2D rate data_format seed
        SpatialDropout3D rate data_format seed
        """,
        _DROPOUT,
    ),
    *table("keras.layers", "GaussianNoise stddev seed", _NOISE),
)

_RECURRENT_LAYERS = table(
    "keras.layers",
    """
    LSTM units activation recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer \
    unit_forget_bias kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer \
    kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout seed
    LSTMCell units activation recurrent_activation use_bias kernel_initializer recurrent_initializer \
    bias_initializer unit_forget_bias kernel_regularizer recurrent_regularizer bias_regularizer \
    kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout seed
    GRU units activation recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer \
    kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint \
    recurrent_constraint bias_constraint dropout recurrent_dropout seed
    GRUCell units activation recurrent_activation use_bias kernel_initializer recurrent_initializer \
    bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint \
    recurrent_constraint bias_constraint dropout recurrent_dropout reset_after seed
    SimpleRNN units activation use_bias kernel_initializer recurrent_initializer bias_initializer \
    kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint \
    recurrent_constraint bias_constraint dropout recurrent_dropout return_sequences return_state go_backwards \
    stateful unroll seed
    SimpleRNNCell units activation use_bias kernel_initializer recurrent_initializer bias_initializer \
    kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint \
    bias_constraint dropout recurrent_dropout seed
    """,
    _GATED,
)
_CONVOLUTIONAL_LSTM = table(
    "keras.layers",
    """
    ConvLSTM1D filters kernel_size strides padding data_format dilation_rate activation recurrent_activation use_bias \
    kernel_initializer recurrent_initializer bias_initializer unit_forget_bias kernel_regularizer \
    recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint \
    bias_constraint dropout recurrent_dropout seed
    ConvLSTM2D filters kernel_size strides padding data_format dilation_rate activation recurrent_activation use_bias \
    kernel_initializer recurrent_initializer bias_initializer unit_forget_bias kernel_regularizer \
    recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint \
    bias_constraint dropout recurrent_dropout seed
    ConvLSTM3D filters kernel_size strides padding data_format dilation_rate activation recurrent_activation use_bias \
    kernel_initializer recurrent_initializer bias_initializer unit_forget_bias kernel_regularizer \
    recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint \
    bias_constraint dropout recurrent_dropout seed
    """,
    _GATED,
)
_CUDNN = table(
    "keras.layers",
    """
    CuDNNLSTM units kernel_initializer recurrent_initializer bias_initializer
    CuDNNGRU  units kernel_initializer recurrent_initializer bias_initializer
    """,
    replace(WEIGHTS, source="keras.io 2.x layers/recurrent", initializers=_RECURRENT, until="3"),
)

_ATTENTION_LAYERS = (
    *table(
        "keras.layers",
        """
        MultiHeadAttention num_heads key_dim value_dim dropout use_bias output_shape attention_axes sliding_window \
        flash_attention kernel_initializer bias_initializer kernel_regularizer bias_regularizer \
        activity_regularizer kernel_constraint bias_constraint use_gate seed
        GroupQueryAttention head_dim num_query_heads num_key_value_heads dropout use_bias sliding_window \
        flash_attention kernel_initializer bias_initializer kernel_regularizer bias_regularizer \
        activity_regularizer kernel_constraint bias_constraint use_gate seed
        """,
        _ATTENTION,
    ),
    *table(
        "keras.layers",
        "Attention use_scale score_mode dropout seed",
        replace(_ATTENTION, initializers={}),
    ),
    # No `seed`, and no initializer parameter although `use_scale` makes a drawn weight.
    replace(
        _DRAWN_WEIGHTS,
        name="keras.layers.AdditiveAttention",
        source="keras.io layers/attention_layers/additive_attention",
        parameters=("use_scale", "dropout"),
        defaults={"use_scale": True, "dropout": 0.0},
        draws_if=({"use_scale": (Given.TRUTHY,)}, {"dropout": (Given.ABOVE_ZERO,)}),
    ),
)

_AUGMENTATIONS = (
    *table(
        "keras.layers",
        """
        AugMix                  value_range num_chains chain_depth factor alpha all_ops interpolation seed
        CutMix                  factor seed
        MixUp                   alpha data_format seed
        RandAugment             value_range num_ops factor interpolation seed
        RandomBrightness        factor value_range seed
        RandomColorDegeneration factor value_range data_format seed
        RandomColorJitter       value_range brightness_factor contrast_factor saturation_factor hue_factor seed
        RandomContrast          factor value_range seed
        RandomCrop              height width seed
        RandomElasticTransform  factor scale interpolation fill_mode fill_value value_range seed
        RandomErasing           factor scale fill_value value_range seed
        RandomFlip              mode seed
        RandomGaussianBlur      factor kernel_size sigma value_range data_format seed
        RandomGrayscale         factor data_format seed
        RandomHue               factor value_range data_format seed
        RandomInvert            factor value_range seed
        RandomPerspective       factor scale interpolation fill_value seed
        RandomPosterization     factor value_range data_format seed
        RandomRotation          factor fill_mode interpolation seed
        RandomSaturation        factor value_range data_format seed
        RandomSharpness         factor value_range data_format seed
        RandomShear             x_factor y_factor interpolation fill_mode fill_value data_format seed
        RandomTranslation       height_factor width_factor fill_mode interpolation seed
        RandomZoom              height_factor width_factor fill_mode interpolation seed
        Solarization            addition_factor threshold_factor value_range seed
        """,
        AUGMENTATION,
    ),
    *table(
        "keras.layers",
        """
        RandomHeight factor interpolation seed
        RandomWidth  factor interpolation seed
        """,
        replace(AUGMENTATION, source="keras.io 2.x preprocessing layers", until="3"),
    ),
)


def _weights(text: str, initializers: Mapping[str, str], source: str = WEIGHTS.source) -> tuple[Row, ...]:
    return table("keras.layers", text, replace(WEIGHTS, initializers=initializers, source=source))


_WEIGHTED = (
    *_weights(
        """
        Dense  units activation use_bias kernel_initializer bias_initializer
        EinsumDense equation output_shape activation bias_axes kernel_initializer bias_initializer
        Conv1D filters kernel_size strides padding data_format dilation_rate groups activation use_bias \
        kernel_initializer bias_initializer
        Conv2D filters kernel_size strides padding data_format dilation_rate groups activation use_bias \
        kernel_initializer bias_initializer
        Conv3D filters kernel_size strides padding data_format dilation_rate groups activation use_bias \
        kernel_initializer bias_initializer
        Conv1DTranspose filters kernel_size strides padding output_padding data_format dilation_rate activation \
        use_bias kernel_initializer bias_initializer
        Conv2DTranspose filters kernel_size strides padding output_padding data_format dilation_rate activation \
        use_bias kernel_initializer bias_initializer
        Conv3DTranspose filters kernel_size strides padding data_format output_padding dilation_rate activation \
        use_bias kernel_initializer bias_initializer
        """,
        _KERNEL,
        "TRUTH §1 k_Dense_default, k_Conv2D_default",
    ),
    *_weights(
        """
        DepthwiseConv1D kernel_size strides padding depth_multiplier data_format dilation_rate activation use_bias \
        depthwise_initializer bias_initializer
        DepthwiseConv2D kernel_size strides padding depth_multiplier data_format dilation_rate activation use_bias \
        depthwise_initializer bias_initializer
        """,
        _DEPTHWISE,
    ),
    *_weights(
        """
        SeparableConv1D filters kernel_size strides padding data_format dilation_rate depth_multiplier activation \
        use_bias depthwise_initializer pointwise_initializer bias_initializer
        SeparableConv2D filters kernel_size strides padding data_format dilation_rate depth_multiplier activation \
        use_bias depthwise_initializer pointwise_initializer bias_initializer
        """,
        _SEPARABLE,
    ),
    *_weights(
        """
        Embedding           input_dim output_dim embeddings_initializer
        ReversibleEmbedding input_dim output_dim tie_weights embeddings_initializer
        """,
        _EMBEDDING,
        "TRUTH §1 k_Embedding_default",
    ),
    *_weights(
        "BatchNormalization axis momentum epsilon center scale beta_initializer gamma_initializer"
        " moving_mean_initializer moving_variance_initializer",
        _MOVING,
        "TRUTH §1 k_BatchNorm_default_weights",
    ),
    *_weights(
        """
        LayerNormalization axis epsilon center scale beta_initializer gamma_initializer
        GroupNormalization groups axis epsilon center scale beta_initializer gamma_initializer
        """,
        _SCALE,
        "TRUTH §1 k_BatchNorm_default_weights",
    ),
    *_weights("PReLU alpha_initializer", {"alpha_initializer": "zeros"}, "keras.io layers/activation_layers/prelu"),
    *table(
        "keras.layers",
        """
        LocallyConnected1D filters kernel_size strides padding data_format activation use_bias \
        kernel_initializer bias_initializer
        LocallyConnected2D filters kernel_size strides padding data_format activation use_bias \
        kernel_initializer bias_initializer
        """,
        replace(WEIGHTS, source="keras.io 2.x layers/locally_connected", initializers=_KERNEL, until="3"),
    ),
)

_UNNAMED_WEIGHTS = (
    # Its power iteration starts from a drawn vector that no argument names.
    replace(
        _DRAWN_WEIGHTS,
        name="keras.layers.SpectralNormalization",
        source="keras.io layers/normalization_layers/spectral_normalization",
        parameters=("layer", "power_iterations"),
    ),
    replace(
        _DRAWN_WEIGHTS,
        name="keras.layers.JaxLayer",
        source="keras.io layers/backend_specific_layers/jax_layer",
        parameters=("call_fn", "init_fn", "params", "state", "seed"),
        seed="seed",
        fix="seed={seed}",
    ),
)

# A layer that the program writes itself: its weights are drawn where it adds them.
_ADDED_WEIGHTS = tuple(
    replace(
        WEIGHTS,
        name=f"{cls}.add_weight",
        source="keras.io layers/base_layer",
        initializers={"initializer": "glorot_uniform"},
    )
    for cls in ("keras.Layer", "keras.layers.Layer", "keras.Model")
)

ROWS = (
    *_ADDED_WEIGHTS,
    *_DROPOUTS,
    *_RECURRENT_LAYERS,
    *_CONVOLUTIONAL_LSTM,
    *_CUDNN,
    *_ATTENTION_LAYERS,
    *_AUGMENTATIONS,
    *_WEIGHTED,
    *_UNNAMED_WEIGHTS,
)
