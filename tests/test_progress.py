"""Who waits at a terminal sees how far a run is; nobody else sees anything of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from repro_lint import cli
from repro_lint.linter import pipeline
from repro_lint.linter.memory import Memory

pty = pytest.importorskip("pty")

AT_ONCE = """\
import sys
from repro_lint import cli
from repro_lint.commands import progress_bar
progress_bar._DELAY = progress_bar._EVERY = 0
sys.exit(cli.main(sys.argv[1:]))
"""
HELPERS = 5


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number in range(HELPERS):
        Path(f"helper{number}.py").write_text("import random\n\n\ndef draw():\n    return random.random()\n")
    imports = "".join(f"import helper{number}\n" for number in range(HELPERS))
    Path("train.py").write_text(f"{imports}import random\n\nprint(random.random())\n")
    return tmp_path


def _told(*arguments: str, terminal: bool = True, **environment: str) -> tuple[str, str]:
    """What a run prints on stdout, which is a pipe, and on stderr."""
    ours, theirs = pty.openpty() if terminal else os.pipe()
    command = [sys.executable, "-c", AT_ONCE, *arguments]
    variables = {**os.environ, "TERM": "xterm", "COLUMNS": "100", **environment}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=variables, text=True) as run:
        os.close(theirs)
        parts = []
        try:
            while part := os.read(ours, 4096):
                parts.append(part)
        except OSError:
            pass  # how a terminal ends
        out = run.stdout.read() if run.stdout else ""
    os.close(ours)
    return out, b"".join(parts).decode()


def test_a_terminal_shows_files_and_entry_points(project: Path) -> None:
    out, err = _told("--no-cache", "-j1", "--output-format", "json", ".")
    assert "reading files, 0 of 6" in err
    assert "judging train.py, 0 of" in err
    assert "judging helper4.py" in err
    assert out == _told("--no-cache", "--output-format", "json", ".", terminal=False)[0]


@pytest.mark.parametrize("how", ["pipe", "quiet", "dumb"])
def test_nobody_else_sees_a_bar(project: Path, how: str) -> None:
    quiet = ["-q"] if how == "quiet" else []
    variables = {"TERM": "dumb"} if how == "dumb" else {}
    assert "judging" not in _told("--no-cache", *quiet, ".", terminal=how != "pipe", **variables)[1]


def test_a_warm_run_needs_no_bar(project: Path) -> None:
    assert "judging" in _told(".")[1]
    assert "judging" not in _told(".")[1]


def test_an_interrupt_is_told_where_it_came(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(request: pipeline.Request, contents: object, memory: Memory) -> None:
        memory.begins(str(project / "train.py"), 3, 7)
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "lint", interrupted)
    assert cli.main(["."]) == 130
    assert capsys.readouterr().err == "repro-lint: interrupted while judging train.py, 3 of 7\n"
