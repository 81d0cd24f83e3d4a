"""Where a seed is to be written, when the value of the argument that should hold it comes from somewhere else.

To replace the argument itself would throw away what other callers, or the command line, say: the value is replaced
where it is made, provided that it is made there to be a seed.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.streams import Place, Source

_SEED = re.compile(r"seed|random_?state|rng", re.IGNORECASE)
_CONVERSIONS = frozenset(
    {"abs", "divmod", "float", "hash", "int", "max", "min", "pow", "round", "str", "sum", "uint32", "int64", "uint64"}
)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

Trees = Callable[[str], ast.Module | None]


def seed_place(call: Place, argument: Span, source: Source | None, trees: Trees) -> Place | str:
    """The span to put a seed into, so that `argument` of `call` is fixed; the reason where there is none."""
    own = Place(call.path, argument)
    if source is not None and not _holds(own, source.place):
        made = _made_at(source.place.span, trees(source.place.path))
        if made is not None:
            return Place(source.place.path, made)
    tree = trees(call.path)
    if tree is not None and _comes_from_caller(tree, argument):
        return "its value comes from a caller: give a fixed one there"
    return own


def _holds(outer: Place, inner: Place) -> bool:
    (line, column, end_line, end_column), span = outer.span, inner.span
    starts = (line, column) <= (span.line, span.column)
    return outer.path == inner.path and starts and (span.end_line, span.end_column) <= (end_line, end_column)


def _made_at(place: Span, tree: ast.Module | None, depth: int = 3) -> Span | None:
    """The whole expression that makes a seed out of what stands at a place; None where it serves other ends, too."""
    way = [] if tree is None else list(_way_to(tree, place))
    if tree is None or _span(way[-1]) != place:
        return None
    if isinstance(way[-1], ast.Constant):
        return place  # a None
    index = len(way) - 1
    while index and _converts(way[index - 1], way[index]):
        index -= 1
    if _is_for_a_seed(way[:index], way[index]):
        return _span(way[index])
    match way[index - 1]:
        case ast.Assign(targets=[ast.Name(id=name)]) if depth:
            reads = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]
            found = {_made_at(_span(node), tree, depth - 1) for node in reads if isinstance(node.ctx, ast.Load)}
            return found.pop() if len(found - {None}) == 1 == len(found) else None
        case _:
            return None


def _way_to(tree: ast.Module, span: Span) -> Iterator[ast.AST]:
    """The nodes around a span from the outermost to the one that is it."""
    node: ast.AST | None = tree
    while node is not None:
        yield node
        node = next((child for child in _near(node, span) if _covers(child, span)), None)


def _near(node: ast.AST, span: Span) -> Iterator[ast.AST]:
    """The children of a node, of a body that statement only that begins last before a span."""
    for name, value in ast.iter_fields(node):
        if name == "body" and isinstance(value, list):
            index = bisect_right(value, span[:2], key=lambda one: (one.lineno, one.col_offset))
            yield from value[max(index - 1, 0) : index]
        else:
            yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST))


def _covers(node: ast.AST, span: Span) -> bool:
    if not hasattr(node, "lineno"):  # `arguments` has no place of its own
        return any(_covers(child, span) for child in ast.iter_child_nodes(node))
    own = _span(node)
    return own[:2] <= span[:2] and span[2:] <= own[2:]


def _span(node: ast.AST) -> Span:
    where = (getattr(node, name, 0) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"))
    return Span(*where)


def _converts(parent: ast.AST, child: ast.AST) -> bool:
    """Whether a parent makes another number of a value and nothing else."""
    if isinstance(parent, ast.Call):
        return child is parent.func or _name(parent.func) in _CONVERSIONS
    return isinstance(parent, ast.Attribute | ast.BinOp | ast.UnaryOp | ast.Subscript)


def _is_for_a_seed(way: list[ast.AST], value: ast.AST) -> bool:
    """Whether what takes a value calls it a seed: a name, a parameter, a function."""
    for parent in reversed(way):
        match parent:
            case ast.BoolOp() | ast.IfExp() | ast.Return() | ast.keyword(arg="default"):
                continue
            case ast.keyword(arg=str(name)) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                return bool(_SEED.search(name))
            case ast.Call(func=function, args=arguments):
                words = [_name(function), *(str(getattr(one, "value", "")) for one in arguments)]
                return any(map(_SEED.search, words))
            case ast.Assign(targets=[target]):
                return bool(_SEED.search(_name(target)))
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target) | ast.NamedExpr(target=target):
                return bool(_SEED.search(_name(target)))
            case ast.arguments():
                return any(_SEED.search(name) for name, default in _defaults(parent) if default is value)
            case _:
                return False
    return False


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr | None]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    names = [*positional[len(positional) - len(arguments.defaults) :], *arguments.kwonlyargs]
    yield from zip((one.arg for one in names), [*arguments.defaults, *arguments.kw_defaults], strict=True)


def _name(node: ast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def parameters_around(tree: ast.Module, span: Span) -> set[str]:
    """The parameters of the functions around a place."""
    scopes = functions_around(tree, span)
    return {one.arg for scope in scopes for one in ast.walk(scope.args) if isinstance(one, ast.arg)}


def functions_around(tree: ast.Module, span: Span) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda]:
    """The functions around a place, the outermost first."""
    return (one for one in _way_to(tree, span) if isinstance(one, _SCOPES))


def _comes_from_caller(tree: ast.Module, span: Span) -> bool:
    """Whether an expression reads a parameter of a function it stands in."""
    *_, expression = _way_to(tree, span)
    parameters = parameters_around(tree, span)
    return any(isinstance(node, ast.Name) and node.id in parameters for node in ast.walk(expression))
