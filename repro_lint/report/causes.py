"""Groups findings that are told together: all causes of one irreproducible program, else findings with one message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from repro_lint.model import Finding, Related, Report, Severity, Witness

COVERING = "RPL001"
"""The rule that says of a program what its draws say one by one."""
RAISING = "RPL007"
"""The rule about calls that raise: such a program gives no results that could differ."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings with one cause. `text`: the cause as told of the program, `where`: the call at fault."""

    text: str
    findings: tuple[Finding, ...]
    where: str = ""

    @property
    def first(self) -> Finding:
        """The finding that speaks for all."""
        return self.findings[0]

    @property
    def draw(self) -> Related | None:
        """The draw that shows the cause, where only the covering finding is told."""
        if self.first.rule != COVERING:
            return None
        pairs = zip(self.first.witnesses, self.first.related, strict=False)  # the first of each stream come first
        return next((related for witness, related in pairs if witness.cause == self.text), None)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One unit of the report. `program`: the entry point concerned, or nothing for a cause that stands alone."""

    program: str
    causes: tuple[Cause, ...]
    covering: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the cause, the covering finding first."""
        told = (finding for cause in self.causes for finding in cause.findings)
        return tuple(dict.fromkeys((*self.covering, *told)))

    @property
    def severity(self) -> Severity:
        """The severity of the worst finding."""
        return max((finding.severity for finding in self.findings), key=lambda severity: severity.rank)


def diagnostics(report: Report) -> tuple[Diagnostic, ...]:
    """Every finding of a report, those of programs first.

    A finding that the seeding block does not settle is told once, with its program if there is only one.
    """
    programs: dict[str, list[tuple[Witness, Finding]]] = {}
    alone: dict[tuple[str, ...], list[Finding]] = {}
    for finding in report.findings:
        if _belongs(finding):
            for witness in finding.witnesses:
                programs.setdefault(witness.program, []).append((witness, finding))
        else:
            alone.setdefault(_kind(finding), []).append(finding)
    told = [_of_program(program, found) for program, found in sorted(programs.items())]
    return (*told, *(Diagnostic("", (Cause(found[0].cause, tuple(found)),)) for found in alone.values()))


def causes_of(program: str, told: Iterable[Diagnostic]) -> int:
    """How many causes make the runs of a program differ."""
    own = [cause for one in told if one.program == program for cause in one.causes]
    shared = [
        one for one in told if not one.program and one.severity is Severity.ERROR and _shows(program, one.findings)
    ]
    return len(own) + len(shared)


def _shows(program: str, findings: Iterable[Finding]) -> bool:
    return any(witness.program == program for finding in findings for witness in finding.witnesses)


def _belongs(finding: Finding) -> bool:
    if finding.in_block or finding.rule == RAISING:
        return finding.in_block and bool(finding.witnesses)
    return finding.severity is Severity.ERROR and len(finding.witnesses) == 1


def _kind(finding: Finding) -> tuple[str, ...]:
    """The key by which findings share a diagnostic; draws with unknown callers share one by file."""
    if finding.cause and not finding.witnesses:
        return (finding.location.path,)
    return finding.rule, finding.severity.value, finding.message


def _of_program(program: str, found: list[tuple[Witness, Finding]]) -> Diagnostic:
    """The causes in order of place, those in the program's own file first.

    A covering finding speaks for its draws where none of the draws is told: they are in unnamed files, or deselected.
    """
    by_cause: dict[Witness, list[Finding]] = {}
    for witness, finding in found:
        by_cause.setdefault(witness, []).append(finding)
    causes = [
        Cause(witness.cause, _inside_first(_draws(findings), program), witness.where)
        for witness, findings in by_cause.items()
    ]
    causes.sort(key=lambda cause: _order(cause.first, program))
    covering = dict.fromkeys(finding for _, finding in found if finding.rule == COVERING)
    return Diagnostic(program, tuple(causes), tuple(covering))


def is_settled(finding: Finding) -> bool:
    """Whether a finding about a program needs no fix of its own, because all its draws get seeds."""
    return finding.rule == COVERING and not finding.fixes and not finding.refused


def _draws(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.rule != COVERING] or findings


def _inside_first(findings: Iterable[Finding], program: str) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: _order(finding, program)))


def _order(finding: Finding, program: str) -> tuple[bool, str, int, int, int]:
    """The sort key of a finding: places in the program's own file first."""
    at = finding.location
    return at.path != program, at.path, at.cell or 0, at.line, at.column
