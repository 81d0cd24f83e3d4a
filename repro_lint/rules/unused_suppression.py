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

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Remove, Rule, Unused, View

RULE = Rule(
    code="RPL901",
    name="unused-suppression",
    summary="a suppression that silences nothing",
    severity="W",
    fix="removes it",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each comment that silences nothing; which do is known once all other rules have spoken."""
    yield from map(_remark, view.unused)


def _remark(unused: Unused) -> Remark:
    what = ", ".join(unused.rules) or "every rule"
    return Remark(
        RULE,
        Severity.WARNING,
        unused.place,
        f"this comment silences {what} where there is nothing to silence",
        "remove it",
        repairs=(Remove(unused.removal),),
    )
