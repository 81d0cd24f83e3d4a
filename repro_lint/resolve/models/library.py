"""Calls of what lies outside the project and is not in the catalogue: builtins, functools, decorators."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.facts.constants import FUNCTIONS
from repro_lint.facts.nodes import FILLING, TAKING
from repro_lint.resolve.domain.alternatives import applied
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Partial
from repro_lint.resolve.domain.choices import either
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.methods import of_mapping, popped, words
from repro_lint.resolve.domain.operators import copied
from repro_lint.resolve.domain.streams import Place, joined
from repro_lint.resolve.domain.values import (
    KEYS,
    UNKNOWN,
    Bound,
    Class,
    Func,
    Instance,
    Known,
    Mapping,
    Ref,
    Sequence,
    Super,
    Thing,
    Unknown,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Model
from repro_lint.resolve.models import registry
from repro_lint.resolve.models.builtin import BUILTINS, new_object
from repro_lint.resolve.models.estimators import holds
from repro_lint.resolve.models.orders import Orders
from repro_lint.resolve.models.plain import (
    ADVANCES,
    CACHES,
    CONVERSIONS,
    COPIES,
    DATA_CLASSES,
    EXITS,
    KERAS_ONLY,
    LOOKS,
    MODEL,
    SEEDING,
    SUPPRESSORS,
    WRAPPERS,
)


class Library(Orders):
    """Calls that leave the project."""

    def outside(self, name: str, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """Call something outside the project by its dotted name."""
        canonical = self.canonical(name)
        model = registry.of_function(name) or registry.of_function(canonical)
        modelled = self.modelled(model, Call(canonical, arguments, place, frame))
        if modelled is not None:
            return modelled
        ordered = self.order_call(name, arguments, place)
        if ordered is not None:
            return ordered
        handler = BUILTINS.get(name) or BUILTINS.get(canonical)
        if handler is not None:
            return handler(self, arguments, place, frame)
        if name in EXITS:
            self.state.ended = joined(self.state.ended, self.state.streams)
            self.state.streams = None
            return UNKNOWN
        row = self.row(name)
        if row is not None:
            if (row.streams_keras2 is not None or row.parts) and self.catalog.keras_version(name) == "2":
                row = replace(_of_keras_2(row), parts=tuple(map(_of_keras_2, row.parts)))
            return self.apply(row, arguments, place, frame)
        if holds(canonical):
            return self.around(canonical, arguments, place, frame)
        return self._uncatalogued(name, arguments, place, frame)

    def modelled_method(
        self, receiver: Value, name: str, arguments: Arguments, place: Place, frame: Frame
    ) -> Value | None:
        """Call a method by its model; None if it has none."""
        return self.modelled(registry.of_method(receiver, name), Call(name, arguments, place, frame, receiver))

    def modelled(self, model: Model | None, call: Call) -> Value | None:
        """Call by a model; None without one."""
        return None if model is None else model(self, call)

    def _uncatalogued(self, name: str, arguments: Arguments, place: Place, frame: Frame) -> Value:
        if name in CONVERSIONS:
            return self._converted(name, arguments, place)
        if name in CACHES:  # `@lru_cache`, `@lru_cache(maxsize=1)`
            first = arguments.positional[0] if arguments.positional else UNKNOWN
            return replace(first, cached=True) if isinstance(first, Func) else Ref(name)
        if name in COPIES and arguments.positional:
            return copied(arguments.positional[0])
        if name in SUPPRESSORS:
            return Thing(name, place)
        if name == "builtins.print":
            self.shown(arguments, place, frame)
        for value in arguments.values() if name not in LOOKS else ():
            if name.startswith(("sklearn.", "imblearn.")):
                self.fit_inside(value)
            self.escape(value, place, frame)
        last = name.rpartition(".")[2]
        self.told_by_name(last, place)
        if name in self.seed_functions or last in self.seed_functions or SEEDING.search(last):
            self.state.havoc(place, f"`{name}` may seed")
        if name.startswith("sklearn."):
            return self.calls_inside(name, arguments, place)
        head, _, method = name.rpartition(".")
        if self.row(head) is not None:  # a classmethod of a catalogued class
            row = self.catalog.method(self.canonical(head), method)
            return UNKNOWN if row is None else self.apply(row, arguments, place, frame)
        return UNKNOWN

    def _converted(self, name: str, arguments: Arguments, place: Place) -> Value:
        for value in arguments.values():
            if isinstance(value, Unstable):
                return value
        if name.startswith(("numpy.int", "numpy.uint")):
            return Thing(name, place)
        function = FUNCTIONS.get(name)
        if function is None or arguments.keywords or arguments.open:
            return UNKNOWN
        result = applied(function, arguments.positional)
        if result is None:
            self.throw(self.state.streams)
            self.state.streams = None
        return result or UNKNOWN

    def outside_method(self, target: Bound, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """Call a method of an object that is not the project's own."""
        receiver, name = target.receiver, target.name
        self.told_by_name(name, place)
        modelled = self.modelled_method(receiver, name, arguments, place, frame)
        if modelled is not None:
            return modelled
        if isinstance(receiver, Thing):
            return self._method_of_thing(receiver, name, arguments, place, frame)
        if isinstance(receiver, Mapping):
            return of_mapping(receiver, name, arguments)
        if isinstance(receiver, Deferred) and name in ADVANCES:
            self.escape(receiver, place, frame)
        filled = isinstance(receiver, Sequence) and name in FILLING
        for value in arguments.values() if not filled else ():
            self.escape(value, place, frame)
        if name in ("append", "write", "writerow") and not isinstance(receiver, Sequence):
            self.order_matters(frame)
        if isinstance(receiver, Sequence):
            return self._method_of_sequence(receiver, name, arguments, place, frame)
        if isinstance(receiver, (Instance, Super)):
            return self._inherited(receiver, name, arguments, place, frame)
        if isinstance(receiver, Unstable):
            return receiver
        if isinstance(receiver, Known):
            if name == "join" and arguments.positional:
                self.ordered_now(arguments.positional[0], place)
            shaky = (value for value in arguments.values() if isinstance(value, Unstable))
            return next(shaky, None) or words(receiver, name, arguments)
        return self._method_of_unknown(receiver, name, arguments, place, frame)

    def _method_of_thing(self, thing: Thing, name: str, arguments: Arguments, place: Place, frame: Frame) -> Value:
        ordered = self.order_method(thing, name, place)
        return ordered or self.method_of_thing(thing, name, arguments, place, frame)

    def _method_of_unknown(self, receiver: Value, name: str, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """Some methods tell by their name what is called."""
        if name == "apply_gradients":
            self.trains(f"Optimizer.{name}", place)
        if name == "imap_unordered":
            return self.ordered_by_chance(name, "completion-order", place)
        if isinstance(receiver, Unknown) and name in ("fit", "fit_generator"):
            self._unknown_fit(name, arguments, place, frame)
        return UNKNOWN

    def _method_of_sequence(
        self, receiver: Sequence, name: str, arguments: Arguments, place: Place, frame: Frame
    ) -> Value:
        if receiver.kind in ("set", KEYS):
            return self.set_method(receiver, name, arguments, place)
        if name not in TAKING:
            return self._method_of_unknown(receiver, name, arguments, place, frame)
        taken = None if frame.repeats else popped(receiver, name, arguments)
        return either(receiver.items) if taken is None else taken[0]

    def _inherited(self, receiver: Value, name: str, arguments: Arguments, place: Place, frame: Frame) -> Value:
        """A method that a project class inherits from outside; the framework may call the class's own methods."""
        if name == "__new__":
            return new_object(arguments, place)
        cls = receiver.cls if isinstance(receiver, (Instance, Super)) else None
        if cls is None:
            return UNKNOWN
        if name != "__init__" and isinstance(receiver, Instance):
            self.escape(receiver, place, frame)
        for base in self.outside_bases(cls) if name == "__init__" else ():
            made = self.row(base)
            if made is not None and made.role is Role.GENERATOR:
                return self.apply(made, arguments, place, frame)
        for base in self.outside_bases(cls):
            row = self.catalog.method(self.canonical(base), name)
            if row is not None:
                return self.apply(row, arguments, place, frame, receiver)
        return UNKNOWN

    def _unknown_fit(self, name: str, arguments: Arguments, place: Place, frame: Frame) -> None:
        """`.fit(…, epochs=…)` of an object that could not be followed is Keras training."""
        row = self.catalog.method(MODEL, name)
        if row is not None and KERAS_ONLY & {key for key, _ in arguments.keywords}:
            opened = Arguments(arguments.positional, arguments.keywords, arguments.spans, arguments.keyword_spans, True)
            self.apply(row, opened, place, frame)

    def decorated(self, decorator: Value, thing: Value, place: Place, frame: Frame) -> Value:
        """What a decorator makes of a function or class; those from outside leave it as it is."""
        if isinstance(decorator, Ref):
            name = self.canonical(decorator.name)
            if name == "atexit.register":
                self.outside(name, Arguments((thing,)), place, frame)
            if isinstance(thing, Func) and name in CACHES:
                return replace(thing, cached=True)
            if isinstance(thing, Func) and name in WRAPPERS:
                return replace(thing, wrapped_by=WRAPPERS[name])
            if isinstance(thing, Class) and name in DATA_CLASSES:
                thing.plain_data = True
            return thing
        if isinstance(decorator, Bound) and decorator.name == "setter" and isinstance(decorator.receiver, Func):
            return replace(decorator.receiver, setter=thing if isinstance(thing, Func) else None)
        if isinstance(decorator, Thing):
            return self.modelled_method(decorator, "__call__", Arguments((thing,)), place, frame) or thing
        if isinstance(decorator, (Func, Class, Partial)):
            made = self.call(decorator, Arguments((thing,)), place, frame)
            return thing if isinstance(made, Unknown) else made
        return thing


def _of_keras_2(row: Row) -> Row:
    return row if row.streams_keras2 is None else replace(row, streams=row.streams_keras2)
