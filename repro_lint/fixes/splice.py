"""Changes to the text a reader sees, carried over to the bytes of the file; all else stays byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repro_lint.source.lines import Lines
from repro_lint.source.notebook import Cell, json_offset
from repro_lint.source.text import Source

_LINE_END = re.compile(r"\r\n?|\n")


class EditError(Exception):
    """Edits that cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `[start, end)` of a text by `text`."""

    start: int
    end: int
    text: str

    def fitted(self, lines: Lines) -> Change:
        """The same with the line ends in use at that place."""
        newline = lines.newline(lines.position(self.start)[0])
        return Change(self.start, self.end, _LINE_END.sub(lambda _: newline, self.text))


def splice(text: str, changes: Sequence[Change]) -> str:
    """Make changes that are in order and do not overlap."""
    parts: list[str] = []
    done = 0
    for change in changes:
        parts += (text[done : change.start], change.text)
        done = change.end
    return "".join([*parts, text[done:]])


def script(source: Source, changes: Sequence[Change]) -> bytes:
    """The bytes of a script after the changes. Raises EditError when its encoding stands in the way."""
    fitted = [change.fitted(source.lines) for change in changes]
    try:
        if source.text.encode(source.encoding) != source.data:
            raise EditError(f"the file's {source.encoding} does not come back as it was")
        return splice(source.text, fitted).encode(source.encoding)
    except UnicodeEncodeError as error:
        raise EditError(f"the file's encoding, {source.encoding}, cannot hold {error.object!r}") from error


def notebook(source: Source, changes: Mapping[int, Sequence[Change]]) -> bytes:
    """The bytes of a notebook after the changes by cell number. Raises EditError for a cell without any text."""
    text = source.data.decode(source.encoding)
    try:
        carried = [
            in_json(text, source.cells[number - 1], change.fitted(source.cells[number - 1].lines))
            for number, of_cell in changes.items()
            for change in of_cell
        ]
    except ValueError as error:
        raise EditError(str(error)) from error
    carried.sort(key=lambda change: (change.start, change.end))
    return splice(text, carried).encode(source.encoding)


def in_json(text: str, cell: Cell, change: Change) -> Change:
    """The change of a notebook's JSON text that makes a change of a cell. Raises ValueError for one without text."""
    start, end = json_offset(text, cell, change.start), json_offset(text, cell, change.end)
    pieces = _pieces(cell, change) if cell.listed else [change.text]
    # A file that escapes everything beyond ASCII goes on doing so.
    quoted = (json.dumps(piece, ensure_ascii=text.isascii())[1:-1] for piece in pieces)
    return Change(start, end, _separator(text, cell).join(quoted))


def _pieces(cell: Cell, change: Change) -> list[str]:
    """One string for each line, the way nbformat writes a source."""
    own = cell.lines.text
    lines = Lines.of(change.text)
    pieces = [lines.line(number) for number in range(1, len(lines.starts) + 1)]
    if change.end == len(own) and len(pieces) > 1 and not pieces[-1]:
        pieces.pop()  # nothing follows the last line end
    if change.start == len(own) and change.text and own.endswith(("\n", "\r")):
        pieces.insert(0, "")
    return pieces


def _separator(text: str, cell: Cell) -> str:
    """What stands between two strings of the list, quotes included."""
    if not cell.listed:
        return ""
    first = cell.strings[0]
    if len(cell.strings) > 1:
        return text[first[1] : cell.strings[1][0]]
    before = text[: first[0] - 1]
    return f'",{before[len(before.rstrip()) :] or " "}"'
