"""The pages of the site: what they show is what happens.

`REPRO_LINT_SNAPSHOTS=write pytest tests/test_site.py` writes what commands print now into the pages and pictures.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import digests
import pictures
import pytest
import yaml
from literate import lint, write
from sitepage import Block, blocks, commands

from repro_lint import cli
from repro_lint.commands import tree as command_line
from repro_lint.rules import all_modules
from repro_lint.runtime import options
from repro_lint.settings.config import load

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
WRITE = os.environ.get("REPRO_LINT_SNAPSHOTS") == "write"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "facts" not in path.parts)
HEAVY = ("tensorflow", "keras", "sklearn", "numpy")
IN_BLOCK = {"missing-seed-block", "gpu-not-hidden"}  # told at the program's first line, which pages do not mark
FOLLOWED = {"data.py", "settings.py"}  # imported by a program that is tried
ROUNDS = 3


def name(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


def programs() -> list[object]:
    """The blocks that say what several runs of them give."""
    found = [
        (page, block)
        for page in PAGES
        for block in blocks(page.read_text(encoding="utf-8"))
        if block.differs is not None
    ]
    return [pytest.param(block, id=f"{name(page)}:{block.title}", marks=_marks(block)) for page, block in found]


def _marks(block: Block) -> list[pytest.MarkDecorator]:
    return [pytest.mark.tensorflow] if "tensorflow" in block.text or "keras" in block.text else []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_shows_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written, commands run and compared, in the order of the page."""
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").touch()
    text = page.read_text(encoding="utf-8")
    happened = [(block, _happened(block)) for block in blocks(text)]
    if not WRITE:
        assert [now for _, now in happened] == [block.text for block, _ in happened]
    for block, now in reversed(happened if WRITE else []):
        start, end = block.span
        text = text[:start] + now + text[end:]
    if WRITE:
        page.write_text(text, encoding="utf-8")


def _happened(block: Block) -> str:
    """What should stand in a block."""
    if block.kind == "console":
        return "".join(f"$ {command}\n{_printed(command)}" for command in commands(block.text))
    if block.title:
        return _file(block)
    if block.kind == "sh":
        for line in block.text.splitlines():
            _parses(line)
    elif block.kind == "python":
        ast.parse(block.text)
    elif block.kind == "json":
        json.loads(block.text)
    elif block.kind == "yaml":
        yaml.safe_load(block.text)
    return block.text


def _file(block: Block) -> str:
    if block.note == "as it is now":
        return Path(block.title).read_text(encoding="utf-8")
    write({block.title: block.code})
    if block.title == "pyproject.toml":
        load(Path.cwd())
    if block.marked:
        assert _errors(block.title) == block.marked
    return block.text


def _errors(path: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for one in lint(Path.cwd()).findings:
        if one.location.path == path and one.severity.value == "error" and one.name not in IN_BLOCK:
            found.setdefault(one.location.line, set()).add(one.name)
    return found


def _printed(command: str) -> str:
    words = shlex.split(command)
    assert words[0] == "repro-lint", command
    done = subprocess.run(
        [sys.executable, "-m", "repro_lint", *words[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def _parses(line: str) -> None:
    """A command of repro-lint that the page names is one that is there."""
    words = shlex.split(line, comments=True)
    if words[:1] != ["repro-lint"]:
        return
    own = options.split(words[1:])[0] if words[1:2] and words[1] in cli.RUNTIME else words[1:]
    command_line.parse(own)


@pytest.mark.parametrize("block", programs())
def test_a_program_runs_as_its_page_says_and_is_judged_so(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fresh processes print what differs, or the same; the linter says so without running them."""
    missing = [package for package in HEAVY if package in block.text and find_spec(package) is None]
    if missing:
        pytest.skip(f"{missing} not installed")
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").touch()
    Path(block.title).write_text(block.code, encoding="utf-8")
    hidden = {**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    hidden.pop("PYTHONHASHSEED", None)
    printed = {
        subprocess.run([sys.executable, block.title], env=hidden, capture_output=True, text=True, check=True).stdout
        for _ in range(ROUNDS)
    }
    assert (len(printed) > 1) is block.differs
    assert bool(_errors(block.title)) is block.differs


def test_the_tests_on_the_pages_pass(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    found = blocks((DOCS / "pytest.md").read_text(encoding="utf-8"))
    for block in found:
        if block.title.startswith("test_"):
            (tmp_path / block.title).write_text(block.text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "repro_lint.pytest_plugin", "-p", "no:cacheprovider", "."]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_file_on_a_page_is_tried(page: Path) -> None:
    """A program is compared with what it does: by its markers, by several runs, or by the commands behind it."""
    found = blocks(page.read_text(encoding="utf-8"))
    asked = " ".join(block.text for block in found if block.kind == "console")
    for block in found:
        if re.fullmatch(r"(?!test_)\w+\.py", block.title):
            assert block.note or block.marked or block.title in asked or block.title in FOLLOWED, block.title


def test_the_pictures_show_what_is_printed() -> None:
    """Else: `python docs/pictures.py`."""
    folder = DOCS / "pictures"
    drawn = pictures.drawn()
    if WRITE:
        pictures.main()
    assert {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.svg") if path.stem in drawn} == drawn


@pytest.mark.parametrize("page", digests.CHINESE, ids=lambda page: page.name)
def test_the_chinese_is_that_of_the_present_english(page: Path) -> None:
    """A translation names its source and the digest of it; a source that has changed since asks for a look at both."""
    found = digests.SOURCE.search(page.read_text(encoding="utf-8"))
    assert found is not None
    changed = found["digest"] != digests.digest(found["path"])
    assert not changed, f"{found['path']} has changed: bring {page.name} up to date, then run docs/digests.py"


def test_the_chinese_table_has_every_rule() -> None:
    table = (DOCS / "zh-TW/rules.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(RPL\d+)\]\(\.\./rules/\1\.md\) \| `([a-z-]+)` \|", table, re.MULTILINE)
    assert rows == [(module.RULE.code, module.RULE.name) for module in all_modules()]
