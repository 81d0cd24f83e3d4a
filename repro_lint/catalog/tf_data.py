"""`tf.data` pipelines.

A shuffle takes the global seed when the data set is created, not when it is read (measured, TF 2.21: seeding
between the two has no effect).
"""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Kind, Role, Row
from repro_lint.catalog.tables import TENSORFLOW, group, table

DATASET = "tensorflow.data.Dataset"

_DRAW = Row(
    "",
    Role.DRAW,
    "TRUTH §1 ds_shuffle_2epochs, ds_shuffle_noreshuffle_2epochs",
    rule="unseeded-dataset",
    kind=Kind.DATA,
    streams=TENSORFLOW,
    seed="seed",
    returns=DATASET,
    fix="seed={seed}",
)
_PLAIN = Row("", Role.OBJECT, "api docs tf.data.Dataset", returns=DATASET)

_METHODS = (
    *table(
        DATASET,
        "shuffle buffer_size seed reshuffle_each_iteration",
        replace(_DRAW, never_if=({"buffer_size": (1,)},), unusual=True),
    ),
    *table(
        DATASET,
        "list_files file_pattern shuffle seed",
        replace(
            _DRAW,
            source="TRUTH §1 ds_list_files_default, ds_list_files_noshuffle, §4.19",
            defaults={"shuffle": None},
            never_if=({"shuffle": (False,)},),
        ),
    ),
    *table(DATASET, "random seed", replace(_DRAW, source="TRUTH §1 ds_random")),
    *table(
        DATASET,
        "sample_from_datasets datasets weights seed",
        replace(_DRAW, source="TRUTH §1 ds_sample_from_datasets"),
    ),
    *table(
        DATASET,
        "rejection_resample class_func target_dist initial_dist seed",
        replace(_DRAW, source="api_catalog: tf.data.Dataset.{name}"),
    ),
    *table(
        DATASET,
        """
        map        map_func num_parallel_calls deterministic
        interleave map_func cycle_length block_length num_parallel_calls deterministic
        """,
        replace(_PLAIN, source="TRUTH §1 ds_map_pure_par_deterministic_default, §4.11"),
    ),
    *group(
        DATASET,
        "apply batch bucket_by_sequence_length cache choose_from_datasets concatenate counter enumerate filter flat_map"
        " from_generator from_tensor_slices from_tensors group_by_window ignore_errors load padded_batch prefetch"
        " ragged_batch range rebatch repeat scan shard skip snapshot sparse_batch take take_while unbatch unique"
        " window with_options zip",
        _PLAIN,
    ),
)

_CLASSES = (
    Row(DATASET, Role.OBJECT, "api docs tf.data.Dataset", returns=DATASET),
    *group("tensorflow.data", "FixedLengthRecordDataset TFRecordDataset TextLineDataset", _PLAIN),
    *group("tensorflow.data.experimental", "CsvDataset SqlDataset", replace(_PLAIN, source="api docs tf.data.{name}")),
)

_EXPERIMENTAL = (
    *table(
        "tensorflow.data.experimental",
        """
        RandomDataset        seed
        rejection_resample   class_func target_dist initial_dist seed
        sample_from_datasets datasets weights seed
        shuffle_and_repeat   buffer_size count seed
        """,
        replace(_DRAW, source="api_catalog: tf.data.experimental.{name}"),
    ),
    *table(
        "tensorflow.data.experimental",
        """
        make_csv_dataset file_pattern batch_size column_names column_defaults label_name select_columns field_delim \
        use_quote_delim na_value header num_epochs shuffle shuffle_buffer_size shuffle_seed
        make_batched_features_dataset file_pattern batch_size features reader label_key reader_args num_epochs \
        shuffle shuffle_buffer_size shuffle_seed
        """,
        replace(
            _DRAW,
            source="api docs tf.data.experimental.{name}",
            seed="shuffle_seed",
            defaults={"shuffle": True},
            never_if=({"shuffle": (False,)},),
            fix="shuffle_seed={seed}",
        ),
    ),
)

ROWS = (*_CLASSES, *_METHODS, *_EXPERIMENTAL)
