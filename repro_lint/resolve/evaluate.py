"""Expressions: names, attributes, constants and the order in which their parts take effect."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import ClassVar

from repro_lint.facts import nodes
from repro_lint.resolve.choices import contents, either, options, truth
from repro_lint.resolve.conditions import Conditions
from repro_lint.resolve.frames import Frame
from repro_lint.resolve.operators import calculated, compared
from repro_lint.resolve.state import Source
from repro_lint.resolve.values import (
    UNKNOWN,
    Arguments,
    Bound,
    Deferred,
    Func,
    Gpus,
    Instance,
    Known,
    Mapping,
    Missing,
    Ref,
    Sequence,
    Thing,
    Unknown,
    Unstable,
    Value,
)

_BUILTINS = frozenset(dir(builtins))


class Evaluator(Conditions):
    """Evaluates expressions."""

    expressions: ClassVar[dict[type, Callable[..., Value]]]

    def evaluate(self, expr: nodes.Expr, frame: Frame) -> Value:
        """The value of an expression, its effects done in order."""
        handler = self.expressions.get(type(expr))
        return UNKNOWN if handler is None else handler(self, expr, frame)

    def _opaque(self, expr: nodes.Opaque, frame: Frame) -> Value:
        found: Value = UNKNOWN
        for part in expr.parts:
            value = self.evaluate(part, frame)
            if isinstance(value, Unstable):
                found = value
        return found

    def _const(self, expr: nodes.Const, frame: Frame) -> Value:
        return Known(expr.value, None if expr.span is None else Source(self.place(frame, expr.span)))

    def _name(self, expr: nodes.Name, frame: Frame) -> Value:
        value = frame.lookup(expr.id)
        if value is not None:
            return value
        if expr.id in _BUILTINS:
            return Ref(f"builtins.{expr.id}")
        return Missing(expr.id) if frame.module.open else UNKNOWN

    def _attr(self, expr: nodes.Attr, frame: Frame) -> Value:
        value = self.attribute(self.evaluate(expr.base, frame), expr.name, frame)
        return UNKNOWN if isinstance(value, Bound) and isinstance(value.receiver, Unknown) else value

    def _item(self, expr: nodes.Item, frame: Frame) -> Value:
        base, key = self.evaluate(expr.base, frame), self.evaluate(expr.key, frame)
        if isinstance(base, Mapping) and isinstance(key, Known):
            return base.get(key.value) or UNKNOWN
        if isinstance(base, Sequence) and isinstance(key, Known) and isinstance(key.value, int):
            return base.items[key.value] if -len(base.items) <= key.value < len(base.items) else UNKNOWN
        if isinstance(base, (Sequence, Mapping)):
            return either(contents(base))
        if isinstance(base, Gpus):
            self.need_gpu(self.place(frame, expr.span))
        if isinstance(base, Instance) and isinstance(getter := self.find_member(base.cls, "__getitem__"), Func):
            return self.invoke(getter, Arguments((key,)), self.place(frame, expr.span), base)
        if isinstance(base, Thing) and base.pending is not None and not base.pending.methods:
            self.use(base, self.place(frame, expr.span), frame)  # an order by chance, and one of its places
        split = isinstance(base, Thing) and base.kind.endswith("Dataset")  # `tfds.load(...)["train"]`
        return base if split or isinstance(base, Unstable) else UNKNOWN

    def elements(self, value: Value) -> tuple[Value, ...]:
        """What iterating over a value yields, as far as it is known."""
        if isinstance(value, Mapping) and value.items:
            return tuple(Known(key) for key, _ in value.items)
        if isinstance(value, (Sequence, Mapping)):
            return contents(value)
        return (value,) if isinstance(value, Unstable) else (UNKNOWN,)

    def _call(self, expr: nodes.Call, frame: Frame) -> Value:
        if isinstance(expr.function, nodes.Attr):
            base = self.evaluate(expr.function.base, frame)
            target = self.attribute(base, expr.function.name, frame)
        else:
            target = self.evaluate(expr.function, frame)
        arguments = self.arguments(expr, frame)
        if self.world is None:
            return UNKNOWN
        return self.call(target, arguments, self.place(frame, expr.span), frame)

    def arguments(self, expr: nodes.Call, frame: Frame) -> Arguments:
        """The arguments of a call, evaluated in order; known `*args` and `**kwargs` are unpacked."""
        positional: list[Value] = []
        spans: list[nodes.Span] = []
        named: list[tuple[str, Value]] = []
        named_spans: list[nodes.Span] = []
        unresolved = False
        for argument, span in zip(expr.arguments, expr.argument_spans, strict=True):
            value = self.evaluate(argument, frame)
            values = value.items if isinstance(argument, nodes.Star) and isinstance(value, Sequence) else (value,)
            if isinstance(argument, nodes.Star) and not isinstance(value, Sequence):
                unresolved, values = True, ()
            positional.extend(values)
            spans.extend([span] * len(values))
        for keyword in expr.keywords:
            value = self.evaluate(keyword.value, frame)
            pairs: tuple[tuple[str, Value], ...] = ()
            if keyword.name is not None:
                pairs = ((keyword.name, value),)
            elif isinstance(value, Mapping):
                pairs = tuple((str(key), item) for key, item in value.items)
            else:
                unresolved = True
            named.extend(pairs)
            named_spans.extend([keyword.span] * len(pairs))
        return Arguments(tuple(positional), tuple(named), tuple(spans), tuple(named_spans), unresolved)

    def _star(self, expr: nodes.Star, frame: Frame) -> Value:
        return self.evaluate(expr.value, frame)

    def _items(self, expr: nodes.Items, frame: Frame) -> Value:
        values = tuple(self.evaluate(part, frame) for part in expr.parts)
        if any(isinstance(part, nodes.Star) for part in expr.parts) or len(values) > 64:
            return Sequence((either(values),), expr.kind)
        return Sequence(values, expr.kind)

    def _table(self, expr: nodes.Table, frame: Frame) -> Value:
        items: list[tuple[nodes.Constant, Value]] = []
        resolved = True
        for key, part in zip(expr.keys, expr.parts, strict=True):
            name = None if key is None else self.evaluate(key, frame)
            value = self.evaluate(part, frame)
            if isinstance(name, Known):
                items.append((name.value, value))
            elif name is None and isinstance(value, Mapping):
                items.extend(value.items)
            else:
                resolved = False
                self.use(value, self.place(frame, nodes.Span(0, 0, 0, 0)), frame)
        return Mapping(tuple(items)) if resolved else UNKNOWN

    def _choice(self, expr: nodes.Choice, frame: Frame) -> Value:
        outcome = self.test(expr.test, frame)
        if outcome is not None:
            return self.evaluate(expr.body if outcome else expr.orelse, frame)
        found: list[Value] = []

        def branch(part: nodes.Expr, taken: bool) -> Callable[[], None]:
            def run() -> None:
                self.narrow(expr.test, frame, taken)
                found.append(self.evaluate(part, frame))

            return run

        self.fork(frame, branch(expr.body, True), branch(expr.orelse, False))
        return either(found)

    def _logic(self, expr: nodes.Logic, frame: Frame) -> Value:
        found: list[Value] = []
        for part in expr.parts:
            value = self.evaluate(part, frame)
            outcome = truth(value)
            if outcome is (not expr.conjunction):
                return either([*found, value]) if found else value
            if outcome is None:
                found.extend(o for o in options(value) if truth(o) is not expr.conjunction)
            last = value
        return either([*found, last])

    def _not(self, expr: nodes.Not, frame: Frame) -> Value:
        value = self.evaluate(expr.operand, frame)
        outcome = truth(value)
        if isinstance(value, Gpus):
            return Gpus(not value.hidden)
        return UNKNOWN if outcome is None else Known(not outcome)

    def _compare(self, expr: nodes.Compare, frame: Frame) -> Value:
        left, right = self.evaluate(expr.left, frame), self.evaluate(expr.right, frame)
        if isinstance(left, Gpus):
            hidden = compared(expr.operator, Known(left.hidden), right)
            return UNKNOWN if hidden is None else Gpus(hidden)
        answers = {compared(expr.operator, a, b) for a in options(left) for b in options(right)}
        answer = answers.pop() if len(answers) == 1 else None
        return UNKNOWN if answer is None else Known(answer)

    def _binary(self, expr: nodes.Binary, frame: Frame) -> Value:
        left, right = self.evaluate(expr.left, frame), self.evaluate(expr.right, frame)
        for side in (left, right):
            if isinstance(side, Unstable):
                return side
        if isinstance(left, Known) and isinstance(right, Known):
            return calculated(expr.operator, left.value, right.value)
        if isinstance(left, Sequence) and isinstance(right, Sequence) and expr.operator == "Add":
            return Sequence(left.items + right.items, left.kind)
        return UNKNOWN

    def _walrus(self, expr: nodes.Walrus, frame: Frame) -> Value:
        value = self.evaluate(expr.value, frame)
        frame.bind(expr.target.id, value)
        return value

    def _yield(self, expr: nodes.Yield, frame: Frame) -> Value:
        value = self.evaluate(expr.value, frame)
        if expr.delegates and isinstance(value, Deferred):
            self.run_deferred(value, self.place(frame, nodes.Span(0, 0, 0, 0)), frame.on_yield)
        elif frame.on_yield is not None:
            frame.on_yield(value)
        return UNKNOWN


Evaluator.expressions = {
    nodes.Opaque: Evaluator._opaque,
    nodes.Const: Evaluator._const,
    nodes.Name: Evaluator._name,
    nodes.Attr: Evaluator._attr,
    nodes.Item: Evaluator._item,
    nodes.Call: Evaluator._call,
    nodes.Star: Evaluator._star,
    nodes.Items: Evaluator._items,
    nodes.Table: Evaluator._table,
    nodes.Choice: Evaluator._choice,
    nodes.Logic: Evaluator._logic,
    nodes.Not: Evaluator._not,
    nodes.Compare: Evaluator._compare,
    nodes.Binary: Evaluator._binary,
    nodes.Walrus: Evaluator._walrus,
    nodes.Yield: Evaluator._yield,
}
