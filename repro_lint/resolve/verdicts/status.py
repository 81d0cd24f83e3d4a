"""What is proved of one draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from repro_lint.resolve.domain.streams import Place, Provenance, worst
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.trace.events import Draw
from repro_lint.resolve.verdicts.walk import CallPath


class Status(IntEnum):
    """What is proved of a draw; the greater the worse."""

    OWN = 0  # its own seed is fixed
    UNRESOLVED = 1  # a seed is there whose value cannot be resolved
    GLOBAL = 2  # governed by a global stream only
    DOUBTFUL = 3  # it depends on data whether it draws, or on code that could not be followed whether it is governed
    CALLER = 4  # no entry point reaches it: the caller decides
    BAD_SEED = 5  # governed by a seed that differs from run to run, or by none: told at the seed
    UNGOVERNED = 6  # on some path from an entry point nothing governs it


@dataclass(frozen=True, slots=True)
class Verdict:
    """A draw as one entry point reaches it. `path`: the calls from the entry point to it.

    `late`: the seed call that would govern it, were it not made after the draw.
    """

    draw: Draw
    status: Status
    entry: EntryPoint | None
    path: CallPath
    test: bool = False
    late: Place | None = None


def join_verdicts(first: Verdict, second: Verdict) -> Verdict:
    """The worse of two verdicts on one draw, which may be governed by what governs either."""
    worse, other = (first, second) if first.status >= second.status else (second, first)
    if worse.draw.own is not other.draw.own:
        return worse
    draw = replace(worse.draw, origins=worse.draw.origins | other.draw.origins)
    return replace(worse, draw=draw, status=max(worse.status, status_of(draw)))


def status_of(draw: Draw) -> Status:
    """What the origins of a draw prove."""
    origin = worst(draw.origins)
    if draw.own:
        if origin.provenance >= Provenance.UNSTABLE:
            return Status.BAD_SEED
        return Status.OWN if origin.provenance is Provenance.SEED else Status.UNRESOLVED
    if origin.provenance in (Provenance.NEVER, Provenance.WORKER) or (
        draw.key is None and origin.provenance is Provenance.CLEARED
    ):
        return Status.UNGOVERNED if draw.certain else Status.DOUBTFUL
    return {
        Provenance.CLEARED: Status.BAD_SEED,
        Provenance.UNSTABLE: Status.BAD_SEED,
        Provenance.CALLER: Status.CALLER if draw.certain else Status.DOUBTFUL,
        Provenance.MAYBE: Status.DOUBTFUL,
        Provenance.ASKED: Status.DOUBTFUL,
        Provenance.GIVEN: Status.UNRESOLVED,
    }.get(origin.provenance, Status.GLOBAL)
