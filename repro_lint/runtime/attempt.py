"""One run of the program: its copy of the folder, its process, and what it left behind."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from repro_lint.runtime import bindings, cells, copying, launch, workspace
from repro_lint.runtime.interpreter import interpreter, lacks
from repro_lint.runtime.job import Job
from repro_lint.runtime.originals import Protection, protect
from repro_lint.runtime.printed import tail
from repro_lint.runtime.record import COMPARED, Event, Run, read_events

ONE_THREAD = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1"}
STDERR_SHOWN = 4000
_FULL = 2**16
"""Bytes below which a file system is as good as full."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What all runs of a job share. `plan` is None for a job that runs in place, and then nothing is protected."""

    job: Job
    here: Path
    scratch: Path
    command: tuple[str, ...]
    plan: workspace.Plan | None = None
    protection: Protection | None = None


def prepare(job: Job, scratch: Path) -> Bench:
    """Look at the folder and choose how to keep it; raises FileNotFoundError and workspace.TooLargeError."""
    here = Path.cwd()
    command = launch.command_of(job.words, job.python)
    if job.in_place:
        return Bench(job, here, scratch, command)
    planned = workspace.plan(here, scratch)
    protection = protect(here, planned.outward, scratch)
    if protection.covers(here):
        planned = planned.with_large_linked()
    planned.check(scratch)
    return Bench(job, here, scratch, command, planned, protection)


def run(bench: Bench, number: int, fixed_hash: str | None) -> Run:
    """Run the program once; `number` counts from 0."""
    work = bench.scratch / "work"
    hash_seed = bench.job.environment.get("PYTHONHASHSEED") or fixed_hash or some_hash_seed()
    view = bench.protection.view if bench.protection else None
    if view:
        view.renew()
    if bench.plan is None:
        copy = workspace.in_place(bench.here)
    else:
        copy = workspace.make_copy(bench.plan, workspace.beside(bench.here, work))
    try:
        return _observed(bench, number, hash_seed, copy)
    finally:
        copying.remove_tree(work)


def some_hash_seed() -> str:
    """A value for PYTHONHASHSEED."""
    return str(1 + secrets.randbelow(2**32 - 2))


def _observed(bench: Bench, number: int, hash_seed: str, copy: workspace.Copy) -> Run:
    job, scratch, protection = bench.job, bench.scratch, bench.protection
    settings = _settings(bench, number, copy)
    environment = launch.prepared(job.words, job.python, _variables(job, number, hash_seed), settings)
    out, err = scratch / f"stdout-{number}", scratch / f"stderr-{number}"
    view = protection.view if protection else None
    before = protection.stamps() if protection else {}
    with out.open("wb") as stdout, err.open("wb") as stderr:
        command, enter = _moved(bench, copy.root), view.enter if view else None
        outcome = launch.run(command, environment, copy.root, job.timeout, (stdout, stderr), enter)
    seen = read_events(scratch / f"events-{number}")
    if job.words[0].endswith(".ipynb"):
        seen = cells.named(seen, job.words[0])
    run = _collect(outcome, hash_seed, seen, (out, err), copy)
    after = protection.stamps() if protection else {}
    outside = {str(path): workspace.file_digest(content) for path, content in view.written()} if view else {}
    changed = tuple(path for path, stamp in before.items() if after.get(path) != stamp)
    full = shutil.disk_usage(scratch).free < _FULL
    return replace(run, files={**run.files, **outside}, changed=changed, full=full)


def _moved(bench: Bench, root: Path) -> tuple[str, ...]:
    """The command with arguments that name something in the folder by its full path led into the copy."""
    here = str(bench.here)
    program, *words = bench.command
    return (program, *(str(root) + word[len(here) :] if word.startswith(f"{here}/") else word for word in words))


def _settings(bench: Bench, number: int, copy: workspace.Copy) -> dict[str, object]:
    """For the observer."""
    return {
        "events": str(bench.scratch / f"events-{number}"),
        "home": str(copy.root),
        "fine": bench.job.fine or None,
        "seed": bench.job.seed,
        "guard": bench.protection.guard() if bench.protection else None,
        "reverse_listing": ("listing" in bench.job.vary and number % 2) or None,
    }


def _variables(job: Job, number: int, hash_seed: str) -> dict[str, str]:
    threads = ONE_THREAD if "threads" in job.vary and number % 2 else {}
    return {**job.environment, "PYTHONHASHSEED": hash_seed, **threads}


def _collect(
    outcome: launch.Outcome, hash_seed: str, seen: list[Event], output: tuple[Path, Path], copy: workspace.Copy
) -> Run:
    kinds = [event.kind for event in seen]
    compared = [event for event in seen if event.kind in COMPARED]
    written = [event for event in seen if event.kind == "stdout"]
    outside = [event for event in seen if event.kind in {"database", "refused"}]
    variables = [one for event in seen if event.kind == "globals" for one in _globals(event)]
    versions = [event.detail.get("versions", {}) for event in seen]
    return Run(
        outcome=outcome,
        hash_seed=hash_seed,
        events=tuple(compared),
        variables=tuple(variables),
        versions={name: text for one in versions for name, text in one.items()},
        stdout=output[0],
        written=tuple(written),
        outside=tuple(outside),
        stderr=tail(output[1], STDERR_SHOWN),
        files=copy.written(),
        started="start" in kinds,
        finished=kinds.count("start") == kinds.count("end"),
    )


def _globals(event: Event) -> list[Event]:
    """One event for each variable, at the line that gave it its content."""
    places = {name: bindings.bound_at(event.detail["file"], name) for name in event.detail["digests"]}
    return [
        Event("variable", *places[name], {"name": name, "digest": digest})
        for name, digest in event.detail["digests"].items()
    ]


def failure(bench: Bench, run: Run) -> str:
    """Why the run says nothing about the program, empty where it does."""
    reason = _failure(run, bench.job)
    if reason and run.full:
        return f"{reason}: the temporary folder {bench.scratch.parent} is full"
    return reason


def _failure(run: Run, job: Job) -> str:
    status = run.outcome.status
    if status is None:
        return f"did not end within {job.timeout:g} s"
    if status < 0:
        return f"was killed by signal {-status}"
    if status:
        return f"failed with exit status {status}{lacks(interpreter(job.python), run.stderr)}"
    if not run.started:
        return "was not observed: no Python process that honours PYTHONPATH was started"
    if not run.finished:
        return "ended without its last events (replaced by another program, or ended from C code)"
    return ""
