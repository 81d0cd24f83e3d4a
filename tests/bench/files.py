"""The files of a program: definitions and bodies put where its layout wants them, with marks taken out."""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.model import Draw, Idiom, Layout, Place
from bench.templates import fill

MARK = re.compile(r"  # @(\w+)$", re.M)
PREPARE = "prepare_all.py"


@dataclass(slots=True)
class Parts:
    """Imports and definitions, in order."""

    imports: list[str] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)

    def add(self, idiom: Idiom | Draw, words: Mapping[str, str]) -> None:
        """What an idiom needs at the top level."""
        self.imports.append(idiom.imports)
        if idiom.define:
            self.definitions.append(fill(idiom.define, words))

    def __add__(self, other: Parts) -> Parts:
        return Parts(self.imports + other.imports, self.definitions + other.definitions)


def files(
    layout: Layout, place: Place, blocks: Mapping[str, str], preparing: Parts, drawing: Parts
) -> tuple[dict[str, str], dict[str, frozenset[tuple[str, int]]]]:
    """The text of each file, and for each mark the lines (path, number) that bear it."""
    texts = dict.fromkeys(layout.further, "")
    body = fill(fill(place.body, blocks), blocks)
    if place.module:
        texts[PREPARE] = _text(preparing, fill(fill(place.module, blocks), blocks))
    else:
        drawing = preparing + drawing
    if layout.helpers and drawing.definitions:
        texts[layout.helpers] = _text(drawing, "")
        names = [name for name in _names(texts[layout.helpers]) if re.search(rf"\b{name}\b", body)]
        importing = [fill(layout.importing, {"names": ", ".join(names)})] if names else []
        drawing = Parts([*drawing.imports, *importing])
    texts[layout.main] = _text(drawing, body)
    plain = {path: MARK.sub("", text) for path, text in texts.items()}
    if layout.main.endswith(".ipynb"):
        plain[layout.main] = _notebook(plain[layout.main])
    return plain, _marks(texts)


def _text(parts: Parts, body: str) -> str:
    rest = "\n\n\n".join([*dict.fromkeys(parts.definitions), *([body] if body else [])])
    lines = dict.fromkeys(line for text in parts.imports for line in text.splitlines() if _needed(line, rest))
    imports = sorted(lines, key=lambda line: "__future__" not in line)
    return "\n".join([*imports, "", "", rest]).lstrip("\n") + "\n"


def _needed(line: str, text: str) -> bool:
    """Whether an import binds a name that the text mentions."""
    names = re.split(r"\bimport\b", line)[1].split(",")
    bound = [name.split(" as ")[-1].strip().split(".")[0] for name in names]
    return "__future__" in line or "*" in bound or any(re.search(rf"\b{name}\b", text) for name in bound)


def _names(text: str) -> list[str]:
    names = []
    for node in ast.parse(text).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.append(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names.append(node.targets[0].id)
    return list(dict.fromkeys(names))


def _marks(texts: Mapping[str, str]) -> dict[str, frozenset[tuple[str, int]]]:
    found: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for path, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if mark := MARK.search(line):
                found[mark[1]].add((path, number))
    return {mark: frozenset(lines) for mark, lines in found.items()}


def _notebook(text: str) -> str:
    """A notebook of one cell, so that lines count as in the text."""
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text.removesuffix("\n").splitlines(keepends=True),
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1) + "\n"
