"""Public callables of an installed library that take a seed, or draw without one: what has no row is an exception.

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
TORCH_SEEDS = SEEDS | {"generator"}
TORCH_MODULES = (
    *("torch", "torch.cuda", "torch.distributions", "torch.nn", "torch.nn.functional", "torch.nn.init"),
    *("torch.nn.utils", "torch.nn.utils.parametrizations", "torch.nn.utils.prune", "torch.quasirandom"),
    *("torch.random", "torch.testing", "torch.utils.data"),
)
TORCH_HOMES = ("torch", "torch.Tensor", "torch.nn.functional")  # where operations are reached
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
    "torch.utils.data.DistributedSampler": "its seed is 0 unless one is given",
    **dict.fromkeys(
        (f"torch.{name}" for name in ("gru", "lstm", "rnn_relu", "rnn_tanh", "miopen_rnn")),
        "called by the layers of these names, which have rows",
    ),
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


def drawing() -> Iterator[str]:
    """The operations of PyTorch that its own tables mark as drawing, by the names under which programs reach them."""
    torch = importlib.import_module("torch")
    for name in dir(torch.ops.aten):
        packet = getattr(torch.ops.aten, name)
        overloads = [getattr(packet, one) for one in packet.overloads()] if hasattr(packet, "overloads") else []
        if not name.startswith("_") and any(torch.Tag.nondeterministic_seeded in one.tags for one in overloads):
            yield from (f"{home}.{name}" for home in TORCH_HOMES if hasattr(_named(home), name))


def _named(dotted: str) -> object:
    """A module, or a class of one."""
    try:
        return importlib.import_module(dotted)
    except ImportError:
        module, _, name = dotted.rpartition(".")
        return getattr(importlib.import_module(module), name)


def _of_torch() -> Iterator[str]:
    yield from drawing()
    for name in TORCH_MODULES:
        module = importlib.import_module(name)
        for public in getattr(module, "__all__", dir(module)):
            if not public.startswith("_"):
                yield from _seeded(f"{name}.{public}", getattr(module, public, None), TORCH_SEEDS)


def _seeded(name: str, one: Any, seeds: frozenset[str] = SEEDS) -> Iterator[str]:
    if callable(one) and _takes_seed(one, seeds):
        yield name
    for method, inner in vars(one).items() if inspect.isclass(one) else ():
        if not method.startswith("_") and callable(inner) and _takes_seed(inner, seeds):
            yield f"{name}.{method}"


def _takes_seed(one: Any, seeds: frozenset[str]) -> bool:
    try:
        return not seeds.isdisjoint(inspect.signature(one).parameters)
    except (TypeError, ValueError):
        return False


def new(library: str) -> list[str]:
    """What takes a seed and is neither in the table nor an exception."""
    catalog = load()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = sorted(set(_of_torch() if library == "torch" else seeded(library)))
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
