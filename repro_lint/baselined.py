"""A run's findings against the project's baseline: which are new, and what the baseline holds for nothing."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from repro_lint.linter.request import Outcome
from repro_lint.model import Report
from repro_lint.reading import is_there
from repro_lint.report import Lines, baseline
from repro_lint.report.baseline import BaselineError, Known
from repro_lint.report.identity import Entry, entry
from repro_lint.settings.config import Config
from repro_lint.settings.rule_selection import is_selected


@dataclass(frozen=True, slots=True)
class Baseline:
    """The file, if there is one, what it knows, and whether it is to be written anew."""

    config: Config
    path: Path | None = None
    known: Known = field(default_factory=Known)
    rewrite: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """`new`: the report without what is known. `in_baseline`: how many findings are. `stale`: told to the user."""

    new: Report
    in_baseline: int = 0
    stale: str = ""


def opened(args: argparse.Namespace, config: Config) -> Baseline:
    """The baseline that the command line names, or else the configuration. Raises BaselineError."""
    path: Path | None = args.baseline or config.baseline
    if args.write_baseline and path is None:
        raise BaselineError("--write-baseline needs a file: --baseline FILE, or `baseline` in the configuration")
    if args.write_baseline and (args.diff or "-" in args.paths):
        raise BaselineError("--write-baseline does not go with --diff or standard input")
    if path is None or (args.write_baseline and not os.path.lexists(path)):
        return Baseline(config, path, rewrite=args.write_baseline)
    return Baseline(config, path, _known(path, rewrite=args.write_baseline), args.write_baseline)


def _known(path: Path, *, rewrite: bool) -> Known:
    try:
        return baseline.load(path)
    except baseline.OutdatedError:
        if rewrite:
            return Known()
        raise


def compared(report: Report, outcome: Outcome, held: Baseline, *, each: bool) -> Compared:
    """Tell known from new findings, and write the baseline if asked to. `each`: list stale entries. Raises OSError."""
    if held.path is None:
        return Compared(report)
    entries = tuple(entry(one, outcome.excerpt, _relative(held.config)) for one in report.findings)
    stale = _judged(held, outcome, report, held.known - Known(entries))
    if held.rewrite:
        known = Known(entries) + (held.known - Known(entries) - stale)
        baseline.write(held.path, known)
        return Compared(baseline.without(report, entries, known), len(entries))
    new = baseline.without(report, entries, held.known)
    said = baseline.stale_text(held.path, stale, each=each)
    return Compared(new, len(report.findings) - len(new.findings), said)


def without_known(report: Report, lines: Lines, config: Config, cwd: Path) -> Report:
    """The report without what the configured baseline knows. `cwd`: of its paths. Raises BaselineError."""
    if config.baseline is None:
        return report
    entries = tuple(entry(one, lines, _relative(config, cwd)) for one in report.findings)
    return baseline.without(report, entries, baseline.load(config.baseline))


def _judged(held: Baseline, outcome: Outcome, report: Report, unmatched: Known) -> Known:
    """Of the entries that match nothing those that this run could have matched: of its files and its rules."""
    from repro_lint.rules import all_rules

    relative = _relative(held.config)
    every = {rule.code: rule.name for rule in all_rules()}
    failed = {relative(failure.path) for failure in report.failures}
    looked = {relative(key) for key in outcome.named} - failed

    def could_match(held_for: Entry) -> bool:
        gone = not is_there(held.config.root / held_for.path)
        judged = held_for.rule not in every or is_selected(held.config, held_for.rule, every[held_for.rule])
        return judged and (gone or held_for.path in looked)

    return Known({one: times for one, times in unmatched.items() if could_match(one)})


def _relative(config: Config, cwd: Path = Path()) -> Callable[[str], str]:
    """From a path of the report to one from the project's root; outside of the root the path is absolute."""

    def relative(path: str) -> str:
        real = Path(os.path.realpath(cwd / path))
        return (real.relative_to(config.root) if real.is_relative_to(config.root) else real).as_posix()

    return relative
