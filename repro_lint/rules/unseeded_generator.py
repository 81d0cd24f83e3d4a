"""A generator that is made without a seed.

Why:
    `default_rng()`, `RandomState()`, `Random()` and the bit generators start from the entropy of the system; no
    global seed reaches them.

Bad:
    import numpy as np

    rng = np.random.default_rng()
    print(rng.random())

Good:
    import numpy as np

    rng = np.random.default_rng(42)
    print(rng.random())

Fix:
    Gives the generator a seed in the form that it takes.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL302",
    name="unseeded-generator",
    summary="a generator that is made without a seed",
    severity="by proof",
    fix="gives it a seed",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
