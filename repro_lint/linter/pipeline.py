"""The one place that joins the stages: paths to findings, findings to fixes, fixes to files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from repro_lint.catalog import load
from repro_lint.defect import Defect, contained
from repro_lint.fixes.diff import diff
from repro_lint.fixes.rounds import as_before, fix_once
from repro_lint.garbage import rarely_collected
from repro_lint.linter import judging, programs, scan, stages, views, workers
from repro_lint.linter.memory import Memory
from repro_lint.linter.request import Outcome, Request, configured
from repro_lint.linter.request import named as find_named
from repro_lint.model import Applied, Failure, Finding, Location, Notice, Program, Report, Skipped
from repro_lint.resolve.program.runs import GivenUp
from repro_lint.resolve.verdicts.judgement import Judgement
from repro_lint.source.names import file_key
from repro_lint.source.text import Source
from repro_lint.story import Story

__all__ = ["Linted", "Outcome", "Request", "configured", "lint", "outcome", "report", "run"]

RECURSION_LIMIT = workers.RECURSION_LIMIT
MAX_ROUNDS = 5  # of fixes: each may uncover one more kind of finding in a place that is fixed


@dataclass(frozen=True, slots=True)
class Linted:
    """One look at the program: the findings in the named files, before any fix.

    `defect`: the trace of an error of ours, which is among the failures. `complete`: no run was given up.
    """

    files: int
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]
    suppressed: int
    not_judged: tuple[str, ...]
    programs: tuple[Program, ...]
    scan: scan.ProgramFiles
    keys: tuple[str, ...]
    judgement: Judgement
    defect: str = ""
    complete: bool = True
    notices: tuple[Notice, ...] = ()

    def story(self, key: str) -> Story:
        """Everything known about the draws and seed calls of one file."""
        from repro_lint.linter.story_builder import StoryBuilder

        view = views.view(self.judgement, self.scan)
        return StoryBuilder(view, load(), lambda place: views.locate(place, self.scan)).story(key)

    def by_display(self, path: str) -> Source | None:
        """The source behind a path of the report."""
        return self.scan.source(file_key(self.scan.cwd / path))

    def excerpt(self, location: Location) -> str:
        """The source line at a location; empty when the file is gone."""
        source = self.by_display(location.path)
        return "" if source is None else source.line_text(location)


def run(request: Request, memory: Memory | None = None) -> Outcome:
    """Lint, and fix if asked to."""
    contents = request.contents()
    return outcome(request, lint(request, contents, memory), contents, memory)


def outcome(request: Request, linted: Linted, contents: dict[str, bytes], memory: Memory | None = None) -> Outcome:
    """The outcome of a first look: the findings as they are, or fixed if asked to."""
    if not (request.fix or request.diff):
        return Outcome(report(linted), source=linted.by_display, named=linted.keys)
    return _repair(request, linted, contents, memory)


@rarely_collected()
def lint(request: Request, contents: Mapping[str, bytes], memory: Memory | None = None) -> Linted:
    """Find everything in the named files, the whole program considered. `memory`: results of earlier looks."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
    config = request.config
    scanned = scan.ProgramFiles(request.cwd, contents, memory or Memory())
    found = find_named(request, contents)
    named, failures = list(found.keys), list(found.failures)
    members = scan.relevant_files(named, stages.surroundings(named, config, scanned), scanned.data)
    scan.scan(members, scanned, request.jobs)
    judgement, findings, defects = _judged(members, named, scanned, request)
    failures.extend(Failure(str(config.root), defect.message) for defect in defects)
    told = not defects  # else nobody knows what is reproducible
    broken = [failure for key in named for failure in scanned.failures.get(key, ())]
    broken += [_given_up(run, scanned) for path, run in judgement.given_up.items() if path in named or run.defect]
    defects += [run.defect for run in judgement.given_up.values() if run.defect]
    complete = not (defects or judgement.given_up or judgement.stopped)
    left = stages.unsuppressed(findings, named, scanned, config, None if not complete else broken)
    failures.extend(broken)
    return Linted(
        len(named),
        left.wanted,
        tuple(sorted([*failures, *left.failures], key=lambda f: (f.path, f.cell or 0, f.line or 0))),
        left.suppressed,
        views.not_judged(named, scanned, judgement),
        programs.programs(judgement, left.unsuppressed, named, scanned) if told else (),
        scanned,
        tuple(named),
        judgement,
        "\n".join(defect.trace for defect in defects),
        not (defects or judgement.given_up),
        found.notices,
    )


def _judged(
    members: list[str], named: list[str], scanned: scan.ProgramFiles, request: Request
) -> tuple[Judgement, list[Finding], list[Defect]]:
    """The judgement of a program and the remarks of the rules, as far as no defect of ours ends either."""
    config = request.config
    judgement = contained(lambda: judging.judged(members, named, scanned, config, jobs=request.jobs))
    if isinstance(judgement, Defect):
        return Judgement(), [], [judgement]
    looked = views.view(judgement, scanned, config.gpu_policy.value)
    findings = contained(lambda: stages.flagged(looked, named, scanned, config))
    return (judgement, [], [findings]) if isinstance(findings, Defect) else (judgement, findings, [])


def _given_up(run: GivenUp, scanned: scan.ProgramFiles) -> Failure:
    too_large = "what runs from here is nested too deep, or too large, to be followed"
    return Failure(views.shown(run.path, scanned), run.defect.message if run.defect else too_large)


def report(linted: Linted, applied: Iterable[Applied] = (), skipped: Iterable[Skipped] = ()) -> Report:
    """The report of one look, with the fixes that were made and skipped."""
    return Report(
        linted.files,
        linted.findings,
        linted.failures,
        tuple(applied),
        tuple(skipped),
        linted.suppressed,
        linted.not_judged,
        linted.notices,
        linted.programs,
    )


def _as_before(skipped: Skipped, first: Linted, last: Linted) -> Skipped:
    before, after = first.by_display(skipped.path), last.by_display(skipped.path)
    return skipped if before is None or after is None else as_before(skipped, before, after)


def _repair(request: Request, linted: Linted, contents: dict[str, bytes], memory: Memory | None) -> Outcome:
    """Fix until nothing changes. With `diff`, on copies in memory only."""
    before = {key: source.data for key in linted.keys if (source := linted.scan.source(key))}
    held, first = dict(contents), linted
    dry = request.diff or bool(contents)
    applied: list[Applied] = []
    skipped: list[Skipped] = []
    for _ in range(MAX_ROUNDS):
        findings = [finding for finding in linted.findings if request.only in (None, finding.rule)]
        done = fix_once(findings, linted.by_display, unsafe=request.unsafe, dry=dry)
        applied.extend(done.applied)
        skipped = done.skipped
        if not done.changed:
            break
        held.update({file_key(linted.scan.cwd / path): data for path, data in done.changed.items()})
        linted = lint(request, held if dry else contents, memory)
    after = {key: held.get(key, data) for key, data in before.items()}
    fixed = next(iter(held.values())) if request.stdin is not None else None
    if request.diff:  # what it says stands beside the file as it is
        skipped = [_as_before(one, first, linted) for one in skipped]
    text = diff(before, after, lambda key: views.shown(key, linted.scan)) if request.diff else ""
    changed = {key: data for key, data in after.items() if data != before[key]}
    return Outcome(report(linted, applied, skipped), text, fixed, changed, linted.by_display, linted.keys)
