"""How often each rule speaks, and of which program: the tables of `--statistics`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from repro_lint.foreign import printable
from repro_lint.model import Report, Severity
from repro_lint.report import Page
from repro_lint.report.paint import BOLD, SEVERITIES, Piece, painted


def render(report: Report, page: Page) -> str:
    """One line per rule and severity, then one per program: the number of findings, most frequent first."""
    rules = Counter((finding.severity, finding.rule, finding.name) for finding in report.findings)
    programs = Counter(witness.program for finding in report.findings for witness in finding.witnesses)
    width = max((len(str(number)) for number in (*rules.values(), *programs.values())), default=0)
    pieces = [*_by_rule(rules, width), *_by_program(programs, width)]
    return painted(pieces, page)


def _by_rule(rules: Counter[tuple[Severity, str, str]], width: int) -> Iterator[Piece]:
    for (severity, rule, name), number in sorted(rules.items(), key=lambda row: (-row[1], row[0][1], row[0][0].value)):
        yield f"{number:>{width}}  ", BOLD
        yield f"{severity.value:<7}", SEVERITIES[severity]
        yield f"  {rule}  {name}\n", ""


def _by_program(programs: Counter[str], width: int) -> Iterator[Piece]:
    """The findings of each program: one that no entry point reaches counts nowhere, one that several reach in each."""
    if programs:
        yield "\n", ""
    for program, number in sorted(programs.items(), key=lambda row: (-row[1], row[0])):
        yield f"{number:>{width}}  ", BOLD
        yield f"{printable(program)}\n", ""
