"""A layer whose default initializer draws its weights.

Why:
    `Dense(8)` draws its kernel when it is made. In Keras 3 (and since TensorFlow 2.10) the seed comes from
    Python's `random`: `tf.random.set_seed` alone does not fix the weights.

Bad:
    import tensorflow as tf

    tf.random.set_seed(0)
    layer = tf.keras.layers.Dense(2)
    layer.build((None, 3))
    print(layer.get_weights())

Good:
    import random

    import tensorflow as tf

    random.seed(0)
    layer = tf.keras.layers.Dense(2)
    layer.build((None, 3))
    print(layer.get_weights())

Fix:
    Through the seeding block (RPL001).
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL205",
    name="unseeded-weights",
    summary="a layer whose default initializer draws its weights",
    severity="by proof",
    fix="through the block",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
