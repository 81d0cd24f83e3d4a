"""Runs a program several times in fresh processes and compares what the observer saw."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from repro_lint.runtime import bindings, cells, launch, workspace
from repro_lint.runtime.compare import Comparison, compare
from repro_lint.runtime.record import COMPARED, Event, Run, printed, read_events

VARIATIONS = ("hash-seed", "listing", "threads")
ONE_THREAD = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1"}
STDERR_SHOWN = 4000


@dataclass(frozen=True, slots=True)
class Job:
    """What to verify and how. `timeout` is in seconds for each run; `environment` is added to the caller's."""

    words: tuple[str, ...]
    runs: int = 2
    timeout: float = 1800.0
    vary: frozenset[str] = frozenset({"hash-seed"})
    in_place: bool = False
    ignore_stdout: bool = False
    fine: bool = False
    python: str | None = None
    seed: int | None = None
    environment: dict[str, str] = field(default_factory=dict)


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
    command = launch.command_of(job.words, job.python)
    runs: list[Run] = []
    notes: list[str] = []
    fixed_hash = os.environ.get("PYTHONHASHSEED") or (None if "hash-seed" in job.vary else _hash_seed())
    with tempfile.TemporaryDirectory(prefix="repro-lint-") as scratch:
        for number in range(job.runs):
            progress(f"run {number + 1} of {job.runs}")
            hash_seed = job.environment.get("PYTHONHASHSEED") or fixed_hash or _hash_seed()
            run, damaged = _run(job, command, number, hash_seed, Path(scratch))
            runs.append(run)
            notes += [f"the program changed {path}, which is only linked: use --in-place" for path in damaged]
            reason = _failure(run, job.timeout)
            if reason:
                return Verdict("unknown", tuple(runs), reason=f"run {number + 1} {reason}", notes=tuple(notes))
    return _judge(job, runs, notes)


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
        remarks.append("these files differ (some hold time stamps): " + ", ".join(comparison.files[:5]))
    return remarks


def _hash_seed() -> str:
    return str(1 + secrets.randbelow(2**32 - 2))


def _run(job: Job, command: tuple[str, ...], number: int, hash_seed: str, scratch: Path) -> tuple[Run, list[Path]]:
    here = Path.cwd()
    work = scratch / "work"
    copy = workspace.in_place(here) if job.in_place else workspace.make_copy(here, workspace.beside(here, work))
    events = scratch / f"events-{number}"
    settings = {
        "events": str(events),
        "home": str(copy.root),
        "fine": job.fine or None,
        "seed": job.seed,
        "reverse_listing": ("listing" in job.vary and number % 2) or None,
    }
    extra = {**job.environment, "PYTHONHASHSEED": hash_seed}
    if "threads" in job.vary and number % 2:
        extra |= ONE_THREAD
    environment = launch.prepared(job.words, job.python, extra, settings)
    moved = [str(copy.root) + word[len(str(here)) :] if word.startswith(f"{here}/") else word for word in command[1:]]
    out, err = scratch / f"stdout-{number}", scratch / f"stderr-{number}"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        outcome = launch.run((command[0], *moved), environment, copy.root, job.timeout, (stdout, stderr))
    seen = read_events(events)
    if job.words[0].endswith(".ipynb"):
        seen = cells.named(seen, job.words[0])
    run = _collect(outcome, hash_seed, seen, copy, (out, err))
    if not job.in_place:
        shutil.rmtree(work, ignore_errors=True)
    return run, copy.damaged()


def _collect(
    outcome: launch.Outcome, hash_seed: str, seen: list[Event], copy: workspace.Copy, output: tuple[Path, Path]
) -> Run:
    kinds = [event.kind for event in seen]
    return Run(
        outcome=outcome,
        hash_seed=hash_seed,
        events=tuple(event for event in seen if event.kind in COMPARED),
        variables=tuple(one for event in seen if event.kind == "globals" for one in _variables(event)),
        versions={name: text for event in seen for name, text in event.detail.get("versions", {}).items()},
        stdout=printed(output[0]),
        written=tuple(event for event in seen if event.kind == "stdout"),
        stderr=output[1].read_bytes()[-STDERR_SHOWN:].decode("utf-8", "replace"),
        files=copy.written(),
        started="start" in kinds,
        finished=kinds.count("start") == kinds.count("end"),
    )


def _variables(event: Event) -> list[Event]:
    """One event for each variable, at the line that gave it its content."""
    places = {name: bindings.bound_at(event.detail["file"], name) for name in event.detail["digests"]}
    return [
        Event("variable", *places[name], {"name": name, "digest": digest})
        for name, digest in event.detail["digests"].items()
    ]


def _failure(run: Run, timeout: float) -> str:
    if run.outcome.status is None:
        return f"did not end within {timeout:g} s"
    if run.outcome.status < 0:
        return f"was killed by signal {-run.outcome.status}"
    if run.outcome.status:
        return f"failed with exit status {run.outcome.status}"
    if not run.started:
        return "was not observed: no Python process that honours PYTHONPATH was started"
    if not run.finished:
        return "ended without its last events (replaced by another program, or ended from C code)"
    return ""


def static_finding(path: str, line: int) -> dict[str, Any] | None:
    """What the linter says about that line, as in its JSON output; None where it says nothing or is not there."""
    file, cell = cells.split(path)
    if not Path(file).is_file():
        return None
    command = [sys.executable, "-m", "repro_lint", "check", "--output-format", "json", file]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=60, check=False).stdout
        findings = json.loads(answer)["findings"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return None
    here = (one for one in findings if one.get("cell") == cell)
    return next((one for one in here if one["line"] <= line <= one.get("end_line", one["line"])), None)
