"""TensorFlow Datasets: files are shuffled from TensorFlow's stream, and read in any order unless they have a seed.

Measured with tensorflow-datasets 4.9 on 20 files: after `tf.random.set_seed` 6 of 10 runs differed; with
`ReadConfig(shuffle_seed=...)`, or under op determinism, 6 of 6 were equal. `ReadConfig()` alone changes nothing.
"""

from __future__ import annotations

from repro_lint.catalog.schema import Given, Kind, Role, Row
from repro_lint.catalog.tables import TENSORFLOW, table
from repro_lint.catalog.tf_data import DATASET

_LOAD = Row(
    "",
    Role.DRAW,
    "measured, tensorflow-datasets 4.9: {name}(shuffle_files=True); core/reader.py _read_files",
    rule="unseeded-dataset",
    kind=Kind.DATA,
    streams=TENSORFLOW,
    seed="read_config.shuffle_seed",
    defaults={"shuffle_files": False},
    draws_if=({"shuffle_files": (Given.TRUTHY,)},),
    returns=DATASET,
    advice="give it `read_config=tfds.ReadConfig(shuffle_seed=SEED)`, or",
)
_BUILDER = "tensorflow_datasets.core.DatasetBuilder"

ROWS = (
    *table("tensorflow_datasets", "load name", _LOAD),
    *table(_BUILDER, "as_dataset split", _LOAD),
    Row("tensorflow_datasets.builder", Role.OBJECT, "tensorflow.org/datasets api_docs", returns=_BUILDER),
    Row(
        "tensorflow_datasets.ReadConfig",
        Role.OBJECT,
        "tensorflow.org/datasets api_docs",
        parameters=("options", "try_autocache", "repeat_filenames", "add_tfds_id", "shuffle_seed"),
        returns="tensorflow_datasets.ReadConfig",
    ),
)
