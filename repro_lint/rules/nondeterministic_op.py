"""An operation that varies although everything is seeded.

Why:
    Training an `Embedding` adds up its gradient on several CPU threads; once a batch looks up some thousand
    indices the sums, and with them the weights, differ from run to run (measured), whatever is seeded.

Bad:
    import tensorflow as tf

    tf.config.set_visible_devices([], "GPU")
    tf.keras.utils.set_random_seed(1)
    model = tf.keras.Sequential([tf.keras.layers.Embedding(200, 16), tf.keras.layers.Flatten()])
    model.compile("sgd", "mse")
    model.fit(tf.ones((640, 100)), tf.ones((640, 1600)))

Good:
    import tensorflow as tf

    tf.config.set_visible_devices([], "GPU")
    tf.keras.utils.set_random_seed(1)
    tf.config.experimental.enable_op_determinism()
    model = tf.keras.Sequential([tf.keras.layers.Embedding(200, 16), tf.keras.layers.Flatten()])
    model.compile("sgd", "mse")
    model.fit(tf.ones((640, 100)), tf.ones((640, 1600)))

Fix:
    Adds `tf.config.experimental.enable_op_determinism()` after the seeds. Safe: it changed no bit of what was
    reproducible.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.resolve.events import Training
from repro_lint.resolve.state import How
from repro_lint.rules import Rule
from repro_lint.rules._draws import short
from repro_lint.rules._remark import Remark, SeedBlock, View

RULE = Rule(
    code="RPL105",
    name="nondeterministic-op",
    summary="an operation that varies although everything is seeded",
    severity="W",
    fix="adds enable_op_determinism() after the seeds",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each such layer of a program that trains without op determinism."""
    said = set()
    for start in view.judgement.starts:
        exposed = any(map(_exposed, start.trainings))
        for varies in start.varies if exposed else ():
            if varies.place not in said:
                said.add(varies.place)
                yield Remark(
                    RULE,
                    Severity.WARNING,
                    varies.place,
                    f"training this `{short(varies.api)}` varies from run to run even when everything is seeded",
                    "call `tf.config.experimental.enable_op_determinism()` after the seeds",
                    remedies=(SeedBlock(start.entry, (), determinism=True),),
                )


def _exposed(training: Training) -> bool:
    """Whether TensorFlow, and no other backend of Keras, trains without op determinism."""
    elsewhere = any(origin.how is How.GIVEN for origin in training.legacy)
    return not elsewhere and any(origin.how is How.NEVER for origin in training.determinism)
