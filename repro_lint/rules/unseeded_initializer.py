"""A random initializer without a seed.

Why:
    Initial weights come from it. In Keras 3 an unseeded initializer takes its seed from Python's `random` when
    it is made, not from TensorFlow's stream.

Bad:
    import tensorflow as tf

    initializer = tf.keras.initializers.GlorotUniform()
    print(initializer((2, 2)))

Good:
    import tensorflow as tf

    initializer = tf.keras.initializers.GlorotUniform(seed=42)
    print(initializer((2, 2)))

Fix:
    Through the seeding block (RPL001); a seed of its own for each site is an unsafe fix, because it changes the
    numbers of a program that is already reproducible.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL201",
    name="unseeded-initializer",
    summary="a random initializer without a seed",
    severity="by proof",
    fix="through the block; unsafe: its own seed=",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
