"""Source excerpts for people: lines with marks under them and labels beside the marks, and how rows are printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from repro_lint.foreign import printable
from repro_lint.model import Location
from repro_lint.report import Lines, Page
from repro_lint.report.place import place
from repro_lint.report.summary import plural

GUTTER = "blue"
MARKS = {True: ("^", "red"), False: ("-", "blue")}
INDENT = 4  # of a label that does not fit beside its marks


@dataclass(frozen=True, slots=True)
class Row:
    """One line of output.

    `label` stays in front, `body` is wrapped beside it, or cut when it is source; `beside` follows on the same line
    where it fits, else on lines of its own.
    """

    label: Text
    body: Text
    cut: bool = False
    beside: Text | None = None


BLANK = Row(Text(""), Text(""))


@dataclass(frozen=True, slots=True)
class Label:
    """A place in an excerpt and what is said of it. `primary`: it is what the finding is about."""

    location: Location
    message: str
    primary: bool = False


def gutter(labels: Iterable[Label]) -> int:
    """How wide the line numbers are."""
    return max(len(str(label.location.line)) for label in labels)


def excerpt(labels: Iterable[Label], lines: Lines, width: int) -> Iterator[Row]:
    """The labelled places, file by file in the order given, within a file from top to bottom."""
    files: dict[tuple[str, int | None], list[Label]] = {}
    for label in labels:
        files.setdefault((label.location.path, label.location.cell), []).append(label)
    for index, group in enumerate(files.values()):
        arrow = "::: " if index else "--> "
        yield from _file(group, arrow, lines, width)


def _file(labels: list[Label], arrow: str, lines: Lines, width: int) -> Iterator[Row]:
    first = labels[0]
    if not lines(first.location).strip():
        for label in labels:
            said = f"{place(label.location)}: {printable(label.message)}" if label.message else place(label.location)
            yield Row(Text(" " * width + arrow, GUTTER), Text(said))
        return
    yield Row(Text(" " * width + arrow, GUTTER), Text(place(first.location)))
    yield Row(Text(" " * width + " |", GUTTER), Text(""))
    before = 0
    for label in sorted(labels, key=lambda label: (label.location.line, label.location.column)):
        line = label.location.line
        if before and line > before + 1:
            yield Row(Text(" " * width + " :", GUTTER), Text(""))
        source = lines(label.location).split("\n")[0]
        if line != before:
            yield Row(Text(f"{line:>{width}} | ", GUTTER), Text(_visible(source).rstrip()), cut=True)
        yield _marks(label, source, width)
        before = line


def _marks(label: Label, source: str, width: int) -> Row:
    at = label.location
    mark, colour = MARKS[label.primary]
    hidden = at.end_line - at.line if label.primary else 0
    rest = f" … and {plural(hidden, 'more line')}" if hidden else ""
    marks = Text(_underline(at, source, mark) + rest, colour)
    return Row(Text(" " * width + " | ", GUTTER), marks, cut=True, beside=Text(printable(label.message), colour))


def _underline(at: Location, line: str, mark: str) -> str:
    """The marks under a line, in terminal cells: a wide character takes two."""
    start, end = at.column - 1, at.end_column - 1 if at.end_line == at.line else len(line)
    return " " * cell_len(_visible(line[:start])) + mark * max(1, cell_len(_visible(line[start:end])))


def _visible(source: str) -> str:
    return printable(source.replace("\t", "    "))


def printed(blocks: Iterable[Iterable[Row]], page: Page) -> str:
    """The rows as text, an empty line behind each block."""
    console = Console(
        file=StringIO(), force_terminal=True, color_system="standard", no_color=False,
        highlight=False, force_jupyter=False, legacy_windows=False,
    )  # fmt: skip
    lines = (line for block in blocks for row in (*block, BLANK) for line in _fitted(row, console, page.width))
    if not page.color:
        return "".join(f"{line.plain.rstrip()}\n" for line in lines)
    with console.capture() as captured:
        console.print(Text("\n").join(lines), soft_wrap=True)  # at once: line by line takes nearly twice as long
    return captured.get()


def _fitted(row: Row, console: Console, width: int | None) -> Iterable[Text]:
    whole = row.label + row.body
    if row.beside:
        joined = Text.assemble(whole, " ", row.beside)
        if width is None or joined.cell_len <= width:
            return [joined]
        below = Row(row.label + " " * INDENT, row.beside)
        return [*_fitted(Row(row.label, row.body, row.cut), console, width), *_fitted(below, console, width)]
    if width is None or whole.cell_len <= width:
        return [whole]
    if row.cut:
        whole.truncate(width, overflow="ellipsis")
        return [whole]
    wrapped = row.body.wrap(console, max(20, width - row.label.cell_len))
    blank = Text(" " * row.label.cell_len)
    return [(blank if index else row.label) + line for index, line in enumerate(wrapped)]
