"""Operators, as far as constants, containers and strings go."""

from __future__ import annotations

from itertools import product

from repro_lint.facts import nodes
from repro_lint.resolve.domain.alternatives import MAX_COMBINATIONS
from repro_lint.resolve.domain.choices import is_text, join_values, options
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.operators import calculated, is_set, joint, letters, of_sets, partly
from repro_lint.resolve.domain.values import UNKNOWN, Either, Known, Mapping, Sequence, Unknown, Unstable, Value
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.exceptions import throw
from repro_lint.resolve.models import special
from repro_lint.resolve.models.showing import as_text

_JOINING = frozenset({"BitOr", "BitAnd", "BitXor", "Sub"})  # of sets
_DIVIDING = ("Div", "FloorDiv", "Mod")
_OF_TEXT = ("Add", "Mod", "Text")


def evaluate_binary(machine: Engine, expr: nodes.Binary, frame: Frame) -> Value:
    left, right = machine.evaluate(expr.left, frame), machine.evaluate(expr.right, frame)
    if expr.operator == "Text":
        right = as_text(right, frame.place(expr.span))
    return apply_operator(machine, expr.operator, left, right)


def apply_operator(machine: Engine, operator: str, left: Value, right: Value, *, updates: bool = False) -> Value:
    """`left operator right`, or with `updates` `left operator= right`."""
    made = special.operated(machine, operator, left, right, updates=updates)
    return _of_values(machine, operator, left, right) if made is None else made


def _of_values(machine: Engine, operator: str, left: Value, right: Value) -> Value:
    """What an operator makes of values that are no objects of the project."""
    for side in (left, right):
        if isinstance(side, Unstable):
            return side
    if isinstance(left, Either) or isinstance(right, Either):
        return _alternatives(machine, operator, options(left), options(right))
    if isinstance(left, Unknown) and left.option:
        return left
    if isinstance(right, Unknown) and right.option:
        return right
    number = isinstance(left, Known) and isinstance(left.value, (int, float))
    if number and operator in _DIVIDING and right == Known(0):
        throw(machine, machine.state.streams)
        machine.state.streams = None
    if isinstance(left, Known) and isinstance(right, Known):
        result = calculated(operator, left.value, right.value)
        if result != UNKNOWN or not letters(left):
            return result
    if operator in _JOINING and (is_set(left) or is_set(right)):
        return of_sets(operator, left, right)
    if isinstance(left, Sequence) and isinstance(right, Sequence) and operator == "Add":
        return joint(left, right)
    if isinstance(left, Mapping) and isinstance(right, Mapping) and operator == "BitOr":
        return Mapping((*left.items, *right.items))
    written = operator == "Text" or is_text(left) or (operator == "Add" and is_text(right))
    return partly(letters(left) + letters(right)) if operator in _OF_TEXT and written else UNKNOWN


def _alternatives(machine: Engine, operator: str, left: tuple[Value, ...], right: tuple[Value, ...]) -> Value:
    """An operator on values that may be one of several; what divides by zero is no alternative."""
    if len(left) * len(right) > MAX_COMBINATIONS:
        return UNKNOWN
    pairs = [pair for pair in product(left, right) if operator not in _DIVIDING or pair[1] != Known(0)]
    return join_values(apply_operator(machine, operator, *pair) for pair in pairs)
