"""Small programs of several files: the verdict equals what happens when the program is run twice.

Each folder of `programs/` holds one program and `expect.toml`:

`run`: the command; `["notebook", "x.ipynb"]` runs the code cells in order. `repeatable`: whether two runs agree.
`errors`: the errors expected, as `path:line rule-name`, without those about the block and the GPU (RPL001, RPL002).
`also_repeatable`: further commands that print the same twice. `requires`: modules without which it is skipped.
`fixable = false` with `why_not`: `--fix` cannot cure it. `note`: what the program is about.
`xfail`, `xfail_fix`: why the findings, or the outcome of `--fix`, are still wrong.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from repro_lint.linter import pipeline
from repro_lint.model import Report, Severity
from repro_lint.settings import config

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROGRAMS = Path(__file__).parent / "programs"
APART = frozenset({"RPL001", "RPL002"})  # about the entry point's preparation, not about one draw
LIMIT = 120  # seconds for one run


@dataclass(frozen=True, slots=True)
class Program:
    """One program and what is expected of it."""

    name: str
    expect: dict[str, Any]

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return PROGRAMS / self.name

    def parameter(self, mark: str = "") -> Any:
        """The program as a parameter of a test, with its marks."""
        marks = [pytest.mark.tensorflow] if "tensorflow" in self.expect.get("requires", ()) else []
        if mark in self.expect:
            marks.append(pytest.mark.xfail(reason=self.expect[mark], strict=True))
        return pytest.param(self, id=self.name, marks=marks)


def _programs() -> Iterator[Program]:
    for folder in sorted(PROGRAMS.iterdir()):
        yield Program(folder.name, tomllib.loads((folder / "expect.toml").read_text(encoding="utf-8")))


ALL = tuple(_programs())
CURABLE = tuple(p for p in ALL if not p.expect["repeatable"] and p.expect.get("fixable", True))


@pytest.fixture
def copy(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of the program's files, away from any project."""
    program: Program = request.getfixturevalue("program")
    shutil.copytree(program.folder, tmp_path / "copy", ignore=shutil.ignore_patterns("expect.toml", "__pycache__"))
    return tmp_path / "copy"


def _needs(program: Program) -> None:
    for module in program.expect.get("requires", ()):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")


def _lint(folder: Path, monkeypatch: pytest.MonkeyPatch, *, fix: bool = False) -> Report:
    """Lint the folder as `repro-lint .` does there, in this process: starting one costs more than the work."""
    monkeypatch.chdir(folder)
    report = pipeline.run(pipeline.Request((Path(),), config.load(folder), fix=fix)).report
    assert report.failures == ()
    return report


def _errors(report: Report) -> list[str]:
    """The errors as `expect.toml` writes them; a notebook's line counts in its cell."""
    return sorted(
        f"{finding.location.path}:{finding.location.line} {finding.name}"
        for finding in report.findings
        if finding.severity is Severity.ERROR and finding.rule not in APART
    )


def _command(run: list[str], folder: Path) -> list[str]:
    if run[0] == "notebook":
        cells = json.loads((folder / run[1]).read_text(encoding="utf-8"))["cells"]
        return [sys.executable, "-c", "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")]
    return [sys.executable, *run[1:]]


def _outputs(run: list[str], folder: Path) -> list[str]:
    """What two runs in fresh processes print."""
    surroundings = {
        **os.environ,
        "PYTHONHASHSEED": "random",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(folder / "src"), os.environ.get("PYTHONPATH")))),
    }
    outputs = []
    for _ in range(2):  # one after the other: started together, both may read the same time of a coarse clock
        done = subprocess.run(
            _command(run, folder),
            cwd=folder,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        outputs.append(done.stdout)
    assert outputs[0], "a program that prints nothing proves nothing"
    return outputs


@pytest.mark.parametrize("program", [program.parameter("xfail") for program in ALL])
def test_errors_are_those_expected(program: Program, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _errors(_lint(copy, monkeypatch)) == sorted(program.expect["errors"])


@pytest.mark.parametrize("program", [program.parameter() for program in ALL])
def test_two_runs_tell_the_same(program: Program, copy: Path) -> None:
    _needs(program)
    first, second = _outputs(program.expect["run"], copy)
    assert (first == second) is program.expect["repeatable"]
    for run in program.expect.get("also_repeatable", ()):
        first, second = _outputs(run, copy)
        assert first == second


@pytest.mark.parametrize("program", [program.parameter("xfail_fix") for program in CURABLE])
def test_fix_makes_it_repeatable(program: Program, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _needs(program)
    _lint(copy, monkeypatch, fix=True)
    first, second = _outputs(program.expect["run"], copy)
    assert first == second


@pytest.mark.parametrize("program", [program.parameter() for program in ALL])
def test_expectation_is_consistent(program: Program) -> None:
    """Something ungoverned makes a program irreproducible and nothing else does; what cannot be cured has a reason."""
    expect = program.expect
    assert expect["repeatable"] is (not expect["errors"])
    assert expect.get("fixable", True) or expect["why_not"]
