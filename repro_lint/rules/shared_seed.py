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
    Gives the further layers a seed of their own, `SEED + 1` and so on. Unsafe: the numbers change. An initializer
    object is left alone: make one for each layer.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rewrite, Rule, View, by
from repro_lint.remarks.words import short
from repro_lint.resolve.verdicts.shared_seeds import SharedSeed

RULE = Rule(
    code="RPL204",
    name="shared-seed",
    summary="one initializer object or one seed value used by several layers",
    severity="W",
    fix="unsafe: distinct values",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each further layer."""
    for shared in view.judgement.shared_seeds:
        what = "this initializer object" if shared.value is None else f"the seed {shared.value}"
        yield Remark(
            RULE,
            Severity.NOTE if shared.test else Severity.WARNING,
            shared.second,
            f"{what} of `{short(shared.api)}` serves another layer too: both draw the same numbers",
            "give each layer a seed of its own",
            ((shared.first, "used here first"),),
            repairs=_repairs(shared),
            witnesses=by(shared.entry),
        )


def _repairs(shared: SharedSeed) -> tuple[Rewrite, ...]:
    if shared.argument is None or shared.value is None:
        return ()
    return (Rewrite(shared.argument, f"{{given}} + {shared.offset}", str(shared.value + shared.offset)),)
