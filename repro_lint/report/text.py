"""The output for people: one diagnostic for each program, then what stands alone, each cause once.

A few diagnostics are told with their source; of many, as a whole repository has, a line says where each cause is.
Imports rich: `report.render` imports this module only when there is something to print.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Collection, Iterator

from rich.text import Text

from repro_lint.foreign import printable
from repro_lint.model import REFUSED, Finding, Location, Report, Safety, Severity, in_words
from repro_lint.report import Lines, Page
from repro_lint.report.causes import Cause, Diagnostic, diagnostics, is_settled
from repro_lint.report.excerpt import Label, excerpt, gutter
from repro_lint.report.place import place
from repro_lint.report.rows import GUTTER, Row, coded, head, plain_head, printed, remark
from repro_lint.report.summary import plural

FEW = 10  # so many diagnostics with excerpts of a dozen lines are read to the end
SHOWN = 3  # places of a cause that stands alone
CAUSES = 6  # causes of a program
PATHS = 3  # in a command
_GPU = "RPL002"
FLAGS = {Safety.SAFE: "--fix", Safety.UNSAFE: "--unsafe-fixes"}


def render(report: Report, lines: Lines, page: Page) -> str:
    """All diagnostics of the report. `lines` gives the source for the excerpts."""
    told = diagnostics(report)
    tell = _with_source if len(told) <= FEW else _in_lines
    return printed((tell(one, lines) for one in told), page)


def _with_source(told: Diagnostic, lines: Lines) -> Iterator[Row]:
    yield _head(told)
    labels = list(_labels(told))
    width = gutter(labels)
    yield from excerpt(labels, lines, width)
    yield from _more(told, width)
    yield from _helps(told, width)
    yield from _fixes(told, width)


def _in_lines(told: Diagnostic, _: Lines) -> Iterator[Row]:
    yield _head(told)
    for label in _labels(told):
        at = label.location
        where = in_words(at, told.program) if at.path == told.program else place(at)
        said = Text.assemble(": ", coded(label.code), f" {printable(label.message)}") if label.message else ""
        yield Row(Text("  --> ", GUTTER), Text.assemble(where, said))
    yield from _more(told, 1)
    yield from _helps(told, 1)
    if not told.program or not all(map(_is_safe, told.findings)):
        yield from _fixes(told, 1)


def _head(told: Diagnostic) -> Row:
    first = told.causes[0].first
    if told.program:
        verb = "give" if told.severity is Severity.ERROR else "may give"
        only = " on a GPU" if all(finding.rule == _GPU for finding in told.findings) else ""
        return plain_head(told.severity, f"two runs of `{told.program}` {verb} different results{only}")
    if first.cause and not first.witnesses:
        number = plural(len(told.findings), "random result")
        return plain_head(told.severity, f"{number} in `{first.location.path}` if the caller does not seed")
    return head(told.severity, first.rule, first.name, first.message)


def _labels(told: Diagnostic) -> Iterator[Label]:
    if told.program:
        for cause in told.causes[:CAUSES]:
            yield Label(_place(cause), _said(cause), primary=True, code=cause.first.rule)
        return
    (cause,) = told.causes
    same = len({finding.message for finding in cause.findings}) == 1
    for finding in cause.findings[:SHOWN]:
        yield Label(_focus(finding), "" if same else finding.message, primary=True, code="" if same else finding.rule)
    if len(cause.findings) == 1:
        yield from (Label(each.location, each.message) for each in cause.first.related[:SHOWN])


def _focus(finding: Finding) -> Location:
    return finding.focus or finding.location


def _place(cause: Cause) -> Location:
    """The place that shows a cause: a finding about a whole program has its first line, but shows at a draw."""
    if cause.draw is not None:
        return cause.draw.location
    return cause.first.related[0].location if cause.first.rule == _GPU and cause.first.related else _focus(cause.first)


def _said(cause: Cause) -> str:
    """The message of a cause's first finding, the number of further findings, and their places."""
    first = cause.first
    said = first.message if first.cause in ("", cause.text) else cause.text
    if cause.draw is not None:
        said = f"{cause.draw.message} and {cause.text}"
    further = _further(cause)
    parts = [*filter(None, [cause.where]), *([f"and {further}"] if further else [])]
    return f"{said} ({', '.join(parts)})" if parts else said


def _further(cause: Cause) -> str:
    """How many more findings a cause has, and in which files."""
    path = cause.first.location.path
    others = Counter(finding.location.path for finding in cause.findings[1:])
    here = others.pop(path, 0)
    rest = sum(list(others.values())[2:])
    parts = [f"{here} more{' here' if others else ''}"] if here else []
    parts += [f"{number} in `{other}`" for other, number in list(others.items())[:2]]
    parts += [f"{rest} in other files"] if rest else []
    return ", ".join(parts)


def _more(told: Diagnostic, width: int) -> Iterator[Row]:
    hidden = len(told.causes) - CAUSES if told.program else len(told.findings) - SHOWN
    if hidden > 0:
        noun = "more cause" if told.program else "more place"
        yield Row(Text(" " * width + "    "), Text(f"and {plural(hidden, noun)}"))


def _helps(told: Diagnostic, width: int) -> Iterator[Row]:
    """The help where no fix exists; a cause that stands alone always gets its help."""
    findings = [one for one in told.findings if not told.program or not (one.fixes or is_settled(one))]
    helps = (finding.help.removesuffix(f"; {REFUSED}{finding.refused}") for finding in findings)
    for text in list(dict.fromkeys(filter(None, helps)))[:SHOWN]:
        yield remark("help", text, width)
    for reason in list(dict.fromkeys(finding.refused for finding in findings if finding.refused))[:SHOWN]:
        yield remark("help", f"{REFUSED}{reason}", width)


def _is_safe(finding: Finding) -> bool:
    return any(fix.safety is Safety.SAFE for fix in finding.fixes)


def _fixes(told: Diagnostic, width: int) -> Iterator[Row]:
    """The command to type, and its effect."""
    for safety, flag in FLAGS.items():
        offered = [
            next((fix for fix in finding.fixes if fix.safety is safety), None)
            for finding in told.findings
            if _repairs(finding, told.program) and (safety is Safety.SAFE or not _is_safe(finding))
        ]
        fixes = [fix for fix in offered if fix is not None]
        if fixes:
            paths = dict.fromkeys(edit.location.path for fix in fixes for edit in fix.edits)
            titles = list(dict.fromkeys(fix.title for fix in fixes))
            more = f" and {len(titles) - SHOWN} more" if len(titles) > SHOWN else ""
            yield remark("fix", f"{_command(flag, paths)} ({', '.join(titles[:SHOWN])}{more})", width)


def _repairs(finding: Finding, program: str) -> bool:
    """Whether the fix of a finding belongs to this program: a block belongs to the first program that shows it."""
    return not program or not finding.in_block or finding.witnesses[0].program == program


def _command(flag: str, paths: Collection[str]) -> str:
    return f"`repro-lint {flag} {shlex.join(paths)}`" if len(paths) <= PATHS else f"`{flag}`"
