"""From runs to verdicts: for each draw, seed call and entry point, the worst that some run showed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from repro_lint.resolve.domain.streams import SEEDABLE, Place, Provenance
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.program.runs import GivenUp, Run
from repro_lint.resolve.trace.events import (
    Draw,
    Drawing,
    Event,
    KeyReused,
    Raises,
    SeedCall,
    StateSaved,
    Switch,
    Training,
    Varies,
)
from repro_lint.resolve.verdicts.judgement import BadSeed, Judgement, Start
from repro_lint.resolve.verdicts.relations import (
    DrawKey,
    Race,
    Use,
    draw_key,
    drops,
    inside,
    late_seeds,
    looped,
    only_asks,
    seeded_later,
    unseeded,
)
from repro_lint.resolve.verdicts.relations import races as find_races
from repro_lint.resolve.verdicts.relations import reseeded as find_reseeded
from repro_lint.resolve.verdicts.relations import uses as find_uses
from repro_lint.resolve.verdicts.seedings import seedings
from repro_lint.resolve.verdicts.shared_seeds import SharedSeed
from repro_lint.resolve.verdicts.shared_seeds import shared_seeds as find_shared_seeds
from repro_lint.resolve.verdicts.status import Status, Verdict, join_verdicts, status_of
from repro_lint.resolve.verdicts.walk import InStreams, ReachedExecution, reached_executions


def judge(program: Iterable[Run | GivenUp]) -> Judgement:
    """The verdicts of a program's runs."""
    best: dict[DrawKey, Verdict] = {}
    training: set[EntryPoint] = set()
    spoiled: dict[tuple[Place, bool], BadSeed] = {}
    raised: dict[Raises, EntryPoint | None] = {}
    calls: dict[SeedCall, None] = {}
    races: dict[Place, Race] = {}
    shared_seeds: dict[Place, SharedSeed] = {}
    reseeded: dict[Place, tuple[SeedCall, Draw]] = {}
    judgement = Judgement()
    told: dict[bool, set[InStreams]] = {False: set(), True: set()}
    for run in program:
        if isinstance(run, GivenUp):
            judgement.given_up.setdefault(run.path, run)
            continue
        reached = list(reached_executions(run, set() if run.entry else told[run.test]))
        verdicts = list(_verdicts(run, reached, raised, calls, judgement.executions))
        events = [event for reach in reached for event in reach.events]
        _note_relations(run, reached, events, races, shared_seeds)
        _note_uses(run, events, judgement.uses)
        for call, draw in find_reseeded(reached, [(v.draw, v.path) for v in verdicts if not v.test]):
            reseeded.setdefault(call.place, (call, draw))
        if run.entry is not None:
            judgement.starts.append(_start(run, run.entry, reached, verdicts))
            judgement.seedings[run.entry] = seedings(reached)
            training |= {run.entry} if judgement.starts[-1].trainings else set()
        for verdict in verdicts:
            _note_bad_seeds(verdict, spoiled)
            _note_worst(verdict, best, training)
            if run.entry is not None:
                judgement.reached.setdefault(draw_key(verdict.draw), []).append(verdict)
    judgement.verdicts = sorted(best.values(), key=lambda v: (v.draw.place, v.draw.rule, v.draw.api))
    for verdicts in judgement.reached.values():
        verdicts.sort(key=lambda verdict: verdict.entry not in training)
    _note_seeds(judgement, spoiled, raised, calls)
    judgement.races = sorted(races.values(), key=lambda race: race.place)
    judgement.shared_seeds = sorted(shared_seeds.values(), key=lambda shared: shared.second)
    judgement.reseeded = sorted(reseeded.values(), key=lambda pair: pair[0].place)
    return judgement


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


def _note_uses(run: Run, events: list[Event], uses: dict[Place, Use]) -> None:
    if any(isinstance(event, (Drawing, Training)) for event in events):
        for use in find_uses(run):
            known = uses.get(use.place, use)
            uses[use.place] = replace(use, draws=tuple(dict.fromkeys((*known.draws, *use.draws))))


def _note_relations(
    run: Run,
    reached: list[ReachedExecution],
    events: list[Event],
    races: dict[Place, Race],
    shared_seeds: dict[Place, SharedSeed],
) -> None:
    for race in find_races(run, reached):
        known = races.get(race.place)
        if known is None or known.entry is None:
            races[race.place] = race
        elif race.entry is not None and race.cured:
            races[race.place] = replace(known, further=(*known.further, race.entry))
    for shared in find_shared_seeds(run, events):
        shared_seeds.setdefault(shared.second, shared)


def _weight(verdict: Verdict, training: set[EntryPoint]) -> tuple[bool, bool, int, bool]:
    """An entry point's verdict counts before the one of an unknown caller, and that before the one of a test.

    Of equal ones that of a program that trains is told.
    """
    return (verdict.entry is not None, not verdict.test, verdict.status, verdict.entry in training)


def _verdicts(
    run: Run,
    reached: list[ReachedExecution],
    raised: dict[Raises, EntryPoint | None],
    calls: dict[SeedCall, None],
    executions: list[Verdict],
) -> Iterator[Verdict]:
    """One verdict for each draw of a run: its executions are merged, the worst origin deciding."""
    found: dict[DrawKey, Verdict] = {}
    seeded = seeded_later(reached)
    idle = run.entry is not None and only_asks(event for reach in reached for event in reach.events)
    for reach in reached:
        for event in reach.events:
            if isinstance(event, Draw) and event.rule == "unseeded-generator" and event.place in seeded:
                continue
            if isinstance(event, Draw):
                unsure = reach.supposed or (idle and drops(event))
                draw = replace(event, certain=False) if unsure else event
                verdict = Verdict(draw, status_of(draw), run.entry, reach.path, run.test)
                executions.append(verdict)
                known = found.get(draw_key(event))
                found[draw_key(event)] = verdict if known is None else join_verdicts(known, verdict)
            elif isinstance(event, Raises):
                raised.setdefault(event, run.entry)
            elif isinstance(event, SeedCall):
                calls[event] = None
    late = late_seeds(run) if run.entry is not None else {}
    loops = looped(event for reach in reached for event in reach.events)
    for key, verdict in found.items():
        draw = verdict.draw
        if draw.fix and not draw.own and any(inside(loop, draw.place, verdict.path) for loop in loops):
            draw = replace(draw, repeated=True)
        is_late = verdict.status is Status.UNGOVERNED
        yield replace(verdict, draw=draw, late=late.get(key) if is_late else verdict.late)


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
        draws = (*known.draws, draw) if known else (draw,)
        entry = known.entry if known and known.entry else verdict.entry
        spoiled[place, draw.own] = BadSeed(origin, place, draw.own, entry, draws, verdict.test)


def _start(run: Run, entry: EntryPoint, reached: list[ReachedExecution], verdicts: list[Verdict]) -> Start:
    ungoverned = [v for v in verdicts if v.status is Status.UNGOVERNED and v.draw.key in SEEDABLE and unseeded(v.draw)]
    ungoverned.sort(key=lambda verdict: (verdict.draw.place, verdict.draw.rule))
    missing = tuple(key for key in SEEDABLE if any(v.draw.key == key and v.late is None for v in ungoverned))
    events = [(event, reach.path) for reach in reached for event in reach.events]
    early = [(e, path) for e, path in events if isinstance(e, Training) or (isinstance(e, StateSaved) and unseeded(e))]
    uses = [(*v.path, v.draw.place) for v in ungoverned] + [(*path, event.place) for event, path in early]
    return Start(
        entry,
        missing,
        tuple(verdict.draw for verdict in ungoverned),
        tuple(sorted((e for e, _ in events if isinstance(e, SeedCall)), key=_place)),
        tuple(sorted((e for e, _ in events if isinstance(e, Training)), key=_place)),
        tuple(sorted((e for e, _ in events if isinstance(e, Switch)), key=_place)),
        run.libraries,
        tuple(sorted({reach[0] for reach in uses})),
        tuple(sorted({place for reach in uses for place in reach[1:2]})),
        tuple(sorted((e for e, _ in events if isinstance(e, Varies)), key=_place)),
        run.behind,
        run.gpu,
        run.files,
        run.called,
        run.tensorflow_1,
        tuple(sorted((e for e, _ in events if isinstance(e, KeyReused)), key=_place)),
    )


def _place(event: SeedCall | Training | Switch | Varies | KeyReused) -> Place:
    return event.place
