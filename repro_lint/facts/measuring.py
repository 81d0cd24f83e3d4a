"""Loops that look at no more than the size of what they take: nothing depends on which elements those are."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_SIZES = frozenset({"device", "dtype", "ndim", "shape"})
_SIZE_METHODS = frozenset({"dim", "get_shape", "numel", "size"})
_SIZE_FUNCTIONS = frozenset({"len", "type"})
_MOVING = frozenset({"cpu", "cuda", "detach", "float", "long", "numpy", "reshape", "to", "view"})
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def only_measures(loop: ast.For | ast.AsyncFor, scope: ast.AST) -> bool:
    """Whether nobody reads the elements that a loop of a scope takes, as in `for x, y in loader: print(x.shape)`."""
    if not all(map(_is_plain, loop.body)):
        return False
    names = frozenset(_bound(loop)) - _counter(loop)
    return bool(names) and not any(_reads(one, names) for one in loop.body) and not _reads_outside(scope, loop, names)


def _counter(loop: ast.For | ast.AsyncFor) -> frozenset[str]:
    """The name that gets the number of the turn."""
    match loop:
        case ast.For(iter=ast.Call(func=ast.Name(id="enumerate")), target=ast.Tuple(elts=[ast.Name(id=name), _])):
            return frozenset({name})
        case _:
            return frozenset()


def _is_plain(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))) | ast.Break() | ast.Pass():
            return True
        case ast.Assign(targets=[ast.Name()], value=value):
            return _is_moved(value)
        case _:
            return False


def _is_moved(value: ast.expr) -> bool:
    """Whether a value is what a name stands for, at most elsewhere or in another form."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _MOVING:
        value = value.func.value
    return isinstance(value, ast.Name)


def _bound(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id
        elif isinstance(inner, ast.arg):
            yield inner.arg


def _reads(node: ast.AST, names: frozenset[str]) -> bool:
    """Whether more than the size of a name is read; what moves to another name is not read yet."""
    match node:
        case ast.Assign():
            return False
        case ast.Attribute(attr=name, value=holder) if name in _SIZES and _holds(holder):
            return False
        case ast.Call(func=ast.Attribute(attr=name, value=holder)) if name in _SIZE_METHODS and _holds(holder):
            return False
        case ast.Call(func=ast.Name(id=name), args=[holder]) if name in _SIZE_FUNCTIONS and _holds(holder):
            return False
        case ast.Name(id=name):
            return name in names
    return any(_reads(inner, names) for inner in ast.iter_child_nodes(node))


def _holds(value: ast.expr) -> bool:
    """Whether a value is a name, or what stands in it at a constant place."""
    while isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant):
        value = value.value
    return _is_moved(value)


def _reads_outside(node: ast.AST, loop: ast.AST, names: frozenset[str]) -> bool:
    """Whether a name is read besides in the loop, where nothing else binds it."""
    if node is loop or not names:
        return False
    if isinstance(node, ast.Name):
        return node.id in names and isinstance(node.ctx, ast.Load)
    if isinstance(node, _FUNCTIONS):
        names -= frozenset(_bound(node))
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        if _reads_outside(node.iter, loop, names):
            return True
        names -= frozenset(_bound(node.target))
    elif isinstance(node, _COMPREHENSIONS):
        names -= frozenset(name for part in node.generators for name in _bound(part.target))
    return any(_reads_outside(inner, loop, names) for inner in ast.iter_child_nodes(node))
