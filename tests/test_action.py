"""The action's own steps, run as far as they go without GitHub; the templates and workflows as data."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from repro_lint.commands import check_options, tree

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github").rglob("*.yml"))
pytestmark = pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="needs bash")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What GitHub gives a step, and `repro-lint` on PATH."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "repro-lint"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m repro_lint "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / "work").mkdir()
    (tmp_path / "work/pyproject.toml").touch()
    return {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "SARIF": "repro-lint.sarif",
    }


def act(folder: Path, environment: dict[str, str], **inputs: str) -> str:
    script = str(ROOT / "publish/action.sh")
    env = {**environment, **inputs}
    done = subprocess.run([script], cwd=folder / "work", env=env, capture_output=True, text=True, check=True)
    return done.stdout


def test_annotations_sarif_and_summary(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "work/train.py").write_text("import random\n\nprint(random.random())\n", encoding="utf-8")
    printed = act(tmp_path, environment)
    assert "::error title=RPL301 [unseeded-draw],file=train.py,line=3" in printed
    results = json.loads((tmp_path / "work/repro-lint.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert {result["ruleId"] for result in results} == {"RPL001", "RPL301"}
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("### repro-lint\n```text\n")
    assert "two runs of `train.py` give different results" in summary
    assert (tmp_path / "output").read_text(encoding="utf-8") == "exit-code=1\n"


def test_a_clean_project_passes_and_options_are_words(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "work/a b.py").write_text("print(1)\n", encoding="utf-8")
    assert act(tmp_path, environment, ARGUMENTS="--strict --fail-on note", PATHS=".") == ""
    assert (tmp_path / "output").read_text(encoding="utf-8") == "exit-code=0\n"


def test_a_job_that_cannot_be_done_is_told_apart(tmp_path: Path, environment: dict[str, str]) -> None:
    act(tmp_path, environment, PATHS="nowhere")
    assert (tmp_path / "output").read_text(encoding="utf-8") == "exit-code=2\n"


def test_no_input_reaches_a_shell_as_code() -> None:
    """What a workflow passes stands in variables: `${{ inputs… }}` inside a script would be run."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert scripts
    assert not [script for script in scripts if "inputs." in script]
    assert action["inputs"].keys() == {"paths", "arguments", "sarif-file", "upload-sarif", "python-version"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_and_forms_are_well_formed(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


def test_the_template_of_gitlab_asks_for_what_is_there() -> None:
    job = yaml.safe_load((ROOT / "publish/gitlab.yml").read_text(encoding="utf-8"))["repro-lint"]
    told = " ".join(job["script"])
    parser = tree.Parser(allow_abbrev=False)
    check_options.fill(parser)
    for option in ("--output-format", "--output-file", "--color"):
        assert option in told
        assert option in parser.format_help()
    assert job["artifacts"]["reports"]["codequality"] in told
