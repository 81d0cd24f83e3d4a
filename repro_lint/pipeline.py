"""The only place that joins the stages: paths to findings, findings to fixes, fixes to files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from repro_lint import programs, scan, stages, views
from repro_lint.catalog import load
from repro_lint.config import Config, override
from repro_lint.config import load as load_config
from repro_lint.defect import Defect, contained
from repro_lint.fixes.diff import diff
from repro_lint.fixes.rounds import as_before, fix_once
from repro_lint.memory import Memory
from repro_lint.model import Applied, Failure, Finding, Location, Notice, Program, Report, Skipped
from repro_lint.resolve.program.runs import GivenUp
from repro_lint.resolve.verdicts.judgement import Judgement
from repro_lint.rule_selection import check_rules
from repro_lint.source.discover import discover
from repro_lint.source.text import Source, display_path
from repro_lint.story import Story

RECURSION_LIMIT = scan.RECURSION_LIMIT
MAX_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Request:
    """What to do.

    `only`: the code of the one rule whose fixes are made. `stdin`: the content of `-`, linted as if it were the file
    `stdin_filename`. `held`: content that is not (yet) on disk, by file key; it counts instead of the file. `cwd`:
    what reported paths are relative to.
    """

    paths: tuple[Path, ...]
    config: Config
    fix: bool = False
    unsafe: bool = False
    only: str | None = None
    diff: bool = False
    jobs: int = 1
    force_exclude: bool = False
    stdin: bytes | None = None
    stdin_filename: str | None = None
    held: Mapping[str, bytes] = field(default_factory=dict)
    cwd: Path = field(default_factory=Path.cwd)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `fixed_stdin`: what `--fix -` prints; `changed`: the new content of files, by key.

    `named`: the keys of the files that were reported on.
    """

    report: Report
    diff: str = ""
    fixed_stdin: bytes | None = None
    changed: Mapping[str, bytes] = field(default_factory=dict)
    source: Callable[[str], Source | None] = lambda _: None
    named: tuple[str, ...] = ()

    def excerpt(self, location: Location) -> str:
        """The source line at a location; empty when the file is gone."""
        source = self.source(location.path)
        return "" if source is None else source.line_text(location)

    def in_file(self, location: Location) -> Location:
        """The place in the file itself: that of a notebook's cell in its JSON text."""
        source = self.source(location.path)
        return location if source is None else source.in_file(location)


@dataclass(frozen=True, slots=True)
class Linted:
    """One look at the program: what is found in the named files, before any fix.

    `defect`: the trace of an error of ours, which is among the failures.
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
    notices: tuple[Notice, ...] = ()

    def story(self, key: str) -> Story:
        """Everything about the draws and seed calls of one file."""
        from repro_lint.story_builder import StoryBuilder

        view = views.view(self.judgement, self.scan)
        return StoryBuilder(view, load(), lambda place: views.locate(place, self.scan)).story(key)

    def by_display(self, path: str) -> Source | None:
        """The source behind a path of the report."""
        return self.scan.source(views.file_key(self.scan.cwd / path))

    def excerpt(self, location: Location) -> str:
        """The source line at a location; empty when the file is gone."""
        source = self.by_display(location.path)
        return "" if source is None else source.line_text(location)


def run(request: Request, memory: Memory | None = None) -> Outcome:
    """Lint, and fix if asked to."""
    contents = _held(request)
    linted = lint(request, contents, memory)
    if not (request.fix or request.diff):
        return Outcome(report(linted), source=linted.by_display, named=linted.keys)
    return _repair(request, linted, contents, memory)


def configured(start: Path, explicit: Path | None = None, said: Mapping[str, object] | None = None) -> Config:
    """The settings for files below `start`, with what the user says instead. Raises ConfigError."""
    from repro_lint.rules import all_rules

    settings = override(load_config(start, explicit), said or {})
    if settings.names_rules:
        check_rules(settings, {rule.code: rule.name for rule in all_rules()})
    return settings


def _held(request: Request) -> dict[str, bytes]:
    """Content that is not (yet) on disk, by file key."""
    if request.stdin is None:
        return dict(request.held)
    return {views.file_key(request.cwd / (request.stdin_filename or "stdin.py")): request.stdin}


def lint(request: Request, contents: Mapping[str, bytes], memory: Memory | None = None) -> Linted:
    """Find everything in the named files, the whole program considered. `memory`: what earlier looks left."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
    config = request.config
    scanned = scan.ProgramFiles(request.cwd, contents, memory or Memory())
    named, failures, notices = _named(request, contents)
    members = scan.relevant_files(named, stages.surroundings(named, config, scanned), scanned.data)
    scan.scan(members, scanned, request.jobs)
    judgement, findings, defects = _judged(members, named, scanned, config)
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
        notices,
    )


def _judged(
    members: list[str], named: list[str], scanned: scan.ProgramFiles, config: Config
) -> tuple[Judgement, list[Finding], list[Defect]]:
    """The judgement of a program and what the rules say of it, as far as no defect of ours ends either."""
    judgement = contained(lambda: stages.judged(members, named, scanned, config))
    if isinstance(judgement, Defect):
        return Judgement(), [], [judgement]
    looked = views.view(judgement, scanned, config.gpu_policy.value)
    findings = contained(lambda: stages.flagged(looked, named, scanned, config))
    return (judgement, [], [findings]) if isinstance(findings, Defect) else (judgement, findings, [])


def _named(request: Request, contents: Mapping[str, bytes]) -> tuple[list[str], list[Failure], tuple[Notice, ...]]:
    """The keys of the files to report on, what is wrong with the named paths, and what they do not lead to."""
    if request.stdin is not None:
        return list(contents), [], ()
    held = {key for path in request.paths if (key := views.file_key(request.cwd / path)) in contents}
    on_disk = [path for path in request.paths if views.file_key(request.cwd / path) not in held]
    found = discover(on_disk, request.config, force_exclude=request.force_exclude)
    failures = [replace(one, path=display_path(Path(one.path), request.cwd)) for one in found.failures]
    notices = tuple(replace(one, path=display_path(Path(one.path), request.cwd)) for one in found.notices)
    return sorted(held.union(path.as_posix() for path in found.files)), failures, notices


def _given_up(run: GivenUp, scanned: scan.ProgramFiles) -> Failure:
    too_large = "what runs from here is nested too deep, or too large, to be followed"
    return Failure(views.shown(run.path, scanned), run.defect.message if run.defect else too_large)


def report(linted: Linted, applied: Iterable[Applied] = (), skipped: Iterable[Skipped] = ()) -> Report:
    """What there is to tell."""
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
        held.update({views.file_key(linted.scan.cwd / path): data for path, data in done.changed.items()})
        linted = lint(request, held if dry else contents, memory)
    after = {key: held.get(key, data) for key, data in before.items()}
    fixed = next(iter(held.values())) if request.stdin is not None else None
    if request.diff:  # what it says stands beside the file as it is
        skipped = [_as_before(one, first, linted) for one in skipped]
    text = diff(before, after, lambda key: views.shown(key, linted.scan)) if request.diff else ""
    changed = {key: data for key, data in after.items() if data != before[key]}
    return Outcome(report(linted, applied, skipped), text, fixed, changed, linted.by_display, linted.keys)
