"""The event tree: a program reduced to what can matter for random state.

Without any `ast` node, so that it can cross processes and be cached. Positions are those of `ast`: 1-based lines,
0-based UTF-8 byte columns, in the text that was parsed.
"""

from __future__ import annotations

from typing import TypeAlias

from repro_lint.facts.nodes import Expr, Keyword, Node, Span


class Do(Node, frozen=True):
    """An expression evaluated for its effects."""

    span: Span
    value: Expr


class Assign(Node, frozen=True):
    """`targets = value`; `update` names the operator of `x += value`."""

    span: Span
    targets: tuple[Expr, ...]
    value: Expr
    update: str = ""


class Import(Node, frozen=True):
    """`import module as alias`; without alias the first part of the name is bound."""

    span: Span
    module: str
    alias: str | None


class FromImport(Node, frozen=True):
    """`from module import name as alias`; `name` may be `*`."""

    span: Span
    module: str
    level: int
    names: tuple[tuple[str, str], ...]


class If(Node, frozen=True):
    """`if`, and `match` and `assert` reduced to it."""

    span: Span
    test: Expr
    body: Block
    orelse: Block


class Loop(Node, frozen=True):
    """`for target in iterable` or, without target, `while iterable`. `measures`: nobody reads its elements."""

    span: Span
    target: Expr | None
    iterable: Expr
    body: Block
    orelse: Block
    measures: bool = False


class Handler(Node, frozen=True):
    """`except caught as name`."""

    caught: Expr
    name: str | None
    body: Block


class Try(Node, frozen=True):
    """`try`."""

    span: Span
    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block


class With(Node, frozen=True):
    """`with context as target`, one item."""

    span: Span
    context: Expr
    target: Expr | None
    body: Block


class Return(Node, frozen=True):
    """`return value`."""

    span: Span
    value: Expr


class Raise(Node, frozen=True):
    """`raise value`."""

    span: Span
    value: Expr


class Break(Node, frozen=True):
    """`break`."""

    span: Span


class Continue(Node, frozen=True):
    """`continue`."""

    span: Span


class Global(Node, frozen=True):
    """`global names`."""

    span: Span
    names: tuple[str, ...]


class Nonlocal(Node, frozen=True):
    """`nonlocal names`."""

    span: Span
    names: tuple[str, ...]


class Define(Node, frozen=True):
    """`def`; `function` indexes `FileFacts.functions`. Decorators and defaults are evaluated here."""

    span: Span
    function: int
    decorators: tuple[Expr, ...]


class DefineClass(Node, frozen=True):
    """`class`; its body runs here. `fields`: its annotated names, in order; `keywords`: those beside its bases."""

    span: Span
    name: str
    bases: tuple[Expr, ...]
    body: Block
    decorators: tuple[Expr, ...]
    fields: tuple[str, ...] = ()
    keywords: tuple[Keyword, ...] = ()


Stmt: TypeAlias = (
    Do
    | Assign
    | Import
    | FromImport
    | If
    | Loop
    | Try
    | With
    | Return
    | Raise
    | Break
    | Continue
    | Global
    | Nonlocal
    | Define
    | DefineClass
)
Block: TypeAlias = tuple[Stmt, ...]


class Parameter(Node, frozen=True):
    """One parameter. `kind`: "positional", "keyword", "*" or "**"."""

    name: str
    kind: str
    default: Expr | None


class Function(Node, frozen=True):
    """A function or lambda."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Block
    generator: bool
    span: Span
    owner: str = ""  # the class it stands in


class FileFacts(Node, frozen=True):
    """One file.

    `imports`: the modules named, with level; `has_main_guard`: there is an `if __name__ …`; `rebound`: the names that
    a function declares `global`, or may fill for a function around it; `functions_before`: for each statement of
    `body`, the number of functions defined up to its end; `tensorflow_1`: written for TensorFlow 1; `gpu`: asks for a
    GPU; `unbound`: names that nothing in it binds.
    """

    body: Block
    functions: tuple[Function, ...]
    imports: tuple[tuple[str, int], ...]
    has_main_guard: bool
    has_tests: bool
    rebound: frozenset[str] = frozenset()
    functions_before: tuple[int, ...] = ()
    tensorflow_1: bool = False
    gpu: bool = False
    unbound: frozenset[str] = frozenset()
