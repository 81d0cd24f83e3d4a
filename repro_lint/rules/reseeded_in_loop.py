"""A seed call in a loop, by which every round draws the same numbers.

Why:
    With the same seed in each round every round repeats the first: repeated measurements are then no
    independent ones.

Bad:
    import random

    for _ in range(3):
        random.seed(1)
        print(random.random())

Good:
    import random

    random.seed(1)
    for _ in range(3):
        print(random.random())

Fix:
    None, not even an unsafe one: to let every round begin alike may be what is meant, and only the author knows. Else
    move the call in front of the loop, or derive the seed from the round.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rule, View
from repro_lint.remarks.words import short

RULE = Rule(
    code="RPL008",
    name="reseeded-in-loop",
    summary="a seed call in a loop, by which every round draws the same numbers",
    severity="W",
    fix="–",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each such seed call."""
    for call, draw in view.judgement.reseeded:
        yield Remark(
            RULE,
            Severity.WARNING,
            call.place,
            f"`{short(call.api)}` starts the random numbers anew in every round, so each round gets the same ones",
            "seed once, in front of the loop",
            ((draw.place, f"`{short(draw.api)}` draws the same in each round"),),
        )
