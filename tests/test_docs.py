"""What the texts for developers say of the code is so: names exist, and their programs are judged as they tell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from literate import BLOCK, MARK, NAMED, lint

from repro_lint.linter import pipeline
from repro_lint.resolve.domain.streams import Provenance
from repro_lint.resolve.verdicts.status import Status
from repro_lint.settings.config import load

ROOT = Path(__file__).parents[1]
CODE = ROOT / "repro_lint"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
TEXTS = (ARCHITECTURE, ROOT / "docs" / "glossary.md", ROOT / "CONTRIBUTING.md")
PATH = re.compile(r"`([\w./]+\.(?:py|md|toml))`")
NAME = re.compile(r"`([A-Za-z_]\w*)\.([A-Za-z_]\w*)(?:\([^`]*\))?`")
PRIVATE = re.compile(r"`(_[A-Za-z]\w*)`")
FOLDERS = (ROOT, CODE, CODE / "resolve", ROOT / "tests")
WRITTEN = {"train.py", "expect.toml"}  # files of the programs in the texts
NOT_OURS = {"args", "functools", "importlib", "machine", "np", "parser", "str", "tensorflow", "tf"}


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement of a module or class binds."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in statement.names)
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id
    elif isinstance(statement, ast.Assign):
        yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


@cache
def known() -> dict[str, set[str]]:
    """The names in each module, by the last part of its own name, and the members of each class."""
    names: dict[str, set[str]] = {}
    for path in CODE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = path.parent.name if path.stem == "__init__" else path.stem
        for statement in tree.body:
            names.setdefault(module, set()).update(_bound(statement))
            if isinstance(statement, ast.ClassDef):
                members = (name for part in statement.body for name in _bound(part))
                names.setdefault(statement.name, set()).update(members)
    return names


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_the_files_that_a_text_names_exist(text: Path) -> None:
    named = set(PATH.findall(text.read_text(encoding="utf-8"))) - WRITTEN
    places = (*FOLDERS, ROOT / "tests" / "bench")
    missing = {name for name in named if not any((folder / name).exists() for folder in places)}
    nested = {path.name for path in CODE.rglob("*.py")}
    assert not {name for name in missing if "/" in name or name not in nested}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_the_functions_that_a_text_names_exist(text: Path) -> None:
    named = {pair for pair in NAME.findall(text.read_text(encoding="utf-8")) if pair[1] not in ("py", "md", "toml")}
    ours = {(owner, name) for owner, name in named if owner not in NOT_OURS}
    assert not {f"{owner}.{name}" for owner, name in ours if name not in known().get(owner, ())}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_the_private_names_in_a_text_exist(text: Path) -> None:
    assert set(PRIVATE.findall(text.read_text(encoding="utf-8"))) <= set().union(*known().values())


def test_the_links_of_a_text_lead_somewhere() -> None:
    for text in TEXTS:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text.read_text(encoding="utf-8")):
            assert (text.parent / target).exists(), f"{text.name}: {target}"


def _program() -> str:
    found = next(
        block for block in BLOCK.finditer(ARCHITECTURE.read_text(encoding="utf-8")) if block["kind"] == "python"
    )
    return NAMED.sub("", found["text"], count=1)


def test_the_program_of_the_walk_is_judged_and_fixed_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(_program(), encoding="utf-8")
    marked = {n for n, line in enumerate(_program().splitlines(), 1) if MARK.search(line)}
    assert {one.location.line for one in lint(tmp_path).findings if one.name == "unseeded-draw"} == marked
    fixed = lint(tmp_path, fix=True)
    assert [one.title for one in fixed.applied] == ["give `--seed` the default 42"] * 2 + ["complete `prepare`"] * 2
    assert not [one for one in fixed.findings if one.severity.value == "error"]


PREPARE = """
import argparse
import numpy as np
from elsewhere import load

def prepare(seed):
    if seed is not None:
        np.random.seed(seed)

parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int)
parser.add_argument("--start", type=int, default=42)
parser.add_argument("--fast", action="store_true")
args = parser.parse_args()
"""
CONDITIONS = {
    "prepare(3)": ({Provenance.SEED}, Status.GLOBAL),
    "prepare(None)": ({Provenance.NEVER}, Status.UNGOVERNED),
    "prepare(args.seed)": ({Provenance.NEVER, Provenance.GIVEN}, Status.UNGOVERNED),
    "prepare(args.start)": ({Provenance.SEED, Provenance.GIVEN}, Status.UNRESOLVED),
    "prepare(load())": ({Provenance.GIVEN}, Status.UNRESOLVED),
    "if args.start:\n    np.random.seed(args.start)": (
        {Provenance.SEED, Provenance.GIVEN, Provenance.ASKED},
        Status.DOUBTFUL,
    ),
    "if args.start is not None and not args.fast:\n    np.random.seed(3)": (
        {Provenance.SEED, Provenance.ASKED},
        Status.DOUBTFUL,
    ),
    "import thing\nif thing.seed is not None:\n    thing.set_all_seeds(thing.seed)": (
        {Provenance.MAYBE},
        Status.DOUBTFUL,
    ),
    'if load()["flag"]:\n    np.random.seed(3)': ({Provenance.SEED, Provenance.NEVER}, Status.UNGOVERNED),
}


@pytest.mark.parametrize("lines", CONDITIONS)
def test_the_conditions_of_the_walk(lines: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(f"{PREPARE}\n{lines}\nprint(np.random.rand())\n", encoding="utf-8")
    linted = pipeline.lint(pipeline.Request((Path("train.py"),), load(tmp_path)), {})
    found = [verdict for verdict in linted.judgement.verdicts if verdict.draw.rule == "unseeded-draw"]
    assert [({origin.provenance for origin in one.draw.origins}, one.status) for one in found] == [CONDITIONS[lines]]
