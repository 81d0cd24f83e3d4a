"""Result events: first weights, data given to a fit, metrics and weights per epoch, predictions, final weights."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

from .digest import as_array, digest, sample
from .record import Recorder

FEW = 16
UPDATES = 8
NUMBERS = 512
"""At most so many sampled weights travel with an event."""


class Results:
    """Writes result events; only for calls of the main thread that no other recorded call contains."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self._thread = threading.get_ident()
        self._inside = False
        self._variables: dict[int, weakref.ref[Any]] = {}
        self._updates = 0
        self.making_weight = False

    def outermost(self, call: Callable[..., Any], report: Callable[[Any], None]) -> Any:
        """Run `call`; afterwards `report` its result, unless a recorded call is under way."""
        if self._inside or threading.get_ident() != self._thread:
            return call()
        self._inside = True
        try:
            result = call()
        finally:
            self._inside = False
        self.recorder.sync()
        report(result)
        return result

    def data(self, what: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Record what a fit is given."""
        if not self._inside and threading.get_ident() == self._thread:
            self.recorder.sync()
            given = [*args, *(kwargs[name] for name in sorted(kwargs) if name != "callbacks")]
            self.recorder.emit("data", what=what, digest=digest(given))

    def weight(self, variable: Any, owner: str) -> None:
        """Record a variable's first value, and remember it for the end."""
        array = as_array(variable)
        if array is None:
            return
        self.recorder.sync()
        name = str(getattr(variable, "name", ""))
        shape = [int(size) for size in array.shape]
        self.recorder.emit("weight", owner=owner, name=name, shape=shape, digest=digest(array))
        self.remember(variable)

    def remember(self, variable: Any) -> None:
        """Record a variable after updates and at the end; one that was remembered before keeps its turn."""
        known = self._variables.get(id(variable))
        if known is None or known() is not variable:
            self._variables.pop(id(variable), None)
            self._variables[id(variable)] = weakref.ref(variable)

    def value(self, what: str, value: Any) -> None:
        """Record what a call returned, with its numbers where it is a handful of them."""
        numbers = _numbers(_named(value))
        self.recorder.emit("result", what=what, digest=digest(value), numbers=numbers)

    def often(self, what: str, value: Any) -> None:
        """As `value`, for what is called in loops: at one line the first few times, then ever more rarely."""
        if self.recorder.is_due(self.recorder.place, what):
            self.value(what, value)

    def batch(self, number: int, logs: Any = None) -> None:
        """Record the metrics after one batch."""
        self.recorder.sync()
        self.recorder.emit("batch", batch=int(number), logs=_numbers(logs))

    def epoch(self, model: Any, number: int, logs: Any = None) -> None:
        """Record the metrics of an epoch and the weights at its end."""
        self.recorder.sync()
        arrays = [array for array in map(as_array, getattr(model, "weights", ())) if array is not None]
        weights = digest(arrays)
        self.recorder.emit("epoch", epoch=int(number), logs=_numbers(logs), weights=weights, sample=_some(arrays))

    def update(self, what: str) -> None:
        """Record the variables after the first few updates by an optimizer, then each time the number doubles."""
        self._updates += 1
        if self._updates > UPDATES and self._updates & (self._updates - 1):
            return
        arrays = self._alive()
        if arrays:
            self.recorder.emit("update", what=what, number=self._updates, digest=digest(arrays))

    def final(self) -> None:
        """Record all variables that are still alive, once those that only wait for collection are gone."""
        gc.collect()
        arrays = self._alive()
        if arrays:
            self.recorder.emit("final", count=len(arrays), digest=digest(arrays), sample=_some(arrays))

    def _alive(self) -> list[Any]:
        alive = [variable for variable in (ref() for ref in self._variables.values()) if variable is not None]
        return [array for array in map(as_array, alive) if array is not None]


def _named(value: Any) -> dict[Any, Any]:
    """A handful of values by name: what `evaluate` and `score` return."""
    if isinstance(value, list):
        value = {f"[{number}]": part for number, part in enumerate(value)}
    named: dict[Any, Any] = value if isinstance(value, dict) else {"": value}
    return named if len(named) <= FEW else {}


def _numbers(logs: Any) -> dict[str, float]:
    found = ((str(name), _number(value)) for name, value in dict(logs or {}).items())
    return {name: number for name, number in found if number is not None}


def _number(value: Any) -> float | None:
    array = as_array(value)  # a tensor of PyTorch that takes part in a gradient warns where it is made a number
    try:
        return float(value if array is None else array)
    except (TypeError, ValueError):
        return None


def _some(arrays: list[Any]) -> list[float]:
    return [number for array in arrays for number in sample(array)][:NUMBERS]
