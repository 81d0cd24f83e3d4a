"""Source excerpts for people: lines with marks under them and labels beside the marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from repro_lint.foreign import printable
from repro_lint.model import Location
from repro_lint.report import Lines
from repro_lint.report.place import place
from repro_lint.report.rows import GUTTER, Row, coded
from repro_lint.report.summary import plural

MARKS = {True: ("^", "bright_red"), False: ("-", "bright_blue")}


@dataclass(frozen=True, slots=True)
class Label:
    """A place in an excerpt and its text. `primary`: the place of the finding itself, of the rule `code`."""

    location: Location
    message: str
    primary: bool = False
    code: str = ""


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
    before, keep = 0, (0, 0)
    for at, here in _by_place(labels).items():
        if before and at.line > before + 1:
            yield Row(Text(" " * width + " :", GUTTER), Text(""))
        source = lines(at).split("\n")[0]
        if at.line != before:
            keep = _cells(at, source)
            yield Row(Text(f"{at.line:>{width}} | ", GUTTER), Text(_visible(source).rstrip()), cut=True, keep=keep)
        for primary in (True, False):
            alike = [label for label in here if label.primary is primary]
            if alike:
                yield _marks(alike, source, width, keep)
        before = at.line


def _by_place(labels: list[Label]) -> dict[Location, list[Label]]:
    """The labels from top to bottom, labels of one place together."""
    places: dict[Location, list[Label]] = {}
    for label in sorted(labels, key=lambda label: (label.location.line, label.location.column)):
        places.setdefault(label.location, []).append(label)
    return places


def _marks(labels: list[Label], source: str, width: int, keep: tuple[int, int]) -> Row:
    """The marks under a place and their text; `keep`: the cells of the line that stay in sight."""
    at, (start, end) = labels[0].location, _cells(labels[0].location, source)
    mark, colour = MARKS[labels[0].primary]
    hidden = at.end_line - at.line if labels[0].primary else 0
    rest = f" … and {plural(hidden, 'more line')}" if hidden else ""
    marks = Text(" " * start + mark * (end - start) + rest, colour)
    beside = tuple(_said(label, colour) for label in labels if label.message)
    return Row(Text(" " * width + " | ", GUTTER), marks, cut=True, beside=beside, keep=keep)


def _said(label: Label, colour: str) -> Text:
    code = Text.assemble(coded(label.code), " ") if label.code else Text("")
    return Text.assemble(code, printable(label.message), style=colour)


def _cells(at: Location, line: str) -> tuple[int, int]:
    """Where a place begins and ends in its line, in terminal cells: a wide character takes two."""
    start, end = at.column - 1, at.end_column - 1 if at.end_line == at.line else len(line)
    first = cell_len(_visible(line[:start]))
    return first, first + max(1, cell_len(_visible(line[start:end])))


def _visible(source: str) -> str:
    return printable(source.replace("\t", "    "))
