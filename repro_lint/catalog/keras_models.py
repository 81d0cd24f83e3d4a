"""Keras models, training, pretrained networks, `keras.random` and the legacy backend functions."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Kind, Role, Row, Weights
from repro_lint.catalog.tables import ALL_STREAMS, NUMPY, PYTHON, TENSORFLOW, group, table

_MODEL = Row("", Role.OBJECT, "keras.io models", returns="keras.Model")
_TRAINING = Row("", Role.OBJECT, "keras.io models/model_training_apis", trains=True)
STEADY = ("Adam", "AdamW", "Adamax", "Ftrl", "Lion", "Nadam")
"""The optimizers that add up the rows of a sparse gradient in one order, whatever the threads do (Keras 3.15)."""
_MODELS = (
    *group("keras", "Model Sequential Functional", replace(_MODEL, weights=Weights.MADE)),
    *group(
        "keras.models",
        "clone_model model_from_json model_from_config model_from_yaml",
        Row(
            "",
            Role.DRAW,
            "measured, Keras 3.15: keras.models.{name} draws new weights, for what has none or was loaded, too",
            rule="unseeded-weights",
            kind=Kind.MODEL,
            streams=PYTHON,
            streams_early=TENSORFLOW,
            returns="keras.Model",
            weights=Weights.MADE,
        ),
    ),
    *group("keras.models", "load_model", _MODEL),
    Row(
        "keras.Model.load_weights",
        Role.OBJECT,
        "keras.io models/model_saving_apis: by name, and where shapes may differ, some weights stay as they were",
        parameters=("filepath", "skip_mismatch"),
        defaults={"skip_mismatch": False},
        never_if=({"by_name": (Given.TRUTHY,)}, {"skip_mismatch": (Given.TRUTHY,)}),
        weights=Weights.REPLACED,
    ),
    Row("keras.Model.set_weights", Role.OBJECT, "keras.io layers/base_layer", weights=Weights.REPLACED),
    Row(
        "keras.Model.fit",
        Role.DRAW,
        "TRUTH §1 fit_shuffle_only, fit_shuffle_False, §4.2, §4.9",
        rule="unseeded-fit",
        kind=Kind.MODEL,
        streams=TENSORFLOW,
        parameters=(
            "x",
            "y",
            "batch_size",
            "epochs",
            "verbose",
            "callbacks",
            "validation_split",
            "validation_data",
            "shuffle",
        ),
        defaults={"shuffle": True},
        draws_if=({"shuffle": (Given.TRUTHY,)},),
        trains=True,
    ),
    *group("keras.Model", "train_on_batch train_step", _TRAINING),
    Row("keras.Model.compile", Role.OBJECT, "keras.io models/model_training_apis", parameters=("optimizer",)),
    *group("keras.optimizers", " ".join(STEADY), Row("", Role.OBJECT, "keras.io optimizers", kind=Kind.MODEL)),
    *group(
        "keras.optimizers",
        " ".join(f"{name}.{method}" for name in STEADY for method in ("apply", "apply_gradients")),
        _TRAINING,
    ),
    Row(
        "keras.Model.fit_generator",
        Role.DRAW,
        "TRUTH §4.3: the batches of a Sequence are shuffled by Python's stream",
        rule="unseeded-fit",
        kind=Kind.MODEL,
        streams=PYTHON,
        parameters=("generator", "steps_per_epoch", "epochs"),
        defaults={"shuffle": True},
        draws_if=({"shuffle": (Given.TRUTHY,)},),
        trains=True,
        until="3",
    ),
    *group(
        "keras.utils",
        "PyDataset Sequence OrderedEnqueuer GeneratorEnqueuer",
        Row("", Role.OBJECT, "TRUTH §1 fit_PyDataset_workers1, §4.3", returns="self"),
    ),
)

_APPLICATION = Row(
    "",
    Role.DRAW,
    "keras.io applications: drawn weights only with weights=None",
    rule="unseeded-weights",
    kind=Kind.MODEL,
    streams=PYTHON,
    streams_early=TENSORFLOW,
    defaults={"weights": "imagenet"},
    draws_if=({"weights": (None,)},),
    returns="keras.Model",
    weights=Weights.MADE,
)
# Their dropout layers take a seed when they are made, whatever the weights; it matters where the network is trained.
_BLOCKS = Row(
    "keras.applications.*",
    Role.DRAW,
    "measured, Keras 3.15: which networks hold `Dropout` layers, with the top and without",
    rule="unseeded-dropout",
    kind=Kind.MODEL,
    streams=PYTHON,
    streams_keras2=TENSORFLOW,
    defaults={"weights": "imagenet", "include_top": True},
    draws_if=({"weights": (None,)},),
    may_if=({"weights": (Given.PRESENT,)},),
)
_TOP = replace(
    _BLOCKS,
    draws_if=({"weights": (None,), "include_top": (Given.TRUTHY,)},),
    may_if=({"weights": (Given.PRESENT,), "include_top": (Given.TRUTHY,)},),
    never_if=({"dropout": (0, 0.0)}, {"dropout_rate": (0, 0.0)}),
)
_MOBILE = """
    MobileNet        input_shape alpha depth_multiplier dropout include_top weights
    MobileNetV3Large input_shape alpha minimalistic include_top weights input_tensor classes pooling dropout_rate
    MobileNetV3Small input_shape alpha minimalistic include_top weights input_tensor classes pooling dropout_rate
"""
_APPLICATIONS = (
    *group(
        "keras.applications",
        "DenseNet121 DenseNet169 DenseNet201 InceptionResNetV2 InceptionV3 ResNet50 ResNet101 ResNet152 ResNet50V2"
        " ResNet101V2 ResNet152V2 VGG16 VGG19 Xception",
        replace(_APPLICATION, parameters=("include_top", "weights")),
    ),
    *group(
        "keras.applications",
        "EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 EfficientNetB5 EfficientNetB6"
        " EfficientNetB7 EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2L"
        " EfficientNetV2M EfficientNetV2S",
        replace(_APPLICATION, parameters=("include_top", "weights"), parts=(_BLOCKS,)),
    ),
    *group(
        "keras.applications",
        "ConvNeXtTiny ConvNeXtSmall ConvNeXtBase ConvNeXtLarge ConvNeXtXLarge",
        # Keras 2 puts `model_name` first; only the name `weights` is the same everywhere.
        replace(_APPLICATION, parameters=("include_top", "include_preprocessing", "weights")),
    ),
    *table("keras.applications", _MOBILE, replace(_APPLICATION, parts=(_TOP,))),
    *table(
        "keras.applications",
        """
        MobileNetV2      input_shape alpha include_top weights
        NASNetLarge      input_shape include_top weights
        NASNetMobile     input_shape include_top weights
        """,
        _APPLICATION,
    ),
)

_RANDOM = Row(
    "",
    Role.DRAW,
    "TRUTH §1 k_keras_random_normal, §4.12",
    rule="unseeded-draw",
    streams=PYTHON,
    seed="seed",
    fix="seed={seed}",
    since="3",
)
_KERAS_RANDOM = (
    *table(
        "keras.random",
        """
        beta             shape alpha beta dtype seed
        binomial         shape counts probabilities dtype seed
        categorical      logits num_samples dtype seed
        gamma            shape alpha dtype seed
        normal           shape mean stddev dtype seed
        randint          shape minval maxval dtype seed
        shuffle          x axis seed
        truncated_normal shape mean stddev dtype seed
        uniform          shape minval maxval dtype seed
        """,
        _RANDOM,
    ),
    *table("keras.random", "dropout inputs rate noise_shape seed", replace(_RANDOM, never_if=({"rate": (0, 0.0)},))),
    *table(
        "keras.ops.image",
        "elastic_transform images alpha sigma interpolation fill_mode fill_value seed",
        replace(_RANDOM, source="api_catalog: {name}"),
    ),
    replace(
        _RANDOM,
        name="keras.random.SeedGenerator",
        role=Role.GENERATOR,
        source="TRUTH §1 k_SeedGenerator",
        rule="unseeded-generator",
        parameters=("seed",),
        returns="keras.random.SeedGenerator",
    ),
)

_BACKEND = table(
    "keras.backend",
    """
    dropout                 x level noise_shape seed
    random_bernoulli        shape p dtype seed
    random_binomial         shape p dtype seed
    random_normal           shape mean stddev dtype seed
    random_normal_variable  shape mean scale dtype name seed
    random_uniform          shape minval maxval dtype seed
    random_uniform_variable shape low high dtype name seed
    truncated_normal        shape mean stddev dtype seed
    """,
    Row(
        "",
        Role.DRAW,
        "TRUTH §2 k_backend_random_normal_or_K2",
        rule="unseeded-draw",
        streams=NUMPY,
        seed="seed",
        fix="seed={seed}",
    ),
)

_SEED = Row(
    "keras.utils.set_random_seed",
    Role.SEED,
    "TRUTH §4.6",
    streams=ALL_STREAMS,
    parameters=("seed",),
    seed="seed",
    accepts="32 bits",
    since="2.7",
)

ROWS = (*_MODELS, *_APPLICATIONS, *_KERAS_RANDOM, *_BACKEND, _SEED)
