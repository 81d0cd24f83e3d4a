"""Options of `repro-lint check` that choose files, settings and exit codes, and that write comments: real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DRAW = "import random\n\nprint(random.random())\n"
CLEAN = "import random\n\nrandom.seed(3)\nprint(random.random())\n"


def lint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "repro_lint", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def write(folder: Path, **contents: str) -> None:
    for name, content in contents.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def test_exit_zero_hides_findings_and_no_failure(tmp_path: Path) -> None:
    write(tmp_path, a=DRAW)
    done = lint(tmp_path, "--exit-zero", "--output-format", "concise")
    assert (done.returncode, "RPL301" in done.stdout) == (0, True)
    assert lint(tmp_path, "--exit-zero", "missing.py").returncode == 2


def test_show_files(tmp_path: Path) -> None:
    write(tmp_path, b=DRAW, lib__a=DRAW, venv__c=DRAW)
    (tmp_path / "notes.txt").write_text("")
    done = lint(tmp_path, "--show-files")
    assert (done.returncode, done.stdout, done.stderr) == (0, "b.py\nlib/a.py\n", "")
    missing = lint(tmp_path, "--show-files", "b.py", "no.py")
    assert (missing.returncode, missing.stdout) == (2, "b.py\n")
    assert "no.py" in missing.stderr


@pytest.mark.parametrize(
    ("folder", "pattern", "left"),
    [
        (".", "lib", ["a.py"]),
        (".", "lib/a.py", ["a.py", "lib/b.py"]),
        (".", "./a.py", ["lib/b.py"]),  # a mere name holds anywhere
        (".", "a.py,*/b.py", []),
        ("lib", "./b.py", ["a.py", "lib/a.py"]),
        ("lib", "x/a.py", ["a.py", "lib/a.py", "lib/b.py"]),
    ],
)
def test_exclude_adds_to_what_is_excluded(tmp_path: Path, folder: str, pattern: str, left: list[str]) -> None:
    write(tmp_path, a=DRAW, lib__a=DRAW, lib__b=DRAW, venv__c=DRAW)
    (tmp_path / "pyproject.toml").write_text("[tool.repro-lint]\n")
    done = lint(tmp_path / folder, "--show-files", "--exclude", pattern, str(tmp_path))
    shown = [Path(tmp_path / folder / line).relative_to(tmp_path).as_posix() for line in done.stdout.splitlines()]
    assert shown == left, done.stderr


def test_a_pattern_with_a_slash_is_relative_to_the_working_directory(tmp_path: Path) -> None:
    write(tmp_path, lib__x__a=DRAW, x__a=DRAW)
    (tmp_path / "pyproject.toml").write_text("[tool.repro-lint]\n")
    (shown,) = lint(tmp_path / "lib", "--show-files", "--exclude", "x/a.py", "..").stdout.splitlines()
    assert (tmp_path / "lib" / shown).resolve() == (tmp_path / "x/a.py").resolve()


def test_settings_are_shown_as_toml_that_can_be_pasted(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.repro-lint]\nseed = 7\nper-file-ignores = { \"a 'b\\\".py\" = ['RPL301'] }\n"
    )
    done = lint(tmp_path, "--show-settings", "--config", "block = 'keras'", "--fail-on", "note")
    shown = tomllib.loads(done.stdout)["tool"]["repro-lint"]
    assert (shown["seed"], shown["block"], shown["fail-on"]) == (7, "keras", "note")
    assert shown["per-file-ignores"] == {"a 'b\".py": ["RPL301"]}
    (tmp_path / "other.toml").write_text(done.stdout)
    again = lint(tmp_path, "--show-settings", "--config", "other.toml")
    assert tomllib.loads(again.stdout)["tool"]["repro-lint"] == shown


def test_config_takes_settings_and_a_file(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("[tool.repro-lint]\nseed = 5\nstrict = true\n")
    words = ["--show-settings", "--config", "other.toml", "--config", "seed = 6", "--config", "keras='2'"]
    shown = tomllib.loads(lint(tmp_path, *words).stdout)["tool"]["repro-lint"]
    assert (shown["seed"], shown["strict"], shown["keras"]) == (6, True, "2")
    shown = tomllib.loads(lint(tmp_path, *words, "--seed", "8").stdout)["tool"]["repro-lint"]
    assert shown["seed"] == 8


def test_a_word_needs_no_quotes_and_an_option_of_its_own_counts_more(tmp_path: Path) -> None:
    words = ["--show-settings", "--config", "block=keras", "--config", "strict = true", "--config", "seed-name=rng"]
    shown = tomllib.loads(lint(tmp_path, *words).stdout)["tool"]["repro-lint"]
    assert (shown["block"], shown["strict"], shown["seed-name"]) == ("keras", True, "rng")
    shown = tomllib.loads(lint(tmp_path, *words, "--block", "four-step").stdout)["tool"]["repro-lint"]
    assert shown["block"] == "four-step"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["block=kears"], "did you mean 'keras'?"),
        (["block = [keras"], "is not valid TOML"),
        (["blok='keras'"], "did you mean 'block'?"),
        (["seed='x'"], "must be an integer"),
        (["missing.toml"], "missing.toml"),
        (["a.toml", "b.toml"], "one file only"),
        (["x" + ".x" * 1000 + "=1"], "more than 100 parts"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(tmp_path: Path, given: list[str], told: str) -> None:
    done = lint(tmp_path, *(word for text in given for word in ("--config", text)))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert told in done.stderr


def test_only_what_changed_is_looked_at(tmp_path: Path) -> None:
    write(tmp_path, same=DRAW, edited=CLEAN, lib__staged=CLEAN, gone=DRAW)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    write(tmp_path, edited=DRAW, lib__staged=DRAW, new__né=DRAW)
    git(tmp_path, "add", "lib")
    (tmp_path / "gone.py").unlink()
    done = lint(tmp_path, "--changed-since", "HEAD", "--show-files")
    assert (done.returncode, done.stdout) == (0, "edited.py\nlib/staged.py\nnew/né.py\n")
    assert lint(tmp_path / "lib", "--changed-since", "HEAD", "--show-files").stdout == "staged.py\n"
    found = lint(tmp_path, "--changed-since", "HEAD", "--output-format", "json")
    assert {one["path"] for one in json.loads(found.stdout)["findings"]} == {"edited.py", "lib/staged.py", "new/né.py"}
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "second")
    assert lint(tmp_path, "--changed-since", "HEAD").returncode == 0
    assert lint(tmp_path, "--changed-since", "HEAD", "missing.py").returncode == 2


@pytest.mark.parametrize("revision", ["nowhere", "--output=stolen", "-x"])
def test_a_revision_that_is_none_is_refused(tmp_path: Path, revision: str) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, a=DRAW)
    done = lint(tmp_path, f"--changed-since={revision}")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert [path.name for path in tmp_path.iterdir() if path.name != ".git"] == ["a.py"]


def test_looking_for_changes_runs_no_program_of_the_repository(tmp_path: Path) -> None:
    write(tmp_path, a=DRAW)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    hook = tmp_path / "hook"
    hook.write_text("#!/bin/sh\ntouch ran\n")
    hook.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.py.textconv"):
        git(tmp_path, "config", key, "./hook")
    (tmp_path / ".gitattributes").write_text("*.py diff=py\n")
    write(tmp_path, a=CLEAN)
    assert lint(tmp_path, "--changed-since", "HEAD", "--show-files").stdout == "a.py\n"
    assert not (tmp_path / "ran").exists()


MANY = '''import random
import numpy as np
from sklearn.model_selection import train_test_split

s = f"""
{random.random()}
"""
x = np.random.rand(3) + random.random()  # why
a, b = train_test_split(
    x,
)
y = 1 + \\
    random.random()  # repro-lint: ignore[unseeded-split] known
print(s, x, a, b, y)
'''


def test_suppressions_are_added_where_a_comment_can_stand(tmp_path: Path) -> None:
    write(tmp_path, a=MANY.replace("\n", "\r\n"))
    (tmp_path / "a.py").write_bytes(MANY.replace("\n", "\r\n").encode())
    done = lint(tmp_path, "--add-suppressions", "--output-format", "concise")
    assert (tmp_path / "a.py").read_bytes().decode().split("\r\n") == [
        "import random  # repro-lint: ignore[missing-seed-block]",
        *MANY.split("\n")[1:7],
        "x = np.random.rand(3) + random.random()  # why  # repro-lint: ignore[unseeded-draw]",
        "a, b = train_test_split(  # repro-lint: ignore[unseeded-split]",
        *MANY.split("\n")[9:12],
        "    random.random()  # repro-lint: ignore[unseeded-split, unseeded-draw] known",
        *MANY.split("\n")[13:],
    ]
    assert "no suppression: a.py:6: no comment can stand at this line\n" in done.stderr
    assert "suppressions added: " in done.stderr
    assert [line.split(":")[1] for line in done.stdout.splitlines() if "unused" not in line] == ["6"]
    assert done.returncode == 1
    before = (tmp_path / "a.py").read_bytes()
    lint(tmp_path, "--add-suppressions")
    assert (tmp_path / "a.py").read_bytes() == before


def test_suppressions_of_a_notebook(tmp_path: Path) -> None:
    cells = [["import random\n", "\n", "%time x = random.random()\n", "print(x)"], ["y = random.random()"]]
    notebook = {
        "cells": [
            {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell}
            for cell in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    assert lint(tmp_path, "--add-suppressions").returncode == 0
    after = json.loads(path.read_text(encoding="utf-8"))
    assert after["cells"][0]["source"][2] == "%time x = random.random()  # repro-lint: ignore[unseeded-draw]\n"
    assert after["cells"][1]["source"] == ["y = random.random()  # repro-lint: ignore[unseeded-draw]"]
    assert after["cells"][0]["source"][3] == "print(x)"


def test_a_file_that_cannot_be_written_stays_and_is_told(tmp_path: Path) -> None:
    write(tmp_path, a=DRAW)
    (tmp_path / "a.py").chmod(0o444)
    done = lint(tmp_path, "--add-suppressions")
    assert (done.returncode, (tmp_path / "a.py").read_text()) == (1, DRAW)
    assert "read-only" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        "--add-suppressions --fix",
        "--add-suppressions --write-baseline --baseline b",
        "--add-suppressions -",
        "--changed-since HEAD -",
    ],
)
def test_options_that_do_not_go_together(tmp_path: Path, words: str) -> None:
    done = lint(tmp_path, *words.split())
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("place", ["train.py:3", "train.py:3:7", "train.py:3:7:", "./train.py:3:7"])
def test_a_place_may_be_what_concise_prints(tmp_path: Path, place: str) -> None:
    write(tmp_path, train=DRAW)
    done = lint(tmp_path, "explain-finding", place)
    assert (done.returncode, "random.random" in done.stdout) == (0, True)


@pytest.mark.parametrize("place", ["a b.ipynb:1:2", "a b.ipynb:cell 1:2", "a b.ipynb:cell 1:2:7", "a b.ipynb:1:2:7:"])
def test_a_place_in_a_notebook_may_be_what_concise_prints(tmp_path: Path, place: str) -> None:
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": DRAW.replace("\n\n", "\n"),
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "a b.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert "a b.ipynb:cell 1:2:7: " in lint(tmp_path, "--output-format", "concise").stdout
    done = lint(tmp_path, "explain-finding", place)
    assert (done.returncode, "random.random" in done.stdout) == (0, True)
