"""A draw from a stream that the program seeds only afterwards.

Why:
    A seed governs what is drawn after it. A draw that comes before, at an import, in a default argument, in the
    first round of a loop, has taken its numbers from the unseeded stream already.

Bad:
    import numpy as np

    order = np.random.permutation(10)
    np.random.seed(17)
    print(order)

Good:
    import numpy as np

    np.random.seed(17)
    order = np.random.permutation(10)
    print(order)

Fix:
    As for the draw: a seed of its own where it takes one and is data, else the seeding block (RPL001) before it. The
    later seed call stays: what is drawn after it keeps its numbers. Safe.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL005",
    name="seed-too-late",
    summary="a draw from a stream that is seeded only afterwards",
    severity="by proof",
    fix="as for the draw",
)


def check(view: View) -> Iterator[Remark]:
    """The draws that come before their seed, in place of the rules of the catalogue."""
    yield from remarks(RULE, view)
