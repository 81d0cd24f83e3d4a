"""A pytest marker, `@pytest.mark.reproducible`: the test runs twice in fresh interpreters and must give the same.

Compared, bit by bit, is what the test returns and what it hands to the fixture `record_value(name, value)`.

pytest finds this plugin where the package is installed; no test without the marker is touched. Where it is only
on the path, `-p repro_lint.pytest_plugin` names it.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_VALUES = "REPRO_LINT_VALUES"
"""In the fresh interpreters: the file to write digests to."""
_recorded = pytest.StashKey[dict[str, str]]()

RecordValue = Callable[[str, Any], None]


def seed_tensorflow(seed: int) -> None:
    """Called by pytest-randomly before each test (`random_seeder`): seed TensorFlow where it is used."""
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        tensorflow.random.set_seed(seed % 2**32)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", "reproducible: run twice in fresh interpreters and compare what the test gives")


@pytest.fixture
def record_value(request: pytest.FixtureRequest) -> RecordValue:
    """Call with a name and a value that must be the same in both runs."""
    values = request.node.stash.setdefault(_recorded, {})

    def record(name: str, value: Any) -> None:
        values[name] = _digest(value)

    return record


def _digest(value: Any) -> str:
    from repro_lint.runtime.observe.digest import digest

    return digest(value)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run marked tests in fresh interpreters; there, run them and write down what they give."""
    if pyfuncitem.get_closest_marker("reproducible") is None:
        return None
    target = os.environ.get(_VALUES)
    if target:
        _run_here(pyfuncitem, Path(target))
    else:
        _run_twice(pyfuncitem)
    return True


def _run_here(item: pytest.Function, target: Path) -> None:
    names = item._fixtureinfo.argnames
    returned = item.obj(**{name: item.funcargs[name] for name in names})
    recorded: dict[str, str] = item.stash.get(_recorded, {})
    values = {"the returned value": _digest(returned), **recorded}
    target.write_text(json.dumps(values), encoding="utf-8")


def _run_twice(item: pytest.Function) -> None:
    first, second = (_fresh(item) for _ in range(2))
    differing = [name for name in first.keys() | second.keys() if first.get(name) != second.get(name)]
    if differing:
        pytest.fail(f"not reproducible: {', '.join(sorted(differing))} differs between two runs", pytrace=False)


def _fresh(item: pytest.Function) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="repro-lint-") as folder:
        target = Path(folder, "values.json")
        hash_seed = os.environ.get("PYTHONHASHSEED") or str(1 + secrets.randbelow(2**32 - 2))
        environment = {**os.environ, _VALUES: str(target), "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-m", "pytest", "-p", "repro_lint.pytest_plugin", "-q", item.nodeid]
        answer = subprocess.run(
            command, cwd=item.config.rootpath, env=environment, capture_output=True, text=True, check=False
        )
        if answer.returncode or not target.exists():
            pytest.fail(f"failed in a fresh interpreter:\n{answer.stdout}{answer.stderr}", pytrace=False)
        values: dict[str, str] = json.loads(target.read_text(encoding="utf-8"))
        return values
