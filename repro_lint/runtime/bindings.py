"""Where a variable of a program's top level got the content that it ends with, read off the source."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from repro_lint.runtime import cells

GIVES, FILLS, EMPTY = 0, 1, 2
"""What a statement does for a variable's content, best first."""
_MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def bound_at(path: str, name: str) -> tuple[str, int]:
    """The file or cell and the line: an assignment of a value, else the first statement that fills the variable."""
    found = [(rank, place, line) for place, tree in _trees(path) for rank, line in _statements(tree, name)]
    best = min(found, key=lambda one: one[0], default=(EMPTY, path, 0))
    return best[1], best[2]


def _trees(path: str) -> Iterator[tuple[str, ast.Module]]:
    if not Path(path).is_file():
        return
    notebook = path.endswith(".ipynb")
    texts = cells.sources(path) if notebook else [Path(path).read_text(encoding="utf-8", errors="replace")]
    for number, text in enumerate(texts, start=1):
        with contextlib.suppress(SyntaxError, ValueError):
            yield cells.of(path, number) if notebook else path, ast.parse(_MAGIC.sub(r"\1pass", text))


def _statements(node: ast.AST, name: str) -> Iterator[tuple[int, int]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _SCOPES):
            continue
        rank = _rank(child, name)
        if rank is not None:
            yield rank, getattr(child, "lineno", 0)
        yield from _statements(child, name)


def _rank(node: ast.AST, name: str) -> int | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return FILLS if _is(node.func.value, name) else None
    for target in _targets(node):
        if isinstance(target, ast.Subscript) and _is(target.value, name):
            return FILLS
        if any(_is(part, name) for part in ast.walk(target) if isinstance(getattr(part, "ctx", None), ast.Store)):
            return EMPTY if _is_empty(getattr(node, "value", None)) else GIVES
    return None


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    if isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.For)):
        return [node.target]
    return [node.optional_vars] if isinstance(node, ast.withitem) and node.optional_vars else []


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_empty(value: ast.expr | None) -> bool:
    """`[]`, `{}`, `list()`, `None`: a start that something else fills."""
    if isinstance(value, ast.Call):
        return not value.args and not value.keywords and isinstance(value.func, ast.Name)
    return isinstance(value, ast.Constant) or (
        isinstance(value, (ast.List, ast.Dict)) and not any(True for _ in _elements(value))
    )


def _elements(value: ast.List | ast.Dict) -> Iterator[object]:
    yield from value.elts if isinstance(value, ast.List) else value.keys
