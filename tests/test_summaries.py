"""A summary stands for the execution it was made of: with it and without the same is said, for all callers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import shapes
from literate import cases, lint, write

from repro_lint.model import Report
from repro_lint.resolve.interpreter import loading, summaries
from repro_lint.resolve.interpreter.interpreter import Interpreter

HERE = Path(__file__).parent
# Two scripts that seed in different lines, and one that does not, call one helper.
CALLERS = {
    "helper.py": "import random\n\n\ndef noise():\n    return random.random()\n",
    "first.py": "import random\n\nfrom helper import noise\n\nrandom.seed(1)\nnoise()\n",
    "second.py": "import random\n\nfrom helper import noise\n\n\nrandom.seed(2)\nnoise()\n",
    "third.py": "from helper import noise\n\nnoise()\n",
}


def said(folder: Path, files: Mapping[str, str]) -> tuple[object, ...]:
    """All that a report says of files."""
    write({"pyproject.toml": "", **files})
    report: Report = lint(folder)
    return (report.findings, report.programs, report.failures)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the functions that are executed from here on."""
    names: list[str] = []
    execute = Interpreter.execute

    def counting(machine: Any, function: Any, facts: Any, *rest: Any) -> None:
        names.append(facts.name)
        execute(machine, function, facts, *rest)

    monkeypatch.setattr(Interpreter, "execute", counting)
    return names


@pytest.mark.parametrize("rule", sorted(HERE.glob("rules/*.md")), ids=lambda path: path.stem)
def test_a_summary_says_what_its_execution_says(rule: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, case in enumerate(cases(rule)):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        with_summaries = said(folder, case.files)
        with monkeypatch.context() as without:
            without.setattr(summaries, "_remembered", lambda *_: None)
            without.setattr(loading, "_remembered", lambda *_: None)
            assert said(folder, case.files) == with_summaries, case.name


def test_executions_grow_with_the_functions_and_not_with_the_scripts(
    counted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said(tmp_path, shapes.seeded_scripts(2))
    few = len(counted)
    said(tmp_path, shapes.seeded_scripts(12))
    assert few == len(counted) - few
    assert few < 2 * shapes.HELPERS


def test_each_caller_has_its_own_seed(counted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded callers share an execution, and the draw in it is governed by the seed of each."""
    monkeypatch.chdir(tmp_path)
    findings = said(tmp_path, CALLERS)[0]
    assert counted == ["noise"] * 2
    assert "third.py" in str(findings)
    governed = said(tmp_path, {**CALLERS, "third.py": ""})
    assert "Severity.ERROR" not in str(governed)
