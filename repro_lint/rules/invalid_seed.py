"""A call that raises because of its seed.

Why:
    `random.Random(seed=7)` takes no keyword, `KFold(random_state=0)` without shuffling refuses a seed,
    scikit-learn does not accept a NumPy `Generator` as `random_state`, `tf.set_random_seed` is gone in
    TensorFlow 2, and `enable_op_determinism()` makes TensorFlow refuse to draw before it is seeded.

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
    `random_state` a number, a seed out of range one within; what op determinism refuses gets the block. A seed for
    folds that are not shuffled is left alone: which of the two was meant is the author's to say. Safe: the program does
    not run as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.draws import help_of, repairs, rule_of, severity
from repro_lint.remarks.model import Remark, Rule, SeedArgument, View, by
from repro_lint.remarks.words import cause_of, seed_call, short, witnesses
from repro_lint.resolve.domain.streams import TENSORFLOW

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
        yield Remark(
            RULE,
            Severity.WARNING if entry is None else Severity.ERROR,
            raised.place,
            f"`{short(raised.api)}` raises: {raised.message}",
            repairs=(SeedArgument(raised.valid, raised.argument, alike=True),) if raised.valid else (),
            witnesses=by(entry),
        )
    for verdict in view.judgement.verdicts:
        level = severity(verdict) if rule_of(verdict) == RULE.name else None
        if level is not None:
            yield Remark(
                RULE,
                level,
                verdict.draw.place,
                f"`{short(verdict.draw.api)}` raises: under op determinism "
                f"`{seed_call(TENSORFLOW, verdict.entry, view)}()` must be called first",
                help_of(verdict, view),
                cause=cause_of(verdict, view),
                repairs=repairs(verdict),
                witnesses=witnesses(verdict, view),
            )
