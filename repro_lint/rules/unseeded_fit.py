"""A fit that shuffles its arrays from an unseeded stream.

Why:
    `fit(shuffle=True)`, the default, draws the order of the samples from TensorFlow's stream. The order decides
    the weights even where these start equal. A `tf.data.Dataset` is not shuffled by `fit`.

Bad:
    import numpy as np
    import tensorflow as tf

    tf.config.set_visible_devices([], "GPU")
    model = tf.keras.Sequential([tf.keras.layers.Input((2,)), tf.keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile("sgd", "mse")
    model.fit(np.zeros((8, 2)), np.zeros(8))

Good:
    import numpy as np
    import tensorflow as tf

    tf.config.set_visible_devices([], "GPU")
    tf.random.set_seed(42)
    model = tf.keras.Sequential([tf.keras.layers.Input((2,)), tf.keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile("sgd", "mse")
    model.fit(np.zeros((8, 2)), np.zeros(8))

Fix:
    Through the seeding block (RPL001).
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL206",
    name="unseeded-fit",
    summary="a fit that shuffles its arrays from an unseeded stream",
    severity="by proof",
    fix="through the block",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
