"""From runs to verdicts: for each draw, seed call and entry point, the worst that some run showed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from repro_lint.defect import Defect, contained
from repro_lint.resolve.domain.streams import Place, Provenance
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.program.runs import GivenUp, Run
from repro_lint.resolve.trace.events import Draw, Raises, SeedCall
from repro_lint.resolve.verdicts.judge_run import JudgedRun, judge_run
from repro_lint.resolve.verdicts.judgement import BadSeed, Judgement, Start
from repro_lint.resolve.verdicts.relations import DrawKey, Race, Use, draw_key
from repro_lint.resolve.verdicts.seedings import Seeding
from repro_lint.resolve.verdicts.shared_seeds import SharedSeed
from repro_lint.resolve.verdicts.status import Verdict
from repro_lint.resolve.verdicts.walk import InStreams


@dataclass(slots=True)
class _Runs:
    """What the runs so far show, by place: the worst of each draw, the first of most else."""

    judgement: Judgement = field(default_factory=Judgement)
    best: dict[DrawKey, Verdict] = field(default_factory=dict)
    training: set[EntryPoint] = field(default_factory=set)
    spoiled: dict[tuple[Place, bool], BadSeed] = field(default_factory=dict)
    raised: dict[Raises, EntryPoint | None] = field(default_factory=dict)
    calls: dict[SeedCall, None] = field(default_factory=dict)
    races: dict[Place, Race] = field(default_factory=dict)
    shared_seeds: dict[Place, SharedSeed] = field(default_factory=dict)
    reseeded: dict[Place, tuple[SeedCall, Draw]] = field(default_factory=dict)

    def add(self, judged: JudgedRun) -> None:
        """Take in what one more run shows."""
        entry = judged.entry
        if judged.stopped is not None:
            self.judgement.stopped.add(judged.stopped)
        self.judgement.executions += judged.executions
        self.calls.update(dict.fromkeys(judged.calls))
        for event in judged.raised:
            self.raised.setdefault(event, entry)
        for race in judged.races:
            self._add_race(race)
        for shared in judged.shared_seeds:
            self.shared_seeds.setdefault(shared.second, shared)
        for call, draw in judged.reseeded:
            self.reseeded.setdefault(call.place, (call, draw))
        for use in judged.uses:
            self._add_use(use)
        if entry is not None and judged.start is not None:
            self._add_start(entry, judged.start, judged.seedings)
        for verdict in judged.verdicts:
            _note_bad_seeds(verdict, self.spoiled)
            _note_worst(verdict, self.best, self.training)
            if entry is not None:
                self.judgement.reached.setdefault(draw_key(verdict.draw), []).append(verdict)

    def _add_start(self, entry: EntryPoint, start: Start, found: tuple[Seeding, ...]) -> None:
        self.judgement.starts.append(start)
        self.judgement.seedings[entry] = found
        if start.trainings:
            self.training.add(entry)

    def _add_race(self, race: Race) -> None:
        known = self.races.get(race.place)
        if known is None or known.entry is None:
            self.races[race.place] = race
        elif race.entry is not None and race.cured:
            self.races[race.place] = replace(known, further=(*known.further, race.entry))

    def _add_use(self, use: Use) -> None:
        uses = self.judgement.uses
        known = uses.get(use.place, use)
        uses[use.place] = replace(use, draws=tuple(dict.fromkeys((*known.draws, *use.draws))))

    def judged(self) -> Judgement:
        """The judgement of all runs, each part in order of place."""
        judgement = self.judgement
        judgement.verdicts = sorted(self.best.values(), key=lambda v: (v.draw.place, v.draw.rule, v.draw.api))
        for verdicts in judgement.reached.values():
            verdicts.sort(key=lambda verdict: verdict.entry not in self.training)
        _note_seeds(judgement, self.spoiled, self.raised, self.calls)
        judgement.races = sorted(self.races.values(), key=lambda race: race.place)
        judgement.shared_seeds = sorted(self.shared_seeds.values(), key=lambda shared: shared.second)
        judgement.reseeded = sorted(self.reseeded.values(), key=lambda pair: pair[0].place)
        return judgement


def judge_each(program: Iterable[Run | GivenUp], visited: set[InStreams]) -> list[JudgedRun | GivenUp]:
    """What each run shows but for the executions in `visited`, which grows. A defect in judging one costs that only."""
    return [run if isinstance(run, GivenUp) else _judged(run, visited) for run in program]


def _judged(run: Run, visited: set[InStreams]) -> JudgedRun | GivenUp:
    judged = contained(partial(judge_run, run, visited))
    path = run.entry.path if run.entry else run.execution.path
    return GivenUp(path, judged) if isinstance(judged, Defect) else judged


def join(shown: Iterable[JudgedRun | GivenUp]) -> Judgement:
    """The judgement of a program by what its runs show."""
    runs = _Runs()
    for one in shown:
        if isinstance(one, GivenUp):
            runs.judgement.given_up.setdefault(one.path, one)
        else:
            runs.add(one)
    return runs.judged()


def _note_worst(verdict: Verdict, best: dict[DrawKey, Verdict], training: set[EntryPoint]) -> None:
    known = best.get(draw_key(verdict.draw))
    if known is None or _weight(verdict, training) > _weight(known, training):
        best[draw_key(verdict.draw)] = verdict


def _note_seeds(
    judgement: Judgement,
    spoiled: dict[tuple[Place, bool], BadSeed],
    raised: dict[Raises, EntryPoint | None],
    calls: dict[SeedCall, None],
) -> None:
    """What was found of seed calls and seed arguments, in order of place."""
    judgement.bad_seeds = sorted(spoiled.values(), key=lambda bad: bad.place)
    judgement.raises = sorted(raised.items(), key=lambda pair: pair[0].place)
    judgement.seed_calls = sorted(calls, key=lambda call: call.place)
    for call in judgement.seed_calls:
        judgement.values[call.place] = tuple(dict.fromkeys((*judgement.values.get(call.place, ()), *call.values)))


def _weight(verdict: Verdict, training: set[EntryPoint]) -> tuple[bool, bool, int, bool]:
    """An entry point's verdict counts before the one of an unknown caller, and that before the one of a test.

    Of equal ones that of a program that trains is told.
    """
    return (verdict.entry is not None, not verdict.test, verdict.status, verdict.entry in training)


def _note_bad_seeds(verdict: Verdict, spoiled: dict[tuple[Place, bool], BadSeed]) -> None:
    draw = verdict.draw
    if draw.key is None and not draw.own:
        return
    for origin in draw.origins:
        if (
            origin.provenance not in (Provenance.UNSTABLE, Provenance.CLEARED)
            or origin.place is None
            or not draw.certain
        ):
            continue
        place = draw.place if draw.own else origin.place
        known = spoiled.get((place, draw.own))
        draws = tuple(dict.fromkeys((*known.draws, draw))) if known else (draw,)
        entry = known.entry if known and known.entry else verdict.entry
        spoiled[place, draw.own] = BadSeed(origin, place, draw.own, entry, draws, verdict.test)
