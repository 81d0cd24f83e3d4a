"""The main job of the command line: arguments to a request, its outcome to output and exit code."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from repro_lint import baselined, console
from repro_lint.cache.store import Store
from repro_lint.commands import changed, overrides, progress_bar
from repro_lint.foreign import printable, printable_lines
from repro_lint.linter import cached
from repro_lint.linter.request import Outcome, Request
from repro_lint.model import Report, Severity
from repro_lint.reading import read_stream
from repro_lint.report import Described, Output, Page, patch, render, summary, table
from repro_lint.report.adjust import raise_notes
from repro_lint.report.baseline import BaselineError
from repro_lint.settings import config
from repro_lint.settings.pyproject import ConfigError
from repro_lint.source.discover import Found, discover

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 2


class RefusedError(Exception):
    """The job cannot be done as it was asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One run, with everything that can be refused already read."""

    args: argparse.Namespace
    request: Request
    baseline: baselined.Baseline

    @property
    def prints_program(self) -> bool:
        """`--fix -`: the fixed program is the output."""
        return self.request.stdin is not None and self.request.fix and not self.request.diff


def main(args: argparse.Namespace) -> int:
    """Lint, fix and print as asked. Raises `RefusedError` before anything was changed."""
    return _watched(args) if args.watch else _once(args)


def _watched(args: argparse.Namespace) -> int:
    """Rounds until the user ends them, over the named paths and the project around them."""
    from repro_lint.commands import watch

    if not watch.is_possible():
        raise RefusedError(watch.MISSING)
    if "-" in args.paths:
        raise RefusedError("--watch needs files: it does not go with standard input")
    paths = tuple(map(Path, args.paths))
    try:
        root = overrides.configured(args, paths).root
    except ConfigError as error:
        raise RefusedError(str(error)) from error
    return watch.rounds(lambda: _round(args), {root, overrides.start(args, paths)}, args.output_file)


def _round(args: argparse.Namespace) -> int:
    """One round; what is refused now may be put right until the next."""
    if sys.stdout.isatty():
        console.show(console.CLEAR)
    try:
        code = _once(args)
    except RefusedError as error:
        console.say(f"repro-lint: {printable(str(error))}\n")
        code = INCOMPLETE
    sys.stdout.flush()
    return code


def _once(args: argparse.Namespace) -> int:
    try:
        job = _job(args)
        if args.show_settings or args.show_files:
            return _preview(job)
        outcome, compared = _looked(job)
        if args.add_suppressions and _silence(job, outcome, compared.new):
            outcome, compared = _looked(job)
        _write(job, outcome, compared.new)
    except BrokenPipeError:
        raise
    except (ConfigError, BaselineError, changed.GitError, OSError) as error:
        raise RefusedError(str(error)) from error
    _say(job, compared)
    return _exit_code(job, outcome, compared.new)


def _looked(job: _Job) -> tuple[Outcome, baselined.Compared]:
    """One run: its outcome, and what of that the baseline does not know."""
    store = Store(None) if job.args.no_cache else Store.of_user()
    with progress_bar.shown(quiet=job.args.quiet) as bar:
        outcome = cached.run(replace(job.request, on_files=bar.files, on_run=bar.run), store)
    report = raise_notes(outcome.report) if job.request.config.strict else outcome.report
    listed = job.args.output_format in ("text", "full")
    return outcome, baselined.compared(report, outcome, job.baseline, each=listed)


def _preview(job: _Job) -> int:
    from repro_lint.commands import preview

    settings, found = job.request.config, Found([], [], [])
    if job.args.show_files:
        found = discover(job.request.paths, settings, force_exclude=job.request.force_exclude)
    if job.args.show_settings:
        console.show(preview.settings(settings))
    console.show(preview.files(found.files, job.request.cwd))
    console.say(summary.failures(Report(0, failures=tuple(found.failures))))
    return INCOMPLETE if found.failures else CLEAN


def _silence(job: _Job, outcome: Outcome, report: Report) -> int:
    """Silence the findings that are listed; the number of files that changed."""
    from repro_lint.commands import add_suppressions

    listed = [one for one in report.findings if one.severity.rank >= job.request.config.shown.rank]
    added = add_suppressions.add(listed, outcome.source)
    console.say("".join(f"no suppression: {printable(flaw)}\n" for flaw in added.failures))
    if not job.args.quiet:
        done = f"{summary.plural(added.findings, 'finding')} in {summary.plural(added.files, 'file')}"
        console.say(f"suppressions added: {done}\n")
    return added.files


def _changed(args: argparse.Namespace, paths: tuple[Path, ...], settings: config.Config) -> tuple[Path, ...]:
    """The files that changed, and the named paths that lead to none, so that the run tells of these."""
    found = discover(paths, settings, force_exclude=args.force_exclude)
    files = changed.since(args.changed_since, overrides.start(args, paths), found.files)
    return (*files, *(Path(failure.path) for failure in found.failures))


def _job(args: argparse.Namespace) -> _Job:
    reads_stdin = "-" in args.paths
    if contradiction := _contradiction(args, reads_stdin=reads_stdin):
        raise RefusedError(contradiction)
    if args.output_file and (flaw := _flaw(args.output_file)):
        raise RefusedError(f"--output-file {args.output_file}: {flaw}")
    paths = () if reads_stdin else tuple(map(Path, args.paths))
    settings = overrides.configured(args, paths)
    if args.changed_since is not None:
        paths = _changed(args, paths, settings)
    known = baselined.opened(args, settings)
    stdin = read_stream(sys.stdin.buffer) if reads_stdin else None
    return _Job(args, _request(args, paths, settings, stdin), known)


def _contradiction(args: argparse.Namespace, *, reads_stdin: bool) -> str:
    """What is wrong with options that do not go together; empty where they do."""
    if reads_stdin and len(args.paths) > 1:
        return "`-` (standard input) cannot be named together with paths"
    if args.statistics and args.output_format not in ("text", "concise"):
        return f"--statistics is a table of text: it does not go with --output-format {args.output_format}"
    needs_files = {"--add-suppressions": args.add_suppressions, "--changed-since": args.changed_since is not None}
    asked = [option for option, is_asked in needs_files.items() if is_asked]
    if reads_stdin and asked:
        return f"{asked[0]} needs files: it does not go with standard input"
    if args.add_suppressions and (args.fix or args.unsafe_fixes or args.diff or args.write_baseline):
        return (
            "--add-suppressions does not go with --fix, --unsafe-fixes, --diff or --write-baseline: one after the other"
        )
    return ""


def _flaw(target: Path) -> str | None:
    """Why a file cannot be written, as far as that shows before anything is changed."""
    if target.is_dir():
        return "it is a folder"
    return None if target.parent.is_dir() else "there is no such folder"


def _request(
    args: argparse.Namespace, paths: tuple[Path, ...], settings: config.Config, stdin: bytes | None
) -> Request:
    return Request(
        paths=paths,
        config=settings,
        fix=args.fix or args.unsafe_fixes,
        unsafe=args.unsafe_fixes,
        diff=args.diff,
        jobs=max(1, args.jobs),
        force_exclude=args.force_exclude,
        stdin=stdin,
        stdin_filename=args.stdin_filename,
    )


def _write(job: _Job, outcome: Outcome, report: Report) -> None:
    """Print the findings, or the diff; with `--fix -` the fixed program, and the findings on stderr."""
    if job.prints_program:
        program = job.request.stdin if outcome.fixed_stdin is None else outcome.fixed_stdin
        sys.stdout.buffer.write(program or b"")
    stream = sys.stderr if job.prints_program else sys.stdout
    target: Path | None = job.args.output_file
    wanted = Output(
        format=job.args.output_format,
        lines=outcome.excerpt,
        in_file=outcome.in_file,
        edit_in_file=outcome.edit_in_file,
        shown=job.request.config.shown,
        statistics=job.args.statistics,
        page=console.page(None if target else stream, job.args.color),
        rules=_described,
    )
    text = _patch(outcome.diff, wanted.page) if job.request.diff else render(report, wanted)
    if target:
        target.write_bytes(text.encode("utf-8", "backslashreplace"))
    else:
        stream.write(text)
        stream.flush()


def _described() -> tuple[Described, ...]:
    from repro_lint import explain

    return explain.described()


def _patch(diff: str, page: Page) -> str:
    """The bytes of a patch are those of the files, but where a terminal would act on them."""
    return patch.render(diff if page.width is None else printable_lines(diff), page)


def _say(job: _Job, compared: baselined.Compared) -> None:
    report = compared.new
    console.say(summary.failures(report))
    if not job.args.quiet:
        notes_shown = job.request.config.shown is Severity.NOTE
        dry = job.request.diff
        counts = summary.counts(report, notes_shown=notes_shown, in_baseline=compared.in_baseline, dry=dry)
        programs = table.render(report, console.page(sys.stderr, job.args.color), dry=dry)
        console.say(summary.notices(report) + compared.stale + summary.fixes(report, dry=dry) + programs + counts)


def _exit_code(job: _Job, outcome: Outcome, report: Report) -> int:
    if report.failures:
        return INCOMPLETE
    if job.args.exit_zero:
        return CLEAN
    threshold = job.request.config.fail_on.rank
    remains = any(finding.severity.rank >= threshold for finding in report.findings)
    return FINDINGS if remains or (job.request.diff and outcome.diff) else CLEAN
