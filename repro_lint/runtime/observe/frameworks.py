"""Hooks the libraries once the program has imported them, and reports what Keras and TensorFlow compute."""

from __future__ import annotations

import functools
from typing import Any

from . import estimators
from .imports import PostImport
from .record import Recorder
from .results import Results
from .wrap import Around, Call, wrap

_KERAS2 = ("keras.src", "keras", "tf_keras.src", "tensorflow.python.keras")
LAYERS = ("keras.src.layers.layer", *(f"{root}.engine.base_layer" for root in _KERAS2))
MODELS = ("keras.src.models.model", *(f"{root}.engine.training" for root in _KERAS2))
CALLBACKS = ("keras.src.callbacks.callback_list", *(f"{root}.callbacks" for root in _KERAS2))
OPTIMIZERS = (
    ("keras.src.optimizers.base_optimizer", "BaseOptimizer", "apply"),
    *((f"{root}.optimizers.optimizer", "Optimizer", "apply_gradients") for root in _KERAS2),
    *((f"{root}.optimizers.legacy.optimizer_v2", "OptimizerV2", "apply_gradients") for root in _KERAS2),
    *((f"{root}.optimizer_v2.optimizer_v2", "OptimizerV2", "apply_gradients") for root in _KERAS2),
)
RESULTS = ("evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")


def install(recorder: Recorder, post_import: PostImport, *, fine: bool) -> Results:
    """Hook the libraries as the program imports them; `fine` records every batch as well."""
    results = Results(recorder)
    for name in LAYERS:
        post_import.after(name, lambda module: _watch_weights(results, module.Layer))
    for name in MODELS:
        post_import.after(name, lambda module: _watch_model(results, module.Model))
    for name, optimizer, method in OPTIMIZERS:
        post_import.after(name, functools.partial(_watch_updates, results, optimizer, method))
    for name in CALLBACKS:
        post_import.after(name, lambda module: _watch_epochs(results, module.CallbackList, fine=fine))
    variables = "tensorflow.python.ops.resource_variable_ops"
    post_import.after(variables, lambda module: _watch_variables(results, module.ResourceVariable))
    post_import.after("tensorflow.python.client.session", lambda module: _watch_session(results, module.BaseSession))
    post_import.after("sklearn.base", functools.partial(estimators.watch, results))
    return results


def _watch_weights(results: Results, layer: Any) -> None:
    def add_weight(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        before, results.making_weight = results.making_weight, True
        try:
            variable = original(*args, **kwargs)
        finally:
            results.making_weight = before
        results.weight(variable, type(self).__name__)
        return variable

    wrap(layer, "add_weight", add_weight)


def _watch_variables(results: Results, variable: Any) -> None:
    def init(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        original(*args, **kwargs)
        if not results.making_weight:
            results.weight(self, "Variable")

    wrap(variable, "__init__", init)


def _watch_model(results: Results, model: Any) -> None:
    def fit(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        results.data(f"{type(self).__name__}.fit", args, kwargs)
        return results.outermost(
            lambda: original(*args, **kwargs),
            lambda history: results.value(f"{type(self).__name__}.fit", getattr(history, "history", None)),
        )

    def other(name: str) -> Around:
        def call(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            what = f"{type(self).__name__}.{name}"
            return results.outermost(lambda: original(*args, **kwargs), lambda value: results.value(what, value))

        return call

    wrap(model, "fit", fit)
    for name in RESULTS:
        wrap(model, name, other(name))


def _watch_updates(results: Results, optimizer: str, method: str, module: Any) -> None:
    """In a training loop of the program's own; in `fit` and in compiled functions there is nothing to look at."""

    def update(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return results.outermost(lambda: original(*args, **kwargs), lambda _: results.update(type(self).__name__))

    wrap(getattr(module, optimizer, None), method, update)


def _watch_epochs(results: Results, callbacks: Any, *, fine: bool) -> None:
    def epoch_end(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        original(*args, **kwargs)
        results.epoch(self.model, *args, **kwargs)

    def batch_end(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        original(*args, **kwargs)
        results.batch(*args, **kwargs)

    wrap(callbacks, "on_epoch_end", epoch_end)
    if fine:
        wrap(callbacks, "on_train_batch_end", batch_end)


def _watch_session(results: Results, session: Any) -> None:
    def run(original: Call, _self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return results.outermost(lambda: original(*args, **kwargs), lambda value: results.value("Session.run", value))

    wrap(session, "run", run)
