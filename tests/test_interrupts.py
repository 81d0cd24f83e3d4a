"""A `--fix` that is killed, raced or denied its disk: every file holds its old or its new content."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits as POSIX has them")
FILES = 12
OLD = "import random\n\nprint(random.random())\n" + "# a long file\n" * 2000
NEW = OLD.replace("\n\n", "\n\nSEED = 42\nrandom.seed(SEED)\n\n", 1)
COMMAND = (sys.executable, "-m", "repro_lint", "-q", "--fix", ".")


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files that all need a fix."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("")
    restore(tmp_path)
    return tmp_path


def restore(tree: Path) -> None:
    for number in range(FILES):
        (tree / f"a{number}.py").write_text(OLD)


def fix() -> subprocess.Popen[bytes]:
    return subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def texts(tree: Path) -> list[str]:
    return [path.read_text() for path in sorted(tree.glob("*.py"))]


def test_killed_while_it_writes(tree: Path) -> None:
    rng = random.Random(0)
    for _ in range(5):
        restore(tree)
        process = fix()
        while process.poll() is None and NEW not in texts(tree):
            time.sleep(0.001)
        time.sleep(rng.uniform(0, 0.02))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert len(texts(tree)) == FILES
        assert {OLD, NEW} >= set(texts(tree))
    fix().wait()
    assert set(texts(tree)) == {NEW}


def test_two_at_once(tree: Path) -> None:
    for process in (fix(), fix()):
        process.wait()
    assert {OLD, NEW} >= set(texts(tree))
    fix().wait()  # what one left since the other had changed it
    assert set(texts(tree)) == {NEW}
    assert not list(tree.glob(".repro-lint-*"))


def test_a_disk_that_takes_no_more(tree: Path) -> None:
    """A limit on the size of files: writing fails half-way, as on a full disk."""
    resource = pytest.importorskip("resource")
    limit = len(OLD) // 2
    run = subprocess.run(
        COMMAND,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert set(texts(tree)) == {OLD}
    assert not list(tree.glob(".repro-lint-*"))
