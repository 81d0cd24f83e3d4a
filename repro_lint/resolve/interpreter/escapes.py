"""Values that leave what can be followed: they may be called, iterated or fitted there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy, Partial
from repro_lint.resolve.domain.choices import leaves
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import (
    TOO_LARGE,
    Either,
    Func,
    Instance,
    Known,
    Mapping,
    Method,
    Ref,
    Sequence,
    Thing,
    Unknown,
    Value,
)
from repro_lint.resolve.models.effects import Effects
from repro_lint.resolve.models.names import MODEL
from repro_lint.resolve.models.orders import ordered_now
from repro_lint.resolve.trace.events import Mode
from repro_lint.resolve.trace.summaries import RESTS_ON_NOTHING

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
    "fit",
    "transform",
)


class Escapes(Effects):
    """Does what may happen to a value that is handed out."""

    def escape(self, value: Value, place: Place, frame: Frame) -> None:
        """A value leaves what can be followed: functions may be called there, objects used."""
        if isinstance(value, (Known, Unknown)):  # by far the most
            return
        if isinstance(value, (Sequence, Mapping, Either)):
            for one in leaves(value):
                self.escape(one, place, frame)
        elif isinstance(value, Thing):
            self.draw_now(value, frame, certain=False)
            if value.kind == MODEL:
                self.state.emit(Mode(place, training=True))
        elif isinstance(value, Ref):
            self.escapes_as_draw(value, place)
        elif isinstance(value, Deferred):
            self._perhaps(frame, lambda: self.run_deferred(value, place))
        elif isinstance(value, Lazy):
            self._perhaps(frame, lambda: self.iterate(value, place))
            ordered_now(self, value, place, frame)
        elif isinstance(value, (Func, Method, Partial)):
            self.any_number_of_times(frame, lambda: self._call_unknown(value, place, frame))
        elif isinstance(value, Instance):
            self._use_instance(value, place, frame)
        elif value is TOO_LARGE:
            self.missing(TOO_LARGE, place)

    def _perhaps(self, frame: Frame, act: Callable[[], object]) -> None:
        """Something that may happen here, or not."""
        self.state.fork(frame, act, lambda: None)

    def _call_unknown(self, value: Func | Method | Partial, place: Place, frame: Frame) -> None:
        if isinstance(value, Partial):
            self.call(value.function, replace(value.arguments, open=True), place, frame)
        else:
            result = self.call(value, Arguments(open=True), place, frame)
            if isinstance(result, (Deferred, Lazy)):
                self.iterate(result, place)

    def _use_instance(self, value: Instance, place: Place, frame: Frame) -> None:
        """The hooks of an object run; a class whose hooks do nothing here is not asked twice."""
        attributes = frozenset(self.state.heap.get(value, {}).items())
        world, key = self.state.streams, (value.cls, attributes, self.state.streams)
        if world is None or key in self.state.summaries.idle:
            return
        known = len(self.state.trace.children)
        recursion = self.state.recursion
        outer, recursion.low = recursion.low, RESTS_ON_NOTHING
        self._run_hooks(value, place, frame)
        quiet = self.state.streams == world and len(self.state.trace.children) == known
        if quiet and recursion.low == RESTS_ON_NOTHING:
            self.state.summaries.idle.add(key)
        recursion.low = min(outer, recursion.low)

    def _run_hooks(self, value: Instance, place: Place, frame: Frame) -> None:
        for name in HOOKS:
            hook = self.find_member(value.cls, name)
            if isinstance(hook, Func):
                method = Method(hook, value)
                self.any_number_of_times(frame, lambda method=method: self._call_unknown(method, place, frame))  # type: ignore[misc]
