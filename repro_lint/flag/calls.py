"""The libcst visitor: the one place of a flagged call where an argument is to be put.

Only the flagged expression is parsed, not its file: libcst reads 18 kLOC/s and its positions cost three times that,
while a call is some lines. What `ast` accepted inside parentheses libcst accepts as well.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import lru_cache

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from repro_lint.source import syntax
from repro_lint.source.lines import Lines

# What may follow the last argument on its line: a comment stays beside it.
_REST = re.compile(r"(?P<comma>\s*,)?(?P<comment>\s*#.*)")
# What may stand before an argument that begins a line; some write the comma there.
_LEAD = re.compile(r"\s*(,\s*)?")
_LINE_END = re.compile(r"\r\n?")
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
    """Visits the flagged call, the outermost of the expression, and prepares the argument's insertion.

    `lines`: the expression within parentheses on lines of their own; `commented`: a comment follows it on its line.
    """

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, argument: str, lines: list[str], *, commented: bool) -> None:
        super().__init__()
        self.argument = argument
        self.lines = lines
        self.commented = commented
        self.insertion: Insertion | None = None
        self.refused = ""

    def visit_Call(self, node: cst.Call) -> bool:
        """The first call met is the flagged one."""
        name, named, _ = self.argument.partition("=")
        if named and any(argument.keyword is not None and argument.keyword.value == name for argument in node.args):
            self.refused = f"`{name}` is given already"
        elif node.args and isinstance(node.args[-1].value, cst.GeneratorExp) and not node.args[-1].value.lpar:
            self.refused = "the only argument is a generator expression without parentheses"
        elif not named and any(argument.keyword is not None or argument.star for argument in node.args):
            self.refused = "a seed that is told by its place alone cannot stand behind such arguments"
        else:
            self.argument = _spaced(self.argument, node)
            self.insertion = self._behind_last(node) if node.args else self._between_parentheses(node)
        return False

    def _between_parentheses(self, node: cst.Call) -> Insertion:
        end = self._range(node).end
        lead = self.lines[end.line - 1][: end.column - 1]
        text = self.argument if lead.strip() else f"    {self.argument}\n{lead}"
        return _at(end.line, end.column - 1, text)

    def _behind_last(self, node: cst.Call) -> Insertion:
        """Behind the last argument; on a line of its own where the arguments stand so."""
        last = self._range(node.args[-1])
        before = self._range(node.args[-2] if len(node.args) > 1 else node.func)
        line, column = last.end.line, last.end.column
        lead = self.lines[last.start.line - 1][: last.start.column]
        begins_line = before.end.line < last.start.line and _LEAD.fullmatch(lead)
        if not begins_line or (self.commented and line == len(self.lines) - 1):
            return _at(line, column, f", {self.argument}")
        separator, own = "" if "," in lead else ",", f"\n{lead}{self.argument}"
        rest = _REST.fullmatch(self.lines[line - 1][column:])
        if rest is None:
            return _at(line, column, separator + own)
        text = separator + rest["comment"] + own + (rest["comma"] or "").strip()
        return Insertion(line, column, line, column + rest.end("comment"), text)

    def _range(self, node: cst.CSTNode) -> CodeRange:
        found = self.get_metadata(PositionProvider, node)
        if not isinstance(found, CodeRange):
            raise TypeError(f"no position for {type(node).__name__}")
        return found


@lru_cache(maxsize=4096)
def insertion(expression: str, argument: str, *, commented: bool = False) -> Insertion | str:
    """Where `argument` goes in a call; the reason where it cannot be put. `commented`: a comment follows the call."""
    expression = _LINE_END.sub("\n", expression)
    if _nesting(expression) > MAX_NESTING:
        return "the call is nested too deep to be edited safely"
    try:
        module = MetadataWrapper(cst.parse_module(f"(\n{expression})\n"), unsafe_skip_copy=True)
    except (cst.ParserSyntaxError, RecursionError):
        return "libcst cannot read the call"
    visitor = CallVisitor(argument, ["(", *expression.split("\n"), ")"], commented=commented)
    module.visit(visitor)
    if visitor.insertion is None:
        return visitor.refused or "no call stands there"
    found = visitor.insertion
    found = Insertion(found.line - 1, found.column, found.end_line - 1, found.end_column, found.text)
    return found if _adds_one(expression, found) else "the call would not be Python any more"


def _at(line: int, column: int, text: str) -> Insertion:
    return Insertion(line, column, line, column, text)


def _spaced(argument: str, node: cst.Call) -> str:
    """The argument with blanks around its `=` where the call has them."""
    signs = [one.equal for one in node.args if isinstance(one.equal, cst.AssignEqual)]
    return argument.replace("=", " = ", 1) if signs and not signs[-1].whitespace_before.empty else argument


def _adds_one(expression: str, change: Insertion) -> bool:
    """Whether a call has one argument more after a change, and is otherwise as it was."""
    lines = Lines.of(expression)
    start, end = lines.offset(change.line, change.column), lines.offset(change.end_line, change.end_column)
    counts = [_arguments(text) for text in (expression, f"{expression[:start]}{change.text}{expression[end:]}")]
    return counts[0] >= 0 and counts[0] + 1 == counts[1]


def _arguments(expression: str) -> int:
    """How many arguments a call has; -1 for what is no call."""
    try:
        call = syntax.expression(expression)
    except syntax.UnparsableError:
        return -1
    return len(call.args) + len(call.keywords) if isinstance(call, ast.Call) else -1


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
