"""Runs a program several times in fresh processes and compares what the observer saw."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repro_lint.foreign import printable
from repro_lint.runtime import attempt, cells, copying, interrupts
from repro_lint.runtime.compare import Comparison, compare
from repro_lint.runtime.job import Job
from repro_lint.runtime.originals import UNPROTECTED
from repro_lint.runtime.record import Run

_LINT = """\
import sys
sys.path.pop(0)
sys.path.append({root!r})
from repro_lint.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""Without the working directory on the path: the user's folder may hold an `argparse.py`."""
_ROOT = str(Path(__file__).parents[2])


@dataclass(frozen=True, slots=True)
class Verdict:
    """`identical`, `differs` or `unknown` (with the reason), the runs, and the comparison that decided.

    `against` is the index of the run that the first one was compared with there.
    """

    verdict: str
    runs: tuple[Run, ...]
    comparison: Comparison | None = None
    reason: str = ""
    finding: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()
    against: int = 1


def verify(job: Job, progress: Callable[[str], None] = lambda _: None) -> Verdict:
    """Run the job's program and say whether its runs agree; raises FileNotFoundError and workspace.TooLargeError."""
    runs: list[Run] = []
    fixed_hash = os.environ.get("PYTHONHASHSEED") or (None if "hash-seed" in job.vary else attempt.some_hash_seed())
    with _scratch() as scratch:
        bench = attempt.prepare(job, scratch)
        if bench.protection and bench.protection.view is None:
            progress(f"note: {UNPROTECTED}")
        for number in range(job.runs):
            progress(f"run {number + 1} of {job.runs}")
            run = attempt.run(bench, number, fixed_hash)
            runs.append(run)
            reason = attempt.failure(bench, run)
            if reason:
                notes = tuple(_surroundings(bench, runs))
                return Verdict("unknown", tuple(runs), reason=f"run {number + 1} {reason}", notes=notes)
        return _judge(job, runs, _surroundings(bench, runs))


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    """A temporary folder that is gone afterwards, whichever signal comes when."""
    with interrupts.held():
        folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="repro-lint-")))
    try:
        yield folder
    finally:
        with interrupts.held():
            copying.remove_tree(folder)


def _surroundings(bench: attempt.Bench, runs: Sequence[Run]) -> list[str]:
    """What the runs did, or could have done, outside their copies."""
    remarks: dict[str, None] = {}
    for run in runs:
        for event in run.outside:
            what = "may not change" if event.kind == "refused" else "opens the database"
            remarks[
                f"{event.path}:{event.line} {what} {printable(event.detail['what'])}, which is outside the copy"
            ] = None
        for path in run.changed:
            remarks[f"{printable(path)} was changed while the program ran: it is an original, not in the copy"] = None
        if run.outcome.left:
            remarks[f"processes {', '.join(map(str, run.outcome.left))} of the program could not be ended"] = None
    return list(remarks)


def _judge(job: Job, runs: Sequence[Run], notes: list[str]) -> Verdict:
    compared = [compare(runs[0], other, ignore_stdout=job.ignore_stdout) for other in runs[1:]]
    differing = [one for one in compared if one.differs]
    chosen = min(differing, key=lambda one: one.first.order if one.first else sys.maxsize, default=compared[0])
    if not differing:
        return Verdict("identical", tuple(runs), chosen, notes=(*notes, *_remarks(chosen)))
    pair = chosen.first
    finding = static_finding(pair.event.path, pair.event.line) if pair else None
    against = 1 + compared.index(chosen)
    return Verdict("differs", tuple(runs), chosen, finding=finding, notes=tuple(notes), against=against)


def _remarks(comparison: Comparison) -> list[str]:
    """What differed without reaching a result."""
    remarks = [
        f"{one.path}:{one.line} draws from stream {one.stream}, {one.why}: no result showed it"
        for one in comparison.ungoverned
    ]
    if comparison.stdout:
        remarks.append(f"line {comparison.stdout[0]} of the output differs (times and progress often do)")
    if comparison.files:
        remarks.append("these files differ (some hold time stamps): " + ", ".join(map(printable, comparison.files[:5])))
    return remarks


def static_finding(path: str, line: int) -> dict[str, Any] | None:
    """What the linter says about that line, as in its JSON output; None where it says nothing or is not there."""
    file, cell = cells.split(path)
    if not Path(file).is_file():
        return None
    command = [sys.executable, "-c", _LINT.format(root=_ROOT), "check", "--output-format", "json", "--", file]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=60, check=False).stdout
        findings = json.loads(answer)["findings"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return None
    here = (one for one in findings if one.get("cell") == cell)
    return next((one for one in here if one["line"] <= line <= one.get("end_line", one["line"])), None)
