"""A file as Python text, and the way from positions in that text to what a reader sees."""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_right
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from repro_lint.model import Failure, Location
from repro_lint.reading import MIB, read_regular
from repro_lint.source.lines import Lines
from repro_lint.source.names import display_path, file_key
from repro_lint.source.notebook import Cell, Notebook, json_offset, read_notebook
from repro_lint.source.syntax import UnparsableError, tree

LARGEST = 2 * MIB  # characters of code, whose tree takes up to a thousand times as much memory
EXCLUDE_HINT = "fix the file, or leave it out with `exclude` in [tool.repro-lint]"


@dataclass(frozen=True, slots=True)
class Source:
    """One file.

    `path` is absolute; `display` is POSIX, relative to the working directory where it can be; `data` is the file
    as it is. `lines` holds `text`, the Python to parse: the decoded file, or the code cells of a notebook joined,
    with magics neutralised line by line. `cells` is empty for scripts. `failures`: the cells that do not parse;
    they are blank in `text`. `accelerated`: a notebook that asks for a GPU or TPU.
    """

    path: Path
    display: str
    data: bytes = field(repr=False)
    encoding: str
    lines: Lines = field(repr=False)
    cells: tuple[Cell, ...] = field(default=(), repr=False)
    failures: tuple[Failure, ...] = ()
    accelerated: bool = False

    @property
    def text(self) -> str:
        """The Python to parse, with the file's own line ends and without a byte order mark."""
        return self.lines.text

    def location(self, line: int, column: int, end_line: int, end_column: int) -> Location:
        """The place of an `ast` node: 1-based lines, 0-based UTF-8 byte columns of `text`."""
        return self.place(line, self.lines.column(line, column), end_line, self.lines.column(end_line, end_column))

    def place(self, line: int, column: int, end_line: int, end_column: int) -> Location:
        """The place of a libcst node or a token: 1-based lines, 0-based code-point columns of `text`."""
        if not self.cells:
            return Location(self.display, None, line, column + 1, end_line, end_column + 1)
        cell = self.cell_at(line)
        start = _in_cell(cell, line, column)
        return Location(self.display, cell.number, *start, *_in_cell(cell, end_line, end_column))

    def position(self, location: Location) -> tuple[int, int, int, int]:
        """The way back from `place`: lines (1-based) and code-point columns (0-based) of `text`."""
        start = self._position(location.cell, location.line, location.column)
        return *start, *self._position(location.cell, location.end_line, location.end_column)

    def span(self, location: Location) -> tuple[int, int, int, int]:
        """The way back from `location`: lines (1-based) and UTF-8 byte columns (0-based) of `text`."""
        line, column, end_line, end_column = self.position(location)
        return line, self._bytes(line, column), end_line, self._bytes(end_line, end_column)

    def _bytes(self, line: int, column: int) -> int:
        return len(self.lines.line(line)[:column].encode("utf-8", "surrogatepass"))

    def segment(self, location: Location) -> str:
        """What stands at a place, as a reader sees it. Raises ValueError when there is no such place."""
        lines = self.shown(location.cell)
        start = lines.offset(location.line, location.column - 1)
        return lines.text[start : lines.offset(location.end_line, location.end_column - 1)]

    def line_text(self, location: Location) -> str:
        """The line a place starts on, as a reader sees it, without its line end."""
        return self.shown(location.cell).bare(location.line)

    def in_file(self, location: Location) -> Location:
        """The place in the file itself: that of a notebook's cell in its JSON text."""
        if location.cell is None:
            return location
        cell, text = self.cells[location.cell - 1], self.data.decode(self.encoding)
        ends = ((location.line, location.column), (location.end_line, location.end_column))
        offsets = (json_offset(text, cell, cell.lines.offset(line, column - 1)) for line, column in ends)
        (line, column), (end_line, end_column) = map(Lines.of(text).position, offsets)
        return Location(location.path, None, line, column + 1, end_line, end_column + 1)

    def shown(self, cell: int | None) -> Lines:
        """The text a reader sees: that of a cell, or of the whole script."""
        return self.lines if cell is None else self.cells[cell - 1].lines

    def cell_at(self, line: int) -> Cell:
        """The cell that holds a line of `text`."""
        return self.cells[max(0, bisect_right(self.cells, line, key=attrgetter("first_line")) - 1)]

    def _position(self, number: int | None, line: int, column: int) -> tuple[int, int]:
        if number is None:
            return line, column - 1
        cell = self.cells[number - 1]
        return cell.first_line + line - 1, max(0, column - 1 - cell.shift(line))


def read(path: Path, cwd: Path) -> Source | Failure:
    """Read a script or notebook."""
    try:
        data = read_regular(path)
    except OSError as error:
        return Failure(display_path(path, cwd), f"cannot be read: {error.strerror or error}")
    return from_bytes(path, data, cwd)


def from_bytes(path: Path, data: bytes, cwd: Path) -> Source | Failure:
    """The same for a file whose content is at hand (standard input, an editor's buffer)."""
    return build(Path(file_key(cwd / path)), display_path(path, cwd), data)


def build(path: Path, display: str, data: bytes) -> Source | Failure:
    """Decode a file's content and, for a notebook, join its cells."""
    is_notebook = path.suffix == ".ipynb"
    decoded = _decode(data, display, is_notebook=is_notebook)
    if isinstance(decoded, Failure):
        return decoded
    text, encoding = decoded
    notebook = read_notebook(text, display) if is_notebook else Notebook(text)
    if isinstance(notebook, Failure):
        return notebook
    lines = Lines.of(notebook.text)
    return Source(path, display, data, encoding, lines, notebook.cells, notebook.failures, notebook.accelerated)


def parse(source: Source) -> ast.Module | Failure:
    """The syntax tree of `source.text`."""
    if len(source.text) > LARGEST:
        return Failure(source.display, f"holds more than {LARGEST // MIB} MiB of code; {EXCLUDE_HINT}")
    try:
        return tree(source.text)
    except UnparsableError as error:
        return Failure(source.display, f"{error.message}; {EXCLUDE_HINT}", error.line)


def _decode(data: bytes, display: str, *, is_notebook: bool) -> tuple[str, str] | Failure:
    """The text without byte order mark, and the encoding that turns it back into `data`."""
    if b"\0" in data:
        return Failure(display, f"holds a null byte, so it is no text; {EXCLUDE_HINT}", _line_of(data, data.index(0)))
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        if not is_notebook:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        line = _line_of(data, error.start)
        return Failure(display, f"is not {encoding} (declare the encoding, or save the file as UTF-8)", line)
    except (SyntaxError, LookupError, UnicodeError) as error:
        return Failure(display, f"cannot be decoded: {error}", 1)


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _in_cell(cell: Cell, line: int, column: int) -> tuple[int, int]:
    """1-based line and column in the cell; an end behind the cell is the cell's end."""
    last = len(cell.lines.starts)
    own = min(line - cell.first_line + 1, last)
    width = len(cell.lines.bare(own))
    return own, min(column + cell.shift(own), width) + 1 if line - cell.first_line < last else width + 1
