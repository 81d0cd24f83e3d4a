"""Expressions of `ast` to expressions of the event tree, in Python's order of evaluation."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from repro_lint.facts.constants import is_small
from repro_lint.facts.nodes import (
    NOTHING,
    Attr,
    Binary,
    Call,
    Choice,
    Comprehension,
    Const,
    Expr,
    Generator,
    Item,
    Items,
    Keyword,
    Lambda,
    Logic,
    Name,
    Opaque,
    Span,
    Star,
    Table,
    Walrus,
    Yield,
    span_of,
)
from repro_lint.facts.operations import bundle, compared, signed

if TYPE_CHECKING:
    from repro_lint.facts.collect import Collector


def convert(node: ast.expr, collector: Collector) -> Expr:
    """The event-tree expression for `node`."""
    handler = _HANDLERS.get(type(node))
    if handler is not None:
        return handler(node, collector)
    return bundle(_children(node, collector))


def _formatted(node: ast.JoinedStr, collector: Collector) -> Expr:
    """The parts of an f-string put together; one with formats is a string of which its letters are known."""
    if any(isinstance(part, ast.FormattedValue) and _has_format(part) for part in node.values):
        letters = (str(part.value) for part in node.values if isinstance(part, ast.Constant))
        return Opaque(tuple(one for one in _children(node, collector) if not isinstance(one, Const)), "".join(letters))
    found: Expr = Const("")
    for part in node.values:
        value = convert(part.value if isinstance(part, ast.FormattedValue) else part, collector)
        found = Binary(found, "Text", value, span_of(node))
    return found


def _has_format(part: ast.FormattedValue) -> bool:
    return part.format_spec is not None or part.conversion not in (-1, ord("s"))


def _children(node: ast.AST, collector: Collector) -> tuple[Expr, ...]:
    found: list[Expr] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.comprehension, ast.FormattedValue)):
            found.extend(_children(child, collector))
        elif isinstance(child, ast.expr):
            found.append(convert(child, collector))
    return tuple(found)


def _constant(node: ast.Constant, _: Collector) -> Expr:
    if node.value is Ellipsis or not is_small(node.value):
        return NOTHING
    return Const(node.value, span_of(node) if node.value is None else None)


def _name(node: ast.Name, collector: Collector) -> Expr:
    asked = isinstance(node.ctx, ast.Load)
    (collector.names.loaded if asked else collector.names.bound).add(node.id)
    return Name(id=node.id)


def _attribute(node: ast.Attribute, collector: Collector) -> Expr:
    collector.takes(node.value, [node.attr])
    return Attr(base=convert(node.value, collector), name=node.attr, span=span_of(node))


def _subscript(node: ast.Subscript, collector: Collector) -> Expr:
    return Item(base=convert(node.value, collector), key=convert(node.slice, collector), span=span_of(node))


def _call(node: ast.Call, collector: Collector) -> Expr:
    """A call chain can be thousands long (`a().b().c()`): convert it from the inside without recursion."""
    chain: list[tuple[ast.Call, list[str], list[Span]]] = []
    inner: ast.expr = node
    while isinstance(inner, ast.Call):
        call, names, spans = inner, [], []
        inner = inner.func
        while isinstance(inner, ast.Attribute):
            names.append(inner.attr)
            spans.append(span_of(inner))
            inner = inner.value
        chain.append((call, names, spans))
        if not names:
            break
        collector.takes(inner, names)
    function = convert(inner, collector)
    for call, names, spans in reversed(chain):
        for name, span in zip(reversed(names), reversed(spans), strict=True):
            function = Attr(base=function, name=name, span=span)
        function = _one_call(call, function, collector)
    return function


def _one_call(node: ast.Call, function: Expr, collector: Collector) -> Call:
    keywords = tuple(Keyword(k.arg, convert(k.value, collector), span_of(k.value)) for k in node.keywords)
    return Call(
        function=function,
        arguments=tuple(convert(argument, collector) for argument in node.args),
        argument_spans=tuple(span_of(argument) for argument in node.args),
        keywords=keywords,
        span=span_of(node),
    )


def _starred(node: ast.Starred, collector: Collector) -> Expr:
    return Star(value=convert(node.value, collector))


def _display(node: ast.Tuple | ast.List | ast.Set, collector: Collector) -> Expr:
    kind = type(node).__name__.lower()
    if len(node.elts) > 256 and all(isinstance(element, ast.Constant) for element in node.elts):
        return Items(parts=(NOTHING,), kind=kind, span=span_of(node))  # a data table: only that it is not empty
    return Items(parts=tuple(convert(e, collector) for e in node.elts), kind=kind, span=span_of(node))


def _dict(node: ast.Dict, collector: Collector) -> Expr:
    keys = tuple(None if key is None else convert(key, collector) for key in node.keys)
    return Table(parts=tuple(convert(value, collector) for value in node.values), keys=keys)


def _choice(node: ast.IfExp, collector: Collector) -> Expr:
    test, body, orelse = (convert(part, collector) for part in (node.test, node.body, node.orelse))
    return Choice(test=test, body=body, orelse=orelse, span=span_of(node))


def _logic(node: ast.BoolOp, collector: Collector) -> Expr:
    parts = tuple(convert(value, collector) for value in node.values)
    return Logic(parts=parts, conjunction=isinstance(node.op, ast.And))


def _unary(node: ast.UnaryOp, collector: Collector) -> Expr:
    operand = convert(node.operand, collector)
    return signed(node, operand)


def _compare(node: ast.Compare, collector: Collector) -> Expr:
    left = convert(node.left, collector)
    rights = tuple(convert(c, collector) for c in node.comparators)
    return compared(node, left, rights)


def _binary(node: ast.BinOp, collector: Collector) -> Expr:
    """`a + b + c …` leans to the left: thousands of operands are walked in a loop."""
    pending: list[ast.BinOp] = []
    inner: ast.expr = node
    while isinstance(inner, ast.BinOp):
        pending.append(inner)
        inner = inner.left
    left = convert(inner, collector)
    for operation in reversed(pending):
        right = convert(operation.right, collector)
        left = Binary(left=left, operator=type(operation.op).__name__, right=right)
    return left


def _lambda(node: ast.Lambda, collector: Collector) -> Expr:
    return Lambda(function=collector.add_lambda(node))


def _walrus(node: ast.NamedExpr, collector: Collector) -> Expr:
    collector.names.bound.add(node.target.id)
    return Walrus(target=Name(id=node.target.id), value=convert(node.value, collector))


def _yield(node: ast.Yield | ast.YieldFrom, collector: Collector) -> Expr:
    collector.yields = True
    value = convert(node.value, collector) if node.value else NOTHING
    return Yield(value=value, delegates=isinstance(node, ast.YieldFrom))


def _await(node: ast.Await, collector: Collector) -> Expr:
    return convert(node.value, collector)


def _comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, collector: Collector) -> Expr:
    generators = tuple(
        Generator(
            convert(g.target, collector),
            convert(g.iter, collector),
            tuple(convert(condition, collector) for condition in g.ifs),
        )
        for g in node.generators
    )
    computed = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
    kinds = {ast.ListComp: "list", ast.SetComp: "set", ast.DictComp: "dict", ast.GeneratorExp: "generator"}
    parts = tuple(convert(part, collector) for part in computed)
    later = ast.walk(node) if isinstance(node, ast.GeneratorExp) else ()
    names = tuple(sorted({one.id for one in later if isinstance(one, ast.Name)}))
    element = span_of(computed[0]).to(span_of(computed[-1]))
    return Comprehension(parts, generators, kinds[type(node)], span_of(node), element, names)


def _slice(node: ast.Slice, collector: Collector) -> Expr:
    bounds = (node.lower, node.upper, node.step)
    return Items(parts=tuple(convert(b, collector) if b else Const() for b in bounds), kind="slice", span=span_of(node))


_HANDLERS: dict[type[ast.expr], Callable[..., Expr]] = {
    ast.Constant: _constant,
    ast.JoinedStr: _formatted,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Call: _call,
    ast.Starred: _starred,
    **dict.fromkeys((ast.Tuple, ast.List, ast.Set), _display),
    ast.Dict: _dict,
    ast.IfExp: _choice,
    ast.BoolOp: _logic,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BinOp: _binary,
    ast.Lambda: _lambda,
    ast.NamedExpr: _walrus,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Await: _await,
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), _comprehension),
}
