"""The seed that an author has at hand at a place: a parameter of that name, an option of the command line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from repro_lint.facts.nodes import Span
from repro_lint.flag.origins import functions_around
from repro_lint.source import syntax

_NAME = re.compile(r"(random_)?seed|random_state", re.IGNORECASE)
_OWNERS = frozenset({"self", "cls"})  # what they have may not be set yet


def given_seed(tree: ast.Module, span: Span) -> str | None:
    """The expression, such as `args.seed`; None where there is none, or it may be None."""
    around = list(functions_around(tree, span))
    for function in around[-1:]:
        for argument, default in _parameters(function.args):
            if _NAME.fullmatch(argument) and not (isinstance(default, ast.Constant) and default.value is None):
                return argument
    known = {one.arg for function in around for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    known |= set(_assigned(tree, None if around else span.line))
    return next((f"{owner}.{name}" for owner, name in _options(tree) if owner in known - _OWNERS), None)


def _parameters(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr | None]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    padding: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    yield from zip((one.arg for one in positional), [*padding, *arguments.defaults], strict=True)
    yield from zip((one.arg for one in arguments.kwonlyargs), arguments.kw_defaults, strict=True)


def _assigned(tree: ast.Module, before: int | None) -> Iterator[str]:
    """The names that the top level assigns, in statements that end before a line."""
    for row in tree.body:
        if isinstance(row, ast.Assign) and (before is None or (row.end_lineno or row.lineno) < before):
            yield from (target.id for target in row.targets if isinstance(target, ast.Name))


def _options(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What is read of objects by the name of a seed, and not called."""
    nodes = syntax.nodes(tree)
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name, ctx=ast.Load()) if id(node) not in called:
                if _NAME.fullmatch(name):
                    yield owner, name
