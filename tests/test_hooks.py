"""The hooks as a user has them: real pre-commit, real commits, in a scratch repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("pre_commit")
ROOT = Path(__file__).parents[1]
PACKAGE = ("repro_lint", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
DRAW = "import random\n\nprint(random.random())\n"
SEEDED = "import random\n\nSEED = 42\nrandom.seed(SEED)\n\nprint(random.random())\n"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def run(folder: Path, env: Mapping[str, str], *words: str) -> tuple[int, str]:
    """Exit code and all output of a command."""
    done = subprocess.run(
        words, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, done.stdout


@dataclass(frozen=True)
class Offer:
    """The repository that offers the hooks, with the environment that pre-commit has made for them."""

    folder: Path
    revision: str
    env: Mapping[str, str]


@pytest.fixture(scope="module")
def offer(tmp_path_factory: pytest.TempPathFactory) -> Offer:
    """This project as a repository of its own; its hooks installed once for all tests."""
    folder = tmp_path_factory.mktemp("offer")
    for name in PACKAGE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    author = {
        f"GIT_{role}_{what}": "somebody@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "VIRTUAL_ENV"))
    }
    env |= {**author, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    env |= {"PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("cache")), "PRE_COMMIT_COLOR": "never"}
    for command in ("init -q", "add .", "commit -qm offer"):
        assert run(folder, env, "git", *command.split())[0] == 0
    made = Offer(folder, run(folder, env, "git", "rev-parse", "HEAD")[1].strip(), env)
    scratch = Scratch(tmp_path_factory.mktemp("first"), made, "repro-lint")
    code, out = scratch.pre_commit("install-hooks")
    if (
        code
        and run(folder, env, sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", "gone", "hatchling")[0]
    ):
        pytest.skip("no package registry can be reached")
    assert code == 0, out
    return made


class Scratch:
    """A user's repository, with some of the hooks."""

    def __init__(self, folder: Path, offer: Offer, *hooks: str) -> None:
        self.folder, self.offer = folder, offer
        ids = "".join(f"      - id: {hook}\n" for hook in hooks)
        source = f"  - repo: {offer.folder}\n    rev: {offer.revision}\n"
        self.write(
            {
                ".pre-commit-config.yaml": f"repos:\n{source}    hooks:\n{ids}",
                "pyproject.toml": "",
            }
        )
        self.git("init", "-q")
        self.commit(verify=False)
        assert self.pre_commit("install")[0] == 0

    def pre_commit(self, *words: str) -> tuple[int, str]:
        return run(self.folder, self.offer.env, sys.executable, "-m", "pre_commit", *words)

    def git(self, *words: str) -> tuple[int, str]:
        return run(self.folder, self.offer.env, "git", *words)

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def commit(self, *, verify: bool = True) -> tuple[bool, str]:
        """Commit all that changed; whether that went through, and what was said."""
        self.git("add", ".")
        code, out = self.git("commit", "-m", "a change", *([] if verify else ["--no-verify"]))
        return code == 0, out


def notebook(source: str) -> str:
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "a",
        "metadata": {},
        "outputs": [],
        "source": [source],
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


@pytest.fixture
def checked(offer: Offer, tmp_path: Path) -> Scratch:
    return Scratch(tmp_path, offer, "repro-lint")


@pytest.fixture
def fixed(offer: Offer, tmp_path: Path) -> Scratch:
    return Scratch(tmp_path, offer, "repro-lint-fix")


def test_a_commit_with_an_unseeded_draw_is_refused(checked: Scratch) -> None:
    checked.write({"train.py": DRAW})
    passed, out = checked.commit()
    assert not passed
    assert "train.py:3:7" in out
    assert checked.git("log", "--oneline")[1].count("\n") == 1
    assert checked.read("train.py") == DRAW
    checked.write({"train.py": SEEDED})
    assert checked.commit()[0]


def test_the_fix_hook_repairs_and_the_next_commit_passes(fixed: Scratch) -> None:
    program = notebook("import random\nprint(random.random())")
    fixed.write({"train.py": DRAW, "train.ipynb": program})
    passed, out = fixed.commit()
    assert not passed
    assert "files were modified by this hook" in out
    assert fixed.read("train.py") == SEEDED
    assert "random.seed(SEED)" in fixed.read("train.ipynb")
    passed, out = fixed.commit()
    assert passed, out
    assert fixed.git("status", "--porcelain") == (0, "")


def test_only_what_changed_is_reported_and_touched(fixed: Scratch) -> None:
    """Yet the seed call of a helper that did not change counts, and so does its draw."""
    seeds = "import random\n\n\ndef start():\n    random.seed(3)\n"
    noise = "import random\n\n\ndef noise():\n    return random.random()\n"
    fixed.write({"old.py": DRAW, "seeds.py": seeds, "noise.py": noise})
    fixed.commit(verify=False)
    fixed.write({"good.py": "import noise\nimport seeds\n\nseeds.start()\nprint(noise.noise())\n"})
    passed, out = fixed.commit()
    assert passed, out
    fixed.write({"bad.py": "import noise\n\nprint(noise.noise())\n"})
    passed, out = fixed.commit()
    assert not passed
    assert "old.py" not in out
    assert "random.seed" in fixed.read("bad.py")
    assert (fixed.read("old.py"), fixed.read("noise.py")) == (DRAW, noise)
    assert fixed.commit()[0]


def test_notebooks_and_scripts_without_a_suffix(checked: Scratch) -> None:
    """What pre-commit takes for Python or Jupyter."""
    checked.write(
        {"train.ipynb": notebook("import random\nprint(random.random())"), "train": f"#!/usr/bin/env python3\n{DRAW}"}
    )
    (checked.folder / "train").chmod(0o755)
    checked.write({"notes.md": DRAW})
    passed, out = checked.commit()
    assert not passed
    assert "train.ipynb: cell 1" in out or "train.ipynb:cell 1" in out, out
    assert "train:4:7" in out
    assert "2 files" in out


def test_what_the_settings_exclude_is_left_alone(fixed: Scratch) -> None:
    """pre-commit names files one by one, and `exclude` counts all the same."""
    fixed.write({"pyproject.toml": '[tool.repro-lint]\nextend-exclude = ["legacy/"]\n', "legacy/old.py": DRAW})
    passed, out = fixed.commit()
    assert passed, out
    assert fixed.read("legacy/old.py") == DRAW


def test_a_file_that_does_not_parse_is_refused_by_name(checked: Scratch) -> None:
    checked.write({"old.py": "import random\nprint random.random()\n"})
    passed, out = checked.commit()
    assert not passed
    assert "failure: old.py:2: does not parse" in out


def test_the_manifest(offer: Offer) -> None:
    from pre_commit.clientlib import load_manifest

    hooks = {hook["id"]: hook for hook in load_manifest(str(offer.folder / ".pre-commit-hooks.yaml"))}
    assert set(hooks) == {"repro-lint", "repro-lint-fix"}
    for hook in hooks.values():
        assert hook["types_or"] == ["python", "jupyter"]
        assert hook["require_serial"]  # one run sees all changed files of the program
        assert "--force-exclude" in hook["entry"].split()
