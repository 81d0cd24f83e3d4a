"""Files that are no regular ones, or too large, wherever a file is read; links that lead out of what was named."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from repro_lint import reading
from repro_lint.reading import TooLargeError, read_regular

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")

DRAW = "import random\nimport helper\n\nprint(random.random(), helper.x)\n"
READ = (
    *("helper.py", ".gitignore", "pyproject.toml", "requirements.txt", "requirements/a.txt", "setup.py", "setup.cfg"),
    *("uv.lock", "Pipfile.lock", ".git/info/exclude", ".git/config"),
    *("Pipfile", "environment.yml", "conda.yaml", "sub/.gitignore", "sub/pyproject.toml", "helper/__init__.py"),
    *("other.ipynb", "baseline.json", "config.toml"),
)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**36)


KINDS: dict[str, Callable[[Path], None]] = {
    "pipe": os.mkfifo,
    "zero": lambda path: path.symlink_to("/dev/zero"),
    "terminal": lambda path: path.symlink_to("/dev/ptmx"),
    "folder": Path.mkdir,
    "sparse": sparse,
    "loop": lambda path: path.symlink_to(path.name),
}


def lint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A run of at most 2 GiB and 60 s."""
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))\n"
    code += "from repro_lint.cli import main\nsys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "-j1", *words]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", READ)
def test_a_special_file_is_not_waited_for(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / "train.py").write_text(DRAW)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/train.py").write_text(DRAW)
    (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
    KINDS[kind](tmp_path / name)
    options = {"baseline.json": "--baseline=baseline.json", "config.toml": "--config=config.toml"}
    done = lint(tmp_path, *([options[name]] if name in options else []), ".")
    assert "Traceback" not in done.stderr
    assert "defect" not in done.stderr
    assert done.returncode in (1, 2)
    configures = name in options or name.endswith("pyproject.toml")
    refused = done.returncode == 2 and done.stderr.startswith("repro-lint: ")
    assert "train.py:4" in done.stdout or (configures and refused and done.stderr.count("\n") == 1)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_regular(tmp_path / "a", 5) == b"12345"
    with pytest.raises(TooLargeError, match="larger than"):
        read_regular(tmp_path / "a", 4)
    monkeypatch.setattr(reading, "_CHUNK", 2)
    assert read_regular(tmp_path / "a", 5) == b"12345"


def test_more_code_than_can_be_judged(tmp_path: Path) -> None:
    (tmp_path / "large.py").write_text("import random\n" + "x = 1\n" * 400_000)
    (tmp_path / "plain.py").write_text("x = 1\n" * 400_000)
    (tmp_path / "train.py").write_text(DRAW)
    done = lint(tmp_path, ".")
    assert done.stderr.startswith("failure: large.py: holds more than 2 MiB of code; ")
    assert "plain.py" not in done.stderr  # which can neither draw nor seed
    assert "train.py:4" in done.stdout


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"null (byte|character)"):
        read_regular(tmp_path / "a\0b")


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A tree with links into itself, to beside it and to far away."""
    (tmp_path / "beside.py").write_text(DRAW)
    tree = tmp_path / "tree"
    (tree / "pkg").mkdir(parents=True)
    (tree / "own.py").write_text(DRAW)
    (tree / "helper.py").write_text("x = 1\n")
    (tree / "pkg/inner.py").symlink_to("../own.py")
    (tree / "pkg/outer.py").symlink_to("../../beside.py")
    (tree / "far.py").symlink_to(Path(__file__).parent / "programs/absent.py")
    return tree


@pytest.mark.parametrize("fix", [(), ("--fix",), ("--unsafe-fixes",), ("--diff",)])
def test_links_that_lead_out_are_told_and_not_followed(linked: Path, fix: tuple[str, ...]) -> None:
    done = lint(linked.parent, *fix, "tree")
    beside = linked.parent / "beside.py"
    told = f"note: tree/pkg/outer.py: is not followed: the link leads out, to {beside.resolve()}\n"
    assert told in done.stderr
    assert beside.read_text() == DRAW
    assert "outer.py" not in done.stdout
    assert (linked / "pkg/inner.py").is_symlink()
    assert ((linked / "own.py").read_text() != DRAW) == (fix in (("--fix",), ("--unsafe-fixes",)))


def test_a_link_leads_to_any_of_the_named_paths(linked: Path) -> None:
    done = lint(linked.parent, "--fix", "tree", "beside.py")
    assert "leads out" not in done.stderr
    assert (linked.parent / "beside.py").read_text() != DRAW


def test_a_named_link_is_followed(linked: Path) -> None:
    lint(linked.parent, "--fix", "tree/pkg/outer.py")
    assert (linked.parent / "beside.py").read_text() != DRAW
    assert (linked / "pkg/outer.py").is_symlink()
