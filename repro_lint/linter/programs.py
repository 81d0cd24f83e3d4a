"""Which of the named programs are reproducible, whatever rules are selected: the answers in the summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repro_lint.catalog import NOT_JUDGED
from repro_lint.linter import scan
from repro_lint.linter.views import shown
from repro_lint.model import Answer, Finding, Program, Severity
from repro_lint.resolve.domain.streams import Provenance, worst
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.verdicts.judgement import Judgement, Start
from repro_lint.resolve.verdicts.status import Status, Verdict

_MAY_VARY = "RPL105"  # the one rule whose warnings leave the question open
_RAISES = "RPL007"  # a program that ends there gives no results


def programs(
    judgement: Judgement, findings: Iterable[Finding], named: Iterable[str], scanned: scan.ProgramFiles
) -> tuple[Program, ...]:
    """The named entry points that draw or train anything, in order, each with an answer."""
    wanted = set(named)
    told: dict[str, list[Finding]] = {}
    for finding in findings:
        for witness in finding.witnesses:
            told.setdefault(witness.program, []).append(finding)
    reached: dict[EntryPoint, list[Verdict]] = {}
    for verdict in (verdict for verdicts in judgement.reached.values() for verdict in verdicts):
        if verdict.entry is not None:
            reached.setdefault(verdict.entry, []).append(verdict)
    found = []
    for start in judgement.starts:
        path, verdicts = shown(start.entry.path, scanned), reached.get(start.entry, [])
        does = verdicts or start.trainings or start.on_cuda
        if start.entry.home in wanted and (does or path in told or _not_judged(start)):
            found.append(_program(path, start, told.get(path, []), verdicts, judgement))
    return tuple(found)


def _program(
    path: str, start: Start, findings: list[Finding], verdicts: list[Verdict], judgement: Judgement
) -> Program:
    if any(finding.severity is Severity.ERROR and finding.rule != _RAISES for finding in findings):
        return Program(path, Answer.NOT)
    why = next(_doubts(start, findings, verdicts, judgement), "")
    return Program(path, Answer.UNKNOWN if why else Answer.REPRODUCIBLE, why)


def _doubts(start: Start, findings: list[Finding], verdicts: list[Verdict], judgement: Judgement) -> Iterator[str]:
    """The reasons why runs may differ although no finding shows a difference."""
    lost = [judgement.given_up[path] for path in (start.entry.path, *start.files) if path in judgement.given_up]
    if any(one.defect for one in lost):
        yield "a defect of repro-lint"
    elif start.entry.path in judgement.given_up:
        yield "too large to be followed"
    if any(finding.rule == _MAY_VARY and finding.severity is Severity.WARNING for finding in findings):
        yield "training may vary"
    if any(finding.severity is Severity.ERROR for finding in findings):
        yield "a call raises because of its seed"
    if others := _not_judged(start):
        yield f"uses {', '.join(others)}, not judged"
    for verdict in (verdict for verdict in verdicts if verdict.status is Status.DOUBTFUL):
        origin = worst(verdict.draw.origins)
        if origin.provenance is not Provenance.ASKED:
            yield "may draw unseeded" if not verdict.draw.certain else "code that could not be followed may seed it"
        elif not verdict.draw.certain:  # what an option leads to; one that takes a seed away is a choice
            yield f"draws unseeded where `{origin.why}` is given; --strict shows where"


def _not_judged(start: Start) -> list[str]:
    """The libraries that may draw, but of which no draw is known."""
    return sorted({NOT_JUDGED[name] for name in start.libraries if name in NOT_JUDGED})
