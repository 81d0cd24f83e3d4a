"""The truth of a program (three fresh processes) against the verdict of repro-lint."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from literate import lint

from bench.compose import compose
from bench.model import Program, code
from repro_lint.model import Finding, Report, Severity

RUNS = 3
RACES = 12  # runs of a program that races, until two of them differ
LIMIT = 120  # seconds for one run
BLOCK, GPU = "RPL001", "RPL002"
BROKEN, RIGHT, MISSED, FALSE, ELSEWHERE = "broken", "right", "missed", "false", "elsewhere"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the verdict on one program compares with its truth."""

    program: Program
    kind: str
    detail: str = ""
    notes: int = 0


def judge(number: int, *, tensorflow: bool = False) -> Outcome:
    """Compose, lint and run the program of a number."""
    program = compose(number, tensorflow=tensorflow)
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(program, root)
        try:
            report = lint(root)
            outputs = _outputs(program, root)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            text = error.stderr or ""
            return Outcome(program, BROKEN, text.decode() if isinstance(text, bytes) else text)
        finally:
            os.chdir(here)
    return _compared(program, report, outputs)


def _write(program: Program, root: Path) -> None:
    for name, text in {"pyproject.toml": "", **program.files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _outputs(program: Program, root: Path) -> list[str]:
    """What each run prints; one after the other, so that no two read the same time of a coarse clock."""
    outputs: list[str] = []
    while len(outputs) < RUNS or (program.races and len(outputs) < RACES and len(set(outputs)) == 1):
        outputs.append(_output(program, root))
    return outputs


def _output(program: Program, root: Path) -> str:
    command = program.command
    if command[0].endswith(".ipynb"):
        command = ("-c", code(program.files[command[0]]))
    surroundings = {name: text for name, text in os.environ.items() if not name.startswith("BENCH_")}
    surroundings |= {"PYTHONHASHSEED": "random", "CUDA_VISIBLE_DEVICES": "-1", "PYTHONDONTWRITEBYTECODE": "1"}
    surroundings |= {"TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    run = [sys.executable, *command]
    done = subprocess.run(run, cwd=root, env=surroundings, capture_output=True, text=True, timeout=LIMIT, check=True)
    return done.stdout


def _compared(program: Program, report: Report, outputs: Sequence[str]) -> Outcome:
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR and finding.rule != GPU]
    notes = len(report.findings) - len(errors)
    differs = len(set(outputs)) > 1
    told = "; ".join(_told(finding) for finding in errors)
    if differs is not bool(errors):
        return Outcome(program, MISSED if differs else FALSE, told or _all_told(report), notes)
    wrong = _misplaced(program, errors, _differing(outputs))
    return Outcome(program, ELSEWHERE, f"{wrong}: {told}", notes) if wrong else Outcome(program, RIGHT, told, notes)


def _differing(outputs: Sequence[str]) -> dict[str, bool]:
    """For each draw that printed something, whether the runs printed different things for it."""
    printed = [_by_draw(output) for output in outputs]
    return {k: any(one.get(k) != lines for one in printed) for k, lines in printed[0].items() if k.isdigit()}


def _by_draw(output: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in output.splitlines():
        found.setdefault(line.split(" ")[0], []).append(line)
    return found


def _misplaced(program: Program, errors: Sequence[Finding], differing: dict[str, bool]) -> str:
    """Which draw differs without an error where it draws or is seeded, or has one and does not differ; or nothing."""
    lines = {(error.location.path, error.location.line) for error in errors if error.rule != BLOCK}
    seeds = program.marks.get("seed", frozenset())
    for k, differs in differing.items():
        draws = program.marks.get(k, frozenset())
        if differs and not lines & (draws | seeds):
            return f"draw {k} differs"
        others = frozenset().union(*(program.marks.get(one, ()) for one in differing if one != k))
        if not differs and lines & (draws - others):
            return f"draw {k} does not differ"
    return ""


def _told(finding: Finding) -> str:
    return f"{finding.rule} {finding.location.path}:{finding.location.line}"


def _all_told(report: Report) -> str:
    return "; ".join(f"{finding.severity.value} {_told(finding)}: {finding.message}" for finding in report.findings)
