"""The output for people: every finding with its source, findings of one cause together.

Imports rich: `report.render` imports this module only when there is something to print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from repro_lint.model import Finding, Location, Report, Safety, Severity
from repro_lint.report import Lines, Page
from repro_lint.report.place import place, printable
from repro_lint.report.summary import fixable, plural

SHOWN = 3
COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
FLAGS = {Safety.SAFE: "--fix", Safety.UNSAFE: "--unsafe-fixes"}
GUTTER = "blue"


def render(report: Report, lines: Lines, page: Page) -> str:
    """All findings of the report. `lines` gives the source for the excerpts."""
    blocks = (_group(group, lines) if len(group) > 1 else _single(group[0], lines) for group in _groups(report))
    return _printed(blocks, page)


def _groups(report: Report) -> list[tuple[Finding, ...]]:
    """Findings of one cause together, where the first of them stands."""
    groups: dict[object, list[Finding]] = {}
    for index, finding in enumerate(report.findings):
        groups.setdefault(finding.cause or index, []).append(finding)
    return [tuple(group) for group in groups.values()]


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of output: `label` stays in front, `body` is wrapped beside it, or cut when it is source."""

    label: Text
    body: Text
    cut: bool = False


_BLANK = _Row(Text(""), Text(""))


def _single(finding: Finding, lines: Lines) -> Iterator[_Row]:
    gutter = _gutter(finding)
    yield _head(finding.severity, f" {finding.rule}[{finding.name}]: ", finding.message)
    yield from _excerpt(finding.location, "", "--> ", lines, gutter)
    for related in finding.related[:SHOWN]:
        yield from _excerpt(related.location, related.message, "::: ", lines, gutter)
    yield from _more(len(finding.related) - SHOWN, gutter)
    if finding.help:
        yield _remark("help", finding.help, gutter)
    for fix in finding.fixes:
        yield _remark("fix", f"{fix.title} ({FLAGS[fix.safety]})", gutter)


def _group(findings: tuple[Finding, ...], lines: Lines) -> Iterator[_Row]:
    worst = max((finding.severity for finding in findings), key=lambda severity: severity.rank)
    gutter = max(_gutter(finding) for finding in findings[:SHOWN])
    yield _head(worst, ": ", f"{findings[0].cause} · {plural(len(findings), 'draw')}")
    for finding in findings[:SHOWN]:
        message = f"{finding.rule}[{finding.name}] {finding.message}"
        yield from _excerpt(finding.location, message, "--> ", lines, gutter)
    yield from _more(len(findings) - SHOWN, gutter)
    helps = {finding.help for finding in findings}
    if len(helps) == 1 and "" not in helps:
        yield _remark("help", helps.pop(), gutter)
    offers = zip(FLAGS.values(), fixable(findings), strict=True)
    fixes = [f"{number} with {flag}" for flag, number in offers if number]
    if fixes:
        yield _remark("fix", ", ".join(fixes), gutter)


def _gutter(finding: Finding) -> int:
    shown = [finding.location, *(related.location for related in finding.related[:SHOWN])]
    return max(len(str(location.line)) for location in shown)


def _head(severity: Severity, middle: str, message: str) -> _Row:
    label = Text.assemble((severity.value, COLOURS[severity]))
    return _Row(label, Text.assemble((middle, "bold"), (printable(message), "bold")))


def _excerpt(at: Location, message: str, arrow: str, lines: Lines, gutter: int) -> Iterator[_Row]:
    where = f"{place(at)}: {printable(message)}" if message else place(at)
    yield _Row(Text(" " * gutter + arrow, GUTTER), Text(where))
    source = lines(at).split("\n")[0]
    if not source.strip():
        return
    bar = " " * gutter + " |"
    yield _Row(Text(bar, GUTTER), Text(""))
    yield _Row(Text(f"{at.line:>{gutter}} | ", GUTTER), Text(_visible(source).rstrip()), cut=True)
    hidden = at.end_line - at.line
    rest = f" … and {plural(hidden, 'more line')}" if hidden else ""
    mark = "^" if arrow.startswith("-") else "-"
    yield _Row(Text(bar + " ", GUTTER), Text(_underline(at, source, mark) + rest, "red"), cut=True)


def _underline(at: Location, line: str, mark: str) -> str:
    """The marks under a line, in terminal cells: a wide character takes two."""
    start, end = at.column - 1, at.end_column - 1 if at.end_line == at.line else len(line)
    return " " * cell_len(_visible(line[:start])) + mark * max(1, cell_len(_visible(line[start:end])))


def _visible(source: str) -> str:
    return printable(source.replace("\t", "    "))


def _more(number: int, gutter: int) -> Iterator[_Row]:
    if number > 0:
        yield _Row(Text(" " * gutter + "    "), Text(f"and {number} more"))


def _remark(word: str, text: str, gutter: int) -> _Row:
    label = Text.assemble((" " * gutter + " = ", GUTTER), (f"{word}: ", "bold"))
    return _Row(label, Text(printable(text)))


def _printed(blocks: Iterable[Iterable[_Row]], page: Page) -> str:
    console = Console(
        file=StringIO(), force_terminal=True, color_system="standard", no_color=False,
        highlight=False, force_jupyter=False, legacy_windows=False,
    )  # fmt: skip
    lines = (line for block in blocks for row in (*block, _BLANK) for line in _fitted(row, console, page.width))
    if not page.color:
        return "".join(f"{line.plain.rstrip()}\n" for line in lines)
    with console.capture() as captured:
        console.print(Text("\n").join(lines), soft_wrap=True)  # at once: line by line takes nearly twice as long
    return captured.get()


def _fitted(row: _Row, console: Console, width: int | None) -> Iterable[Text]:
    whole = row.label + row.body
    if width is None or whole.cell_len <= width:
        return [whole]
    if row.cut:
        whole.truncate(width, overflow="ellipsis")
        return [whole]
    wrapped = row.body.wrap(console, max(20, width - row.label.cell_len))
    blank = Text(" " * row.label.cell_len)
    return [(blank if index else row.label) + line for index, line in enumerate(wrapped)]
