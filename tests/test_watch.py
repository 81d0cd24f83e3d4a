"""`--watch` as a real process: a report for each change, and an end that is quiet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from repro_lint.commands.watch import WAITING

pytest.importorskip("watchfiles")
DRAW = "import random\n\nprint(random.random())\n"
CLEAN = "import random\n\nrandom.seed(3)\nprint(random.random())\n"
OPTIONS = ("--output-format", "concise", "-j", "1")
HEED = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); from repro_lint.cli import main; "


@contextmanager
def watching(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process that heeds Ctrl-C even where the tests run in the background."""
    command = [sys.executable, "-c", HEED + "sys.exit(main(sys.argv[1:]))", "--watch", *OPTIONS, *words]
    environment = {**os.environ, "NO_COLOR": "1"}
    with subprocess.Popen(
        command, cwd=folder, text=True, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def once(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "repro_lint", *OPTIONS]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def round_of(process: subprocess.Popen[str]) -> str:
    """What stderr says up to the line that ends a round: from then on an interrupt returns its code."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        if line == WAITING:
            return said
        said += line
    raise AssertionError(f"it ended: {said}")


def wait_for(process: subprocess.Popen[str], report: str) -> None:
    """Read rounds until one says this: a system may tell one change twice."""
    while round_of(process) != report:
        pass


def put(path: Path, text: str) -> None:
    """Change a file at once, so that no round sees half of it."""
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    return process.returncode, out, error


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_each_change_has_its_report_and_the_last_decides(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.repro-lint]\n")
    (tmp_path / "a.py").write_text(CLEAN)
    first = once(tmp_path)
    with watching(tmp_path) as process:
        assert round_of(process) == first.stderr
        put(tmp_path / "a.py", DRAW)
        second = once(tmp_path)
        wait_for(process, second.stderr)
        put(tmp_path / "pyproject.toml", "[tool.repro-lint]\nstrickt = 1\n")
        wait_for(process, once(tmp_path).stderr)
        put(tmp_path / "pyproject.toml", "[tool.repro-lint]\n")
        wait_for(process, second.stderr)
        put(tmp_path / "notes.txt", "of no account")
        code, out, error = ended(process)
    assert (code, first.stdout, "Traceback" in error) == (1, "", False)
    assert out == second.stdout * (out.count(second.stdout) or 1)


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_a_fix_ends_in_a_clean_round(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DRAW)
    with watching(tmp_path, "--fix") as process:
        assert "fixed" in round_of(process)
        assert "fixed" not in round_of(process)
        code, _, error = ended(process)
    assert (code, "Traceback" in error) == (0, False)
    assert "random.seed(" in (tmp_path / "a.py").read_text()


def test_standard_input_cannot_be_watched(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "repro_lint", "--watch", "-"]
    done = subprocess.run(command, cwd=tmp_path, input="", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
