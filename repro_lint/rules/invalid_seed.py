"""A call that raises because of its seed.

Why:
    `random.Random(seed=7)` takes no keyword, `KFold(random_state=0)` without shuffling refuses a seed,
    scikit-learn does not accept a NumPy `Generator` as `random_state`, and `tf.set_random_seed` is gone in
    TensorFlow 2.

Bad:
    from sklearn.model_selection import KFold

    folds = KFold(3, random_state=0)
    print(list(folds.split(range(9))))

Good:
    from sklearn.model_selection import KFold

    folds = KFold(3, shuffle=True, random_state=0)
    print(list(folds.split(range(9))))

Fix:
    Replaces the seed, or the call, where there is a valid form: `Random(seed=7)` becomes `Random(7)`, a `Generator` as
    `random_state` a number, a seed out of range one within. A seed for folds that are not shuffled is left alone: which
    of the two was meant is the author's to say. Safe: the program does not run as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.rules import Rule
from repro_lint.rules._draws import short
from repro_lint.rules._remark import Remark, SeedArgument, View

RULE = Rule(
    code="RPL007",
    name="invalid-seed",
    summary="a call that raises because of its seed",
    severity="E",
    fix="replaces it where a valid form exists",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each call that certainly raises."""
    for raised, entry in view.judgement.raises:
        reason = raised.message
        severity = Severity.WARNING if entry is None else Severity.ERROR
        remedy = SeedArgument(raised.valid, raised.argument, alike=True)
        yield Remark(
            RULE,
            severity,
            raised.place,
            f"`{short(raised.api)}` raises: {reason}",
            remedies=(remedy,) if raised.valid else (),
        )
