"""The order of a directory listing reaches data.

Why:
    `os.listdir`, `glob` and `iterdir` give the order of the file system: stable on one machine, different on
    the next.

Bad:
    import glob
    import random

    random.seed(1)
    files = glob.glob("images/*.png")
    random.shuffle(files)
    print(files)

Good:
    import glob
    import random

    random.seed(1)
    files = sorted(glob.glob("images/*.png"))
    random.shuffle(files)
    print(files)

Fix:
    Wraps it in `sorted(...)`. Unsafe: a program that is reproducible on one machine gets another order.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rule, View
from repro_lint.remarks.orders import remarks
from repro_lint.remarks.words import short

RULE = Rule(
    code="RPL402",
    name="unsorted-listing",
    summary="the order of a directory listing reaches data",
    severity="W",
    fix="unsafe: sorted(...)",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each such order that is used."""
    yield from remarks(
        RULE,
        view,
        Severity.WARNING,
        lambda draw: f"`{short(draw.api)}` lists in the order of the file system, which differs between machines",
        lambda _: "wrap it in `sorted(...)`",
    )
