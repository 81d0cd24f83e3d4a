"""PYTHONHASHSEED is set inside the interpreter, while a hash order matters.

Why:
    Python reads `PYTHONHASHSEED` when it starts. Set inside the program it reaches child processes only: the
    order of sets of strings still varies.

Bad:
    import os

    os.environ["PYTHONHASHSEED"] = "0"
    words = list({"adam", "sgd", "rmsprop"})
    print(words[0])

Good:
    import os

    os.environ["PYTHONHASHSEED"] = "0"
    words = sorted({"adam", "sgd", "rmsprop"})
    print(words[0])

Fix:
    None: sort, or start the program with the variable set.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rule, View, by
from repro_lint.resolve.domain.streams import HASH

RULE = Rule(
    code="RPL003",
    name="hash-seed-too-late",
    summary="PYTHONHASHSEED is set inside the interpreter, while a hash order matters",
    severity="W",
    fix="–",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each assignment that comes too late for a hash order."""
    for start in view.judgement.starts:
        orders = [
            v.draw
            for v in view.judgement.verdicts
            if v.draw.rule == "hash-order" and v.draw.key == HASH and v.draw.certain and v.entry == start.entry
        ]
        for switch in start.switches:
            if switch.key == HASH and orders:
                yield Remark(
                    RULE,
                    Severity.WARNING,
                    switch.place,
                    "`PYTHONHASHSEED` is set too late for this interpreter: it reaches child processes only",
                    "start the program with the variable set, or do not rely on the order",
                    tuple((draw.place, "this order still varies") for draw in orders[:3]),
                    witnesses=by(start.entry),
                )
