"""Programs that build a network and show what it looks like: no result depends on its weights."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from repro_lint.catalog.schema import Kind
from repro_lint.resolve.verdicts.judgement import Start
from repro_lint.seed_block.body import guarded_body
from repro_lint.source.text import Source, parse

_SHOWING = frozenset({"count_params", "plot_model", "summary"})
_HARMLESS = _SHOWING | {"add", "add_argument", "build", "compile", "parse_args"}
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def only_shows(start: Start, source: Source) -> bool:
    """Whether all that a program does, under its `__main__` guard if it has one, is to make networks and show them."""
    of_model = bool(start.draws) and all(draw.kind is Kind.MODEL for draw in start.draws)
    tree = parse(source) if of_model and not start.trainings and start.entry.inside is None else None
    if not isinstance(tree, ast.Module):
        return False
    used, further = (
        {place.span.line for place in places if place.path == start.entry.path}
        for places in (start.reached, start.further)
    )
    body = guarded_body(tree, used, further, (), "")
    statements = tree.body if body is None else body.statements
    rows = [statement for statement in statements if not isinstance(statement, _DEFINITIONS)]
    made = {name for statement in rows for name in _made(statement)}
    shows = any(isinstance(node, ast.Call) and _name(node) in _SHOWING for one in rows for node in ast.walk(one))
    return shows and all(_is_harmless(statement, made) for statement in rows)


def _made(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement gives to what calls make."""
    nodes = list(ast.walk(statement))
    if any(isinstance(node, ast.Call) for node in nodes):
        yield from (node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))


def _is_harmless(statement: ast.stmt, made: set[str]) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(value=value):
            return not any(_uses(node, made) for node in ast.walk(value))
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args)):
            return all(isinstance(one, ast.Constant) or _name(one) in _SHOWING for one in args)
        case ast.Expr(value=ast.Call() as call):
            return _name(call) in _HARMLESS and not any(_uses(node, made) for node in ast.walk(call))
        case _:
            return False


def _uses(node: ast.AST, made: set[str]) -> bool:
    """Whether a node may do something with what was made: a call of it, or of a function that is given it."""
    if not isinstance(node, ast.Call) or _name(node) in _HARMLESS:
        return False
    base: ast.expr = node.func
    while isinstance(base, ast.Call):  # a layer, called where it is made
        base = base.func
    name = str(getattr(base, "attr", getattr(base, "id", "")))
    while isinstance(base, ast.Attribute | ast.Call):
        base = base.value if isinstance(base, ast.Attribute) else base.func
    if not isinstance(base, ast.Name) or base.id in made:
        return True
    given = (one for argument in (*node.args, *node.keywords) for one in ast.walk(argument))
    return not name[:1].isupper() and any(isinstance(one, ast.Name) and one.id in made for one in given)


def _name(node: ast.expr) -> str:
    """The last name of what a call calls."""
    called = node.func if isinstance(node, ast.Call) else None
    return str(getattr(called, "attr", getattr(called, "id", "")))
