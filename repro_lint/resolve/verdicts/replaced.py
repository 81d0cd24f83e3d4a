"""Weights that are drawn and then replaced, before anything uses them: what is drawn so is no draw, or perhaps none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.program.runs import Run
from repro_lint.resolve.trace.events import Draw, Event, Mode, ModelMade, Training, WeightsReplaced
from repro_lint.resolve.verdicts.relations import DrawKey, draw_key
from repro_lint.resolve.verdicts.walk import (
    SEVERAL,
    CallPath,
    Counter,
    ReachedExecution,
    TracePosition,
    branches_to,
    exclude,
    inside,
    timeline,
)

_CONSTRUCTOR = ".__init__"
_CALLED = ".call"  # the method by which a layer of Keras is called
_WEIGHTS = frozenset({"unseeded-weights", "unseeded-initializer"})


@dataclass(slots=True)
class ReplacedWeights:
    """The draws of weights that are `gone` before anything uses them, and those of which that is not known for sure.

    They are gone once all models made so far have other weights, and none was trained or asked.
    """

    gone: set[DrawKey] = field(default_factory=set)
    perhaps: set[DrawKey] = field(default_factory=set)


def replaced_weights(run: Run, reached: Iterable[ReachedExecution]) -> ReplacedWeights:
    """What replaces weights in a run. Some of a model's do only where nothing is trained: it is loaded to be asked."""
    executions = list(reached)
    events = [event for reach in executions for event in reach.execution.events]
    if not any(isinstance(event, WeightsReplaced) for event in events):
        return ReplacedWeights()
    trains = any(isinstance(event, Training) for event in events)
    walk = _Walk(_whole(run, executions, trains), {} if trains else _branches(executions))
    for event, position in timeline(run):
        walk.meet(event, position)
    found, left = walk.found, walk.used | walk.waiting.keys()
    return ReplacedWeights(found.gone - left, found.perhaps - found.gone - walk.used)


@dataclass(slots=True)
class _Walk:
    """The models without other weights so far, and the draws that wait for being replaced or used.

    `whole`: what replaces all weights of a model, with the branches on the way to it; `branches`: those of draws.
    """

    whole: dict[Event, CallPath]
    branches: dict[DrawKey, list[CallPath]]
    unloaded: dict[Place, TracePosition] = field(default_factory=dict)
    parts: dict[Place, tuple[Place, ...]] = field(default_factory=dict)
    waiting: dict[DrawKey, TracePosition] = field(default_factory=dict)
    used: set[DrawKey] = field(default_factory=set)
    found: ReplacedWeights = field(default_factory=ReplacedWeights)

    def meet(self, event: Event, position: TracePosition) -> None:
        """Go on to the next event of the run."""
        if isinstance(event, ModelMade):
            self.unloaded[event.model] = position
            self.parts[event.model] = event.parts
        elif isinstance(event, Draw) and event.rule in _WEIGHTS and not event.own:
            self.waiting[draw_key(event)] = position
        elif isinstance(event, Training) or (isinstance(event, Mode) and not _is_handed_on(position)):
            self.used |= self.waiting.keys()
            self.waiting.clear()
            self.unloaded.clear()
        elif isinstance(event, WeightsReplaced) and event in self.whole:
            self._replace(event, position)
        elif isinstance(event, WeightsReplaced) and event.partly and self.branches:
            self.found.perhaps |= {key for key, drawn in self.waiting.items() if not exclude(drawn, position)}
            self.waiting = {key: drawn for key, drawn in self.waiting.items() if key not in self.found.perhaps}

    def _replace(self, event: WeightsReplaced, position: TracePosition) -> None:
        loaded = [event.model]
        for model in loaded:
            if (made := self.unloaded.pop(model, None)) is not None:
                loaded += self.parts[model]
                loaded += [inner for inner, position in self.unloaded.items() if _is_made_inside(position, made)]
        left = any(not exclude(made, position) for made in self.unloaded.values())
        for key, drawn in list(self.waiting.items()):
            own = not left or key[0] == event.model  # a copy draws where it is made
            if own and not exclude(drawn, position) and self._comes_along(key, self.whole[event]):
                self.found.gone.add(key)
                del self.waiting[key]

    def _comes_along(self, key: DrawKey, branches: CallPath) -> bool:
        """Whether a draw happens on these branches alone."""
        ways = self.branches.get(key, [()])
        return all(any(inside(branch, one, ()) for one in way) for way in ways for branch in branches)


def _is_made_inside(inner: TracePosition, outer: TracePosition) -> bool:
    """Whether a model is made by the constructor of another."""
    constructor = outer[-1][0]
    return constructor.name.endswith(_CONSTRUCTOR) and any(execution is constructor for execution, _ in inner)


def _is_handed_on(position: TracePosition) -> bool:
    """Whether a layer tells its own layers how it was called: that happens while a model is made of it, too."""
    return any(execution.name.endswith(_CALLED) for execution, _ in position)


def _whole(run: Run, reached: list[ReachedExecution], trains: bool) -> dict[Event, CallPath]:
    """What replaces all weights of one model, where only one is made so, with the branches on the way.

    Where something is trained it must be on none.
    """
    found: dict[Event, CallPath] = {}
    for reach in reached:
        for event in reach.execution.events:
            if not isinstance(event, WeightsReplaced) or event.partly or (event.if_saved and trains):
                continue
            branches = branches_to(reach.execution, event.place, reach.branches)
            if not (branches and trains) and _made(run, event.model) < SEVERAL:
                found[event] = branches
    return found


def _branches(reached: list[ReachedExecution]) -> dict[DrawKey, list[CallPath]]:
    """The branches on each way to the draws of weights."""
    found: dict[DrawKey, list[CallPath]] = {}
    for reach in reached:
        for event in reach.execution.events:
            if isinstance(event, Draw) and event.rule in _WEIGHTS:
                way = branches_to(reach.execution, event.place, reach.branches)
                found.setdefault(draw_key(event), []).append(way)
    return found


def _made(run: Run, model: Place) -> int:
    """How many models are made where this one is."""
    return Counter(lambda event: isinstance(event, ModelMade) and event.model == model).times(run.execution)
