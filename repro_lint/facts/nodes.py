"""Expressions of the event tree, and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import msgspec

if TYPE_CHECKING:
    import ast

    Constant: TypeAlias = str | bytes | int | float | complex | bool | None
else:
    Constant = Any  # which is how `msgspec` is told of a union with `complex`


class Node(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True, tag=True, gc=False):
    """A part of the event tree: frozen, quick to make, to send to another process and to keep on disk."""


class Span(NamedTuple):
    """Start and end of a node, as `ast` counts."""

    line: int
    column: int
    end_line: int
    end_column: int

    def holds(self, other: Span) -> bool:
        """Whether another span of the same file lies within this one."""
        return self[:2] <= other[:2] and other[2:] <= self[2:]

    def to(self, other: Span) -> Span:
        """From the start of this one to the end of another."""
        return Span(*self[:2], *other[2:])


def span_of(node: ast.expr | ast.stmt | ast.keyword) -> Span:
    """The node's span; `ast` always sets the end on parsed code."""
    return Span(node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)


FILLING = frozenset({"append", "appendleft", "insert", "extend"})
TAKING = frozenset({"pop", "popleft"})
JOINING = frozenset({"add", "update"})
CHANGING = FILLING | TAKING | JOINING | {"setdefault"}
"""The methods that change a list, a deque, a set or a dict in place."""


class Opaque(Node, frozen=True):
    """A value nobody needs to know; `parts` are evaluated in order. `text`: the letters of an f-string."""

    parts: tuple[Expr, ...] = ()
    text: str = ""


NOTHING = Opaque()


class Const(Node, frozen=True):
    """A literal; where it stands is kept for None, which may be a seed that was left out."""

    value: Constant = None
    span: Span | None = None


class Name(Node, frozen=True):
    """A name, read or bound."""

    id: str = ""


class Attr(Node, frozen=True):
    """`base.name`."""

    base: Expr = NOTHING
    name: str = ""
    span: Span = Span(0, 0, 0, 0)


class Item(Node, frozen=True):
    """`base[key]`."""

    base: Expr = NOTHING
    key: Expr = NOTHING
    span: Span = Span(0, 0, 0, 0)


class Keyword(Node, frozen=True):
    """`name=value` in a call; `name` is None for `**value`."""

    name: str | None
    value: Expr
    span: Span


class Call(Node, frozen=True):
    """A call. `arguments` are positional, a `Star` among them for `*args`."""

    function: Expr = NOTHING
    arguments: tuple[Expr, ...] = ()
    argument_spans: tuple[Span, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    span: Span = Span(0, 0, 0, 0)


class Star(Node, frozen=True):
    """`*value`."""

    value: Expr = NOTHING


class Items(Node, frozen=True):
    """A tuple, list or set display; `parts` are the elements. Of the kind "slice": the bounds in `base[a:b]`."""

    parts: tuple[Expr, ...] = ()
    kind: str = "tuple"
    span: Span = Span(0, 0, 0, 0)


class Table(Node, frozen=True):
    """A dict display; a key is None for `**mapping`."""

    parts: tuple[Expr, ...] = ()
    keys: tuple[Expr | None, ...] = ()


class Choice(Node, frozen=True):
    """`body if test else orelse`."""

    test: Expr = NOTHING
    body: Expr = NOTHING
    orelse: Expr = NOTHING
    span: Span = Span(0, 0, 0, 0)


class Logic(Node, frozen=True):
    """`and` / `or` over `parts`."""

    parts: tuple[Expr, ...] = ()
    conjunction: bool = True


class Not(Node, frozen=True):
    """`not operand`."""

    operand: Expr = NOTHING


class Compare(Node, frozen=True):
    """`left operator right`, one operator."""

    left: Expr = NOTHING
    operator: str = "Eq"
    right: Expr = NOTHING


class Binary(Node, frozen=True):
    """Arithmetic. `operator` is the name of the `ast` class, or "Text" for what an f-string at `span` puts together."""

    left: Expr = NOTHING
    operator: str = "Add"
    right: Expr = NOTHING
    span: Span = Span(0, 0, 0, 0)


class Lambda(Node, frozen=True):
    """A function object made in an expression; `function` indexes `FileFacts.functions`."""

    function: int = 0


class Walrus(Node, frozen=True):
    """`name := value`."""

    target: Name = Name()
    value: Expr = NOTHING


class Yield(Node, frozen=True):
    """`yield value`, or `yield from value`."""

    value: Expr = NOTHING
    delegates: bool = False


class Generator(Node, frozen=True):
    """One `for target in iterable if …` of a comprehension."""

    target: Expr
    iterable: Expr
    conditions: tuple[Expr, ...]


class Comprehension(Node, frozen=True):
    """A comprehension; `parts` is what each round computes; `kind` is list, set, dict or generator.

    `element`: where `parts` stand; `names`: those that a generator expression, which runs later, looks up.
    """

    parts: tuple[Expr, ...] = ()
    generators: tuple[Generator, ...] = ()
    kind: str = "list"
    span: Span = Span(0, 0, 0, 0)
    element: Span = Span(0, 0, 0, 0)
    names: tuple[str, ...] = ()


def parts_of(thing: object) -> tuple[object, ...]:
    """What a node, or a tuple of nodes, is directly made of; nothing for what has no parts."""
    if isinstance(thing, Node):
        return msgspec.structs.astuple(thing)
    return thing if isinstance(thing, tuple) else ()


Expr: TypeAlias = (
    Opaque
    | Const
    | Name
    | Attr
    | Item
    | Call
    | Star
    | Items
    | Table
    | Choice
    | Logic
    | Not
    | Compare
    | Binary
    | Lambda
    | Walrus
    | Yield
    | Comprehension
)
