"""Expressions: names, attributes, constants and the order in which their parts take effect."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from types import MappingProxyType

from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Deferred, Lazy
from repro_lint.resolve.domain.choices import contents, join_values, options, some
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.operators import partly
from repro_lint.resolve.domain.streams import Source, join_streams
from repro_lint.resolve.domain.values import (
    MAX_ITEMS,
    SOME_TEXT,
    UNKNOWN,
    Bound,
    Class,
    Either,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Method,
    Sequence,
    Unknown,
    Unreadable,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.aliases import dereference
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.arguments import evaluate_arguments
from repro_lint.resolve.interpreter.arithmetic import evaluate_binary
from repro_lint.resolve.interpreter.attributes import attribute
from repro_lint.resolve.interpreter.conditions import evaluate_choice, evaluate_compare, evaluate_logic, evaluate_not
from repro_lint.resolve.interpreter.containers import mutate, store_filled
from repro_lint.resolve.interpreter.exceptions import cannot_raise, kinds_of_call, may_throw, throw
from repro_lint.resolve.interpreter.items import item_of
from repro_lint.resolve.interpreter.scopes import bind_name, lookup
from repro_lint.resolve.models import library
from repro_lint.resolve.models.names import NO_ATTRIBUTE, NO_ITEM, NO_NAME, builtin, numbered
from repro_lint.resolve.models.orders import taken_order
from repro_lint.resolve.models.own_dicts import content
from repro_lint.resolve.models.showing import shown_as_data


def _opaque(machine: Engine, expr: nodes.Opaque, frame: Frame) -> Value:
    found: Value = partly(expr.text) if expr.text else UNKNOWN
    for part in expr.parts:
        value = machine.evaluate(part, frame)
        if isinstance(value, Unstable):
            found = value
    return found


def _const(machine: Engine, expr: nodes.Const, frame: Frame) -> Value:
    return Known(expr.value, None if expr.span is None else Source(frame.place(expr.span)))


def _name(machine: Engine, expr: nodes.Name, frame: Frame) -> Value:
    value = lookup(machine, frame, expr.id)
    if value is not None:
        return dereference(machine, value) if machine.state.archive.has_homes else value
    if (known := builtin(expr.id)) is not None:
        return known
    if _is_unbound(expr.id, frame):
        throw(machine, machine.state.streams, NO_NAME)
        machine.state.streams = None
        return UNKNOWN
    may_throw(machine)
    return Unreadable(expr.id) if frame.module.open else UNKNOWN


def _is_unbound(name: str, frame: Frame) -> bool:
    """Whether nothing can have bound a name; in a notebook the cell that did may be gone."""
    module = frame.module
    return name in module.facts.unbound and not module.open and not module.path.endswith(".ipynb")


def _attr(machine: Engine, expr: nodes.Attr, frame: Frame) -> Value:
    value = attribute(machine, machine.evaluate(expr.base, frame), expr.name, frame)
    if isinstance(value, Bound) and isinstance(value.receiver, Unknown):
        may_throw(machine, kinds=NO_ATTRIBUTE)
        return UNKNOWN
    return dereference(machine, value) if machine.state.archive.has_homes else value


def _item(machine: Engine, expr: nodes.Item, frame: Frame) -> Value:
    base, key = numbered(machine.evaluate(expr.base, frame)), machine.evaluate(expr.key, frame)
    if isinstance(key, LibraryObject) and key.pending is not None and not key.pending.methods:
        machine.escape(key, frame.place(expr.span), frame)  # `frame[columns]`: parts in an order by chance
    if isinstance(base, Sequence):
        shown_as_data(machine, key, frame)
    value = join_values(item_of(machine, one, key, frame.place(expr.span), frame) for one in options(base))
    if isinstance(value, Unknown):
        may_throw(machine, kinds=NO_ITEM)
    return dereference(machine, value) if machine.state.archive.has_homes else value


def elements_of(machine: Engine, value: Value) -> tuple[Value, ...]:
    """What iterating over a value yields, as far as it is known."""
    sequences = [one for one in options(value) if isinstance(one, Sequence)]
    if isinstance(value, Either) and len(sequences) == len(value.options):
        return tuple(item for one in sequences for item in one.items) or (UNKNOWN,)
    if isinstance(value, Mapping) and value.items:
        return tuple(Known(key) for key in dict(value.items))
    if isinstance(value, (Sequence, Mapping)):
        return contents(value)
    if isinstance(value, (LibraryObject, Instance)) and (made := library.elements(machine, value)) is not None:
        return made
    if isinstance(value, Known) and isinstance(value.value, str):
        return tuple(Known(letter) for letter in value.value[:MAX_ITEMS])
    if isinstance(value, Unknown) and value.text is not None:
        return (SOME_TEXT,)
    return (value,) if isinstance(value, Unstable) else (UNKNOWN,)


def _call(machine: Engine, expr: nodes.Call, frame: Frame) -> Value:
    base = expr.function.base if isinstance(expr.function, nodes.Attr) else nodes.NOTHING
    if isinstance(expr.function, nodes.Attr):
        target = attribute(machine, machine.evaluate(base, frame), expr.function.name, frame)
    else:
        target = machine.evaluate(expr.function, frame)
    arguments = evaluate_arguments(machine, expr, frame)
    if machine.state.streams is None:
        return UNKNOWN
    if not cannot_raise(machine, target, arguments):
        may_throw(machine, kinds=kinds_of_call(target))
    if isinstance(target, Bound):
        mutate(machine, base, target, arguments, frame)
    machine.state.filled = {}
    value = machine.call(target, arguments, frame.place(expr.span), frame)
    if machine.state.filled and isinstance(target, (Func, Method, Class)):
        store_filled(machine, target, expr, frame)
    return value


def _star(machine: Engine, expr: nodes.Star, frame: Frame) -> Value:
    value = machine.evaluate(expr.value, frame)
    waits = isinstance(value, (Deferred, Lazy))
    return machine.iterate(value, frame.place(nodes.Span(0, 0, 0, 0)), frame) if waits else value


def _items(machine: Engine, expr: nodes.Items, frame: Frame) -> Value:
    values = tuple(machine.evaluate(part, frame) for part in expr.parts)
    starred = [isinstance(part, nodes.Star) for part in expr.parts]
    orders = (taken_order(one, frame.place(expr.span)) for one, star in zip(values, starred, strict=True) if star)
    if expr.kind != "set" and (order := next(filter(None, orders), None)) is not None:
        return order
    if any(starred) or len(values) > MAX_ITEMS:
        spread = [
            elements_of(machine, value) if star else (value,) for value, star in zip(values, starred, strict=True)
        ]
        values = tuple(chain.from_iterable(spread))
        return Sequence((join_values(values),), "set") if expr.kind == "set" else some(values)
    return Sequence(values, expr.kind)


def _table(machine: Engine, expr: nodes.Table, frame: Frame) -> Value:
    items: list[tuple[nodes.Constant, Value]] = []
    resolved = True
    for key, part in zip(expr.keys, expr.parts, strict=True):
        name = None if key is None else machine.evaluate(key, frame)
        value = machine.evaluate(part, frame)
        if isinstance(name, Known):
            items.append((name.value, value))
        elif name is None and (spread := content(machine, value)) is not None:
            items.extend(spread.items)
        else:
            resolved = False
            machine.escape(value, frame.place(nodes.Span(0, 0, 0, 0)), frame)
    return Mapping(tuple(items)) if resolved else UNKNOWN


def _walrus(machine: Engine, expr: nodes.Walrus, frame: Frame) -> Value:
    value = machine.evaluate(expr.value, frame)
    bind_name(machine, frame, expr.target.id, value)
    return value


def _yield(machine: Engine, expr: nodes.Yield, frame: Frame) -> Value:
    value = machine.evaluate(expr.value, frame)
    if expr.delegates and isinstance(value, Lazy):
        value = machine.iterate(value, frame.place(nodes.Span(0, 0, 0, 0)), frame)
    if expr.delegates and isinstance(value, Deferred):
        made = machine.run_deferred(value, frame.place(nodes.Span(0, 0, 0, 0)), frame.on_yield)
        frame.yields.extend(elements_of(machine, made))
    elif frame.on_yield is not None:
        frame.on_yield(value)
    else:
        machine.escape(value, frame.place(nodes.Span(0, 0, 0, 0)), frame)
        frame.yields.extend(elements_of(machine, value) if expr.delegates else (value,))
    if frame.on_yield is None:
        machine.state.trace.yielded = join_streams(machine.state.trace.yielded, machine.state.streams)
    return UNKNOWN


EXPRESSIONS: MappingProxyType[type, Callable[..., Value]] = MappingProxyType(
    {
        nodes.Opaque: _opaque,
        nodes.Const: _const,
        nodes.Name: _name,
        nodes.Attr: _attr,
        nodes.Item: _item,
        nodes.Call: _call,
        nodes.Star: _star,
        nodes.Items: _items,
        nodes.Table: _table,
        nodes.Choice: evaluate_choice,
        nodes.Logic: evaluate_logic,
        nodes.Not: evaluate_not,
        nodes.Compare: evaluate_compare,
        nodes.Binary: evaluate_binary,
        nodes.Walrus: _walrus,
        nodes.Yield: _yield,
    }
)
