"""The order of a set of strings reaches data.

Why:
    Strings are hashed with a value that differs in every process, and so does the order of a set of them. No
    seed inside the program changes that.

Bad:
    words = "the cat sat on the mat".split()
    vocabulary = {word: number for number, word in enumerate(set(words))}
    print(vocabulary)

Good:
    words = "the cat sat on the mat".split()
    vocabulary = {word: number for number, word in enumerate(sorted(set(words)))}
    print(vocabulary)

Fix:
    Wraps it in `sorted(...)`. Unsafe: what it holds may not have an order.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rule, View
from repro_lint.remarks.orders import remarks

RULE = Rule(
    code="RPL401",
    name="hash-order",
    summary="the order of a set of strings reaches data",
    severity="E",
    fix="unsafe: sorted(...)",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each such order that is used."""
    yield from remarks(
        RULE,
        view,
        Severity.ERROR,
        lambda _: "the order of this set varies with the hash of its strings, which differs in every process",
        "wrap it in `sorted(...)`",
    )
