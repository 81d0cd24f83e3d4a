"""Public callables of an installed library that take a seed: what has no row is an exception with a reason.

PYTHONPATH=tests python -m seeded xgboost lightgbm     # what is new, gone and changed, library by library
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from types import ModuleType
from typing import Any

from repro_lint.catalog import load

SEEDS = frozenset({"seed", "random_state", "random_seed", "rng", "rstate"})
NOT_FOR_USERS = frozenset({"conftest", "integration", "testing", "tests"})
EXCEPTIONS = {
    "xgboost.dask": "its estimators need a cluster, and were not measured",
    "xgboost.plotting": "other names of what has rows",
    "xgboost.training.mknfold": "called by `cv`",
    "xgboost.collective": "distributed training",
    "xgboost.tracker": "distributed training",
    "catboost.sample_gaussian_process": "not measured",
    "catboost.core": "read under the names of the package",
    "catboost.eval": "experiments of the library itself",
    "catboost.Pool.quantize": "its seed is fixed",
    "catboost.utils": "other names of `Pool.quantize`",
    "imblearn.utils": "checks for the tests of estimators",
    "imblearn.base": "abstract",
    "networkx.algorithms.connectivity": "no draw was seen through `k_edge_augmentation`",
    "networkx.algorithms.tree": "nothing was drawn with `attr` given",
    "networkx.algorithms.threshold": "reached by no name of the package",
    "networkx.generators.internet_as_graphs": "private helpers",
    "networkx.utils": "helpers that make a generator of a seed",
    "networkx.algorithms.coloring": "`greedy_color` has a row, which asks for this strategy",
    "skimage.morphology.grayreconstruct": "its `seed` is an image",
    "skimage.morphology.reconstruction": "its `seed` is an image",
    "skimage.restoration.unwrap": "did not vary in the probes",
    "skimage.restoration.unwrap_phase": "did not vary in the probes",
    "skimage.data": "only `binary_blobs` draws",
    "skimage.feature.learn_gmm": "its seed stands in a dict",
    "optuna.samplers.nsgaii": "crossovers are called by the sampler, with its generator",
    "optuna.importance": "only its evaluators draw",
    "optuna.terminator": "not measured",
    "hyperopt.FMinIter": "called by `fmin`",
    "hyperopt.SparkTrials": "needs a cluster",
    "hyperopt.Trials.fmin": "as `fmin`, of an object that is not followed",
    "hyperopt.algobase": "called by `fmin`",
    "hyperopt.fmin": "read under the names of the package",
    "hyperopt.ipy": "needs a cluster",
    "hyperopt.mongoexp": "needs a database",
    "hyperopt.utils": "helpers",
    "hyperopt.base": "called by `fmin`",
    "hyperopt.anneal": "called by `fmin`",
    "hyperopt.rand": "called by `fmin`",
    "hyperopt.tpe": "called by `fmin`",
    "hyperopt.atpe": "called by `fmin`",
    "hyperopt.mix": "called by `fmin`",
    "hyperopt.rdists": "distributions that take the generator of a search",
    "hyperopt.pyll": "nodes of the search space",
    "hyperopt.pyll_utils": "nodes of the search space",
    "hyperopt.graph_viz": "draws no numbers",
    "hyperopt.sklearn": "needs hyperopt-sklearn",
    "hyperopt.spark": "needs a cluster",
    "hyperopt.criteria": "called by `fmin`",
    "lightgbm.dask": "its estimators need a cluster",
}
"""Names, or modules and classes with all that is in them -> why they have no row."""


def modules(name: str) -> Iterator[ModuleType]:
    """A module and the public ones below it, as far as they can be imported."""
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            module = importlib.import_module(name)
    except (ImportError, AttributeError, RuntimeError, OSError, SystemExit):
        return
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
        if not found.name.startswith("_") and found.name not in NOT_FOR_USERS:
            yield from modules(f"{name}.{found.name}")


def seeded(library: str) -> Iterator[str]:
    """The public callables of a library that take a seed, methods included, by their dotted names."""
    for module in modules(library):
        for name in getattr(module, "__all__", dir(module)):
            one = getattr(module, name, None)
            if name.startswith("_") or not str(getattr(one, "__module__", "")).startswith(library):
                continue
            yield from _seeded(f"{module.__name__}.{name}", one)


def _seeded(name: str, one: Any) -> Iterator[str]:
    if callable(one) and _takes_seed(one):
        yield name
    for method, inner in vars(one).items() if inspect.isclass(one) else ():
        if not method.startswith("_") and callable(inner) and _takes_seed(inner):
            yield f"{name}.{method}"


def _takes_seed(one: Any) -> bool:
    try:
        return not SEEDS.isdisjoint(inspect.signature(one).parameters)
    except (TypeError, ValueError):
        return False


def new(library: str) -> list[str]:
    """What takes a seed and is neither in the table nor an exception."""
    catalog = load()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = sorted(set(seeded(library)))
    return [name for name in names if catalog.row(name) is None and not _excepted(name)]


def _excepted(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in EXCEPTIONS)


def main(libraries: list[str]) -> None:
    """Print what a new version of each library brings, drops and changes."""
    import test_catalog

    for library in libraries:
        rows = list(test_catalog.installed(library))
        for name in new(library):
            print(f"{library}: new: {name}")
        for row in rows:
            if test_catalog.resolve(row.name) is None and row.name not in test_catalog.ELSEWHERE:
                print(f"{library}: gone: {row.name}")
            for problem in test_catalog.problems(row):
                print(f"{library}: changed: {problem}")


if __name__ == "__main__":
    main(sys.argv[1:])
