"""The answer to "which of my programs are reproducible?": a line for each, in the summary."""

from __future__ import annotations

from collections.abc import Sequence

from repro_lint.foreign import printable
from repro_lint.model import Answer, Finding, Program, Report, Safety, Severity
from repro_lint.report import Page
from repro_lint.report.causes import Diagnostic, causes_of, diagnostics, is_settled
from repro_lint.report.paint import DIM, Piece, painted
from repro_lint.report.summary import plural

STYLES = {Answer.REPRODUCIBLE: "green", Answer.NOT: "bold red", Answer.UNKNOWN: "yellow"}
HIDDEN = "by findings that are deselected or in the baseline"


def render(report: Report, page: Page, *, dry: bool = False) -> str:
    """A line per program: whether it is reproducible, else the number of causes, and the fix.

    `dry`: the fixes are shown only, and the answers hold once they are made.
    """
    told = diagnostics(report)
    answers = max((len(program.answer.value) for program in report.programs), default=0)
    paths = max((len(program.path) for program in report.programs), default=0)
    pieces: list[Piece] = [("with these changes:\n", "")] if dry and report.programs else []
    for program in report.programs:
        said = _said(program, report, told)
        pieces.append((f"{program.answer.value:<{answers}}", STYLES[program.answer]))
        pieces.append((f"  {printable(program.path):<{paths if said else 0}}", ""))
        pieces.append((f"  {said}\n" if said else "\n", DIM))
    return painted(pieces, page)


def _said(program: Program, report: Report, told: Sequence[Diagnostic]) -> str:
    if program.answer is not Answer.NOT:
        return program.why
    errors = [one for one in report.findings if _is_error_of(one, program) and not is_settled(one)]
    return f"{plural(causes_of(program.path, told), 'cause')} · {_cure(errors)}" if errors else HIDDEN


def _is_error_of(finding: Finding, program: Program) -> bool:
    shows = any(witness.program == program.path for witness in finding.witnesses)
    return shows and finding.severity is Severity.ERROR


def _cure(errors: Sequence[Finding]) -> str:
    """The fix for all errors, or for a part of them."""
    offered = [{fix.safety for fix in finding.fixes} for finding in errors if finding.fixes]
    if not offered:
        return "by hand"
    flag = "--fix" if all(Safety.SAFE in safeties for safeties in offered) else "--unsafe-fixes"
    return flag if len(offered) == len(errors) else f"{flag} for a part"
