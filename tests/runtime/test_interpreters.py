"""Which Python runs the program, what is said when it lacks a module, and that the user's files break nothing."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from repro_lint.runtime.interpreter import interpreter

if TYPE_CHECKING:
    from conftest import Folder

ROOT = str(Path(__file__).parents[2])
START = f"import sys; sys.path[0] = {ROOT!r}; from repro_lint.runtime.cli import main; sys.exit(main(sys.argv[1:]))"


def _cli(*words: str, python: str = sys.executable, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [python, "-c", START, *words]
    environment = {**os.environ, **variables}
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)


def _environment(folder: Path) -> str:
    """A virtual environment with nothing in it."""
    venv.create(folder, symlinks=True)
    return str(folder / "bin" / "python")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No environment is active, and the working directory is empty."""
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _python(home: Path) -> str:
    python = home / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return str(python)


def test_the_interpreter_of_the_environment_that_is_meant(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert interpreter(None) == sys.executable
    monkeypatch.setenv("CONDA_PREFIX", str(alone / "conda"))
    conda = _python(alone / "conda")
    assert interpreter(None) == conda
    monkeypatch.setenv("CONDA_DEFAULT_ENV", "base")
    assert interpreter(None) == sys.executable
    local = _python(alone / ".venv")
    (alone / "source").mkdir()
    monkeypatch.chdir(alone / "source")
    assert interpreter(None) == local
    monkeypatch.setenv("VIRTUAL_ENV", str(alone / "active"))
    assert interpreter(None) == local  # there is nothing at the place that the variable names
    active = _python(alone / "active")
    assert interpreter(None) == active
    assert interpreter("other") == "other"


def test_a_module_that_is_missing_is_told_with_the_interpreter(folder: Folder) -> None:
    name = folder.write("import no_such_module\n")
    answer = _cli("verify", name, VIRTUAL_ENV="")
    assert answer.returncode == 2
    assert f"{sys.executable} has no module 'no_such_module' (--python EXE chooses" in answer.stdout


@pytest.mark.parametrize("python", ["nowhere/python", ".", "text"])
def test_an_interpreter_that_cannot_be_started_is_no_verdict(folder: Folder, python: str) -> None:
    name = folder.write("print(1)\n")
    folder.write("no program", "text")
    (folder.path / "text").chmod(0o755)
    answer = _cli("verify", "--python", str(folder.path / python), name)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


needs_a_kernel = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("nbclient", "ipykernel"))), reason="needs nbclient and ipykernel"
)


def _notebook(*sources: str) -> str:
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": s} for s in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


@needs_a_kernel
def test_a_notebook_with_the_linter_installed_apart(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The linter's environment has neither nbclient nor ipykernel; the program's has both."""
    apart = _environment(tmp_path_factory.mktemp("apart") / "venv")
    folder.write(_notebook("import random", "", "def draw():\n    return random.random()\n\nx = draw()"), "book.ipynb")
    answer = _cli("verify", "--json", "--timeout", "120", "--python", sys.executable, "book.ipynb", python=apart)
    found = json.loads(answer.stdout)
    assert (answer.returncode, found["verdict"]) == (1, "differs"), answer.stderr
    assert (found["divergence"]["cell"], found["divergence"]["line"]) == (3, 2)


@needs_a_kernel
def test_a_notebook_whose_interpreter_has_no_kernel(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = _environment(tmp_path_factory.mktemp("empty") / "venv")
    folder.write(_notebook("print(1)"), "book.ipynb")
    answer = _cli("verify", "--python", empty, "book.ipynb")
    assert answer.returncode == 2
    assert f"{empty} has no ipykernel" in answer.stdout
    assert "Traceback" not in answer.stdout
    neither = _cli("verify", "--python", empty, "book.ipynb", python=empty)
    assert neither.returncode == 2
    assert f"notebooks need nbclient: {empty} -m pip install" in neither.stdout


LOCAL = ("argparse", "json", "re", "libcst", "rich", "pathlib", "dataclasses", "subprocess", "tempfile")


def test_modules_of_the_users_folder_are_not_taken_for_ours(folder: Folder) -> None:
    for name in LOCAL:
        folder.write("raise SystemExit('the wrong one')\n", f"{name}.py")
    folder.write("import random\nx = random.random()\nprint(x)\n")
    answer = _cli("verify", "train.py")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "static finding    RPL301" in answer.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such name")
def test_names_that_are_no_text_or_end_a_line(folder: Folder) -> None:
    folder.write(
        """\
        import os
        for name in (b"a\\xff.csv", b"b\\n::error::.csv", b"c\\x1b[31m.csv"):
            with open(name, "wb") as file:
                file.write(os.urandom(4))
        """
    )
    answer = _cli("verify", "--html", "page.html", "train.py")
    assert answer.returncode == 1, answer.stderr
    assert "\x1b" not in answer.stdout
    assert not any(line.startswith("::") for line in answer.stdout.splitlines())
    assert "a\N{REPLACEMENT CHARACTER}.csv" in (folder.path / "page.html").read_text(encoding="utf-8")
