"""A suppression that silences nothing.

Why:
    A comment that outlives its finding hides the next one on its line.

Bad:
    print("ready")  # repro-lint: ignore[unseeded-split]

Good:
    print("ready")

Fix:
    Removes the comment. Safe.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL901",
    name="unused-suppression",
    summary="a suppression that silences nothing",
    severity="W",
    fix="removes it",
)


def check(view: View) -> Iterator[Remark]:
    """Nothing here: what is unused is known only once all other findings are, so the pipeline says it."""
    yield from ()
