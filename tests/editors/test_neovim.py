"""Real Neovim, without a screen: it shows the findings of the example, applies an action, and shows what remains."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from example import Project, editor

SCRIPT = Path(__file__).with_name("session.lua")
PROGRAM = [sys.executable, "-m", "repro_lint"]
SEVERITIES = ("error", "warning", "information", "note")
Told = list[tuple[int, str, str]]


def session(project: Project, name: str, action: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What Neovim showed before and after it made a code action and saved the file."""
    result = project.folder.parent / "result.json"
    monkeypatch.setenv("SESSION", json.dumps([[*PROGRAM, "server"], name, action, str(result)]))
    project.run(editor("nvim"), "--headless", "--clean", "-n", "-c", f"luafile {SCRIPT}", "-c", "cquit!")
    told: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return told


def shown(found: list[dict[str, Any]]) -> Told:
    """Line, severity and first line of what Neovim shows."""
    return sorted((one["line"], SEVERITIES[one["severity"] - 1], one["message"].split("\n")[0]) for one in found)


def by_command(project: Project, name: str) -> Told:
    """What the command line lists of the file on disk."""
    command = [*PROGRAM, "--output-format", "json", name]
    done = subprocess.run(command, cwd=project.folder, capture_output=True, text=True, check=False)
    listed = [one for one in json.loads(done.stdout)["findings"] if one["severity"] != "note"]
    return sorted((one["line"], one["severity"], one["message"]) for one in listed)


def test_all_safe_fixes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is what `--fix` makes of it, and what remains is what the command line says remains."""
    project = Project.copied_to(tmp_path)
    fixed = Project(Path(shutil.copytree(project.folder, tmp_path / "fixed")))
    expected = by_command(project, "data.py")
    subprocess.run([*PROGRAM, "--fix", "-q", "data.py"], cwd=fixed.folder, capture_output=True, check=False)
    told = session(project, "data.py", "Fix all that is safe (repro-lint)", monkeypatch)
    assert shown(told["before"]) == expected != []
    assert (project.folder / "data.py").read_text() == (fixed.folder / "data.py").read_text()
    assert shown(told["after"]) == by_command(fixed, "data.py") != expected


def test_the_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is inserted, no error is left, and a draw tells its story."""
    project = Project.copied_to(tmp_path)
    told = session(project, "train.py", "Insert the seeding block and hide the GPUs", monkeypatch)
    assert shown(told["after"]) == by_command(project, "train.py")
    assert "error" not in {severity for _, severity, _ in shown(told["after"])}
    assert "random.seed(SEED)" in project.script.read_text()
    assert told["hover"] == 1
