"""An entry point draws from streams that it does not seed.

Why:
    Every global stream starts from the entropy of the system. Unless the program seeds each stream that it
    draws from, before the first draw and on every path, two runs differ.

Bad:
    import numpy as np

    print(np.random.rand())

Good:
    import numpy as np

    np.random.seed(42)
    print(np.random.rand())

Fix:
    Inserts the missing steps: `PYTHONHASHSEED`, `random.seed`, `np.random.seed` and `tf.random.set_seed` for a
    program on TensorFlow, the steps of the streams it draws from for any other (`torch.manual_seed` for PyTorch). Safe.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.draws import severity
from repro_lint.remarks.model import Remark, Rule, SeedBlock, View, entry_place
from repro_lint.remarks.words import random_of, seen_by
from repro_lint.resolve.verdicts.judgement import Start
from repro_lint.resolve.verdicts.relations import draw_key
from repro_lint.resolve.verdicts.status import Verdict

RULE = Rule(
    code="RPL001",
    name="missing-seed-block",
    summary="an entry point draws from streams that it does not seed",
    severity="as the worst draw that it covers",
    fix="inserts the missing steps",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each entry point that leaves a stream unseeded which it draws from."""
    for start in view.judgement.starts:
        if start.missing:
            yield _remark(start, _covered(start, view), view)


def _covered(start: Start, view: View) -> list[Verdict]:
    """What the block is to govern: of each stream one draw first, then the others."""
    reached = (verdict for draw in start.draws for verdict in view.judgement.reached[draw_key(draw)])
    found = [verdict for verdict in reached if verdict.entry == start.entry and verdict.draw.key in start.missing]
    first = [next(one for one in found if one.draw.key == key and one.late is None) for key in start.missing]
    return list(dict.fromkeys((*first, *found)))


def _remark(start: Start, covered: list[Verdict], view: View) -> Remark:
    seen = tuple(seen_by(verdict, view) for verdict in covered[: len(start.missing)])
    causes = ", ".join(dict.fromkeys(one.cause for one in seen))
    return Remark(
        RULE,
        max((severity(verdict) or Severity.NOTE for verdict in covered), key=lambda level: level.rank),
        entry_place(start.entry),
        f"two runs of `{view.shown(start.entry.path)}` give different results: {causes}",
        "set every seed once, before anything random runs",
        tuple((verdict.draw.place, random_of(verdict.draw)) for verdict in covered),
        causes,
        (SeedBlock(start.entry, start.missing),),
        seen,
    )
