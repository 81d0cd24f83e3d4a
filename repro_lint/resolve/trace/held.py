"""What events hold that another run, or another object, has others of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from repro_lint.resolve.domain.streams import Place, Streams, is_symbolic, resolved
from repro_lint.resolve.trace.events import Event, ModelMade, Reset, Shared, Used, WeightsReplaced

_ORIGINS = (
    "origins",
    "gpu",
    "determinism",
    "legacy",
    "late",
    "cuda",
    "algorithms",
    "workspace",
    "benchmark",
)  # the fields of events that hold some
_NO_OBJECTS: frozenset[Place] = frozenset()


def objects_of(event: Event) -> frozenset[Place]:
    """Where the objects were made that an event is about."""
    if isinstance(event, (ModelMade, WeightsReplaced)):
        return frozenset((event.model,))
    if isinstance(event, (Reset, Used)):
        return frozenset((event.place,))
    return frozenset((event.source,)) if isinstance(event, Shared) else _NO_OBJECTS


def event_in(event: Event, entry: Streams) -> Event:
    """An event of an execution that began in the streams `entry`."""
    held = ((name, getattr(event, name, None)) for name in _ORIGINS)
    found: dict[str, Any] = {
        name: resolved(origins, entry) for name, origins in held if origins and is_symbolic(origins)
    }
    return replace(event, **found) if found else event
