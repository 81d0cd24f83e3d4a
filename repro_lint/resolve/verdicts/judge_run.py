"""What one run shows: a verdict for each draw that it reaches, and what it says of its entry point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from repro_lint.facts.model import Block, FileFacts
from repro_lint.resolve.domain.streams import SEEDABLE, Place
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.program.runs import Run
from repro_lint.resolve.program.showing import tells_sizes
from repro_lint.resolve.trace.events import (
    CudaTraining,
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
from repro_lint.resolve.verdicts.judgement import Start
from repro_lint.resolve.verdicts.relations import (
    DrawKey,
    Race,
    Replaced,
    Use,
    draw_key,
    drops,
    late_seeds,
    looped,
    only_asks,
    races,
    reseeded,
    seeded_later,
    unseeded,
    uses,
)
from repro_lint.resolve.verdicts.replaced import replaced_weights
from repro_lint.resolve.verdicts.seedings import Seeding, seedings
from repro_lint.resolve.verdicts.shared_seeds import SharedSeed, shared_seeds
from repro_lint.resolve.verdicts.status import Status, Verdict, join_verdicts, status_of
from repro_lint.resolve.verdicts.walk import InStreams, ReachedExecution, inside, reached_executions

_Placed = TypeVar("_Placed", SeedCall, Training, CudaTraining, Switch, Varies, KeyReused)


@dataclass(slots=True)
class JudgedRun:
    """What one run shows. `executions`: a verdict for each execution of a draw; `verdicts`: one for each draw.

    `start`, `seedings`: of the entry point of a run that has one. `stopped`: where its steps were spent.
    """

    entry: EntryPoint | None
    stopped: Place | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    executions: list[Verdict] = field(default_factory=list)
    raised: list[Raises] = field(default_factory=list)
    calls: list[SeedCall] = field(default_factory=list)
    races: list[Race] = field(default_factory=list)
    shared_seeds: list[SharedSeed] = field(default_factory=list)
    reseeded: list[tuple[SeedCall, Draw]] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    start: Start | None = None
    seedings: tuple[Seeding, ...] = ()


def judge_run(run: Run, visited: set[InStreams]) -> JudgedRun:
    """Judge what a run reaches but for the executions in `visited`, which grows."""
    reached = list(reached_executions(run, visited))
    events = [event for reach in reached for event in reach.events]
    judged = JudgedRun(run.entry, run.stopped)
    judged.executions = [] if _only_shows(run, events) else list(_executions(run, reached, events))
    judged.verdicts = list(_verdicts(run, judged.executions, looped(events)))
    judged.raised = [event for event in events if isinstance(event, Raises)]
    judged.calls = [event for event in events if isinstance(event, SeedCall)]
    judged.races = list(races(run, reached))
    judged.shared_seeds = list(shared_seeds(run, events))
    judged.reseeded = list(reseeded(reached, [(v.draw, v.path) for v in judged.verdicts if not v.test]))
    if any(isinstance(event, (Drawing, Training)) for event in events):
        judged.uses = list(uses(run))
    if run.entry is not None:
        judged.start = _start(run, run.entry, reached, judged.verdicts)
        judged.seedings = seedings(reached)
    return judged


def _only_shows(run: Run, events: list[Event]) -> bool:
    """Whether a script draws, and tells no more of that than layers and sizes."""
    if run.entry is None or run.cut_short or not run.entry.path.endswith(".py"):
        return False
    if any(isinstance(one, Training) for one in events):
        return False
    return any(isinstance(one, Draw) for one in events) and tells_sizes(_executed(run), run.libraries)


def _executed(run: Run) -> Iterator[tuple[FileFacts, Block]]:
    """The blocks that a run executed, and perhaps more functions of the same files."""
    yield from ((facts, facts.body) for facts in run.facts)
    loaded = dict(zip(run.files, run.facts, strict=True))
    for path, index in run.called:
        if path in loaded:
            yield loaded[path], loaded[path].functions[index].body


def _executions(run: Run, reached: list[ReachedExecution], events: list[Event]) -> Iterator[Verdict]:
    """A verdict for each execution of a draw."""
    seeded, replaced = seeded_later(reached), Replaced(reached)
    loaded = replaced_weights(run, reached)
    idle = run.entry is not None and only_asks(events)
    for reach in reached:
        for event in reach.events:
            if not isinstance(event, Draw) or (event.rule == "unseeded-generator" and event.place in seeded):
                continue
            if replaced.holds(event, reach.path) or draw_key(event) in loaded.gone:
                continue
            unsure = reach.supposed or (idle and drops(event)) or draw_key(event) in loaded.perhaps
            draw = replace(event, certain=False) if unsure else event
            yield Verdict(draw, status_of(draw), run.entry, reach.path, run.test)


def _verdicts(run: Run, executions: Iterable[Verdict], loops: set[Place]) -> Iterator[Verdict]:
    """One verdict for each draw of a run: those of its executions joined, the worst origin deciding."""
    found: dict[DrawKey, Verdict] = {}
    for verdict in executions:
        key = draw_key(verdict.draw)
        found[key] = join_verdicts(found[key], verdict) if key in found else verdict
    late = late_seeds(run) if run.entry is not None else {}
    for key, verdict in found.items():
        draw = verdict.draw
        if draw.fix and not draw.own and any(inside(loop, draw.place, verdict.path) for loop in loops):
            draw = replace(draw, repeated=True)
        is_late = verdict.status is Status.UNGOVERNED
        yield replace(verdict, draw=draw, late=late.get(key) if is_late else verdict.late)


def _start(run: Run, entry: EntryPoint, reached: list[ReachedExecution], verdicts: list[Verdict]) -> Start:
    ungoverned = sorted(filter(_needs_a_seed, verdicts), key=lambda verdict: (verdict.draw.place, verdict.draw.rule))
    on_time = {verdict.draw.key for verdict in ungoverned if verdict.late is None}
    events = [event for reach in reached for event in reach.events]
    ways = [(*verdict.path, verdict.draw.place) for verdict in ungoverned]
    ways += [(*reach.path, event.place) for reach in reached for event in reach.events if _needs_what_is_before(event)]
    return Start(
        entry,
        missing=tuple(key for key in SEEDABLE if key in on_time),
        draws=tuple(verdict.draw for verdict in ungoverned),
        seeded=_of_kind(SeedCall, events),
        trainings=_of_kind(Training, events),
        switches=_of_kind(Switch, events),
        libraries=run.libraries,
        reached=tuple(sorted({way[0] for way in ways})),
        further=tuple(sorted({way[1] for way in ways if len(way) > 1})),
        varies=_of_kind(Varies, events),
        behind=run.behind,
        gpu=run.gpu,
        files=run.files,
        called=run.called,
        tensorflow_1=run.tensorflow_1,
        reused=_of_kind(KeyReused, events),
        on_cuda=_of_kind(CudaTraining, events),
    )


def _needs_a_seed(verdict: Verdict) -> bool:
    draw = verdict.draw
    return verdict.status is Status.UNGOVERNED and draw.key in SEEDABLE and unseeded(draw)


def _needs_what_is_before(event: Event) -> bool:
    """Whether the streams and switches must be set before an event that is no draw."""
    return isinstance(event, Training | CudaTraining) or (isinstance(event, StateSaved) and unseeded(event))


def _of_kind(kind: type[_Placed], events: Iterable[Event]) -> tuple[_Placed, ...]:
    """The events of one kind, in order of place."""
    return tuple(sorted((event for event in events if isinstance(event, kind)), key=_place))


def _place(event: SeedCall | Training | CudaTraining | Switch | Varies | KeyReused) -> Place:
    return event.place
