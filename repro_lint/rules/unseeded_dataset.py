"""A dataset that is shuffled or sampled without a seed.

Why:
    `shuffle`, `list_files`, `sample_from_datasets` and the `*_dataset_from_directory` loaders put the data into
    a random order, and the order of the batches decides the weights.

Bad:
    import tensorflow as tf

    print(list(tf.data.Dataset.range(30).shuffle(30).as_numpy_iterator()))

Good:
    import tensorflow as tf

    print(list(tf.data.Dataset.range(30).shuffle(30, seed=42).as_numpy_iterator()))

Fix:
    Adds `seed=` to the call.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL103",
    name="unseeded-dataset",
    summary="a dataset that is shuffled or sampled without a seed",
    severity="by proof",
    fix="adds seed=",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
