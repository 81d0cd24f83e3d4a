"""Python's own parser and compiler, with everything they can raise turned into one error."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

_FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_TRIES = (ast.Try, ast.TryStar) if sys.version_info >= (3, 11) else (ast.Try,)
VERSION = f"Python {sys.version_info.major}.{sys.version_info.minor}"


class UnparsableError(Exception):
    """A text is not Python as this interpreter understands it. `line` is 1-based where it is known."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@lru_cache(maxsize=2)  # the facts of a text, its fixes and its seeding block all need the tree, one after the other
def tree(text: str) -> ast.Module:
    """Parse a text; `await` may stand at the top level. Nobody changes what this gives. Raises UnparsableError."""
    with _one_error():
        return ast.parse(text)


@lru_cache(maxsize=1024)  # the calls of a program, at each look of an editor
def expression(text: str) -> ast.expr:
    """Parse an expression, which may go over several lines. Nobody changes what this gives. Raises UnparsableError."""
    with _one_error():
        return ast.parse(f"(\n{text}\n)", mode="eval").body


def nodes(tree: ast.Module) -> list[ast.AST]:
    """Every node, in the order of `ast.walk` and in half its time."""
    found: list[ast.AST] = [tree]
    for node in found:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                found.append(value)
            elif isinstance(value, list):
                found += [one for one in value if isinstance(one, ast.AST)]
    return found


def check(text: str) -> None:
    """Compile a text, which also finds a late `__future__` import or a repeated keyword. Raises UnparsableError."""
    with _one_error():
        tree = compile(text, "<source>", "exec", _FLAGS | ast.PyCF_ONLY_AST, dont_inherit=True)
        if text.count("finally") > 1:
            _write_once(tree)
        compile(tree, "<source>", "exec", _FLAGS, dont_inherit=True)


def _write_once(tree: ast.Module) -> None:
    """Move the body of each `finally` to the end of what it follows.

    The compiler writes that body for each way that leads there: one that stands in another, in a third and so on
    would be written any number of times.
    """
    for node in nodes(tree):
        if isinstance(node, _TRIES) and node.finalbody:
            last = node.handlers[-1] if node.handlers and isinstance(node, ast.Try) else node
            last.body += node.finalbody
            node.finalbody = [ast.copy_location(ast.Pass(), node)]


def parses(text: str) -> bool:
    """Whether a text is Python."""
    try:
        tree(text)
    except UnparsableError:
        return False
    return True


@contextmanager
def _one_error() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes and `is` with a literal: another linter's subject
            yield
    except SyntaxError as error:
        raise UnparsableError(f"does not parse as {VERSION}: {error.msg}", error.lineno or None) from error
    except (RecursionError, MemoryError) as error:
        raise UnparsableError(f"is nested too deeply for the parser of {VERSION}", None) from error
    except ValueError as error:  # null bytes, lone surrogates, integers of more than 4,300 digits
        raise UnparsableError(f"does not parse as {VERSION}: {error}", None) from error
