"""The libcst visitor: the one place of a flagged call where an argument is to be put.

Only the flagged expression is parsed, not its file: libcst reads 18 kLOC/s and its positions cost three times that,
while a call is some lines. What `ast` accepted inside parentheses libcst accepts as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

# What may follow the last argument on its line: a comment stays beside it.
_COMMENTED = re.compile(r"(?P<comma>\s*,)?(?P<comment>\s*#.*?)\r?")
MAX_NESTING = 150  # libcst's parser is recursive and native: beyond some depth it takes the process with it


@dataclass(frozen=True, slots=True)
class Insertion:
    """Put `text` at a place of the expression: 1-based line, 0-based code-point column; or replace up to `end`."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class CallVisitor(cst.CSTVisitor):
    """Visits the flagged call, the outermost of the expression, and prepares the argument's insertion."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, argument: str, lines: list[str]) -> None:
        super().__init__()
        self.argument = argument
        self.lines = lines
        self.insertion: Insertion | None = None
        self.refused = ""

    def visit_Call(self, node: cst.Call) -> bool:
        """The first call met is the flagged one."""
        name = self.argument.partition("=")[0]
        if any(argument.keyword is not None and argument.keyword.value == name for argument in node.args):
            self.refused = f"`{name}` is given already"
        elif node.args and isinstance(node.args[-1].value, cst.GeneratorExp) and not node.args[-1].value.lpar:
            self.refused = "the only argument is a generator expression without parentheses"
        else:
            self.insertion = self._after_last(node) if node.args else self._between_parentheses(node)
        return False

    def _between_parentheses(self, node: cst.Call) -> Insertion:
        end = self._range(node).end
        return Insertion(end.line, end.column - 1, end.line, end.column - 1, self.argument)

    def _after_last(self, node: cst.Call) -> Insertion:
        """Behind the last argument; on a line of its own where the arguments stand so."""
        last = self._range(node.args[-1])
        before = self._range(node.args[-2] if len(node.args) > 1 else node.func)
        if before.end.line == last.start.line:
            return Insertion(last.end.line, last.end.column, last.end.line, last.end.column, f", {self.argument}")
        own = f",{{}}\n{self.lines[last.start.line - 1][: last.start.column]}{self.argument}"
        rest = self.lines[last.end.line - 1][last.end.column :]
        commented = _COMMENTED.fullmatch(rest)
        if commented is None:
            return Insertion(last.end.line, last.end.column, last.end.line, last.end.column, own.format(""))
        text = own.format(commented["comment"]) + (commented["comma"] or "").strip()
        end = last.end.column + commented.end("comment")
        return Insertion(last.end.line, last.end.column, last.end.line, end, text)

    def _range(self, node: cst.CSTNode) -> CodeRange:
        found = self.get_metadata(PositionProvider, node)
        if not isinstance(found, CodeRange):
            raise TypeError(f"no position for {type(node).__name__}")
        return found


@lru_cache(maxsize=4096)
def insertion(expression: str, argument: str) -> Insertion | str:
    """Where `argument` goes in a call; the reason where it cannot be put."""
    if _nesting(expression) > MAX_NESTING:
        return "the call is nested too deep to be edited safely"
    try:
        module = MetadataWrapper(cst.parse_module(f"(\n{expression})\n"), unsafe_skip_copy=True)
    except (cst.ParserSyntaxError, RecursionError):
        return "libcst cannot read the call"
    visitor = CallVisitor(argument, ["(", *expression.split("\n"), ")"])
    module.visit(visitor)
    if visitor.insertion is None:
        return visitor.refused or "no call stands there"
    found = visitor.insertion
    return Insertion(found.line - 1, found.column, found.end_line - 1, found.end_column, found.text)


def _nesting(text: str) -> int:
    """The depth of brackets, strings not told apart: an upper bound is enough."""
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest
