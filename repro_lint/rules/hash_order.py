"""The order of a set of strings reaches data.

Why:
    Strings are hashed with a value that differs in every process, and so does the order of a set of them. No
    seed inside the program changes that. The groups of a Polars frame, and its rows made unique, come in such an
    order, too, unless `maintain_order=True` asks for that of the data.

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
from repro_lint.remarks.words import short
from repro_lint.resolve.domain.streams import HASH
from repro_lint.resolve.trace.events import Draw

RULE = Rule(
    code="RPL401",
    name="hash-order",
    summary="the order of a set of strings reaches data",
    severity="E",
    fix="unsafe: sorted(...)",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each such order that is used."""
    yield from remarks(RULE, view, Severity.ERROR, _message, _advice)


def _message(draw: Draw) -> str:
    if draw.key == HASH:
        return "the order of this set varies with the hash of its strings, which differs in every process"
    return f"`{short(draw.api)}` gives its rows in an order that differs in every process"


def _advice(draw: Draw) -> str:
    return "wrap it in `sorted(...)`" if draw.key == HASH else "give `maintain_order=True` where it is taken, or sort"
