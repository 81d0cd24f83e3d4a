"""The marker `reproducible`, in a real pytest session."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = """
import random
import pytest

@pytest.mark.reproducible
def test_seeded(record_value):
    random.seed(1)
    record_value("draw", [random.random()])
    return random.random()

@pytest.mark.reproducible
def test_unseeded(record_value):
    record_value("draw", [random.random()])

@pytest.mark.reproducible
def test_hash_order():
    return list({"alpha", "beta", "gamma", "delta", "epsilon", "zeta"})

@pytest.mark.reproducible
def test_raises():
    raise ValueError("broken")

def test_unmarked():
    random.random()
"""


def test_the_marker(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "pytest", "-p", "repro_lint.pytest_plugin", "-p", "no:cacheprovider", "-rA", "."]
    environment = {**os.environ, "PYTHONPATH": root}
    answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "2 passed, 3 failed" in answer.stdout or "3 failed, 2 passed" in answer.stdout
    assert "not reproducible: draw differs" in answer.stdout
    assert "not reproducible: the returned value differs" in answer.stdout
    assert "ValueError: broken" in answer.stdout
