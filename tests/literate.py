"""Literate cases: Markdown in which programs stand, with a marker on each line where a finding is to be reported.

A `##` heading names a case; prose is free. Blocks of a case:

- `python`: a file, `script.py` or the name in a first line `# file: train.py` (which is not part of the file)
- `ipynb-cells`: a notebook, `notebook.ipynb` or named likewise; `# %%` stands before each code cell
- `toml`: the `pyproject.toml`
- `python fixed`, `ipynb-cells fixed`: the file after `--fix`; `... unsafe`: after `--unsafe-fixes`
- `text not fixed`: what `--fix` says that it did not do, a line each: `script.py:4: reason`

Markers end a line: `# error: [unseeded-split]`, several with a comma. `(xfail: reason)` ends the heading of a case that
shows a known defect.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from repro_lint.linter import pipeline
from repro_lint.model import Report
from repro_lint.settings.config import load

CASE = re.compile(r"^## (?P<name>[^\n]*?)(?: \(xfail: (?P<xfail>[^\n]+)\))?\n(?P<body>.*?)(?=^## |\Z)", re.M | re.S)
BLOCK = re.compile(
    r"^```(?P<kind>python|ipynb-cells|toml|text)(?: (?P<state>fixed|unsafe|not fixed))?\n(?P<text>.*?)^```$",
    re.M | re.S,
)
NAMED = re.compile(r"# file: (\S+)\n")
MARK = re.compile(r"(error|warning|note): \[([a-z0-9-]+)\]")
MARKER = re.compile(rf"[ \t]*# {MARK.pattern}(?:, {MARK.pattern})*$", re.M)
CELL = re.compile(r"^# %%\n", re.M)
DEFAULT_NAMES = {"python": "script.py", "ipynb-cells": "notebook.ipynb", "toml": "pyproject.toml"}

Place = tuple[str, int, int, str, str]
"""Path, cell (0 outside notebooks), line, severity, rule."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its files with markers, by the safety of the fixes what becomes of them, and what is not fixed."""

    name: str
    xfail: str | None
    marked: Mapping[str, str]
    after: Mapping[str, Mapping[str, str]]
    refused: tuple[str, ...] = ()

    @property
    def files(self) -> dict[str, str]:
        """The files as they are linted, without markers."""
        return {path: MARKER.sub("", text) for path, text in self.marked.items()}

    @property
    def expected(self) -> list[Place]:
        """What the markers say."""
        return sorted(
            (path, cell, number, severity, rule)
            for path, text in self.marked.items()
            for cell, part in enumerate(_cells(path, text), 0 if not path.endswith(".ipynb") else 1)
            for number, line in enumerate(part.splitlines(), 1)
            if (marker := MARKER.search(line))
            for severity, rule in MARK.findall(marker[0])
        )

    def suppressed(self, rule: str) -> dict[str, str]:
        """The files with the markers of one rule turned into suppressions."""
        return {
            path: MARKER.sub(lambda found: f"  # repro-lint: ignore[{rule}]" if f"[{rule}]" in found[0] else "", text)
            for path, text in self.marked.items()
        }


def cases(path: Path) -> list[Case]:
    """The cases of one Markdown file."""
    return [_case(found) for found in CASE.finditer(path.read_text(encoding="utf-8"))]


def _case(found: re.Match[str]) -> Case:
    marked: dict[str, str] = {"pyproject.toml": ""}
    after: dict[str, dict[str, str]] = {}
    refused: list[str] = []
    for block in BLOCK.finditer(found["body"]):
        if block["kind"] == "text":
            refused += block["text"].splitlines()
            continue
        text, name = block["text"], DEFAULT_NAMES[block["kind"]]
        if named := NAMED.match(text):
            text, name = text[named.end() :], named[1]
        (after.setdefault(block["state"], {}) if block["state"] else marked)[name] = text
    return Case(found["name"], found["xfail"], marked, after, tuple(refused))


def _cells(path: str, text: str) -> list[str]:
    return CELL.split(text)[1:] if path.endswith(".ipynb") else [text]


def write(files: Mapping[str, str]) -> None:
    """Write files into the working directory."""
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        content = _notebook(text) if path.suffix == ".ipynb" else text
        path.write_text(content, encoding="utf-8", newline="")


def read(name: str) -> str:
    """A file of the working directory, a notebook as its cells."""
    text = Path(name).read_text(encoding="utf-8")
    if not name.endswith(".ipynb"):
        return text
    return "".join(f"# %%\n{''.join(cell['source'])}\n" for cell in json.loads(text)["cells"])


def _notebook(text: str) -> str:
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": cell.removesuffix("\n").splitlines(keepends=True),
        }
        for cell in CELL.split(text)[1:]
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1) + "\n"


def lint(folder: Path, *paths: str, fix: bool = False, unsafe: bool = False) -> Report:
    """Lint (and fix) a folder, which becomes the working directory."""
    os.chdir(folder)
    named = tuple(map(Path, paths or (".",)))
    return pipeline.run(pipeline.Request(named, load(folder), fix=fix or unsafe, unsafe=unsafe)).report


def places(report: Report) -> list[Place]:
    """What was reported."""
    return sorted(
        (f.location.path, f.location.cell or 0, f.location.line, f.severity.value, f.name) for f in report.findings
    )
