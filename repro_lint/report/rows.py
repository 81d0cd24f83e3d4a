"""Rows of output for people: a label in front, a body wrapped beside the label, and how rows become text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from repro_lint.foreign import printable
from repro_lint.model import Severity
from repro_lint.report import Page
from repro_lint.report.links import page_of
from repro_lint.report.paint import SEVERITIES, shown, terminal

GUTTER = "bright_blue"  # plain blue cannot be read on black
CONTEXT = 8  # cells in front of what is marked in a line that is cut
INDENT = 4  # of a label that does not fit beside its marks


@dataclass(frozen=True, slots=True)
class Row:
    """One line of output.

    `label` stays in front, on each line where it is `repeated`; `body` is wrapped beside it, or cut, when it is source,
    so that the cells of `keep` stay in sight; `beside` follows on the line where all of it fits, else below.
    """

    label: Text
    body: Text
    cut: bool = False
    beside: tuple[Text, ...] = ()
    keep: tuple[int, int] = (0, 0)
    repeated: bool = False


BLANK = Row(Text(""), Text(""))


def head(severity: Severity, code: str, name: str, message: str) -> Row:
    """The first line of a block about one rule: `error RPL101[unseeded-split]: …`."""
    rule = coded(code)
    rule.stylize("bold")
    return Row(severity_of(severity), Text.assemble(" ", rule, (printable(f"[{name}]: {message}"), "bold")))


def plain_head(severity: Severity, message: str) -> Row:
    """The first line of a block about several rules."""
    return Row(severity_of(severity), Text.assemble((printable(f": {message}"), "bold")))


def severity_of(severity: Severity) -> Text:
    """The word for a severity, in its colour."""
    return Text.assemble((severity.value, SEVERITIES[severity]))


def remark(word: str, text: str, width: int) -> Row:
    """A line below an excerpt, such as ` = help: …`."""
    label = Text.assemble((" " * width + " = ", GUTTER), (f"{word}: ", "bold"))
    return Row(label, Text(printable(text)))


def coded(code: str) -> Text:
    """The code of a rule, which a terminal links to the rule's page where there is one."""
    return Text.assemble((code, Style(link=page_of(code))))


def printed(blocks: Iterable[Iterable[Row]], page: Page) -> str:
    """The rows as text, an empty line behind each block."""
    console = terminal()
    lines = (line for block in blocks for row in (*block, BLANK) for line in _fitted(row, console, page.width))
    if not page.color:
        return "".join(f"{line.plain.rstrip()}\n" for line in lines)
    return shown(Text("\n").join((*lines, Text(""))))  # at once: line by line takes nearly twice as long


def _moved(row: Row, room: int) -> Row:
    """Source, or the marks under it, shifted left so far that the marked cells stay in sight."""
    start, end = row.keep
    shift = start - CONTEXT
    if end <= room or shift <= 0:
        return row
    text, dropped = row.body.plain, 0
    while text and dropped <= shift:
        dropped += cell_len(text[0])
        text = text[1:]
    lead = (" " if row.beside else "…") + " " * (dropped - shift - 1)
    return Row(row.label, Text(lead + text, row.body.style), row.cut, row.beside)


def _fitted(row: Row, console: Console, width: int | None) -> Iterable[Text]:
    if width is not None and row.cut:
        row = _moved(row, width - row.label.cell_len)
    whole = Text.assemble(row.label, row.body)
    if row.beside:
        return _with_labels(row, console, width)
    if width is None or whole.cell_len <= width:
        return [whole]
    if row.cut:
        whole.truncate(width, overflow="ellipsis")
        return [whole]
    wrapped = row.body.wrap(console, max(20, width - row.label.cell_len))
    further = row.label if row.repeated else Text(" " * row.label.cell_len)
    return [Text.assemble(further if index else row.label, line) for index, line in enumerate(wrapped)]


def _with_labels(row: Row, console: Console, width: int | None) -> list[Text]:
    """Marks and their texts, one below the other."""
    free = None if width is None else width - row.label.cell_len - row.body.cell_len - 1
    if free is None or all(text.cell_len <= free for text in row.beside):
        leads = [row.body, *[Text(" " * row.body.cell_len)] * (len(row.beside) - 1)]
        return [Text.assemble(row.label, lead, " ", text) for lead, text in zip(leads, row.beside, strict=True)]
    label = Text.assemble(row.label, " " * INDENT)
    rows = [Row(row.label, row.body, row.cut), *(Row(label, text, repeated=True) for text in row.beside)]
    return [line for one in rows for line in _fitted(one, console, width)]
