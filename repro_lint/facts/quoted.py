"""Code in strings that runs where it stands: cells of exported notebooks, `exec` of a literal."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_MAGICS = frozenset({"run_cell_magic", "run_line_magic"})
_RUNNING = frozenset({"time", "timeit", "prun", "capture"})
"""The magics that run what stands behind them."""


def quoted(call: ast.expr) -> list[ast.stmt]:
    """The statements that a call runs that are written in it as a string; they stand where the string does."""
    if not isinstance(call, ast.Call):
        return []
    text = next(_texts(call), None)
    if text is None:
        return []
    try:
        tree = ast.parse(str(text.value))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    place = ast.Constant("", lineno=text.lineno, col_offset=text.col_offset)  # no text that a fix could replace
    place.end_lineno, place.end_col_offset = text.lineno, text.col_offset
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            ast.copy_location(node, place)
    return tree.body


def _texts(call: ast.Call) -> Iterator[ast.Constant]:
    """The string that a call runs."""
    words = [one for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if len(words) < len(call.args) or not words or call.keywords:
        return
    if isinstance(call.func, ast.Name) and call.func.id == "exec":
        yield words[0]
    shell = call.func.value if isinstance(call.func, ast.Attribute) else None
    if not isinstance(call.func, ast.Attribute) or not isinstance(shell, ast.Call):
        return
    if not isinstance(shell.func, ast.Name) or shell.func.id != "get_ipython":
        return
    magic = str(words[0].value)
    if call.func.attr in _MAGICS and magic in _RUNNING and len(words) > 1:
        yield words[-1]
