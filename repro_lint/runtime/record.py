"""What one run of a program left behind, read back from the observer's event file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from repro_lint.runtime.launch import Outcome

DECISIVE = frozenset({"weight", "epoch", "batch", "update", "result", "final"})
"""Kinds of events that are results: two runs whose results differ are not reproducible."""
COMPARED = DECISIVE | {"draw", "seed", "generator", "data"}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing the observer saw: its kind, the place in the user's code, and what was recorded."""

    kind: str
    path: str
    line: int
    detail: dict[str, Any]

    @property
    def digest(self) -> str:
        """Equal in two runs exactly when the values are."""
        given = self.detail.get("digest")
        return str(given) if given else _digest(json.dumps([self.detail.get("logs"), self.detail.get("weights")]))

    @property
    def identity(self) -> tuple[Any, ...]:
        """What this event is, apart from its value."""
        keys = ("stream", "owner", "what", "epoch", "batch", "shape")
        return (self.kind, self.path, self.line, *(str(self.detail.get(key)) for key in keys))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Run:
    """One run: how it ended, what was seen, what it printed and wrote. `started`, `finished`: as the observer saw.

    `variables`: the containers that the program's top level ends with. `written`: which line wrote which output.
    `outside`: what it wrote, or was not allowed to write, outside its copy; `changed`: originals that were changed
    meanwhile. `stdout`: the file that holds the output, there until the verdict is given. `full`: whether the
    temporary folder had no room left at the end.
    """

    outcome: Outcome
    hash_seed: str
    events: tuple[Event, ...] = ()
    variables: tuple[Event, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    stdout: Path | None = None
    written: tuple[Event, ...] = ()
    outside: tuple[Event, ...] = ()
    changed: tuple[str, ...] = ()
    stderr: str = ""
    files: dict[str, str] = field(default_factory=dict)
    full: bool = False
    started: bool = False
    finished: bool = False

    @property
    def losses(self) -> dict[str, list[float]]:
        """Each metric's value per epoch, in the order of the fits."""
        found: dict[str, list[float]] = {}
        for event in self.events:
            if event.kind == "epoch":
                for name, value in event.detail["logs"].items():
                    found.setdefault(name, []).append(value)
        return found


def read_events(folder: Path) -> list[Event]:
    """The events of every process that was observed, in the order in which they started."""
    processes = [events for events in map(_of_process, folder.glob("*.jsonl")) if events]
    ordered = sorted(processes, key=lambda events: int(events[0].detail.get("time", 0)))
    return [event for events in ordered for event in events]


def _of_process(path: Path) -> list[Event]:
    """Without a last line that a killed program left unfinished, and without what it did before it replaced itself."""
    events: list[Event] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            raw = json.loads(line)
        except json.JSONDecodeError:
            continue
        (file, number), kind = raw.pop("at"), raw.pop("kind")
        events = [] if kind == "start" else events
        events.append(Event(kind, file, number, raw))
    return events
