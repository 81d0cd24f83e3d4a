"""Linting runs no file of the linted folder, however its modules are called and its processes are started."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STANDARD = (
    *("abc", "argparse", "ast", "asyncio", "bisect", "codecs", "collections", "concurrent", "contextlib", "copy"),
    *("ctypes", "dataclasses", "difflib", "encodings", "enum", "functools", "gc", "hashlib", "heapq", "importlib"),
    *("inspect", "io", "itertools", "json", "keyword", "logging", "multiprocessing", "operator", "os", "pathlib"),
    *("pickle", "platform", "queue", "random", "re", "runpy", "select", "shutil", "signal", "site", "socket", "stat"),
    *("string", "struct", "subprocess", "tempfile", "threading", "tokenize", "tomllib", "traceback", "types", "typing"),
    *("warnings", "weakref", "sitecustomize", "usercustomize"),
)
OURS = (
    *(
        "repro_lint",
        "libcst",
        "rich",
        "tomli",
        "yaml",
        "pygls",
        "lsprotocol",
        "numpy",
        "tensorflow",
        "keras",
        "conftest",
    ),
    *("model", "catalog", "config", "source", "facts", "resolve", "rules", "flag", "scan", "cli", "setup"),
)
MODULE = """import random
from pathlib import Path

with Path("/").joinpath(*{marks!r}).open("a") as file:
    file.write(__name__ + "\\n")
random.random()
"""


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A folder of modules that write down that they ran, enough of them for several processes."""
    folder = tmp_path / "linted"
    folder.mkdir()
    module = MODULE.format(marks=(tmp_path / "ran").parts[1:])
    for name in (*STANDARD, *OURS):
        (folder / f"{name}.py").write_text(module)
    (folder / "train.py").write_text("".join(f"import {name}\n" for name in (*STANDARD, *OURS)))
    return folder


def lint(folder: Path, script: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    command = [sys.executable, str(script), "-j2", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False)


def launcher(folder: Path, method: str) -> Path:
    """A script as an installer makes it, with processes started in one way; it tells how many there were."""
    script = folder / "repro-lint-script"
    script.write_text(
        f"import multiprocessing, sys\nsys.path.append({str(ROOT)!r})\n"
        f"sys.path += {[path for path in sys.path if path.endswith('-packages')]!r}\n"
        "from repro_lint.linter import scan\nfrom repro_lint.cli import main\n"
        "if __name__ == '__main__':\n"
        f"    multiprocessing.set_start_method({method!r})\n"
        "    pool = scan._scan_in_pool\n"
        "    scan._scan_in_pool = lambda *given: (print('pool', file=sys.stderr), pool(*given))\n"
        "    sys.exit(main())\n"
    )
    return script


@pytest.mark.parametrize("fix", ["--diff", "--fix"])
@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_no_module_of_the_folder_is_run(trap: Path, method: str, fix: str) -> None:
    done = lint(trap, launcher(trap.parent, method), fix, ".")
    assert not (trap.parent / "ran").exists(), (trap.parent / "ran").read_text()
    assert done.returncode in (0, 1), done.stderr
    if sys.version_info >= (3, 11) or method == "fork":
        assert done.stderr.startswith("pool\n")
    assert f"{len(STANDARD) + len(OURS) + 1} files" in done.stderr


def test_nor_by_python_m(trap: Path) -> None:
    (trap / "repro_lint.py").unlink()  # which is what `-m repro_lint` asks for
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    frozen = ("runpy", "os", "site", "importlib", "encodings", "codecs", "io", "abc", "stat")  # Python's own start
    for name in (*frozen, "sitecustomize", "usercustomize"):
        (trap / f"{name}.py").unlink()
    done = subprocess.run(
        [sys.executable, "-m", "repro_lint", "-j2", "."],
        cwd=trap, env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert not (trap.parent / "ran").exists(), (trap.parent / "ran").read_text()
    assert done.returncode == 1, done.stderr
