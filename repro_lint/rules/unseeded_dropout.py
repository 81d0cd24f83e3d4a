"""A dropout or noise layer without a seed.

Why:
    Its masks are drawn at random in training. In Keras 3 the layer takes its seed from Python's `random` when
    it is made; in Keras 2 it draws from TensorFlow's stream.

Bad:
    import tensorflow as tf

    layer = tf.keras.layers.Dropout(0.5)
    print(layer(tf.ones((1, 16)), training=True))

Good:
    import tensorflow as tf

    layer = tf.keras.layers.Dropout(0.5, seed=42)
    print(layer(tf.ones((1, 16)), training=True))

Fix:
    Through the seeding block (RPL001); a seed of its own for each site is an unsafe fix, because it changes the
    numbers of a program that is already reproducible.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL202",
    name="unseeded-dropout",
    summary="a dropout or noise layer without a seed",
    severity="by proof",
    fix="through the block; unsafe: its own seed=",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
