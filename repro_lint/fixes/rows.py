"""The top level of a file as rows of whole lines, between which new lines can stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from repro_lint.fixes.stars import named
from repro_lint.source.text import Source

_LICENCE = re.compile(r"copyright|licen[cs]e|spdx|all rights reserved|author", re.IGNORECASE)
# How a comment speaks of the lines right below it; any other above the first line is a title.
_REASON = re.compile(
    r"\b(needs?|needed|requires?|must|because|avoids?|suppress(es)?|silences?|before|third[- ]party|local)\b",
    re.IGNORECASE,
)
# What must stay the first line of its file or cell: shebang, coding cookie, cell marker, Colab form.
_FIXED = re.compile(r"#(!|\s*@|\s*%%|\s*In\[|.*coding[:=])")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class Row:
    """Statements that share lines, from `start` to `end` of `source.text` (1-based, inclusive).

    `modules`: those imported here, also in branches; a relative one starts with a dot.
    """

    start: int
    end: int
    statements: tuple[ast.stmt, ...] = field(repr=False)
    modules: tuple[str, ...]

    @property
    def is_import(self) -> bool:
        """Whether it does nothing but import."""
        return all(isinstance(statement, ast.Import | ast.ImportFrom) for statement in self.statements)

    @property
    def is_future(self) -> bool:
        """Whether it holds a `__future__` import."""
        return any(isinstance(one, ast.ImportFrom) and one.module == "__future__" for one in self.statements)

    @property
    def is_docstring(self) -> bool:
        """Whether it is a string on its own."""
        first = self.statements[0]
        return (
            isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
        )

    @property
    def roots(self) -> frozenset[str]:
        """The packages of `modules`."""
        return frozenset(module.split(".")[0] for module in self.modules)


@dataclass(frozen=True, slots=True)
class Layout:
    """A source and the rows of its top level, or of one body in it; `outer` are then those that run before the body."""

    source: Source
    rows: tuple[Row, ...]
    outer: tuple[Row, ...] = ()

    @classmethod
    def of(cls, source: Source, tree: ast.Module) -> Layout:
        """Cut a source into rows."""
        return cls(source, _rows(source, tree.body))

    def within(self, body: Sequence[ast.stmt], index: int) -> Layout:
        """The rows of a body that row `index` runs."""
        return Layout(self.source, _rows(self.source, body), self.rows[:index])

    def cell(self, row: Row) -> int:
        """The number of the cell a row stands in; 0 in a script."""
        return self.source.cell_at(row.start).number if self.source.cells else 0

    def index_at(self, line: int) -> int:
        """Which row holds a line, or else is the first behind it."""
        return next((index for index, row in enumerate(self.rows) if row.end >= line), len(self.rows))

    def own(self, index: int, row: int) -> range:
        """The rows before `index` that stand in the same cell, or script, as a row."""
        cell = self.cell(self.rows[row])
        first = next(number for number, other in enumerate(self.rows) if self.cell(other) == cell)
        return range(first, index)

    def is_magic(self, row: Row) -> bool:
        """Whether a row stands for a magic or a shell command of a notebook."""
        # A timed statement, which becomes `if 1:`, is code of the author's.
        is_stand_in = isinstance(row.statements[0], ast.Pass | ast.Assign)
        return is_stand_in and shown(self.source, row.start).lstrip().startswith(("%", "!", "?"))

    def is_paragraph_mate(self, index: int) -> bool:
        """Whether a row follows the one before it without a blank line between them."""
        if index <= 0 or index >= len(self.rows) or self.cell(self.rows[index]) != self.cell(self.rows[index - 1]):
            return False
        between = range(self.rows[index - 1].end + 1, self.rows[index].start)
        return all(self.source.lines.bare(line).lstrip().startswith("#") for line in between)

    def start_with_comment(self, row: Row) -> int:
        """The first line of a row together with the comment right above that belongs to it: no title of the file."""
        first, _ = bounds(self.source, row.start)
        line, text = row.start, self.source.lines.bare(row.start)
        mark = f"{text[: len(text) - len(text.lstrip())]}#"
        while line > first and self._belongs_below(line - 1, mark):
            line -= 1
        if line == row.start or not self._is_top(line):
            return line
        comment = [self.source.lines.bare(number) for number in range(line, row.start)]
        return line if any(map(_REASON.search, comment)) and not any(map(_LICENCE.search, comment)) else row.start

    def _is_top(self, line: int) -> bool:
        """Whether nothing but fixed comments stands above."""
        first, _ = bounds(self.source, line)
        return all(_FIXED.match(self.source.lines.bare(above)) for above in range(first, line))

    def _belongs_below(self, line: int, mark: str) -> bool:
        text = self.source.lines.bare(line)
        return text.startswith(mark) and not _FIXED.match(text)


def _rows(source: Source, body: Sequence[ast.stmt]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for statement in body:
        lines = _first_line(statement), _last_line(source, statement)
        row = Row(*lines, named(source, statement), tuple(imported(statement)))
        if rows and row.start <= rows[-1].end:
            before = rows.pop()
            statements, modules = (*before.statements, statement), (*before.modules, *row.modules)
            row = Row(before.start, max(before.end, row.end), statements, modules)
        rows.append(row)
    return tuple(rows)


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a statement that run with it: not what stands in functions and classes."""
    waiting = [node]  # no recursion: a generated file may chain a thousand operators
    while waiting:
        current = waiting.pop()
        yield current
        if not isinstance(current, _SCOPES):
            waiting += reversed(list(ast.iter_child_nodes(current)))


def imported(statement: ast.stmt) -> Iterator[str]:
    """The modules that a statement imports, also in branches; a relative one starts with a dot."""
    for node in own_nodes(statement):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def bounds(source: Source, line: int) -> tuple[int, int]:
    """The first and last line of the cell, or the script, that holds a line."""
    if not source.cells:
        return 1, len(source.lines.starts)
    cell = source.cell_at(line)
    return cell.first_line, cell.last_line


def shown(source: Source, line: int) -> str:
    """A line as a reader sees it, magics included."""
    return source.line_text(source.place(line, 0, line, 0))


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _last_line(source: Source, statement: ast.stmt) -> int:
    """A magic, and a statement before `; \\`, go on where the line ends with a backslash."""
    line = statement.end_lineno or statement.lineno
    _, last = bounds(source, line)
    while line < last and shown(source, line).endswith("\\"):
        line += 1
    return line
