"""The event tree: a program reduced to what can matter for random state.

Named tuples, because they are frozen, quick to make and quick to pickle; without any `ast` node, so that they
can cross processes and be cached. Positions are those of `ast`: 1-based lines, 0-based UTF-8 byte columns, in the
text that was parsed.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from repro_lint.facts.nodes import Expr, Keyword, Span


class Do(NamedTuple):
    """An expression evaluated for its effects."""

    span: Span
    value: Expr


class Assign(NamedTuple):
    """`targets = value`; `update` names the operator of `x += value`."""

    span: Span
    targets: tuple[Expr, ...]
    value: Expr
    update: str = ""


class Import(NamedTuple):
    """`import module as alias`; without alias the first part of the name is bound."""

    span: Span
    module: str
    alias: str | None


class FromImport(NamedTuple):
    """`from module import name as alias`; `name` may be `*`."""

    span: Span
    module: str
    level: int
    names: tuple[tuple[str, str], ...]


class If(NamedTuple):
    """`if`, and `match` and `assert` reduced to it."""

    span: Span
    test: Expr
    body: Block
    orelse: Block


class Loop(NamedTuple):
    """`for target in iterable` or, without target, `while iterable`."""

    span: Span
    target: Expr | None
    iterable: Expr
    body: Block
    orelse: Block


class Handler(NamedTuple):
    """`except caught as name`."""

    caught: Expr
    name: str | None
    body: Block


class Try(NamedTuple):
    """`try`."""

    span: Span
    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block


class With(NamedTuple):
    """`with context as target`, one item."""

    span: Span
    context: Expr
    target: Expr | None
    body: Block


class Return(NamedTuple):
    """`return value`."""

    span: Span
    value: Expr


class Raise(NamedTuple):
    """`raise value`."""

    span: Span
    value: Expr


class Break(NamedTuple):
    """`break`."""

    span: Span


class Continue(NamedTuple):
    """`continue`."""

    span: Span


class Global(NamedTuple):
    """`global names`."""

    span: Span
    names: tuple[str, ...]


class Nonlocal(NamedTuple):
    """`nonlocal names`."""

    span: Span
    names: tuple[str, ...]


class Define(NamedTuple):
    """`def`; `function` indexes `FileFacts.functions`. Decorators and defaults are evaluated here."""

    span: Span
    function: int
    decorators: tuple[Expr, ...]


class DefineClass(NamedTuple):
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


class Parameter(NamedTuple):
    """One parameter. `kind`: "positional", "keyword", "*" or "**"."""

    name: str
    kind: str
    default: Expr | None


class Function(NamedTuple):
    """A function or lambda."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Block
    generator: bool
    span: Span
    owner: str = ""  # the class it stands in


class FileFacts(NamedTuple):
    """One file.

    `imports`: the modules named, with level; `has_main_guard`: there is an `if __name__ …`; `rebound`: the names that
    a function declares `global`, or may fill for a function around it; `functions_before`: for each statement of
    `body`, the number of functions defined up to its end; `tensorflow_1`: written for TensorFlow 1; `gpu`: asks for a
    GPU.
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
