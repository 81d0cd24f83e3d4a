"""Each fuzz target, over its corpus and over inputs that are the same each time; by coverage where there is atheris."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from pathlib import Path

import mutations
import pytest
from fuzz.targets import CORPUS, TARGETS, corpus

ROOT = Path(__file__).parents[1]
SLOW = {"fixes": 15, "notebook": 15, "interpreter": 30}  # inputs; all others take a fraction of their time


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own: an input is no part of the program in the folder where the tests are started."""
    monkeypatch.chdir(tmp_path)


def contents(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(corpus(name).iterdir())]


def test_every_target_has_a_corpus() -> None:
    assert set(CORPUS.iterdir()) == {corpus(name) for name in TARGETS}
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 64_000


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus(name: str) -> None:
    for data in contents(name):
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
def test_the_same_inputs_each_time(name: str) -> None:
    rng = random.Random(name)
    known = contents(name)
    mutate = mutations.notebook if name == "notebook" else mutations.script
    for _ in range(SLOW.get(name, 100)):
        TARGETS[name](mutate(rng.choice(known), rng.choice(known), rng))


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run_by_coverage(tmp_path: Path, name: str) -> None:
    command = [sys.executable, "-m", "fuzz", name, "-seed=1", f"-runs={SLOW.get(name, 100) * 4}"]
    env = {"PYTHONPATH": f"{ROOT / 'tests'}:{ROOT}:{':'.join(sys.path)}", "PATH": ""}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert list(tmp_path.iterdir()) == []
