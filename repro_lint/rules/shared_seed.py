"""One initializer object or one seed value used by several layers.

Why:
    Two layers with the same seed draw equal weights or equal masks (measured): what was meant to be independent
    is not. The same holds for one initializer object given to two layers.

Bad:
    import tensorflow as tf

    first = tf.keras.layers.Dropout(0.5, seed=1)
    second = tf.keras.layers.Dropout(0.5, seed=1)
    print(first(tf.ones((1, 8)), training=True), second(tf.ones((1, 8)), training=True))

Good:
    import tensorflow as tf

    first = tf.keras.layers.Dropout(0.5, seed=1)
    second = tf.keras.layers.Dropout(0.5, seed=2)
    print(first(tf.ones((1, 8)), training=True), second(tf.ones((1, 8)), training=True))

Fix:
    None: give each its own value.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.rules import Rule
from repro_lint.rules._draws import short
from repro_lint.rules._remark import Remark, View

RULE = Rule(
    code="RPL204",
    name="shared-seed",
    summary="one initializer object or one seed value used by several layers",
    severity="W",
    fix="–",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each further layer."""
    for twin in view.judgement.twins:
        what = "this initializer object" if twin.value is None else f"the seed {twin.value}"
        yield Remark(
            RULE,
            Severity.NOTE if twin.test else Severity.WARNING,
            twin.second,
            f"{what} of `{short(twin.api)}` serves another layer too: both draw the same numbers",
            "give each layer a seed of its own",
            ((twin.first, "used here first"),),
        )
