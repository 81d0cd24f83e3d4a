"""The main job of the command line: arguments to a request, its outcome to output and exit code."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from repro_lint import baselined, config, console, pipeline
from repro_lint.foreign import printable_lines
from repro_lint.model import Report, Severity
from repro_lint.reading import read_stream
from repro_lint.report import Output, Page, patch, render, summary, table
from repro_lint.report.adjust import raise_notes
from repro_lint.report.baseline import BaselineError
from repro_lint.rules import all_rules

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 2


class RefusedError(Exception):
    """The job cannot be done as it was asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One run, with everything that can be refused already read."""

    args: argparse.Namespace
    request: pipeline.Request
    baseline: baselined.Baseline

    @property
    def prints_program(self) -> bool:
        """`--fix -`: the fixed program is the output."""
        return self.request.stdin is not None and self.request.fix and not self.request.diff


def main(args: argparse.Namespace) -> int:
    """Lint, fix and print as asked. Raises `RefusedError` before anything was changed."""
    try:
        job = _job(args)
        outcome = pipeline.run(job.request)
        report = raise_notes(outcome.report) if job.request.config.strict else outcome.report
        listed = args.output_format in ("text", "full")
        compared = baselined.compared(report, outcome, job.baseline, each=listed)
        _write(job, outcome, compared.new)
    except BrokenPipeError:
        raise
    except (config.ConfigError, BaselineError, OSError) as error:
        raise RefusedError(str(error)) from error
    _say(job, compared)
    return _exit_code(job, outcome, compared.new)


def _job(args: argparse.Namespace) -> _Job:
    reads_stdin = "-" in args.paths
    if reads_stdin and len(args.paths) > 1:
        raise RefusedError("`-` (standard input) cannot be named together with paths")
    if args.statistics and args.output_format not in ("text", "concise"):
        raise RefusedError(f"--statistics is a table of text: it does not go with --output-format {args.output_format}")
    if args.output_file and (flaw := _flaw(args.output_file)):
        raise RefusedError(f"--output-file {args.output_file}: {flaw}")
    paths = () if reads_stdin else tuple(map(Path, args.paths))
    settings = _config(args, paths)
    known = baselined.opened(args, settings)
    stdin = read_stream(sys.stdin.buffer) if reads_stdin else None
    return _Job(args, _request(args, paths, settings, stdin), known)


def _flaw(target: Path) -> str | None:
    """Why a file cannot be written, as far as that shows before anything is changed."""
    if target.is_dir():
        return "it is a folder"
    return None if target.parent.is_dir() else "there is no such folder"


def _request(
    args: argparse.Namespace, paths: tuple[Path, ...], settings: config.Config, stdin: bytes | None
) -> pipeline.Request:
    return pipeline.Request(
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


def _config(args: argparse.Namespace, paths: tuple[Path, ...]) -> config.Config:
    """The nearest configuration of all named paths, with what the command line says instead."""
    named = [Path(os.path.realpath(path)) for path in paths or (Path(args.stdin_filename or "."),)]
    folders = [path if os.path.isdir(path) else path.parent for path in named]  # noqa: PTH112  which never raises
    start = Path(os.path.commonpath(folders))
    said = {
        **{key: _joined(getattr(args, key)) for key in ("select", "ignore", "fixable", "unfixable")},
        "strict": args.strict or None,
        "fail-on": args.fail_on,
        "seed": args.seed,
        "gpu-policy": args.gpu_policy,
    }
    given = {name: value for name, value in said.items() if value is not None}
    return pipeline.configured(start, args.config, given)


def _joined(given: list[tuple[str, ...]] | None) -> list[str] | None:
    return [name for names in given for name in names] if given else None


def _write(job: _Job, outcome: pipeline.Outcome, report: Report) -> None:
    """Print the findings, or the diff; with `--fix -` the fixed program, and the findings on stderr."""
    if job.prints_program:
        program = job.request.stdin if outcome.fixed_stdin is None else outcome.fixed_stdin
        sys.stdout.buffer.write(program or b"")
    stream = sys.stderr if job.prints_program else sys.stdout
    target: Path | None = job.args.output_file
    wanted = Output(
        format=job.args.output_format,
        lines=outcome.excerpt,
        shown=job.request.config.shown,
        statistics=job.args.statistics,
        page=console.page(None if target else stream, job.args.color),
        rules=all_rules,
    )
    text = _patch(outcome.diff, wanted.page) if job.request.diff else render(report, wanted)
    if target:
        target.write_bytes(text.encode("utf-8", "backslashreplace"))
    else:
        stream.write(text)
        stream.flush()


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


def _exit_code(job: _Job, outcome: pipeline.Outcome, report: Report) -> int:
    if report.failures:
        return INCOMPLETE
    threshold = job.request.config.fail_on.rank
    remains = any(finding.severity.rank >= threshold for finding in report.findings)
    return FINDINGS if remains or (job.request.diff and outcome.diff) else CLEAN
