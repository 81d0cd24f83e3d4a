"""Operators, as far as constants, containers and strings go."""

from __future__ import annotations

from repro_lint.facts import nodes
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.operators import calculated, is_set, joint, letters, of_sets, partly
from repro_lint.resolve.domain.values import UNKNOWN, Known, Mapping, Sequence, Unstable, Value
from repro_lint.resolve.interpreter.conditions import Conditions

_JOINING = frozenset({"BitOr", "BitAnd", "BitXor", "Sub"})  # of sets


class Arithmetic(Conditions):
    """Calculates."""

    def binary_value(self, expr: nodes.Binary, frame: Frame) -> Value:
        return self.updated(expr.operator, self.evaluate(expr.left, frame), self.evaluate(expr.right, frame))

    def updated(self, operator: str, left: Value, right: Value) -> Value:
        """`left operator right`."""
        for side in (left, right):
            if isinstance(side, Unstable):
                return side
        number = isinstance(left, Known) and isinstance(left.value, (int, float))
        if number and operator in ("Div", "FloorDiv", "Mod") and right == Known(0):
            self.throw(self.state.streams)
            self.state.streams = None
        if isinstance(left, Known) and isinstance(right, Known) and not letters(left):
            return calculated(operator, left.value, right.value)
        if operator in _JOINING and (is_set(left) or is_set(right)):
            return of_sets(operator, left, right)
        if isinstance(left, Sequence) and isinstance(right, Sequence) and operator == "Add":
            return joint(left, right)
        if isinstance(left, Mapping) and isinstance(right, Mapping) and operator == "BitOr":
            return Mapping((*left.items, *right.items))
        return partly(letters(left) + letters(right)) if operator in ("Add", "Mod") else UNKNOWN
