"""Places in words, and text that is safe to print."""

from __future__ import annotations

from repro_lint.model import Location


def printable(text: str) -> str:
    """The text on one line, with nothing that a terminal or an XML parser would act on."""
    return "".join(char if char.isprintable() else _stand_in(char) for char in text)


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


def _stand_in(char: str) -> str:
    return " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"
