"""Conditions: whether they hold, and what is known on either side of them."""

from __future__ import annotations

from collections.abc import Callable

from repro_lint.facts import nodes
from repro_lint.resolve.attributes import Attributes
from repro_lint.resolve.choices import either, options, truth
from repro_lint.resolve.frames import Frame
from repro_lint.resolve.operators import compared
from repro_lint.resolve.values import UNKNOWN, Either, Instance, Thing, Value

_PARAMETER_LIKE = ("seed", "random_state", "determin", "reproduc")


class Conditions(Attributes):
    """Decides tests and narrows names by them."""

    def test(self, expr: nodes.Expr, frame: Frame) -> bool | None:
        """Whether a condition holds. A seed that is there but unresolved counts as given."""
        return self.decided(self.evaluate(expr, frame), expr, frame)

    def decided(self, value: Value, expr: nodes.Expr, frame: Frame) -> bool | None:
        """Whether a condition holds that has this value."""
        outcome = truth(value)
        if outcome is None and isinstance(expr, nodes.Not):
            inner = self.test(expr.operand, frame)
            return None if inner is None else not inner
        if outcome is None and isinstance(expr, nodes.Compare) and _is_none(expr.right):
            if expr.operator in ("Is", "IsNot") and self._unresolved_seed(expr.left, frame):
                return expr.operator == "IsNot"
        elif outcome is None and self._unresolved_seed(expr, frame):
            return True
        return outcome

    def _unresolved_seed(self, expr: nodes.Expr, frame: Frame) -> bool:
        """Whether `expr` is a seed of which nothing is known, or only a default that would be used."""
        if not isinstance(expr, (nodes.Name, nodes.Attr)):
            return False
        name = expr.id if isinstance(expr, nodes.Name) else expr.name
        if not any(word in name.lower() for word in _PARAMETER_LIKE):
            return False
        value = self.evaluate(expr, frame)
        return UNKNOWN in options(value) and all(one == UNKNOWN or truth(one) is True for one in options(value))

    def narrow(self, expr: nodes.Expr, frame: Frame, outcome: bool) -> None:
        """Forget the alternatives of a name that the outcome of a test excludes."""
        if isinstance(expr, nodes.Not):
            self.narrow(expr.operand, frame, not outcome)
        elif isinstance(expr, nodes.Logic) and expr.conjunction is outcome:
            for part in expr.parts:
                self.narrow(part, frame, outcome)
        elif isinstance(expr, (nodes.Name, nodes.Attr)):
            self._keep(expr, frame, lambda value: truth(value) is not (not outcome))
        elif isinstance(expr, nodes.Compare) and isinstance(expr.left, (nodes.Name, nodes.Attr)):
            right = self.evaluate(expr.right, frame) if isinstance(expr.right, nodes.Const) else UNKNOWN
            self._keep(expr.left, frame, lambda value: compared(expr.operator, value, right) is not (not outcome))

    def _keep(self, target: nodes.Name | nodes.Attr, frame: Frame, possible: Callable[[Value], bool]) -> None:
        value = self.evaluate(target, frame)
        if not isinstance(value, Either):
            return
        kept = either(option for option in value.options if possible(option))
        if isinstance(target, nodes.Name):
            frame.bind(target.id, kept)
        else:
            owner = self.evaluate(target.base, frame)
            if isinstance(owner, (Instance, Thing)):
                self.write_attribute(owner, target.name, kept)


def _is_none(expr: nodes.Expr) -> bool:
    return isinstance(expr, nodes.Const) and expr.value is None
