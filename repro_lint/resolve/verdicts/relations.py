"""What several events say together: draws that race, and what draws where it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from repro_lint.catalog.schema import Kind
from repro_lint.resolve.domain.streams import GOVERNED, SEEDABLE, Key, Place, Provenance
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.program.runs import Run
from repro_lint.resolve.trace.events import (
    Draw,
    Drawing,
    Event,
    Looped,
    Mode,
    Racing,
    Reset,
    SeedCall,
    StateSaved,
    Training,
    Unordered,
    Used,
)
from repro_lint.resolve.verdicts.walk import (
    CallPath,
    ReachedExecution,
    TracePosition,
    events_below,
    exclude,
    inside,
    timeline,
)

DrawKey = tuple[Place, str, str, Key | None]
"""What makes two executions the same draw to a reader."""
_IN_TRAINING = frozenset({"unseeded-dropout", "unseeded-augmentation"})  # rules of layers that draw at each step


@dataclass(frozen=True, slots=True)
class Race:
    """A draw, or the order of results, on several threads at once. `cured`: op determinism would put it in order.

    `further`: the other entry points where it would.
    """

    place: Place
    api: str
    racing: Racing
    entry: EntryPoint | None
    test: bool
    cured: bool
    further: tuple[EntryPoint, ...] = ()


def races(run: Run, reached: Iterable[ReachedExecution]) -> Iterator[Race]:
    """What is reached from calls that run on several threads, unless op determinism is on there."""
    for reach in reached:
        for racing in [event for event in reach.events if isinstance(event, Racing)]:
            if all(origin.provenance in GOVERNED for origin in racing.determinism):
                continue
            cured = racing.api.startswith("tensorflow")  # by op determinism
            if racing.itself:
                yield Race(racing.place, racing.api, racing, run.entry, run.test, cured)
            below = [one.execution for one in reach.execution.children if one.place == racing.place]
            for event in events_below(below):
                if isinstance(event, Unordered) or (
                    isinstance(event, Draw) and event.key in SEEDABLE and event.certain
                ):
                    yield Race(event.place, event.api, racing, run.entry, run.test, cured)


def only_asks(events: Iterable[Event]) -> bool:
    """Whether models are asked, and nothing is trained, or may be."""
    found = [event for event in events if isinstance(event, (Mode, Training))]
    return bool(found) and not any(isinstance(event, Training) or event.training for event in found)


def drops(draw: Draw) -> bool:
    """Whether something draws in training only: the dropout of Keras."""
    return draw.rule == "unseeded-dropout" and draw.api.startswith("keras.layers.")


@dataclass(frozen=True, slots=True)
class Use:
    """A call at which what was made before it draws: an estimator, or the layers of a network while it trains."""

    place: Place
    api: str
    draws: tuple[DrawKey, ...]


def uses(run: Run) -> Iterator[Use]:
    """Where a run draws by what it made before."""
    layers: list[tuple[DrawKey, TracePosition]] = []
    for event, position in timeline(run):
        if isinstance(event, Draw) and event.rule in _IN_TRAINING:
            layers.append((draw_key(event), position))
        elif isinstance(event, Drawing):
            yield Use(event.place, event.api, tuple(map(draw_key, event.draws)))
        elif isinstance(event, Training):
            yield Use(event.place, event.api, tuple(one for one, before in layers if not exclude(before, position)))


def draw_key(draw: Draw) -> DrawKey:
    """Which draw of the program this execution of it is."""
    return draw.place, draw.rule, draw.api, draw.key


def unseeded(event: Draw | StateSaved) -> bool:
    """Whether a stream is as the program's own process started, where it is used."""
    return any(origin.provenance is Provenance.NEVER for origin in event.origins)


def seeded_later(reached: Iterable[ReachedExecution]) -> set[Place]:
    """Where generators are made that get a fixed seed before anything is drawn from them."""
    events = [event for reach in reached for event in reach.events]
    used = {event.place for event in events if isinstance(event, Used)}
    return {event.place for event in events if isinstance(event, Reset)} - used


class Replaced:
    """The layers whose weights are replaced before they are used, on the way to their making: one function of a
    program may load them, and another train them."""

    def __init__(self, reached: Iterable[ReachedExecution]) -> None:
        """Collect where weights are replaced, and where layers are used that still have their own."""
        self._resets: dict[Place, list[CallPath]] = {}
        self._uses: dict[Place, list[CallPath]] = {}
        for reach in reached:
            for event in reach.events:
                if isinstance(event, (Reset, Used)):
                    paths = self._resets if isinstance(event, Reset) else self._uses
                    paths.setdefault(event.place, []).append(reach.path)

    def holds(self, draw: Draw, path: CallPath) -> bool:
        """Whether the weights that are drawn on this path do not count."""
        if draw.rule != "unseeded-weights" or draw.place not in self._resets:
            return False
        shared = (_shared(path, one) for one in self._resets[draw.place])
        return any(not any(use[: len(way)] == way for use in self._uses.get(draw.place, ())) for way in shared)


def _shared(first: CallPath, second: CallPath) -> CallPath:
    """The calls that two paths begin with."""
    pairs = enumerate(zip(first, second, strict=False))
    return first[: next((index for index, (one, other) in pairs if one != other), min(len(first), len(second)))]


def late_seeds(run: Run) -> dict[DrawKey, Place]:
    """The draws that the run makes from a stream before it seeds that, each with the seed call."""
    found: dict[DrawKey, Place] = {}
    waiting: dict[Key, list[tuple[DrawKey, TracePosition]]] = {key: [] for key in SEEDABLE}
    for event, position in timeline(run):
        if isinstance(event, Draw) and event.key in waiting and event.certain and not event.own:
            if unseeded(event):
                waiting[event.key].append((draw_key(event), position))
        elif isinstance(event, SeedCall) and all(origin.provenance in GOVERNED for origin in event.origins):
            for key in event.keys:
                met = [draw for draw, before in waiting[key] if not exclude(before, position)]
                found.update({draw: event.place for draw in met if draw not in found})
                waiting[key] = [one for one in waiting[key] if one[0] not in found]
    return found


def reseeded(
    reached: Iterable[ReachedExecution], drawn: Iterable[tuple[Draw, CallPath]]
) -> Iterator[tuple[SeedCall, Draw]]:
    """Seed calls that pass one value in each turn of a loop, and a plain draw in that loop, which repeats itself."""
    governed: dict[Place | None, list[tuple[Draw, CallPath]]] = {}
    for draw, path in drawn:
        if draw.kind is Kind.PLAIN and not draw.own:
            for place in {origin.place for origin in draw.origins}:
                governed.setdefault(place, []).append((draw, path))
    events = [(event, reach.path) for reach in reached for event in reach.events]
    loops = looped(event for event, _ in events)
    calls = [(event, path) for event, path in events if isinstance(event, SeedCall)]
    values: dict[Place, set[tuple[str, ...]]] = {}
    for call, _ in calls:
        fixed = all(origin.provenance is Provenance.SEED for origin in call.origins)
        values.setdefault(call.place, set()).add(call.values if fixed else ())
    for call, path in calls:
        if len(values[call.place]) > 1 or len(min(values[call.place])) != 1:
            continue
        spoiled = governed.get(call.place, [])
        around = [loop for loop in loops if inside(loop, call.place, path)] if spoiled else ()
        for draw, reach in spoiled if around else ():
            if any(inside(loop, draw.place, reach) for loop in around):
                yield call, draw
                break


def looped(events: Iterable[Event]) -> set[Place]:
    """What is done several times."""
    return {event.place for event in events if isinstance(event, Looped)}
