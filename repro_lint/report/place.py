"""Places in words."""

from __future__ import annotations

from repro_lint.foreign import printable
from repro_lint.model import Location


def place(location: Location) -> str:
    """`train.py:3:5`, or in a notebook `explore.ipynb: cell 3, line 2`."""
    path = printable(location.path)
    if location.cell is None:
        return f"{path}:{location.line}:{location.column}"
    return f"{path}: {cell_line(location)}"


def cell_line(location: Location) -> str:
    """`cell 3, line 2` in a notebook, nothing elsewhere: for formats that know files and lines only."""
    return "" if location.cell is None else f"cell {location.cell}, line {location.line}"


def in_cell(location: Location, message: str) -> str:
    """The message, with the cell before it in a notebook: for formats that know files and lines only."""
    where = cell_line(location)
    return f"{where}: {message}" if where else message
