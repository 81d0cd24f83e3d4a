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
    program on TensorFlow, the steps of the streams it draws from for any other. Safe.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.draws import short
from repro_lint.remarks.model import Remark, Rule, SeedBlock, View, entry_place
from repro_lint.resolve.domain.streams import STREAM_NAMES, How, Key
from repro_lint.resolve.verdicts.judge import Start

RULE = Rule(
    code="RPL001",
    name="missing-seed-block",
    summary="an entry point draws from streams that it does not seed",
    severity="E; W when the block is begun but incomplete",
    fix="inserts the missing steps",
)

STEPS = {Key.PYTHON: "random.seed", Key.NUMPY: "np.random.seed", Key.TENSORFLOW: "tf.random.set_seed"}


def check(view: View) -> Iterator[Remark]:
    """One remark for each entry point that leaves a stream unseeded which it draws from."""
    for start in view.judgement.starts:
        if start.missing:
            yield _remark(start, view)


def _remark(start: Start, view: View) -> Remark:
    streams = _listed(f"`{STREAM_NAMES[key]}`" for key in start.missing)
    steps = _listed(f"`{STEPS[key]}`" for key in start.missing)
    begun = any(origin.how in (How.SEED, How.GIVEN) for call in start.seeded for origin in call.origins)
    first = [next(draw for draw in start.draws if draw.key is key) for key in start.missing]
    rest = [draw for draw in start.draws if draw.key in start.missing]
    draws = dict.fromkeys((*first, *rest))  # of each stream one is shown first
    related = tuple((d.place, f"`{short(d.api)}` draws from `{STREAM_NAMES[d.key or Key.PYTHON]}`") for d in draws)
    plural = "s" if len(start.missing) > 1 else ""
    return Remark(
        RULE,
        Severity.WARNING if begun else Severity.ERROR,
        entry_place(start.entry),
        f"`{view.shown(start.entry.path)}` draws from the stream{plural} {streams} without seeding: {steps} missing",
        "seed each stream before its first draw",
        related,
        remedies=(SeedBlock(start.entry, start.missing),),
    )


def _listed(words: Iterator[str] | list[str]) -> str:
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
