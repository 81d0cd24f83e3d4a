"""TensorFlow 1's tutorial data: reading seeds NumPy's stream with the graph's seed, batches shuffle by that stream."""

from __future__ import annotations

from repro_lint.catalog.schema import Kind, Role, Row
from repro_lint.catalog.tables import NUMPY, table

READ = "tensorflow.contrib.learn.datasets.mnist.read_data_sets"
DATASET = "tensorflow.contrib.learn.datasets.mnist.DataSet"
_SOURCE = "TensorFlow 1.15 contrib/learn/python/learn/datasets/mnist.py"

ROWS = (
    *table(
        READ.rpartition(".")[0],
        "read_data_sets train_dir fake_data one_hot dtype reshape validation_size seed",
        Row("", Role.OBJECT, _SOURCE, returns="tensorflow.contrib.learn.datasets.mnist.Datasets", until="2"),
    ),
    Row(DATASET, Role.OBJECT, _SOURCE, parameters=("images", "labels"), returns=DATASET, until="2"),
    Row("tensorflow.contrib.learn.datasets.mnist.Datasets", Role.OBJECT, _SOURCE, until="2"),
    *table(
        DATASET,
        "next_batch batch_size fake_data shuffle",
        Row(
            "",
            Role.DRAW,
            _SOURCE,
            rule="unseeded-dataset",
            kind=Kind.DATA,
            streams=NUMPY,
            defaults={"shuffle": True},
            never_if=({"shuffle": (False,)},),
            until="2",
        ),
    ),
)

_HOME = "tensorflow.contrib.learn.datasets.mnist"
PREFIXES = {
    "tensorflow.examples.tutorials.mnist.input_data": _HOME,
    "tensorflow.contrib.learn.python.learn.datasets.mnist": _HOME,
    "tensorflow_core.examples.tutorials.mnist.input_data": _HOME,
}
