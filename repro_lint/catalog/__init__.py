"""What is known about each library: the rows, and how to find the row of a name.

The rows are Python tables, one module per library; `load` joins them. `Catalog.canonical` reduces the many names of
one callable (`tf.keras.layers.Dense`, `keras.src.layers.core.dense.Dense`) to the one that has the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from repro_lint.catalog import (
    keras_data,
    keras_initializers,
    keras_layers,
    keras_models,
    keras_wrappers,
    libraries,
    numpy_random,
    pandas_samples,
    scipy_draws,
    sklearn_estimators,
    sklearn_functions,
    sklearn_solvers,
    sklearn_threads,
    stdlib,
    tf_contrib,
    tf_data,
    tf_datasets,
    tf_legacy,
    tf_random,
)
from repro_lint.catalog.aliases import ALIASES, BASES, KERAS_2, PREFIXES
from repro_lint.catalog.libraries import NOT_JUDGED
from repro_lint.catalog.schema import Role, Row

__all__ = ["NOT_JUDGED", "Catalog", "load"]

_TABLES = (
    stdlib.ROWS,
    numpy_random.ROWS,
    keras_layers.ROWS,
    keras_initializers.ROWS,
    keras_data.ROWS,
    keras_models.ROWS,
    keras_wrappers.ROWS,
    tf_random.ROWS,
    tf_data.ROWS,
    tf_datasets.ROWS,
    tf_legacy.ROWS,
    tf_contrib.ROWS,
    sklearn_estimators.ROWS,
    sklearn_solvers.ROWS,
    sklearn_functions.ROWS,
    sklearn_threads.ROWS,
    scipy_draws.ROWS,
    pandas_samples.ROWS,
    libraries.ROWS,
)
# In these packages public names are also reachable through private and former modules.
_DEEP = ("keras", "sklearn")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The rows by canonical name.

    `homes` are the modules that have rows; `roots` the top-level modules whose mention makes a file worth reading:
    those whose names only matter as the value of a seed (the clock, `uuid`, `os`) are not among them.
    """

    rows: Mapping[str, Row]
    homes: frozenset[str]
    roots: frozenset[str]

    def canonical(self, dotted: str) -> str:
        """The name under which `dotted` has its row; an unknown name comes back with its prefix mapped."""
        name = dotted
        while name not in self.rows:
            shorter = ALIASES.get(name) or _without_prefix(name)
            if shorter == name:
                return self._elided(name) or self._first_generation(name) or name
            name = shorter
        return name

    def row(self, dotted: str) -> Row | None:
        """The row of a function, a class or `package.Class.method`; inherited methods are found."""
        name = self.canonical(dotted)
        if name in self.rows:
            return self.rows[name]
        owner, _, method = name.rpartition(".")
        return self.method(owner, method) if owner in BASES else None

    def method(self, class_name: str, method: str) -> Row | None:
        """The row of a method, looked up along the base classes."""
        owner: str | None = self.canonical(class_name)
        while owner is not None:
            if row := self.rows.get(f"{owner}.{method}"):
                return row
            owner = BASES.get(owner)
        return None

    def members(self, module: str) -> Mapping[str, str]:
        """What `from module import *` binds that leads to rows: name -> dotted name, submodules included."""
        return _members(module)

    def initializer(self, name: str) -> Row | None:
        """The initializer that a layer means by a string; role OBJECT for one that draws nothing."""
        return self.rows.get(self.canonical(f"keras.initializers.{name}"))

    def keras_version(self, dotted: str) -> str | None:
        """ "2" for a name that is Keras 2 whatever is installed, else None."""
        return "2" if any(_under(dotted, prefix) for prefix in KERAS_2) else None

    def _elided(self, name: str) -> str | None:
        """The row of `keras.layers.core.Dense`: the same name with inner module names left out."""
        if not name.startswith(_DEEP):
            return None
        candidates = (ALIASES.get(shorter, shorter) for shorter in _elisions(name, self.homes))
        return next((candidate for candidate in candidates if candidate in self.rows), None)

    def _first_generation(self, name: str) -> str | None:
        """A name of TensorFlow 1, which TensorFlow 2 keeps under `compat.v1`."""
        root, _, rest = name.partition(".")
        former = f"{root}.compat.v1.{rest}"
        return former if root == "tensorflow" and former in self.rows else None


def _under(name: str, prefix: str) -> bool:
    return name.startswith(prefix) and name[len(prefix) : len(prefix) + 1] in ("", ".")


def _without_prefix(name: str) -> str:
    module = name
    while module:  # the longest prefix wins
        if module in PREFIXES:
            return PREFIXES[module] + name[len(module) :]
        module = module.rpartition(".")[0]
    return name


def _elisions(name: str, homes: frozenset[str]) -> Iterator[str]:
    parts = name.split(".")
    for end in range(len(parts) - 2, 0, -1):
        home = ".".join(parts[:end])
        if home not in homes:
            continue
        for start in range(end + 1, len(parts)):
            if any(part != part.lower() for part in parts[end:start]):
                break
            yield ".".join((home, *parts[start:]))


@cache
def load() -> Catalog:
    """The catalogue, built once."""
    rows = {row.name: row for table in _TABLES for row in table}
    homes = frozenset(name.rpartition(".")[0] for name in rows)
    roots = frozenset(
        name.partition(".")[0]
        for name in (*PREFIXES, *(row.name for row in rows.values() if row.role is not Role.UNSTABLE))
    )
    return Catalog(rows, homes, roots)


@cache
def _members(module: str) -> Mapping[str, str]:
    """A star import sees the rows and aliases of the module, under the name given and under the canonical one."""
    catalog = load()
    found: dict[str, str] = {}
    for home in (catalog.canonical(module), module):
        for name in (*PREFIXES, *ALIASES, *catalog.rows):
            if name.startswith(f"{home}."):
                head = name[len(home) + 1 :].partition(".")[0]
                found[head] = catalog.canonical(f"{home}.{head}")
    return found
