"""The body that is all of a program's run: its seeds belong there, so that who imports the file is not seeded by it."""

from __future__ import annotations

import ast
from collections.abc import Collection

from repro_lint.fixes.anchors import is_main_guard
from repro_lint.fixes.need import ALIASES, Body
from repro_lint.fixes.rows import own_nodes

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef

_NAMES = frozenset(name for names in ALIASES.values() for name in names) | {"keras", "tensorflow", "tf_keras"}
# What may be called beside the function itself, as in `sys.exit(main(parser.parse_args()))`.
_BESIDE = frozenset({"Fire", "exit", "parse_args", "parse_known_args", "run"})


def guarded_body(
    tree: ast.Module, used: Collection[int], reached: Collection[int], called: Collection[int], name: str
) -> Body | None:
    """That under the `__main__` guard, if it is the first row that draws, or of the `main` that this calls.

    `used`: the lines of the top level that lead to draws; `reached`: those that do one call further; `called`: where
    functions begin that console scripts call; `name`: the name that a new seed would have.
    """
    row = next((row for row in tree.body if not set(lines(row)).isdisjoint(used)), None)
    if row is None or not isinstance(row, ast.If) or not is_main_guard(row) or row.body[0].lineno == row.lineno:
        return None
    function = _called(row, tree, used)
    if function is not None and not flaw(function, name):
        return body_of(function, row.lineno, reached)
    scripts = (one for one in tree.body if isinstance(one, FUNCTIONS) and not set(lines(one)).isdisjoint(called))
    if any(scripts):  # their launchers do not pass the guard
        return None
    return Body(tuple(row.body), row.lineno, _first(row.body, used))


def body_of(function: Function, runs_at: int, reached: Collection[int]) -> Body:
    """The body of a function that is called in a line of the top level."""
    return Body(tuple(function.body), runs_at, _first(function.body, reached))


def flaw(function: Function, name: str) -> str:
    """Why no seeds can stand where a function begins: it is one line, or binds what they are made with."""
    if function.body[0].lineno <= function.lineno:
        return f"`{function.name}` has no line of its own for it"
    taken = binds(function, name)
    return f"`{function.name}` gives `{min(taken)}` a meaning of its own" if taken else ""


def binds(function: Function, *names: str) -> set[str]:
    """Which names that seeds are made with a function gives a meaning of its own."""
    return _bound(function) & {*_NAMES, *names}


def lines(statement: ast.stmt) -> range:
    """The lines of a statement."""
    return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def _first(body: list[ast.stmt], used: Collection[int]) -> int | None:
    return min((line for one in body if not set(lines(one)).isdisjoint(used) for line in [one.lineno]), default=None)


def _called(guard: ast.If, tree: ast.Module, used: Collection[int]) -> Function | None:
    """The function whose call is all that draws under a guard: `main`, or what is called there alone."""
    drawing = [one for one in guard.body if not set(lines(one)).isdisjoint(used)]
    if len(drawing) != 1 or not isinstance(drawing[0], ast.Expr | ast.Assign):
        return None
    functions = {one.name: one for one in tree.body if isinstance(one, FUNCTIONS)}
    calls = {_name(node.func) for node in ast.walk(drawing[0]) if isinstance(node, ast.Call)}
    named = [name for node in ast.walk(drawing[0]) if isinstance(node, ast.Name) and (name := node.id) in functions]
    named = named or ["main"] * (calls == {"run"})  # `tf.app.run()`
    if len(named) != 1 or not calls <= {*_BESIDE, *named} or named[0] not in functions:
        return None
    (name,) = named
    uses = sum(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))
    return functions[name] if uses <= 1 and (name == "main" or len(guard.body) == 1) else None


def _name(function: ast.expr) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))


def _bound(function: Function) -> set[str]:
    """The names that are the function's own, but for what it begins with importing."""
    found = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    for node in (node for statement in _behind_imports(function) for node in own_nodes(statement)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(one.asname or one.name).partition(".")[0] for one in node.names}
    return found


def _behind_imports(function: Function) -> list[ast.stmt]:
    body = function.body[ast.get_docstring(function, clean=False) is not None :]
    count = next((index for index, one in enumerate(body) if not isinstance(one, ast.Import | ast.ImportFrom)), 0)
    return body[count:]
