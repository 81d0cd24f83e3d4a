"""Expressions: names, attributes, constants and the order in which their parts take effect."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import ClassVar

from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy
from repro_lint.resolve.domain.choices import contents, either, options, some
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.operators import partly, sliced
from repro_lint.resolve.domain.streams import Source, joined
from repro_lint.resolve.domain.values import (
    GROWN,
    MAX_ITEMS,
    NONE,
    UNKNOWN,
    Bound,
    Class,
    Either,
    Func,
    Gpus,
    Instance,
    Known,
    Mapping,
    Method,
    Missing,
    Sequence,
    Thing,
    Unknown,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.containers import Containers
from repro_lint.resolve.models.environment import ENVIRON, variable
from repro_lint.resolve.models.names import builtin
from repro_lint.resolve.trace.events import Mode

_PARTED = ("Dataset", "DataFrame")  # a part of one is one


class Evaluator(Containers):
    """Evaluates expressions."""

    expressions: ClassVar[dict[type, Callable[..., Value]]]

    def evaluate(self, expr: nodes.Expr, frame: Frame) -> Value:
        """The value of an expression, its effects done in order."""
        handler = self.expressions.get(type(expr))
        return UNKNOWN if handler is None else handler(self, expr, frame)

    def _opaque(self, expr: nodes.Opaque, frame: Frame) -> Value:
        found: Value = partly(expr.text) if expr.text else UNKNOWN
        for part in expr.parts:
            value = self.evaluate(part, frame)
            if isinstance(value, Unstable):
                found = value
        return found

    def _const(self, expr: nodes.Const, frame: Frame) -> Value:
        return Known(expr.value, None if expr.span is None else Source(self.place(frame, expr.span)))

    def _name(self, expr: nodes.Name, frame: Frame) -> Value:
        value = self.lookup(frame, expr.id)
        if value is not None:
            return self.present(value) if self.state.summaries.has_homes else value
        if (known := builtin(expr.id)) is not None:
            return known
        self.may_throw()
        return Missing(expr.id) if frame.module.open else UNKNOWN

    def _attr(self, expr: nodes.Attr, frame: Frame) -> Value:
        value = self.attribute(self.evaluate(expr.base, frame), expr.name, frame)
        if isinstance(value, Bound) and isinstance(value.receiver, Unknown):
            self.may_throw()
            return UNKNOWN
        return self.present(value) if self.state.summaries.has_homes else value

    def _item(self, expr: nodes.Item, frame: Frame) -> Value:
        base, key = self.evaluate(expr.base, frame), self.evaluate(expr.key, frame)
        if isinstance(key, Thing) and key.pending is not None and not key.pending.methods:
            self.escape(key, self.place(frame, expr.span), frame)  # `frame[columns]`: parts in an order by chance
        value = either(self._item_of(one, key, expr, frame) for one in options(base))
        if isinstance(value, Unknown):
            self.may_throw()
        return self.present(value) if self.state.summaries.has_homes else value

    def _item_of(self, base: Value, key: Value, expr: nodes.Item, frame: Frame) -> Value:
        if isinstance(base, Mapping) and isinstance(key, Known):
            return base.get(key.value) or UNKNOWN
        if base == ENVIRON and isinstance(key, Known):
            return self.state.read(ENVIRON, variable(key)) or UNKNOWN
        if isinstance(base, Unknown) and base.option:
            return base
        if isinstance(base, Sequence) and isinstance(key, Sequence) and key.kind == "slice":
            return sliced(base, key)
        numbered = isinstance(base, Sequence) and base.kind != GROWN
        if isinstance(base, Sequence) and numbered and isinstance(key, Known) and isinstance(key.value, int):
            return base.items[key.value] if -len(base.items) <= key.value < len(base.items) else UNKNOWN
        if isinstance(base, (Sequence, Mapping)):
            return either(contents(base))
        if isinstance(base, Gpus):
            self.need_gpu(self.place(frame, expr.span))
        if isinstance(base, Instance) and isinstance(getter := self.find_member(base.cls, "__getitem__"), Func):
            return self.invoke(getter, Arguments((key,)), self.place(frame, expr.span), base)
        if isinstance(base, Thing) and base.pending is not None and not base.pending.methods:
            self.escape(base, self.place(frame, expr.span), frame)  # an order by chance, and one of its places
        part = isinstance(base, Thing) and base.kind.endswith(_PARTED)  # `tfds.load(...)["train"]`
        return base if part or isinstance(base, Unstable) else UNKNOWN

    def elements(self, value: Value) -> tuple[Value, ...]:
        """What iterating over a value yields, as far as it is known."""
        sequences = [one for one in options(value) if isinstance(one, Sequence)]
        if isinstance(value, Either) and len(sequences) == len(value.options):
            return tuple(item for one in sequences for item in one.items) or (UNKNOWN,)
        if isinstance(value, Mapping) and value.items:
            return tuple(Known(key) for key in dict(value.items))
        if isinstance(value, (Sequence, Mapping)):
            return contents(value)
        if isinstance(value, Known) and isinstance(value.value, str):
            return tuple(Known(letter) for letter in value.value[:MAX_ITEMS])
        return (value,) if isinstance(value, Unstable) else (UNKNOWN,)

    def _call(self, expr: nodes.Call, frame: Frame) -> Value:
        base = expr.function.base if isinstance(expr.function, nodes.Attr) else nodes.NOTHING
        if isinstance(expr.function, nodes.Attr):
            target = self.attribute(self.evaluate(base, frame), expr.function.name, frame)
        else:
            target = self.evaluate(expr.function, frame)
        arguments = self.arguments(expr, frame)
        if self.state.streams is None:
            return UNKNOWN
        if not self.is_calm(target, arguments):
            self.may_throw()
        if isinstance(target, Bound):
            self.changes(base, target, arguments, frame)
        self.state.filled = {}
        value = self.call(target, arguments, self.place(frame, expr.span), frame)
        if self.state.filled and isinstance(target, (Func, Method, Class)):
            self.keep_filled(target, expr, frame)
        return value

    def arguments(self, expr: nodes.Call, frame: Frame) -> Arguments:
        """The arguments of a call, evaluated in order; known `*args` and `**kwargs` are unpacked."""
        positional: list[Value] = []
        spans: list[nodes.Span] = []
        named: list[tuple[str, Value]] = []
        named_spans: list[nodes.Span] = []
        positions = names = True  # are known
        for argument, span in zip(expr.arguments, expr.argument_spans, strict=True):
            value = self.evaluate(argument, frame)
            if not isinstance(argument, nodes.Star):
                positional.append(value)
                spans.append(span)
            elif isinstance(value, Sequence) and value.counted:
                positional.extend(value.items)
                spans.extend([span] * len(value.items))
            else:
                positions = False
        for keyword in expr.keywords:
            value = self.evaluate(keyword.value, frame)
            if keyword.name is not None:
                named.append((keyword.name, value))
                named_spans.append(keyword.span)
            elif isinstance(value, Mapping):
                named.extend((str(key), item) for key, item in value.items)
                named_spans.extend([keyword.span] * len(value.items))
            else:
                names = False
        if any(name == "training" and value not in (Known(False), NONE) for name, value in named):
            self.state.emit(Mode(self.place(frame, expr.span), training=True))
        known = positions and names
        return Arguments(tuple(positional), tuple(named), tuple(spans), tuple(named_spans), not known, names)

    def _star(self, expr: nodes.Star, frame: Frame) -> Value:
        value = self.evaluate(expr.value, frame)
        waits = isinstance(value, (Deferred, Lazy))
        return self.iterate(value, self.place(frame, nodes.Span(0, 0, 0, 0))) if waits else value

    def _items(self, expr: nodes.Items, frame: Frame) -> Value:
        values = tuple(self.evaluate(part, frame) for part in expr.parts)
        starred = [isinstance(part, nodes.Star) for part in expr.parts]
        if any(starred) or len(values) > MAX_ITEMS:
            spread = [self.elements(value) if star else (value,) for value, star in zip(values, starred, strict=True)]
            values = tuple(chain.from_iterable(spread))
            return Sequence((either(values),), "set") if expr.kind == "set" else some(values)
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
                self.escape(value, self.place(frame, nodes.Span(0, 0, 0, 0)), frame)
        return Mapping(tuple(items)) if resolved else UNKNOWN

    def _walrus(self, expr: nodes.Walrus, frame: Frame) -> Value:
        value = self.evaluate(expr.value, frame)
        self.bind(frame, expr.target.id, value)
        return value

    def _yield(self, expr: nodes.Yield, frame: Frame) -> Value:
        value = self.evaluate(expr.value, frame)
        if expr.delegates and isinstance(value, Lazy):
            value = self.iterate(value, self.place(frame, nodes.Span(0, 0, 0, 0)))
        if expr.delegates and isinstance(value, Deferred):
            self.run_deferred(value, self.place(frame, nodes.Span(0, 0, 0, 0)), frame.on_yield)
        elif frame.on_yield is not None:
            frame.on_yield(value)
        else:
            self.escape(value, self.place(frame, nodes.Span(0, 0, 0, 0)), frame)
        if frame.on_yield is None:
            self.state.trace.yielded = joined(self.state.trace.yielded, self.state.streams)
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
    nodes.Choice: Evaluator.choice_value,
    nodes.Logic: Evaluator.logic_value,
    nodes.Not: Evaluator.not_value,
    nodes.Compare: Evaluator.compare_value,
    nodes.Binary: Evaluator.binary_value,
    nodes.Walrus: Evaluator._walrus,
    nodes.Yield: Evaluator._yield,
}
