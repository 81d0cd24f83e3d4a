"""A seed whose value differs from run to run.

Why:
    A seed fixes a stream only if it is the same in the next run. The clock, the process id, `hash()` of a
    string, a draw from an unseeded stream and None are not; `seed()` without a value takes the entropy of the
    system.

Bad:
    import random
    import time

    random.seed(time.time())
    print(random.random())

Good:
    import random

    random.seed(42)
    print(random.random())

Fix:
    Puts a fixed seed in place of the argument; where its value is made elsewhere to be a seed (`SEED = int(time())`,
    a parameter's default, an option of the command line without a default), there. Where it is drawn, seeds what it is
    drawn from. Safe: the program is not reproducible as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from repro_lint.facts.nodes import Span
from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Repair, Rule, SeedArgument, SeedBlock, View, by
from repro_lint.remarks.words import short
from repro_lint.resolve.domain.streams import SEEDABLE, Key, Place, Provenance
from repro_lint.resolve.verdicts.judgement import BadSeed
from repro_lint.resolve.verdicts.status import Status

RULE = Rule(
    code="RPL006",
    name="unstable-seed",
    summary="a seed whose value differs from run to run",
    severity="E when a draw is reached by it",
    fix="replaces that argument",
)
SHOWN = 3


def check(view: View) -> Iterator[Remark]:
    """One remark for each seed that is not fixed and governs a draw."""
    arguments: dict[Place, Span | None] = {}
    for call in view.judgement.seed_calls:
        arguments.setdefault(call.place, call.argument)
    drawn = {
        verdict.draw.place: verdict.draw.key
        for verdict in view.judgement.verdicts
        if verdict.status is Status.UNGOVERNED and verdict.draw.key in SEEDABLE
    }
    for bad in view.judgement.bad_seeds:
        if not bad.test:
            yield _remark(bad, arguments.get(bad.place), drawn)


def _remark(bad: BadSeed, span: Span | None, drawn: Mapping[Place, Key | None]) -> Remark:
    source = bad.origin.source
    related = tuple(
        (draw.place, f"`{short(draw.api)}` draws by this seed") for draw in bad.draws[:SHOWN] if draw.place != bad.place
    )
    if source is not None and source.place != bad.place:
        related = ((source.place, "the value comes from here"), *related)
    if bad.argument:
        span = bad.draws[0].argument
    what = f"is taken from {bad.origin.why}, which differs from run to run"
    if bad.origin.provenance is Provenance.CLEARED:
        what = "is None or not given on a path to it, so the entropy of the system is used"
    return Remark(
        RULE,
        Severity.WARNING if bad.entry is None else Severity.ERROR,
        bad.place,
        f"this seed {what}",
        "use a fixed number",
        related,
        repairs=(_repair(bad, span, drawn),),
        witnesses=by(bad.entry),
    )


def _repair(bad: BadSeed, span: Span | None, drawn: Mapping[Place, Key | None]) -> Repair:
    """A fixed number; where a program draws its seeds one after the other, the seed of what it draws them from."""
    source = bad.origin.source
    key = drawn.get(source.place) if source is not None else None
    if source is None or key is None or bad.entry is None or bad.place.span.holds(source.place.span):
        return SeedArgument("{seed}", span, source)
    return SeedBlock(bad.entry, (key,))
