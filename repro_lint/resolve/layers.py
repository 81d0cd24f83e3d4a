"""What is particular to Keras: weights drawn by initializers, `fit` and what it is fed."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Kind, Role, Row, Stream
from repro_lint.resolve.choices import options
from repro_lint.resolve.evaluate import Evaluator
from repro_lint.resolve.events import Draw, Shared, Training
from repro_lint.resolve.state import How, Key, Origin, Origins, Place
from repro_lint.resolve.values import UNKNOWN, Arguments, Deferred, Instance, Known, Thing, Value

VARYING = frozenset({"keras.layers.Embedding"})  # TRUTH §5: its gradient is added up on several threads


_BATCHED = ("Sequence", "PyDataset")


class Layers(Evaluator):
    """Layers and models."""

    def trains(self, api: str, place: Place) -> None:
        """TensorFlow is trained here."""
        if self.world is not None:
            world = self.world
            self.emit(Training(place, api, world[Key.GPU], world[Key.DETERMINISM], world[Key.LEGACY]))

    def weights(self, row: Row, values: dict[str, Value], arguments: Arguments, place: Place) -> None:
        """A layer draws its weights through initializers: named by string, or by default."""
        for name, default in row.initializers.items():
            for value in options(values.get(name, Known(default))):
                if isinstance(value, Thing):
                    self.emit(Shared(place, value.place, value.kind))
                if not isinstance(value, Known) or not isinstance(value.value, str):
                    continue
                initializer = self.catalog.initializer(value.value)
                if initializer is None or initializer.role is not Role.DRAW:
                    continue
                rule = "unseeded-initializer" if name in values else "unseeded-weights"
                certain = name in values or not arguments.open
                draw = Draw(place, row.name, rule, Kind.MODEL, Key.PYTHON, self.origins(Key.PYTHON), certain=certain)
                self.emit(draw)

    def origins(self, key: Key | None) -> Origins:
        if key is None or self.world is None:
            return frozenset({Origin(How.CLEARED)})
        return self.world[key]

    def fit_draws(self, row: Row, values: dict[str, Value], verdict: bool | None) -> tuple[Row, bool | None]:
        """`fit` shuffles arrays, not datasets or generators; the batches of a `PyDataset` by Python's stream."""
        if self.world is not None and any(origin.how is How.GIVEN for origin in self.world[Key.LEGACY]):
            return row, False  # another Keras backend shuffles in its own way
        data = values.get("x", values.get("generator", UNKNOWN))
        if (isinstance(data, Thing) and data.kind.endswith("Dataset")) or isinstance(data, Deferred):
            return row, False
        batches = isinstance(data, Thing) and data.kind.endswith("Iterator")
        if isinstance(data, Instance):
            batches = any(base.endswith(_BATCHED) for base in self.outside_bases(data.cls))
        if batches:
            return replace(row, streams=(Stream.PYTHON,), streams_keras2=None), verdict
        return row, None if verdict is True and "y" not in values else verdict
