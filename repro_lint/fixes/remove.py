"""Edits that take away a statement which a fix makes obsolete, where it stands on lines of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from repro_lint.fixes.rows import Layout, bounds
from repro_lint.model import Edit
from repro_lint.source.text import Source

_PLAIN = (ast.Assign, ast.Expr, ast.Import)


def removals(source: Source, tree: ast.Module, lines: Iterable[int]) -> Iterator[Edit]:
    """Take away the plain top-level statements at some lines; what shares its lines or is all of its cell stays."""
    wanted = sorted(set(lines))
    layout = Layout.of(source, tree) if wanted else Layout(source, ())
    for line in wanted:
        index = layout.index_at(line)
        row = layout.rows[index] if index < len(layout.rows) else None
        if row is None or len(row.statements) > 1 or not isinstance(row.statements[0], _PLAIN):
            continue
        first, last = bounds(source, row.start)
        if row.start <= line and row.end < last:
            start, end = source.place(row.start, 0, row.start, 0), source.place(row.end + 1, 0, row.end + 1, 0)
            yield Edit(replace(start, column=1, end_line=end.line, end_column=1), "")
        elif row.start <= line and first < row.start:
            above = len(source.lines.bare(row.start - 1))
            yield Edit(source.place(row.start - 1, above, row.end, len(source.lines.bare(row.end))), "")
