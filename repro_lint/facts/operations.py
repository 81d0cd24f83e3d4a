"""Operations of `ast` on operands that are converted already."""

from __future__ import annotations

import ast

from repro_lint.facts.nodes import NOTHING, Binary, Compare, Const, Expr, Logic, Name, Not, Opaque


def bundle(parts: tuple[Expr, ...]) -> Opaque:
    """An expression of unknown value; those without any effect are dropped from it."""
    kept = tuple(part for part in parts if not isinstance(part, (Const, Name)) and part is not NOTHING)
    return Opaque(kept) if kept else NOTHING


def signed(node: ast.UnaryOp, operand: Expr) -> Expr:
    """`not a`, `-a`; of another operator the value is unknown."""
    if isinstance(node.op, ast.Not):
        return Not(operand=operand)
    if isinstance(node.op, ast.USub):
        if isinstance(operand, Const) and isinstance(operand.value, (int, float)):
            return Const(value=-operand.value)
        return Binary(left=Const(value=0), operator="Sub", right=operand)
    return bundle((operand,))


def compared(node: ast.Compare, left: Expr, rights: tuple[Expr, ...]) -> Expr:
    """`a < b`, or `a < b < c` as the conjunction of its pairs."""
    if len(rights) == 1:
        return Compare(left=left, operator=type(node.ops[0]).__name__, right=rights[0])
    sides = (left, *rights)
    if all(isinstance(side, (Const, Name)) for side in rights[:-1]):  # may be evaluated twice
        operators = [type(operator).__name__ for operator in node.ops]
        pairs = zip(sides, operators, rights, strict=False)
        return Logic(parts=tuple(Compare(left=a, operator=o, right=b) for a, o, b in pairs))
    return bundle(sides)
