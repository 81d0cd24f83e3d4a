"""Weights that are drawn and then wholly replaced, before anything uses them: what is drawn so is no draw."""

from __future__ import annotations

from collections.abc import Iterable

from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.program.runs import Run
from repro_lint.resolve.trace.events import Draw, Event, Mode, ModelMade, Training, WeightsReplaced
from repro_lint.resolve.verdicts.relations import DrawKey, draw_key
from repro_lint.resolve.verdicts.walk import SEVERAL, Counter, ReachedExecution, timeline

_WEIGHTS = frozenset({"unseeded-weights", "unseeded-initializer"})


def replaced_weights(run: Run, reached: Iterable[ReachedExecution]) -> set[DrawKey]:
    """The draws of weights that are replaced once all models made so far have others, and none was trained or asked."""
    whole = _certain(run, list(reached))
    if not whole:
        return set()
    unloaded: set[Place] = set()
    waiting: set[DrawKey] = set()
    found: set[DrawKey] = set()
    used: set[DrawKey] = set()
    for event, _ in timeline(run):
        if isinstance(event, ModelMade):
            unloaded.add(event.model)
        elif isinstance(event, Draw) and event.rule in _WEIGHTS and not event.own:
            waiting.add(draw_key(event))
        elif isinstance(event, (Training, Mode)):
            used |= waiting
            waiting.clear()
            unloaded.clear()
        elif isinstance(event, WeightsReplaced) and event in whole:
            unloaded.discard(event.model)
            own = {key for key in waiting if not unloaded or key[0] == event.model}  # a copy draws where it is made
            found |= own
            waiting -= own
    return found - used - waiting


def _certain(run: Run, reached: list[ReachedExecution]) -> set[Event]:
    """What replaces all weights of one model for certain: on no branch, and where only one is made so."""
    events = [event for reach in reached for event in reach.execution.events]
    trains = any(isinstance(event, Training) for event in events)
    found: set[Event] = set()
    for reach in reached:
        for event in reach.execution.events:
            if not isinstance(event, WeightsReplaced) or (event.if_saved and trains):
                continue
            if reach.branches or event.place in reach.execution.under:
                continue
            if _made(run, event.model) < SEVERAL:
                found.add(event)
    return found


def _made(run: Run, model: Place) -> int:
    """How many models are made where this one is."""
    return Counter(lambda event: isinstance(event, ModelMade) and event.model == model).times(run.execution)
