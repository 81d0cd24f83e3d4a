"""Calls that draw by the catalogue and drew in no run: why that was impossible."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from repro_lint.catalog import Catalog
from repro_lint.catalog.schema import Role, Row
from repro_lint.model import Failure
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.values import UNKNOWN, Known, Value
from repro_lint.resolve.models import gates
from repro_lint.source.text import Source, parse

_DRAWING = (Role.DRAW, Role.GENERATOR)


def reasons(source: Source, is_there: Callable[[ast.expr], bool], catalog: Catalog) -> Iterator[str]:
    """Why the calls of a file that stand where `is_there` says draw nothing, one sentence each."""
    tree = parse(source)
    if isinstance(tree, Failure):
        return
    names = dict(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and is_there(node):
            row = catalog.row(_dotted(node.func, names))
            if row is not None and row.role in _DRAWING:
                yield f"`{ast.unparse(node.func)}` {_reason(node, row)}"


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names that imports bind, and what they stand for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.asname or one.name.partition(".")[0], _bound(one)) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)


def _bound(one: ast.alias) -> str:
    return one.name if one.asname else one.name.partition(".")[0]


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, names)}.{node.attr}"
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


def _reason(call: ast.Call, row: Row) -> str:
    positional = tuple(_value(one) for one in call.args)
    named = tuple((one.arg, _value(one.value)) for one in call.keywords if one.arg is not None)
    values = {name: value for name, (value, _) in Arguments(positional, named).bind(row.parameters).items()}
    spread = any(isinstance(one, ast.Starred) for one in call.args) or len(named) < len(call.keywords)
    if gates.draws(row, values, unresolved=spread) is False:
        return "cannot draw: with these arguments it uses no random numbers"
    if row.methods:
        return f"does not draw itself: `{row.methods[0]}` would, and no run calls that"
    return "draws in no run: none comes by here, or what it would draw is replaced before it is used"


def _value(node: ast.expr) -> Value:
    return Known(node.value) if isinstance(node, ast.Constant) and node.value is not Ellipsis else UNKNOWN
