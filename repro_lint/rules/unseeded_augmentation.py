"""An augmentation layer without a seed.

Why:
    Random flips, rotations and crops change what the model sees. In Keras 3 the layer takes its seed from
    Python's `random` when it is made.

Bad:
    import tensorflow as tf

    layer = tf.keras.layers.RandomRotation(0.4)
    print(layer(tf.ones((1, 8, 8, 1)), training=True))

Good:
    import tensorflow as tf

    layer = tf.keras.layers.RandomRotation(0.4, seed=42)
    print(layer(tf.ones((1, 8, 8, 1)), training=True))

Fix:
    Through the seeding block (RPL001); a seed of its own for each site is an unsafe fix, because it changes the
    numbers of a program that is already reproducible.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL203",
    name="unseeded-augmentation",
    summary="an augmentation layer without a seed",
    severity="by proof",
    fix="through the block; unsafe: its own seed=",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
