"""Statements of `ast` to statements of the event tree, in Python's order of evaluation."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from repro_lint.facts.measuring import only_measures
from repro_lint.facts.model import (
    Assign,
    Block,
    Break,
    Continue,
    Define,
    DefineClass,
    Do,
    FromImport,
    Global,
    Handler,
    If,
    Import,
    Loop,
    Nonlocal,
    Raise,
    Return,
    Stmt,
    Try,
    With,
)
from repro_lint.facts.nodes import NOTHING, Compare, Const, Expr, Item, Keyword, Logic, Name, Span, span_of
from repro_lint.facts.quoted import quoted

if TYPE_CHECKING:
    from repro_lint.facts.collect import Collector


def convert_statement(node: ast.stmt, collector: Collector) -> list[Stmt]:
    """The events of one statement; none for one that has none."""
    handler = _HANDLERS.get(type(node))
    return [] if handler is None else handler(node, collector)


def _expression(node: ast.Expr, c: Collector) -> list[Stmt]:
    if statements := quoted(node.value):
        return list(c.block(statements))
    value = c.expr(node.value)
    return [] if value is NOTHING or isinstance(value, Const) else [Do(span_of(node), value)]


def _assign(node: ast.Assign, c: Collector) -> list[Stmt]:
    value = c.expr(node.value)
    return [Assign(span_of(node), tuple(c.expr(target) for target in node.targets), value)]


def _annotated(node: ast.AnnAssign, c: Collector) -> list[Stmt]:
    if node.value is None:
        return []
    return [Assign(span_of(node), (c.expr(node.target),), c.expr(node.value))]


def _augmented(node: ast.AugAssign, c: Collector) -> list[Stmt]:
    return [Assign(span_of(node), (c.expr(node.target),), c.expr(node.value), type(node.op).__name__)]


def _delete(node: ast.Delete, c: Collector) -> list[Stmt]:
    return [Assign(span_of(node), tuple(c.expr(target) for target in node.targets), NOTHING)]


def _import(node: ast.Import, c: Collector) -> list[Stmt]:
    c.imports.extend((alias.name, 0) for alias in node.names)
    c.names.bound.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    c.tensorflow.update(alias.asname or alias.name for alias in node.names if alias.name == "tensorflow")
    return [Import(span_of(node), alias.name, alias.asname) for alias in node.names]


def _from_import(node: ast.ImportFrom, c: Collector) -> list[Stmt]:
    module = node.module or ""
    c.imports.append((module, node.level))
    c.imports.extend((f"{module}.{a.name}" if module else a.name, node.level) for a in node.names)
    names = tuple((alias.name, alias.asname or alias.name) for alias in node.names)
    c.names.bound.update(bound for _, bound in names)
    return [FromImport(span_of(node), module, node.level, names)]


def _if(node: ast.If, c: Collector) -> list[Stmt]:
    """A chain of `elif` is one level deep in the source and must not nest ours: it is walked in a loop."""
    chain: list[ast.If] = [node]
    while len(chain[-1].orelse) == 1 and isinstance(chain[-1].orelse[0], ast.If):
        chain.append(chain[-1].orelse[0])
    converted = [(span_of(one), c.expr(one.test), c.block(one.body)) for one in chain]
    orelse = c.block(chain[-1].orelse)
    for span, test, body in reversed(converted):
        orelse = (If(span, test, body, orelse),)
    return list(orelse)


def _assert(node: ast.Assert, c: Collector) -> list[Stmt]:
    test = c.expr(node.test)
    return [] if test is NOTHING else [If(span_of(node), test, (), (Raise(span_of(node), NOTHING),))]


def _for(node: ast.For | ast.AsyncFor, c: Collector) -> list[Stmt]:
    iterable, target = c.expr(node.iter), c.expr(node.target)
    measures = only_measures(node, c.scope)
    return [Loop(span_of(node), target, iterable, c.block(node.body), c.block(node.orelse), measures)]


def _while(node: ast.While, c: Collector) -> list[Stmt]:
    return [Loop(span_of(node), None, c.expr(node.test), c.block(node.body), c.block(node.orelse))]


def _try(node: ast.Try, c: Collector) -> list[Stmt]:
    body = c.block(node.body)
    c.names.bound.update(h.name for h in node.handlers if h.name)
    handlers = tuple(Handler(c.expr(h.type), h.name, c.block(h.body)) for h in node.handlers)
    return [Try(span_of(node), body, handlers, c.block(node.orelse), c.block(node.finalbody))]


def _with(node: ast.With | ast.AsyncWith, c: Collector) -> list[Stmt]:
    items = [(c.expr(i.context_expr), c.expr(i.optional_vars) if i.optional_vars else None) for i in node.items]
    body = c.block(node.body)
    for context, target in reversed(items):
        body = (With(span_of(node), context, target, body),)
    return list(body)


def _match(node: ast.Match, c: Collector) -> list[Stmt]:
    subject = c.expr(node.subject)
    orelse: Block = ()
    for case in reversed(node.cases):
        orelse = (_case(case, subject, c, orelse, span_of(node)),)
    return [Do(span_of(node), subject), *orelse]


def _case(case: ast.match_case, subject: Expr, c: Collector, orelse: Block, span: Span) -> If:
    captured: list[Stmt] = []
    test = _pattern(case.pattern, subject, c, span, captured)
    if case.guard is not None:  # sees what the pattern binds
        body = (If(span, c.expr(case.guard), c.block(case.body), orelse),)
        return If(span, test, (*captured, *body), orelse)
    return If(span, test, (*captured, *c.block(case.body)), orelse)


def _pattern(pattern: ast.pattern, subject: Expr, c: Collector, span: Span, captured: list[Stmt]) -> Expr:
    """The test that a pattern is, as far as it can be told; what it captures is added to `captured`."""
    if isinstance(pattern, ast.MatchValue):
        return Compare(left=subject, operator="Eq", right=c.expr(pattern.value))
    if isinstance(pattern, ast.MatchSingleton):
        return Compare(left=subject, operator="Is", right=Const(value=pattern.value))
    if isinstance(pattern, ast.MatchOr):
        tests = tuple(_pattern(one, subject, c, span, captured) for one in pattern.patterns)
        return Logic(parts=tests, conjunction=False)
    if isinstance(pattern, ast.MatchAs):
        test = Const(value=True) if pattern.pattern is None else _pattern(pattern.pattern, subject, c, span, captured)
        if pattern.name is not None:
            c.names.bound.add(pattern.name)
            captured.append(Assign(span, (Name(id=pattern.name),), subject))
        return test
    if isinstance(pattern, ast.MatchMapping):
        keys = [c.expr(key) for key in pattern.keys]
        values = zip(keys, pattern.patterns, strict=True)
        tests = tuple(_pattern(one, Item(subject, key, span), c, span, captured) for key, one in values)
        return Logic(parts=(*(Compare(left=key, operator="In", right=subject) for key in keys), *tests))
    if isinstance(pattern, ast.MatchSequence) and not any(isinstance(p, ast.MatchStar) for p in pattern.patterns):
        for number, one in enumerate(pattern.patterns):
            _pattern(one, Item(subject, Const(value=number), span), c, span, captured)
        return NOTHING
    names = [n for n in ast.walk(pattern) if isinstance(n, (ast.MatchAs, ast.MatchStar)) and n.name]
    c.names.bound.update(n.name for n in names if n.name)
    captured.extend(Assign(span, (Name(id=n.name),), NOTHING) for n in names if n.name)
    return NOTHING


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, c: Collector) -> list[Stmt]:
    decorators = tuple(c.expr(decorator) for decorator in node.decorator_list)
    return [Define(span_of(node), c.add_function(node), decorators)]


def _class(node: ast.ClassDef, c: Collector) -> list[Stmt]:
    c.names.bound.add(node.name)
    bases = tuple(c.expr(base) for base in node.bases)
    decorators = tuple(c.expr(decorator) for decorator in node.decorator_list)
    owner, c.owner = c.owner, node.name
    body = c.block(node.body)
    c.owner = owner
    annotated = [one.target for one in node.body if isinstance(one, ast.AnnAssign)]
    fields = tuple(target.id for target in annotated if isinstance(target, ast.Name))
    keywords = tuple(Keyword(k.arg, c.expr(k.value), span_of(k.value)) for k in node.keywords)
    return [DefineClass(span_of(node), node.name, bases, body, decorators, fields, keywords)]


def _global(node: ast.Global, c: Collector) -> list[Stmt]:
    c.rebound.update(node.names)
    c.names.bound.update(node.names)
    return [Global(span_of(node), tuple(node.names))]


_HANDLERS: dict[type[ast.stmt], Callable[..., list[Stmt]]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.Import: _import,
    ast.ImportFrom: _from_import,
    ast.If: _if,
    ast.Assert: _assert,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Try: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Match: _match,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Return: lambda node, c: [Return(span_of(node), c.expr(node.value))],
    ast.Raise: lambda node, c: [Raise(span_of(node), c.expr(node.exc))],
    ast.Break: lambda node, _: [Break(span_of(node))],
    ast.Continue: lambda node, _: [Continue(span_of(node))],
    ast.Global: _global,
    ast.Nonlocal: lambda node, _: [Nonlocal(span_of(node), tuple(node.names))],
}

if hasattr(ast, "TryStar"):
    _HANDLERS[ast.TryStar] = _try
