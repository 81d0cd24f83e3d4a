"""How far apart runs end: last metrics, returned numbers, weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from repro_lint.runtime.record import Run


@dataclass(frozen=True, slots=True)
class End:
    """One number that every run ends with."""

    name: str
    values: tuple[float, ...]

    @property
    def apart(self) -> float:
        """The largest difference, NaN where a run has no finite value."""
        return max(self.values) - min(self.values) if all(map(math.isfinite, self.values)) else math.nan


def ends(runs: Sequence[Run]) -> list[End]:
    """The numbers that differ: metrics of the last epoch, then the last numbers that each call returned."""
    numbers = [{**_metrics(run), **_returned(run)} for run in runs]
    shared = [name for name in numbers[0] if all(name in other for other in numbers)] if numbers else []
    found = [End(name, tuple(one[name] for one in numbers)) for name in shared]
    return [end for end in found if len({repr(value) for value in end.values}) > 1]


def weight_distances(runs: Sequence[Run]) -> list[float]:
    """How far the weights of each other run end from the first run's, relative; over a sample of them."""
    samples = [sample for sample in map(_last_weights, runs) if sample]
    return [apart(samples[0], other) for other in samples[1:]] if len(samples) == len(runs) else []


def _last_weights(run: Run) -> Sequence[float]:
    """Of the last epoch where there is one: the final variables hold counters and moments of optimizers too."""
    kind = "epoch" if any(event.kind == "epoch" for event in run.events) else "final"
    return next((event.detail.get("sample", ()) for event in reversed(run.events) if event.kind == kind), ())


def apart(first: Sequence[float], second: Sequence[float]) -> float:
    """Euclidean distance of two samples relative to the first's length; 0 exactly when they are equal."""
    length = math.sqrt(sum(a * a for a in first)) or 1.0
    return math.sqrt(sum((a - b) ** 2 for a, b in zip(first, second, strict=False))) / length


def _metrics(run: Run) -> dict[str, float]:
    return {f"final {name}": values[-1] for name, values in run.losses.items() if values}


def _returned(run: Run) -> dict[str, float]:
    found = {}
    for event in run.events:
        for name, value in event.detail.get("numbers", {}).items():
            found[f"{event.detail['what']}{name}"] = value
    return found
