"""A split, fold or shuffle of data without a seed of its own.

Why:
    The split decides what the model is measured on. Without a seed two runs train and test on different rows;
    with only a global seed any draw added above it moves the split.

Bad:
    from sklearn.model_selection import train_test_split

    train, test = train_test_split(list(range(100)))
    print(test)

Good:
    from sklearn.model_selection import train_test_split

    train, test = train_test_split(list(range(100)), random_state=42)
    print(test)

Fix:
    Adds `random_state=` (or `seed=`) to the call. Safe: a program that draws here is not reproducible.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL101",
    name="unseeded-split",
    summary="a split, fold or shuffle of data without a seed of its own",
    severity="by proof",
    fix="adds random_state= or seed=",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
