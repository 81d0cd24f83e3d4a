"""Keras data sets, image generators and splits."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Constant, Given, Kind, Role, Row
from repro_lint.catalog.tables import NUMPY, PYTHON, table

_DATASET = "tensorflow.data.Dataset"
_DIRECTORY = Row(
    "",
    Role.DRAW,
    "TRUTH §1 ds_image_dataset_from_directory, ds_image_dataset_valsplit_noseed, §4.4",
    rule="unseeded-dataset",
    kind=Kind.DATA,
    streams=NUMPY,
    seed="seed",
    defaults={"shuffle": True},
    never_if=({"shuffle": (False,)},),
    raises_if=({"validation_split": (Given.ABOVE_ZERO,), "shuffle": (Given.TRUTHY,), "seed": (Given.ABSENT,)},),
    raises="a validation split of shuffled files needs a seed",
    valid="seed={seed}",
    returns=_DATASET,
    fix="seed={seed}",
)
_DIRECTORIES = table(
    "keras.utils",
    """
    image_dataset_from_directory directory labels label_mode class_names color_mode batch_size image_size shuffle \
    seed validation_split
    text_dataset_from_directory directory labels label_mode class_names batch_size max_length shuffle seed \
    validation_split
    audio_dataset_from_directory directory labels label_mode class_names batch_size sampling_rate \
    output_sequence_length ragged shuffle seed validation_split
    """,
    _DIRECTORY,
)
_SPLITS = (
    *table(
        "keras.utils",
        """
        timeseries_dataset_from_array data targets sequence_length sequence_stride sampling_rate batch_size shuffle \
        seed
        """,
        replace(
            _DIRECTORY,
            source="TRUTH §1 ds_timeseries_shuffle, ds_timeseries_default",
            defaults={"shuffle": False},
            draws_if=({"shuffle": (Given.TRUTHY,)},),
            never_if=(),
            raises_if=(),
        ),
    ),
    Row(
        "keras.utils.split_dataset",
        Role.DRAW,
        "TRUTH §1 ds_split_dataset_shuffle, §4.5, §4.17",
        rule="unseeded-split",
        kind=Kind.DATA,
        streams=PYTHON,
        parameters=("dataset", "left_size", "right_size", "shuffle", "seed"),
        seed="seed",
        defaults={"shuffle": False},
        draws_if=({"shuffle": (Given.TRUTHY,)},),
        reseeds=PYTHON,
        fix="seed={seed}",
    ),
    # A given seed governs the order only: the negative samples are drawn before it is applied.
    Row(
        "keras.preprocessing.sequence.skipgrams",
        Role.DRAW,
        "TRUTH §1 k_skipgrams, §4.5",
        rule="unseeded-draw",
        streams=PYTHON,
        parameters=(
            "sequence",
            "vocabulary_size",
            "window_size",
            "negative_samples",
            "shuffle",
            "categorical",
            "sampling_table",
        ),
        defaults={"negative_samples": 1.0, "shuffle": True, "sampling_table": None},
        never_if=({"negative_samples": (0, 0.0), "shuffle": (False,), "sampling_table": (Given.ABSENT,)},),
        reseeds=PYTHON,
    ),
)

_GENERATOR = "keras.preprocessing.image.ImageDataGenerator"
_AUGMENTATIONS: dict[str, Constant] = {
    "rotation_range": 0,
    "width_shift_range": 0.0,
    "height_shift_range": 0.0,
    "brightness_range": None,
    "shear_range": 0.0,
    "zoom_range": 0.0,
    "channel_shift_range": 0.0,
    "horizontal_flip": False,
    "vertical_flip": False,
}
_FLOW = Row(
    "",
    Role.DRAW,
    "TRUTH §1 idg_flow_aug, idg_flow_noshuffle_noaug, §4.17, §4.26; drawn at the first batch, not at the call",
    rule="unseeded-image-generator",
    kind=Kind.DATA,
    streams=NUMPY,
    seed="seed",
    defaults={"shuffle": True},
    may_if=({"shuffle": (False,)},),
    reseeds=NUMPY,
    fix="seed={seed}",
)
_IMAGE_GENERATOR = (
    # `draws_if` says when the batches of its flows are augmented: the class itself draws nothing.
    *table(
        "keras.preprocessing.image",
        """
        ImageDataGenerator featurewise_center samplewise_center featurewise_std_normalization \
        samplewise_std_normalization zca_whitening zca_epsilon rotation_range width_shift_range height_shift_range \
        brightness_range shear_range zoom_range channel_shift_range fill_mode cval horizontal_flip vertical_flip
        """,
        Row(
            "",
            Role.OBJECT,
            "TRUTH §1 idg_*, §4.26: the constructor takes no seed",
            defaults=_AUGMENTATIONS,
            draws_if=tuple({name: (Given.TRUTHY,)} for name in _AUGMENTATIONS),
            returns=_GENERATOR,
        ),
    ),
    *table(
        _GENERATOR,
        """
        flow x y batch_size shuffle sample_weight seed
        flow_from_directory directory target_size color_mode classes class_mode batch_size shuffle seed
        flow_from_dataframe dataframe directory x_col y_col weight_col target_size color_mode classes class_mode \
        batch_size shuffle seed
        """,
        replace(_FLOW, returns="keras.preprocessing.image.Iterator"),
    ),
    *table(
        _GENERATOR,
        "fit x augment rounds seed",
        replace(
            _FLOW,
            source="TRUTH §1 idg_fit_augment",
            defaults={"augment": False},
            draws_if=({"augment": (Given.TRUTHY,)},),
            may_if=(),
        ),
    ),
    *table(
        _GENERATOR,
        "random_transform x seed\nget_random_transform img_shape seed",
        replace(_FLOW, source="TRUTH §1 idg_random_transform", defaults={}, may_if=()),
    ),
    *table(
        "keras.preprocessing.image",
        """
        DirectoryIterator directory image_data_generator target_size color_mode classes class_mode batch_size \
        shuffle seed
        """,
        replace(_FLOW, source="api_catalog: {name}", returns="keras.preprocessing.image.Iterator"),
    ),
    *table(
        "keras.preprocessing.image",
        "NumpyArrayIterator x y image_data_generator batch_size shuffle sample_weight seed",
        replace(
            _FLOW,
            source="api_catalog: {name}",
            defaults={"shuffle": False},
            returns="keras.preprocessing.image.Iterator",
        ),
    ),
)

_IMAGE_FUNCTIONS = table(
    "keras.preprocessing.image",
    "random_brightness\nrandom_channel_shift\nrandom_rotation\nrandom_shear\nrandom_shift\nrandom_zoom",
    Row("", Role.DRAW, "TRUTH §4.26", rule="unseeded-draw", streams=NUMPY),
)

_FIXED = table(
    "keras.datasets",
    """
    boston_housing.load_data     path test_split seed
    california_housing.load_data version path test_split seed
    imdb.load_data               path num_words skip_top maxlen seed
    reuters.load_data            path num_words skip_top maxlen test_split seed
    """,
    Row(
        "",
        Role.DRAW,
        "api_catalog: {name}, its own fixed default",
        rule="unseeded-dataset",
        kind=Kind.DATA,
        streams=NUMPY,
        seed="seed",
        seed_default=113,
        fix="seed={seed}",
    ),
)

ROWS = (*_DIRECTORIES, *_SPLITS, *_IMAGE_GENERATOR, *_IMAGE_FUNCTIONS, *_FIXED)
