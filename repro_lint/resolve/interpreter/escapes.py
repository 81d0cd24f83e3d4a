"""Values that leave what can be followed: they may be called, iterated or fitted there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy, Partial
from repro_lint.resolve.domain.choices import leaves
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import (
    Either,
    ExternalName,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Method,
    Sequence,
    Unknown,
    Value,
)
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.attributes import find_member
from repro_lint.resolve.interpreter.scopes import repeat_any_number_of_times
from repro_lint.resolve.models.draws import escapes_as_draw
from repro_lint.resolve.models.effects import draw_now
from repro_lint.resolve.models.layers import draws_if_called
from repro_lint.resolve.models.names import MODEL
from repro_lint.resolve.models.showing import ordered_now
from repro_lint.resolve.trace.events import Mode
from repro_lint.resolve.trace.summaries import NO_LOWLINK

_FIT = "fit"
# What Keras, tf.data and Python call on an object that was handed to them.
HOOKS = (
    "__call__",
    "__getitem__",
    "__iter__",
    "__next__",
    "build",
    "call",
    "train_step",
    "test_step",
    *(f"on_{when}_{what}" for when in ("train", "test", "predict") for what in ("begin", "end")),
    *(f"on_{when}_batch_{what}" for when in ("train", "test", "predict") for what in ("begin", "end")),
    *(f"on_{what}_{end}" for what in ("epoch", "batch") for end in ("begin", "end")),
    "run",
    "forward",
    _FIT,
    "transform",
)
_ONCE, BUILT = "build", Facet("escapes", "built")  # a layer is built at its first use


def escape(machine: Engine, value: Value, place: Place, frame: Frame) -> None:
    """A value leaves what can be followed: functions may be called there, objects used."""
    if isinstance(value, (Known, Unknown)):  # by far the most
        return
    if isinstance(value, (Sequence, Mapping, Either)):
        for one in leaves(value):
            escape(machine, one, place, frame)
    elif isinstance(value, LibraryObject):
        draw_now(machine, value, frame, certain=draws_if_called(value))
        if value.kind == MODEL:
            machine.state.emit(Mode(place, training=True))
    elif isinstance(value, ExternalName):
        escapes_as_draw(machine, value, place)
    elif isinstance(value, Deferred):
        _perhaps(machine, frame, lambda: machine.run_deferred(value, place))
    elif isinstance(value, Lazy):
        _perhaps(machine, frame, lambda: machine.iterate(value, place, frame))
        ordered_now(machine, value, place, frame)
    elif isinstance(value, (Func, Method, Partial)):
        repeat_any_number_of_times(machine, frame, lambda: _call_unknown(machine, value, place, frame))
    elif isinstance(value, Instance):
        _use_instance(machine, value, place, frame)


def _perhaps(machine: Engine, frame: Frame, act: Callable[[], object]) -> None:
    """Something that may happen here, or not."""
    machine.state.fork(frame, act, lambda: None)


def _call_unknown(machine: Engine, value: Func | Method | Partial, place: Place, frame: Frame) -> None:
    if isinstance(value, Partial):
        machine.call(value.function, replace(value.arguments, open=True), place, frame)
    else:
        result = machine.call(value, Arguments(open=True), place, frame)
        if isinstance(result, (Deferred, Lazy)):
            machine.iterate(result, place, frame)


def _use_instance(machine: Engine, value: Instance, place: Place, frame: Frame) -> None:
    """The hooks of an object run; a class whose hooks do nothing here is not asked twice."""
    attributes = frozenset(machine.state.heap.get(value, {}).items())
    streams, key = machine.state.streams, (value.cls, attributes, machine.state.streams)
    if streams is None:
        return
    trace = machine.state.trace
    if key in machine.state.summaries.idle:
        trace.touched |= machine.state.summaries.idle[key]
        return
    known = len(trace.children) + len(trace.bound)
    touched, trace.touched = trace.touched, set()
    recursion = machine.state.recursion
    outer, recursion.lowlink = recursion.lowlink, NO_LOWLINK
    _run_hooks(machine, value, place, frame)
    quiet = machine.state.streams == streams and len(trace.children) + len(trace.bound) == known
    if quiet and recursion.lowlink == NO_LOWLINK:
        machine.state.summaries.idle[key] = frozenset(trace.touched)
    trace.touched |= touched
    recursion.lowlink = min(outer, recursion.lowlink)


def _run_hooks(machine: Engine, value: Instance, place: Place, frame: Frame) -> None:
    for name in HOOKS:
        hook = find_member(machine, value.cls, name)
        if isinstance(hook, Func) and _is_called(machine, value, name):
            method = Method(hook, value)
            repeat_any_number_of_times(machine, frame, partial(_call_unknown, machine, method, place, frame))
            if name == _ONCE:
                machine.state.write(value, BUILT, Known(True))


def _is_called(machine: Engine, value: Instance, name: str) -> bool:
    """Whether a framework calls a hook of an object: `build` once, and never the `fit` of a network, as a user does."""
    if name == _ONCE:
        return machine.state.read(value, BUILT) != Known(True)
    rows = (machine.catalog.method(base, name) for base in machine.outside_bases(value.cls) if name == _FIT)
    return not any(row is not None and row.trains for row in rows)
