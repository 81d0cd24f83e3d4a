"""Hooks scikit-learn's estimators: what a fit is given and leaves behind, and what predictions and scores come to."""

from __future__ import annotations

import functools
from typing import Any

from .digest import digest
from .results import Results
from .wrap import MARK, Around, Call, wrapped

FITS = ("fit_transform", "fit_predict")
RESULTS = ("predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples", "score", "transform")
MIXINS = ("ClassifierMixin", "RegressorMixin", "ClusterMixin", "TransformerMixin", "OutlierMixin")


def watch(results: Results, base: Any) -> None:
    """`fit` of every estimator passes through `_fit_context` (scikit-learn 1.3 and later); each class has the rest."""
    fit_context: Call | None = getattr(base, "_fit_context", None)

    def observed_context(*args: Any, **kwargs: Any) -> Call:
        decorate = fit_context(*args, **kwargs) if fit_context else None

        def decorator(fit: Call) -> Call:
            return wrapped(decorate(fit) if decorate else fit, _fit(results, fit.__name__))

        return decorator

    if fit_context:
        base._fit_context = observed_context
    for mixin in MIXINS:
        _watch_class(results, getattr(base, mixin, object))
    _watch_classes_to_come(results, base.BaseEstimator)


def _watch_classes_to_come(results: Results, estimator: Any) -> None:
    own: Any = vars(estimator).get("__init_subclass__")

    def init_subclass(cls: Any, /, **kwargs: Any) -> None:
        if own is None:
            super(estimator, cls).__init_subclass__(**kwargs)
        else:
            own.__func__(cls, **kwargs)
        _watch_class(results, cls)

    estimator.__init_subclass__ = classmethod(init_subclass)


def _watch_class(results: Results, cls: Any) -> None:
    """The methods that a class has itself; a method that exists under a condition is kept in a descriptor, as `fn`."""
    for names, around in ((FITS, _fit), (RESULTS, _result)):
        for name in names:
            found: Any = vars(cls).get(name)
            function = getattr(found, "fn", found)
            if not callable(function) or hasattr(function, MARK):
                continue
            if function is found:
                setattr(cls, name, wrapped(function, around(results, name)))
            else:
                found.fn = wrapped(function, around(results, name))


def _fit(results: Results, name: str) -> Around:
    def fit(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        what = f"{type(self).__name__}.{name}"
        results.data(what, args, kwargs)
        return results.outermost(
            functools.partial(original, *args, **kwargs),
            lambda fitted: results.recorder.emit("result", what=what, digest=_left_by(self, fitted)),
        )

    return fit


def _left_by(estimator: Any, result: Any) -> str:
    return digest(result if result is estimator else (estimator, result))


def _result(results: Results, name: str) -> Around:
    def call(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        what = f"{type(self).__name__}.{name}"
        return results.outermost(functools.partial(original, *args, **kwargs), lambda value: results.often(what, value))

    return call
