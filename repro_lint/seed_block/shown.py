"""Programs that build a network and show what it looks like: no result depends on its weights."""

from __future__ import annotations

import ast

from repro_lint.catalog.schema import Kind
from repro_lint.resolve.verdicts.judgement import Start
from repro_lint.seed_block.body import guarded_body
from repro_lint.source.text import Source, parse

_SHOWING = frozenset({"build", "compile", "count_params", "plot_model", "print", "summary"})


def only_shows(start: Start, source: Source) -> bool:
    """Whether all that a program does under its `__main__` guard is to make networks and to show their layers."""
    of_model = bool(start.draws) and all(draw.kind is Kind.MODEL for draw in start.draws)
    tree = parse(source) if of_model and not start.trainings and start.entry.inside is None else None
    if not isinstance(tree, ast.Module):
        return False
    used, further = (
        {place.span.line for place in places if place.path == start.entry.path}
        for places in (start.reached, start.further)
    )
    body = guarded_body(tree, used, further, (), "")
    if body is None:
        return False
    nodes = (node for statement in body.statements for node in ast.walk(statement))
    made = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return all(_is_harmless(statement, made) for statement in body.statements)


def _is_harmless(statement: ast.stmt, made: set[str]) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(value=value):
            return not any(_uses(node, made) for node in ast.walk(value))
        case ast.Expr(value=ast.Call() as call):
            return _name(call) in _SHOWING and not any(_uses(node, made) for node in ast.walk(call))
        case _:
            return False


def _uses(node: ast.AST, made: set[str]) -> bool:
    """Whether a node may give a number that depends on what was made: it is called, or one of its methods is."""
    if not isinstance(node, ast.Call) or _name(node) in _SHOWING:
        return False
    base = node.func
    while isinstance(base, ast.Attribute | ast.Call):
        base = base.value if isinstance(base, ast.Attribute) else base.func
    return not isinstance(base, ast.Name) or base.id in made


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))
