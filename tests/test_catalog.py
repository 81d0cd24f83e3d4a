"""The catalogue: well-formed rows, names that resolve, and agreement with the installed libraries both ways."""

from __future__ import annotations

import importlib
import inspect
import pickle
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from repro_lint import catalog
from repro_lint.catalog import ALIASES, BASES, NOT_JUDGED, PREFIXES, load, modules
from repro_lint.catalog.schema import Gate, Given, Kind, Role, Row
from repro_lint.catalog.streams import PYTHON

CATALOG = load()
ROWS = tuple(CATALOG.rows.values())
KIND_OF_RULE = {
    "unseeded-split": Kind.DATA,
    "unseeded-image-generator": Kind.DATA,
    "unseeded-dataset": Kind.DATA,
    "unseeded-initializer": Kind.MODEL,
    "unseeded-dropout": Kind.MODEL,
    "unseeded-augmentation": Kind.MODEL,
    "unseeded-weights": Kind.MODEL,
    "unseeded-fit": Kind.MODEL,
    "unseeded-draw": Kind.PLAIN,
    "unseeded-generator": Kind.PLAIN,
    "unseeded-estimator": Kind.PLAIN,
    "racing-pipeline": Kind.PLAIN,
    "hash-order": Kind.DATA,
}


def gates(row: Row) -> Iterator[Gate]:
    yield from (*row.draws_if, *row.never_if, *row.may_if, *row.raises_if)


# --- the rows themselves


def test_no_table_overwrites_a_row_of_another() -> None:
    names = [row.name for module in modules() for row in getattr(module, "ROWS", ())]
    assert len(names) == len(set(names)) == len(ROWS)


@pytest.mark.parametrize("role", Role)
def test_every_role_has_rows_and_every_row_a_source(role: Role) -> None:
    rows = [row for row in ROWS if row.role is role]
    assert rows
    assert all(row.source and "{name}" not in row.source for row in rows)


def test_a_rule_is_one_of_the_design_and_goes_with_its_kind() -> None:
    wrong = [row.name for row in ROWS if row.rule and KIND_OF_RULE.get(row.rule) is not row.kind]
    assert not wrong


def test_what_draws_says_which_rule_reports_it_and_from_where() -> None:
    for row in ROWS:
        if row.role in (Role.DRAW, Role.GENERATOR):
            assert row.rule, row.name
            assert row.streams or row.seed, row.name


def test_seeds_come_with_the_parameter_that_takes_the_value() -> None:
    assert all(row.seed for row in ROWS if row.role is Role.SEED)
    assert all("{seed}" in row.fix for row in ROWS if row.fix)
    assert all(row.role in (Role.DRAW, Role.GENERATOR) for row in ROWS if row.fix)


def test_initializer_defaults_are_initializers() -> None:
    for row in ROWS:
        for default in row.initializers.values():
            assert CATALOG.initializer(default) is not None, row.name


def test_a_class_whose_methods_are_followed_has_a_row_or_methods() -> None:
    owners = {name.rpartition(".")[0] for name in CATALOG.rows} | set(CATALOG.rows)
    made_elsewhere = {"keras.preprocessing.image.Iterator"}
    wrong = {row.returns for row in ROWS if row.returns not in (None, "self")} - owners - made_elsewhere
    assert not wrong


def test_rows_survive_the_way_to_another_process() -> None:
    row = CATALOG.rows["sklearn.cluster.KMeans"]
    assert pickle.loads(pickle.dumps(row.draws_if + row.never_if)) == row.draws_if + row.never_if


# --- names


@pytest.mark.parametrize(
    ("dotted", "canonical"),
    [
        line.split()
        for line in """
        tensorflow.keras.layers.Dense                              keras.layers.Dense
        tf_keras.layers.Dense                                      keras.layers.Dense
        keras.layers.core.Dense                                    keras.layers.Dense
        keras.src.layers.core.dense.Dense                          keras.layers.Dense
        keras.api.layers.Dense                                     keras.layers.Dense
        keras.api._v2.keras.layers.Dense                           keras.layers.Dense
        tensorflow.python.keras.layers.core.Dense                  keras.layers.Dense
        tensorflow.compat.v1.keras.layers.Dense                    keras.layers.Dense
        tensorflow.compat.v2.keras.layers.Dense                    keras.layers.Dense
        tensorflow_core.python.keras.layers.Dense                  keras.layers.Dense
        keras.layers.convolutional.Conv2D                          keras.layers.Conv2D
        keras.layers.Convolution2D                                 keras.layers.Conv2D
        keras.layers.convolutional.Convolution2D                   keras.layers.Conv2D
        keras.layers.recurrent.LSTM                                keras.layers.LSTM
        keras.layers.experimental.preprocessing.RandomFlip         keras.layers.RandomFlip
        tensorflow.keras.layers.experimental.preprocessing.RandomFlip keras.layers.RandomFlip
        keras.engine.training.Model                                keras.Model
        keras.models.Model                                         keras.Model
        keras.models.Sequential                                    keras.Sequential
        keras.src.models.sequential.Sequential                     keras.Sequential
        tensorflow.keras.preprocessing.image.ImageDataGenerator    keras.preprocessing.image.ImageDataGenerator
        keras.src.legacy.preprocessing.image.ImageDataGenerator    keras.preprocessing.image.ImageDataGenerator
        keras_preprocessing.image.ImageDataGenerator               keras.preprocessing.image.ImageDataGenerator
        keras.preprocessing.image_dataset_from_directory           keras.utils.image_dataset_from_directory
        keras.initializers.he_normal                               keras.initializers.HeNormal
        tensorflow.initializers.HeNormal                           keras.initializers.HeNormal
        tensorflow.compat.v1.initializers.random_normal            tensorflow.compat.v1.random_normal_initializer
        tensorflow.compat.v1.set_random_seed                       tensorflow.compat.v1.set_random_seed
        tensorflow.compat.v1.random.set_random_seed                tensorflow.compat.v1.random.set_random_seed
        tensorflow.set_random_seed                                 tensorflow.set_random_seed
        tensorflow.random.set_random_seed                          tensorflow.set_random_seed
        tensorflow.compat.v1.random_uniform                        tensorflow.random.uniform
        tensorflow.random_uniform                                  tensorflow.random.uniform
        tensorflow.compat.v2.random.set_seed                       tensorflow.random.set_seed
        tensorflow.python.ops.random_ops.random_uniform            tensorflow.random.uniform
        tensorflow.python.framework.random_seed.set_seed           tensorflow.random.set_seed
        tensorflow.random.experimental.Generator.from_seed         tensorflow.random.Generator.from_seed
        tensorflow.train.AdamOptimizer                             tensorflow.compat.v1.train.AdamOptimizer
        tensorflow.python.data.ops.dataset_ops.DatasetV2           tensorflow.data.Dataset
        numpy.random.mtrand.rand                                   numpy.random.rand
        pylab.randn                                                numpy.random.randn
        sklearn.model_selection._split.KFold                       sklearn.model_selection.KFold
        sklearn.cross_validation.train_test_split                  sklearn.model_selection.train_test_split
        sklearn.ensemble.forest.RandomForestClassifier             sklearn.ensemble.RandomForestClassifier
        tensorflow.keras.nothing                                   keras.nothing
        keras.layers.Lambda.Dropout                                keras.layers.Lambda.Dropout
        my.own.keras.layers.Dense                                  my.own.keras.layers.Dense
        randomness.random                                          randomness.random
        """.strip().splitlines()
    ],
)
def test_canonical(dotted: str, canonical: str) -> None:
    assert CATALOG.canonical(dotted) == canonical
    assert CATALOG.canonical(canonical) == canonical


def test_every_alias_and_prefix_leads_to_rows() -> None:
    assert [name for name in ALIASES if CATALOG.canonical(name) not in CATALOG.rows] == []
    homes = {home for name in CATALOG.rows for home in _parents(name)}
    assert [name for name in PREFIXES if CATALOG.canonical(name) not in homes] == []


def _parents(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def test_methods_are_inherited() -> None:
    fit = CATALOG.rows["keras.Model.fit"]
    assert CATALOG.method("tensorflow.keras.models.Sequential", "fit") is fit
    assert CATALOG.row("tf_keras.Sequential.fit") is fit
    assert (
        CATALOG.method("tensorflow.data.TFRecordDataset", "shuffle") is CATALOG.rows["tensorflow.data.Dataset.shuffle"]
    )
    assert CATALOG.method("keras.Sequential", "no_such_method") is None
    assert all(base in CATALOG.rows for base in BASES.values())


def test_the_version_of_keras_that_a_name_fixes() -> None:
    assert CATALOG.keras_version("tf_keras.layers.Dense") == "2"
    assert CATALOG.keras_version("tensorflow.python.keras.layers") == "2"
    assert CATALOG.keras_version("tensorflow.compat.v1.keras.layers.Dense") == "2"
    assert CATALOG.keras_version("tensorflow.keras.layers.Dense") is None
    assert CATALOG.keras_version("tf_keras_tools.layers") is None


@pytest.mark.parametrize(
    ("module", "name", "canonical"),
    [
        ("keras.layers", "Dropout", "keras.layers.Dropout"),
        ("tensorflow.keras.layers", "Convolution2D", "keras.layers.Conv2D"),
        ("numpy.random", "rand", "numpy.random.rand"),
        ("pylab", "randn", "numpy.random.randn"),
        ("numpy", "random", "numpy.random"),
        ("sklearn.model_selection", "train_test_split", "sklearn.model_selection.train_test_split"),
        ("tensorflow.keras.models", "Sequential", "keras.Sequential"),
        ("tensorflow.compat.v1", "set_random_seed", "tensorflow.compat.v1.set_random_seed"),
        ("tensorflow", "keras", "keras"),
    ],
)
def test_star_import(module: str, name: str, canonical: str) -> None:
    assert CATALOG.members(module)[name] == canonical


def test_star_import_of_an_unknown_module_brings_nothing() -> None:
    assert CATALOG.members("os.path") == {}
    assert "Dropout" not in CATALOG.members("keras")


@pytest.mark.parametrize("name", ["he_uniform", "HeUniform", "glorot_uniform", "uniform", "orthogonal"])
def test_drawing_initializers_by_string(name: str) -> None:
    row = CATALOG.initializer(name)
    assert row is not None
    assert (row.role, row.streams) == (Role.DRAW, (PYTHON,))


@pytest.mark.parametrize("name", ["zeros", "Ones", "constant", "identity", "zero"])
def test_constant_initializers_by_string(name: str) -> None:
    row = CATALOG.initializer(name)
    assert row is not None
    assert row.role is Role.OBJECT


def test_unknown_initializer() -> None:
    assert CATALOG.initializer("my_own") is None


def test_roots_leave_out_what_only_matters_as_a_seed() -> None:
    assert {"random", "numpy", "tensorflow", "keras", "tf_keras", "sklearn", "transformers"} <= CATALOG.roots
    assert CATALOG.roots.isdisjoint({"os", "time", "uuid", "builtins"})


def test_not_judged_libraries_are_in_no_table() -> None:
    draws = {row.name.partition(".")[0] for row in ROWS if row.role is not Role.SEED}
    assert draws.isdisjoint(NOT_JUDGED)
    assert {"spacy", "paddle"} <= NOT_JUDGED.keys()


def test_every_module_with_rows_is_found_in_an_order_of_its_own() -> None:
    folder = Path(catalog.__file__).parent
    stems = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert [module.__name__.rpartition(".")[2] for module in modules()] == sorted(stems)


@pytest.mark.parametrize("attribute", ["PREFIXES", "ALIASES", "BASES", "NOT_JUDGED"])
def test_no_module_contradicts_another(attribute: str) -> None:
    keys = [key for module in modules() for key in getattr(module, attribute, ())]
    assert len(keys) == len(set(keys))


NEW_LIBRARY = """
from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import PYTHON

ROWS = (Row("dicebag.roll", Role.DRAW, "documentation of dicebag", rule="unseeded-draw", streams=PYTHON),)
PREFIXES = {"dicebag.core": "dicebag"}
NOT_JUDGED = {"dicebag": "dicebag", "cardbag": "card-bag"}
"""
ASKED = """
from repro_lint import catalog
print(catalog.load().row("dicebag.core.roll").name, "dicebag" in catalog.load().roots,
      catalog.NOT_JUDGED.get("dicebag"), catalog.NOT_JUDGED["cardbag"])
"""


def test_a_new_library_is_one_new_module(tmp_path: Path) -> None:
    """A copy of the package with one more file in it, in a process of its own."""
    package = Path(catalog.__file__).parents[1]
    shutil.copytree(package, tmp_path / "repro_lint", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "repro_lint" / "catalog" / "dicebag.py").write_text(NEW_LIBRARY)
    command = [sys.executable, "-c", ASKED]
    path = {"PYTHONPATH": str(tmp_path), "PATH": ""}
    done = subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["dicebag.roll", "True", "None", "card-bag"]


# --- the installed libraries

_HOMES = (("keras.", ("keras.", "tensorflow.keras.", "tf_keras.")),)


@cache
def resolve(name: str) -> Any:
    """The object that a canonical name means, in whichever of the installed libraries has it; None if none does."""
    homes = next((homes for prefix, homes in _HOMES if name.startswith(prefix)), ("",))
    stem = name.removeprefix("keras.") if len(homes) > 1 else name.removesuffix(".*")
    found = (_attribute(home + stem) for home in homes)
    return next((one for one in found if one is not None), None)


def _attribute(name: str) -> Any:
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part, None)
        return found
    return None


def signature(name: str) -> dict[str, inspect.Parameter] | None:
    """Its parameters without `self`; None where Python cannot tell, or says only `*args, **kwargs`."""
    found = resolve(name)
    try:
        parameters = dict(inspect.signature(found).parameters)
    except (TypeError, ValueError):
        return None
    parameters.pop("self", None)
    open_ended = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return None if all(one.kind in open_ended for one in parameters.values()) else parameters


FIXTURES = sorted(path.stem for path in Path(__file__).with_name("libraries").glob("*.md"))
LIBRARIES = ("random", "numpy", "keras", "tensorflow", "sklearn", "scipy", "pandas", *FIXTURES)
# SciPy renamed its seeds to `rng`; the rows keep the name that every version takes.
RENAMED = {"random_state": "rng", "seed": "rng"}
# A default that says "no seed" in words.
SENTINELS = (None, "deprecated", "warn")
ZERO_IS_NO_SEED = ("tensorflow.raw_ops.", "tensorflow.image.sample_distorted_bounding_box", "tensorflow.nn.fractional_")
# `random.Random(seed=…)` raises: that is what its gate says.
NO_PARAMETERS = {("random.Random", "seed")}


READ_FROM = {"sklearn": (1, 8), "scipy": (1, 17)}


def installed(library: str) -> Iterator[Row]:
    module = importlib.import_module(library) if library == "random" else pytest.importorskip(library)
    if tuple(map(int, getattr(module, "__version__", "99.0").split(".")[:2])) < READ_FROM.get(library, (0, 0)):
        pytest.skip(f"the rows were read from a later {library}, which no longer supports this Python")
    if library == "sklearn":
        importlib.import_module("sklearn.experimental.enable_halving_search_cv")
        importlib.import_module("sklearn.experimental.enable_iterative_imputer")
    assert module
    for row in ROWS:
        if row.name.split(".")[0] == library and not row.until:
            yield row


# Written down from documentation or from other versions: absent from, or not reachable in, the tested ones.
ELSEWHERE = {
    "keras.Functional",
    "scipy.stats.rv_frozen.rvs",
    "keras.models.model_from_config",
    "keras.models.model_from_yaml",
    "keras.utils.OrderedEnqueuer",
    "keras.utils.GeneratorEnqueuer",
    "keras.backend.random_binomial",
    "tensorflow.compat.v1.layers.dropout",
    "random.binomialvariate",
    "albumentations.pytorch.ToTensorV2",
    "gymnasium.Env.seed",  # of Gym
    "gymnasium.Env.Other.reset",
    "gymnasium.vector.VectorEnv.seed",
    "torch.set_deterministic",
}


# Classes whose objects pass on to others what they do not have, or get it when they are made.
PROXIES = ("faker.Faker.", "nevergrad.optimizers.base.Optimizer.")


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_row_names_something(library: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        missing = [row.name for row in installed(library) if resolve(row.name) is None]
    assert [name for name in missing if name not in ELSEWHERE and not name.startswith(PROXIES)] == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_positions_seeds_and_defaults_are_those_of_the_library(library: str) -> None:
    wrong = [problem for row in installed(library) for problem in problems(row)]
    assert wrong == []


def problems(row: Row) -> Iterator[str]:
    asked = row.name.rpartition(".")[0] if row.role is Role.VARIES else row.name  # its gates are about the object
    parameters = signature(asked)
    if parameters is None:
        return
    positional = [name for name, one in parameters.items() if one.kind in _POSITIONAL]
    for index, (ours, theirs) in enumerate(zip(row.parameters, positional, strict=False)):
        if theirs not in (ours, RENAMED.get(ours)):
            yield f"{row.name}: parameter {index} is {theirs}, not {ours}"
    yield from _seed_problems(row, parameters, positional)
    yield from _gate_problems(row, parameters)


_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _seed_problems(row: Row, parameters: dict[str, inspect.Parameter], positional: list[str]) -> Iterator[str]:
    if row.seed is None or "." in row.seed:
        return
    given = parameters.get(row.seed) or parameters.get(RENAMED.get(row.seed, ""))
    if given is None and any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters.values()):
        return
    if given is None:
        yield f"{row.name}: no parameter {row.seed}"
        return
    keyword_only = row.name.startswith("tensorflow.raw_ops.")  # enforced by a wrapper that `signature` looks through
    if given.name in positional and row.seed not in row.parameters and not keyword_only:
        yield f"{row.name}: {row.seed} is positional ({positional})"
    unset = (
        given.default is inspect.Parameter.empty or type(given.default).__name__ == "Generator"
    )  # torch's global one
    default = None if unset else given.default
    expected = SENTINELS if row.seed_default is None else (row.seed_default,)
    if default not in expected and not row.name.startswith(ZERO_IS_NO_SEED) and row.role is not Role.SEED:
        yield f"{row.name}: {row.seed} is {default!r} by default"


def _gate_problems(row: Row, parameters: dict[str, inspect.Parameter]) -> Iterator[str]:
    open_ended = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters.values())
    for name in {name for gate in gates(row) for name in gate} | set(row.initializers):
        if name not in parameters and not open_ended and name != "rng" and (row.name, name) not in NO_PARAMETERS:
            yield f"{row.name}: the gate asks for {name}, which is no parameter"
    for name, default in {**row.defaults, **(row.initializers if not row.name.endswith(".add_weight") else {})}.items():
        if name in parameters and not _same(parameters[name].default, default):
            yield f"{row.name}: {name} is {parameters[name].default!r} by default"


def _same(theirs: object, ours: object) -> bool:
    if isinstance(theirs, str) and theirs in SENTINELS:
        return True
    return theirs == ours or str(theirs).lower() == str(ours).lower()


EXEMPT = {
    "BitGenerator": "abstract",
    "PartialDependenceDisplay": "draws through `from_estimator`, which has a row",
    "check_random_state": "imported by other modules; its own row is sklearn.utils.check_random_state",
    "BaseShuffleSplit": "abstract",
    "BaseDecisionTree": "abstract",
    "murmurhash3_32": "a hash: its seed is part of the value",
    "GaussianMixtureIC": "not public",
    "compute_accidental_hits": "draws nothing",
}


SEEDED_MODULES = """
    numpy.random keras.layers keras.initializers keras.random tensorflow.random tensorflow.image
    sklearn.cluster sklearn.covariance sklearn.datasets sklearn.decomposition sklearn.dummy sklearn.ensemble
    sklearn.feature_extraction.image sklearn.feature_selection sklearn.gaussian_process sklearn.impute
    sklearn.inspection sklearn.kernel_approximation sklearn.linear_model sklearn.manifold sklearn.metrics
    sklearn.mixture sklearn.model_selection sklearn.multiclass sklearn.multioutput sklearn.neighbors
    sklearn.neural_network sklearn.preprocessing sklearn.random_projection sklearn.svm sklearn.tree sklearn.utils
    sklearn.utils.extmath sklearn.utils.random
"""


@pytest.mark.parametrize("module", SEEDED_MODULES.split())
def test_everything_that_takes_a_seed_has_a_row(module: str) -> None:
    pytest.importorskip(module.partition(".")[0])
    found = [name for name, one in _public(module) if name not in EXEMPT and _takes_seed(one)]
    assert [name for name in found if CATALOG.row(f"{module}.{name}") is None] == []


def _public(module: str) -> Iterator[tuple[str, Callable[..., object]]]:
    home = _attribute(module)
    for name in getattr(home, "__all__", dir(home)):
        one = getattr(home, name, None)
        if not name.startswith("_") and callable(one):
            yield name, one


def _takes_seed(one: Callable[..., object]) -> bool:
    try:
        return not {"seed", "random_state"}.isdisjoint(inspect.signature(one).parameters)
    except (TypeError, ValueError):
        return False


def test_numpy_draws_are_those_of_the_global_stream() -> None:
    random = pytest.importorskip("numpy").random
    assert [name for name in random.__all__ if CATALOG.row(f"numpy.random.{name}") is None] == ["BitGenerator"]


def test_python_draws_are_those_of_the_random_module() -> None:
    import random

    assert [name for name in random.__all__ if CATALOG.row(f"random.{name}") is None] == []


@pytest.mark.parametrize("name", ["glorot_uniform", "HeNormal", "uniform", "zero", "identity", "one", "normal"])
def test_initializer_strings_mean_what_keras_means(name: str) -> None:
    keras = pytest.importorskip("keras")
    row = CATALOG.initializer(name)
    assert row is not None
    assert type(keras.initializers.get(name)).__name__ == row.name.rpartition(".")[2]


def test_gates_say_present_only_where_absent_is_the_default() -> None:
    """`PRESENT` is satisfied by a default other than None: such a gate would always hold."""
    for row in ROWS:
        for gate in gates(row):
            for name, allowed in gate.items():
                assert Given.PRESENT not in allowed or row.defaults.get(name) is None, row.name
