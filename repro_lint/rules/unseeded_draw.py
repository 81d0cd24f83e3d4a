"""A draw from a global stream that nothing seeds.

Why:
    `random.*`, `np.random.*`, `tf.random.*` and their like draw from global streams, each of which needs a seed
    of its own: seeding one does not seed the others.

Bad:
    import random

    import numpy as np

    random.seed(17)
    print(np.random.rand())

Good:
    import numpy as np

    np.random.seed(17)
    print(np.random.rand())

Fix:
    Through the seeding block (RPL001).
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL301",
    name="unseeded-draw",
    summary="a draw from a global stream that nothing seeds",
    severity="by proof",
    fix="through the block",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
