"""What `from module import *` brings in from a module beside the file, as imports that name it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from repro_lint.source.text import Source, parse, read

MAX_DEPTH = 3  # modules that hand on what they got by a star themselves


def named(source: Source, statement: ast.stmt) -> tuple[ast.stmt, ...]:
    """A star import of a module that stands there as imports of what it binds; any other statement as it is."""
    if not isinstance(statement, ast.ImportFrom) or statement.names[0].name != "*":
        return (statement,)
    return tuple(ast.copy_location(one, statement) for one in _named(source.path.parent, source, statement, MAX_DEPTH))


def _named(root: Path, source: Source, statement: ast.stmt, depth: int) -> Iterable[ast.stmt]:
    """The same in a module that a program in the folder `root` imports."""
    if not isinstance(statement, ast.ImportFrom) or statement.names[0].name != "*" or not depth:
        return (statement,)
    module = _module(root, source, statement)
    tree = None if module is None else parse(module)
    if module is None or not isinstance(tree, ast.Module) or _chooses(tree):
        return (statement,)
    return chain.from_iterable(_bindings(root, module, one, statement, depth - 1) for one in tree.body)


def _bindings(root: Path, module: Source, statement: ast.stmt, star: ast.ImportFrom, depth: int) -> Iterator[ast.stmt]:
    """The imports of a module as they are, and what else it binds as imports from it."""
    match statement:
        case ast.Import():
            yield statement
        case ast.ImportFrom(level=0):
            yield from _named(root, module, statement, depth)
        case _:
            names = sorted({name for node in ast.walk(statement) for name in _bound(node) if not name.startswith("_")})
            if names:
                aliases = [ast.alias(name) for name in names]
                yield ast.ImportFrom(module=star.module, names=aliases, level=star.level)


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.partition(".")[0]


def _chooses(tree: ast.Module) -> bool:
    """Whether a module says itself what a star brings in."""
    return any(isinstance(node, ast.Name) and node.id == "__all__" for node in ast.walk(tree))


def _module(root: Path, source: Source, statement: ast.ImportFrom) -> Source | None:
    """The module of a star import, where it stands beside the program or in the package around the file."""
    folder = source.path.parent.joinpath(*[".."] * (statement.level - 1)) if statement.level else root
    path = folder.joinpath(*(statement.module or "").split("."))
    for candidate in (path.with_name(f"{path.name}.py"), path / "__init__.py"):
        if candidate.is_file():
            found = read(candidate, folder)
            return found if isinstance(found, Source) else None
    return None
