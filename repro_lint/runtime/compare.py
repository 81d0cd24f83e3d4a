"""Puts two runs beside each other: do their results differ, and where did they part?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from repro_lint.runtime.printed import Difference, first_difference, settled
from repro_lint.runtime.record import DECISIVE, Event, Run

STREAM_KINDS = frozenset({"draw", "seed", "generator"})
RESULT_KINDS = DECISIVE | {"data"}
DATA_SUFFIXES = frozenset({".npy", ".npz", ".csv", ".tsv", ".json", ".txt", ".parquet"})
"""Files of these kinds hold no time stamp, so that a difference means something."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One position at which the runs differ: the event of each (None: that run has no such event)."""

    first: Event | None
    second: Event | None
    order: int

    @property
    def event(self) -> Event:
        """The event to show: the first run's where it has one."""
        event = self.first or self.second
        assert event is not None, "a pair holds at least one event"
        return event


@dataclass(frozen=True, slots=True)
class Ungoverned:
    """A stream that was drawn from in a state which differed between the runs."""

    stream: str
    path: str
    line: int
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs: the first draw, the first result, and what shows at the end (`stdout`: line and both texts)."""

    differs: bool
    events: int
    draw: Pair | None = None
    result: Pair | None = None
    ungoverned: tuple[Ungoverned, ...] = ()
    stdout: Difference | None = None
    files: tuple[str, ...] = ()
    variables: tuple[Pair, ...] = ()
    output: Pair | None = None

    @property
    def first(self) -> Pair | None:
        """Where the runs part: a draw if one comes before the first result that differs.

        What libraries draw while they are imported precedes the program's own seeds and explains nothing. Where
        neither differs, a variable or a line of output has to do.
        """
        draw = None if self.draw and self.draw.event.detail.get("importing") else self.draw
        if draw and (self.result is None or draw.order <= self.result.order):
            return draw
        return self.result or next(iter(self.variables), None) or self.output


def compare(first: Run, second: Run, *, ignore_stdout: bool = False) -> Comparison:
    """Compare two finished runs.

    Results decide. A stream that was never seeded counts only if something shows its effect, or if the program has
    no result that the observer knows; so a random pause between two steps does not make a program irreproducible.
    """
    result = _first_difference(first, second, RESULT_KINDS)
    draw = _first_difference(first, second, STREAM_KINDS, besides=_settled_calls(first, second))
    stdout = None if ignore_stdout else first_difference(first.stdout, second.stdout)
    files = _differing(first.files, second.files)
    variables = _variables(first, second)
    effect = bool(variables or stdout or any(PurePosixPath(name).suffix in DATA_SUFFIXES for name in files))
    decisive = _first_difference(first, second, DECISIVE)
    has_results = any(event.kind in DECISIVE for event in first.events)
    drawn = draw is not None and not draw.event.detail.get("importing")
    differs = bool(decisive) or (drawn and (effect or not has_results)) or (effect and not has_results)
    output = _written(first, second, stdout[0]) if stdout else None
    return Comparison(
        differs, len(first.events), draw, result, _ungoverned(first, second), stdout, files, variables, output
    )


def why(pairs: Iterable[tuple[Event, Event]], stream: str) -> str:
    """Why the stream's state differed at the last of these positions, as far as its history tells."""
    history = [(a, b) for a, b in pairs if a.detail.get("stream") == stream]
    seeds = [(a, b) for a, b in history if a.kind == "seed" and b.kind == "seed"]
    if any(a.digest != b.digest for a, b in seeds):
        return "seeded with a value that differs from run to run"
    if seeds or any(a.digest == b.digest for a, b in history):
        return "seeded, but drawn from a different number of times or by several threads"
    return "never seeded"


def _of(run: Run, kinds: frozenset[str]) -> list[tuple[int, Event]]:
    return [(order, event) for order, event in enumerate(run.events) if event.kind in kinds]


def _settled_calls(first: Run, second: Run) -> frozenset[int]:
    """Positions of draws inside a call that came to the same in both runs: it drew, and did not use it."""
    ours, theirs = _of(first, DECISIVE), _of(second, DECISIVE)
    found: set[int] = set()
    before = 0
    for (order, a), (_, b) in zip(ours, theirs, strict=False):
        if a.identity == b.identity and a.digest == b.digest:
            here = (a.path, a.line)
            found.update(at for at in range(before, order) if (first.events[at].path, first.events[at].line) == here)
        before = order
    return frozenset(found)


def _first_difference(
    first: Run, second: Run, kinds: frozenset[str], besides: frozenset[int] = frozenset()
) -> Pair | None:
    """Positions are counted among events of these kinds only; draws during an import are the last resort."""
    ours, theirs = _of(first, kinds), _of(second, kinds)
    during_import: Pair | None = None
    for (order, a), (_, b) in zip(ours, theirs, strict=False):
        if a.identity == b.identity and (a.digest == b.digest or order in besides):
            continue
        pair = Pair(a, b, order)
        if not a.detail.get("importing"):
            return pair
        during_import = during_import or pair
    if len(ours) > len(theirs):
        return Pair(ours[len(theirs)][1], None, ours[len(theirs)][0])
    if len(theirs) > len(ours):
        return Pair(None, theirs[len(ours)][1], theirs[len(ours)][0])
    return during_import


def _ungoverned(first: Run, second: Run) -> tuple[Ungoverned, ...]:
    pairs = [
        (a, b)
        for (_, a), (_, b) in zip(_of(first, STREAM_KINDS), _of(second, STREAM_KINDS), strict=False)
        if a.kind != "generator" and b.kind != "generator"
    ]
    found: dict[str, Ungoverned] = {}
    for number, (a, b) in enumerate(pairs):
        stream = str(a.detail["stream"])
        if a.digest != b.digest and a.identity == b.identity and not a.detail.get("importing"):
            before = found.get(stream)
            count = before.count + 1 if before else 1
            place = before or a
            reason = before.why if before else why(pairs[: number + 1], stream)
            found[stream] = Ungoverned(stream, place.path, place.line, count, reason)
    return tuple(found.values())


def _variables(first: Run, second: Run) -> tuple[Pair, ...]:
    """Variables that differ, as the program's lines give them their content."""
    theirs = {event.detail["name"]: event for event in second.variables}
    pairs = [Pair(a, theirs.get(a.detail["name"]), len(first.events)) for a in first.variables]
    differing = [pair for pair in pairs if pair.second is None or pair.event.digest != pair.second.digest]
    return tuple(sorted(differing, key=lambda pair: (pair.event.path, pair.event.line)))


def _written(first: Run, second: Run, number: int) -> Pair | None:
    """The writes that made that line of the output; the first of them whose text differs."""
    ours, theirs = ([one for one in run.written if one.detail["number"] == number] for run in (first, second))
    pairs = [Pair(a, b, len(first.events)) for a, b in zip(ours, theirs, strict=False)]
    return next((pair for pair in pairs if _text(pair.first) != _text(pair.second)), None)


def _text(event: Event | None) -> str:
    return settled(str(event.detail["text"])) if event else ""


def _differing(first: dict[str, str], second: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name)))
