"""Places in notebooks: the observer names a cell by its hash, a reader counts the code cells that stand there."""

from __future__ import annotations

import json
import linecache
from dataclasses import replace
from pathlib import Path

from repro_lint.runtime.record import Event

_RAN = "cell:"
_SEPARATOR = " cell "


def named(events: list[Event], notebook: str) -> list[Event]:
    """The events with a cell's name in the kernel replaced by the notebook and the cell's number, counted from 1."""
    first: dict[str, int] = {}
    for number, source in enumerate(sources(notebook), start=1):
        first.setdefault(source, number)  # cells of equal text are one file to the kernel: the first stands for all
    ran = {event.path: event.detail["source"] for event in events if event.kind == "cell"}
    numbers = {name: first.get(source, 0) for name, source in ran.items()}
    return [_named(event, notebook, numbers) if event.path.startswith(_RAN) else event for event in events]


def _named(event: Event, notebook: str, numbers: dict[str, int]) -> Event:
    detail = {**event.detail, "file": notebook} if "file" in event.detail else event.detail
    return replace(event, path=of(notebook, numbers.get(event.path, 0)), detail=detail)


def of(notebook: str, number: int) -> str:
    """The path of an event in that code cell."""
    return f"{notebook}{_SEPARATOR}{number}"


def split(path: str) -> tuple[str, int | None]:
    """The file of an event's path, and the code cell where it is a notebook."""
    file, separator, cell = path.rpartition(_SEPARATOR)
    return (file, int(cell)) if separator and file.endswith(".ipynb") else (path, None)


def source_line(path: str, line: int) -> str:
    """The line as it stands in the working directory, stripped; empty where it cannot be read."""
    return next((text.strip() for number, text in surroundings(path, line, around=0) if number == line), "")


def surroundings(path: str, line: int, around: int = 2) -> list[tuple[int, str]]:
    """The line and those around it, numbered; empty where they cannot be read."""
    file, cell = split(path)
    if line < 1 or not Path(file).is_file():
        return []
    linecache.checkcache(file)  # the same name may be another file by now
    lines = linecache.getlines(file) if cell is None else sources(file)[cell - 1].splitlines()
    numbered = list(enumerate((text.rstrip() for text in lines), start=1))
    return numbered[max(0, line - 1 - around) : line + around] if line <= len(lines) else []


def sources(notebook: str) -> list[str]:
    """The text of every code cell, empty ones included."""
    cells = json.loads(Path(notebook).read_text(encoding="utf-8")).get("cells", [])
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
