"""What the tests in real editors share: a copy of the example, and what the command line says of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from repro_lint.cli import main

ROOT = Path(__file__).parents[2]
EDITORS = ROOT / "editors"
LIMIT = 120  # seconds for one session in an editor


@dataclass(frozen=True, slots=True)
class Project:
    """A copy of the example, which an editor opens."""

    folder: Path

    @classmethod
    def copied_to(cls, folder: Path) -> Project:
        """The example in a folder of its own, with settings of its own."""
        shutil.copytree(ROOT / "examples" / "flowers", folder / "project")
        (folder / "project" / "pyproject.toml").write_text("[tool.repro-lint]\n", encoding="utf-8")
        return cls(folder / "project")

    @property
    def script(self) -> Path:
        """The training script."""
        return self.folder / "train.py"

    def findings(self) -> list[tuple[int, str]]:
        """Line and rule name of what the command line reports in the script, notes left out."""
        output = self.folder.parent / "report.json"
        main(["-q", "--output-format", "json", "--output-file", str(output), str(self.script)])
        findings: list[dict[str, Any]] = json.loads(output.read_text(encoding="utf-8"))["findings"]
        return sorted((one["line"], one["name"]) for one in findings if one["severity"] != "note")

    def run(self, *command: str) -> str:
        """What an editor prints to both outputs; `repro-lint` is found first beside this Python."""
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        surroundings = {**os.environ, "PATH": path, "HOME": str(self.folder.parent), "TERM": "dumb"}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


def editor(name: str) -> str:
    """The path of an editor; without it the test is skipped."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found
