"""Which part of a flagged call to underline: what is called, of a chain of calls the method that draws."""

from __future__ import annotations

import ast

from repro_lint.model import Location
from repro_lint.source import syntax
from repro_lint.source.lines import Lines
from repro_lint.source.text import Source


def called(source: Source, location: Location) -> Location | None:
    """The name that is called at a place, without what it is called on in a chain; None where no call stands there."""
    text = source.segment(location)
    try:
        node = syntax.expression(text)
    except syntax.UnparsableError:
        return None
    if not isinstance(node, ast.Call):
        return None
    function, lines = node.func, Lines.of(text)
    line, column = function.lineno - 1, function.col_offset  # the parser sees a line more, in front
    end_line, end_column = (function.end_lineno or 2) - 1, function.end_col_offset or 0
    if isinstance(function, ast.Attribute) and _calls(function.value):
        line, column = end_line, end_column - len(function.attr.encode())
    start = _position(lines, location, line, column)
    return Location(location.path, location.cell, *start, *_position(lines, location, end_line, end_column))


def _calls(base: ast.expr) -> bool:
    return any(isinstance(node, ast.Call) for node in ast.walk(base))


def _position(lines: Lines, location: Location, line: int, column: int) -> tuple[int, int]:
    """A position in the text of a place, as one in its file."""
    shift = location.column if line == 1 else 1
    return location.line + line - 1, lines.column(line, column) + shift
