"""Why a draw is governed, or why not: the places that a reader has to see, each with what happens there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from repro_lint.remarks.model import Note
from repro_lint.resolve.domain.streams import GOVERNED, NOWHERE, Origin, Provenance, worst
from repro_lint.resolve.verdicts.judgement import Judgement
from repro_lint.resolve.verdicts.seedings import branch_of, missed
from repro_lint.resolve.verdicts.status import Verdict

MANY = 8  # so many seed calls that miss a draw are named,
MANY_SEEDS = 32  # and so many that reach it


def call_path(verdict: Verdict, shown: Callable[[str], str]) -> Iterator[Note]:
    """The calls that lead from the entry point to the draw; the first of them stands in the entry point's file."""
    if verdict.entry is not None:
        for index, place in enumerate(verdict.path):
            yield (
                place,
                "reached through this call" if index else f"the run of `{shown(verdict.entry.path)}` calls here",
            )


def reasons(verdict: Verdict, judgement: Judgement) -> Iterator[Note]:
    """The seeds of a draw, and the seed calls that miss it."""
    draw = verdict.draw
    seedings = () if verdict.entry is None else judgement.seedings[verdict.entry]
    unsure = worst(draw.origins).provenance not in GOVERNED
    origins = sorted(draw.origins, key=lambda origin: (origin.provenance, origin.place or NOWHERE))
    reaching = [(one, one.place) for one in origins if one.place is not None and one.place != draw.place]
    for origin, place in reaching[:MANY_SEEDS]:
        partly = unsure and origin.provenance in GOVERNED
        yield place, _told(origin, judgement) + (", but not on every path to the draw" if partly else "")
        branch = branch_of(place, draw, verdict.path, seedings) if partly else None
        if branch is not None:
            yield branch, "the seed is set only where this is taken"
    if (more := len(reaching) - MANY_SEEDS) > 0:
        yield reaching[MANY_SEEDS][1], f"one of {more} further origins of its state"
    if unsure and draw.key is not None and not draw.own:
        for one in islice(missed(draw, verdict.path, seedings), MANY):
            yield one.call.place, "seeded here, after the draw" if one.later else "seeded here, for other draws only"


def _told(origin: Origin, judgement: Judgement) -> str:
    values = judgement.values.get(origin.place or NOWHERE, ())
    return {
        Provenance.SEED: origin.why or ("seeded here" + (f" with {_listed(values)}" if values else "")),
        Provenance.GIVEN: "seeded here with a value that cannot be resolved",
        Provenance.CLEARED: "un-seeded here: without a value the seed comes from the entropy of the system",
        Provenance.UNSTABLE: f"seeded here from {origin.why}, which differs from run to run",
    }.get(origin.provenance, origin.why)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values[:3]) + (", …" if len(values) > 3 else "")
