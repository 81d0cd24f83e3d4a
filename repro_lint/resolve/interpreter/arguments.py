"""The arguments of a call, in the order in which they are evaluated."""

from __future__ import annotations

from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.values import NONE, Known, Sequence, Value
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.models.orders import taken_order
from repro_lint.resolve.models.own_dicts import content
from repro_lint.resolve.trace.events import Mode


def evaluate_arguments(machine: Engine, expr: nodes.Call, frame: Frame) -> Arguments:
    """The arguments of a call, evaluated in order; known `*args` and `**kwargs` are unpacked."""
    positional: list[Value] = []
    spans: list[nodes.Span] = []
    named: list[tuple[str, Value]] = []
    named_spans: list[nodes.Span] = []
    positions = names = True  # are known
    for argument, span in zip(expr.arguments, expr.argument_spans, strict=True):
        value = machine.evaluate(argument, frame)
        if not isinstance(argument, nodes.Star):
            positional.append(value)
            spans.append(span)
        elif (order := taken_order(value, frame.place(span))) is not None:
            positional.append(order)
            spans.append(span)
            positions = False
        elif isinstance(value, Sequence) and value.counted:
            positional.extend(value.items)
            spans.extend([span] * len(value.items))
        else:
            positions = False
    for keyword in expr.keywords:
        value = machine.evaluate(keyword.value, frame)
        if keyword.name is not None:
            named.append((keyword.name, value))
            named_spans.append(keyword.span)
        elif (spread := content(machine, value)) is not None:
            named.extend((str(key), item) for key, item in spread.items)
            named_spans.extend([keyword.span] * len(spread.items))
        else:
            names = False
    if any(name == "training" and value not in (Known(False), NONE) for name, value in named):
        machine.state.emit(Mode(frame.place(expr.span), training=True))
    known = positions and names
    return Arguments(tuple(positional), tuple(named), tuple(spans), tuple(named_spans), not known, names)
