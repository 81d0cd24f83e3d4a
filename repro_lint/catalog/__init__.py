"""What is known about each library: the rows, and how to find the row of a name.

The rows are Python tables, one module per library. Every module of this package is found, nothing is registered: its
`ROWS` are joined with those of the others, and so are its `STREAMS`, `PREFIXES`, `ALIASES`, `BASES` (see `aliases`) and
`NOT_JUDGED` (see `libraries`). `Catalog.canonical` reduces the many names of one callable
(`tf.keras.layers.Dense`, `keras.src.layers.core.dense.Dense`) to the one that has the row.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from repro_lint.catalog.aliases import KERAS_2
from repro_lint.catalog.schema import Role, Row, Stream

__all__ = ["ALIASES", "BASES", "NOT_JUDGED", "PREFIXES", "STREAMS", "Catalog", "load", "modules", "with_bases"]


@cache
def modules() -> tuple[ModuleType, ...]:
    """The modules of this package, by name: the order is the same on every machine."""
    names = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)


def _joined(attribute: str) -> Mapping[str, str]:
    """One mapping of the mappings that the modules have under a name."""
    tables: Iterator[Mapping[str, str]] = (getattr(module, attribute, {}) for module in modules())
    return {key: value for table in tables for key, value in table.items()}


def _rows() -> Mapping[str, Row]:
    tables: Iterator[tuple[Row, ...]] = (getattr(module, "ROWS", ()) for module in modules())
    return {row.name: row for table in tables for row in table}


def _streams() -> tuple[Stream, ...]:
    """All streams: those that the block seeds in its order, then the others."""
    tables: Iterator[tuple[Stream, ...]] = (getattr(module, "STREAMS", ()) for module in modules())
    return tuple(sorted((one for table in tables for one in table), key=lambda one: (not one.turn, one.turn, one.name)))


def _not_judged() -> Mapping[str, str]:
    """The libraries known to draw whose draws have no rows."""
    draws = {name.partition(".")[0] for name, row in _ROWS.items() if row.role in (Role.DRAW, Role.GENERATOR)}
    draws |= {name for name, home in PREFIXES.items() if home in draws}
    return {root: known_as for root, known_as in _joined("NOT_JUDGED").items() if root not in draws}


_ROWS = _rows()
STREAMS = _streams()
PREFIXES, ALIASES, BASES = _joined("PREFIXES"), _joined("ALIASES"), _joined("BASES")
NOT_JUDGED = _not_judged()

# What these do is in compiled code or goes by many indirections, so that rows know more of them than their own source.
# Any other library is followed where its source is part of the project.
_NUMERIC = {"jax", "matplotlib", "numpy", "pandas", "pylab", "scipy", "sklearn", "spacy", "torch"}
_KERAS = {"keras", "keras_core", "keras_preprocessing", "scikeras", "tf_keras"}
_TENSORFLOW = {"tensorflow", "tensorflow_core", "tensorflow_datasets", "tf_slim"}
_LIGHTNING = {"lightning", "lightning_fabric", "pytorch_lightning"}
_TRAINERS = {
    "accelerate",
    "fastai",
    "ignite",
    "monai",
    "mxnet",
    "stable_baselines",
    "stable_baselines3",
    "transformers",
}
_KNOWN_BY_ROWS = frozenset(_NUMERIC | _KERAS | _TENSORFLOW | _LIGHTNING | _TRAINERS)

# In these packages public names are also reachable through private and former modules.
_DEEP = ("imblearn", "keras", "networkx", "skimage", "sklearn")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The rows by canonical name.

    `homes` are the modules that have rows; `roots` the top-level modules whose mention makes a file worth reading:
    those whose names only matter as the value of a seed (the clock, `uuid`, `os`) are not among them. `opaque` are the
    roots whose rows stand even where the project holds a package of that name.
    """

    rows: Mapping[str, Row]
    homes: frozenset[str]
    roots: frozenset[str]

    @property
    def opaque(self) -> frozenset[str]:
        return self.roots & (_KNOWN_BY_ROWS | sys.stdlib_module_names)

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
        """The row of a method, looked up along the base classes; `Class.*` has that of methods without one."""
        owners = with_bases(self.canonical(class_name))
        names = (method,) if method.startswith("_") else (method, "*")
        found = (self.rows.get(f"{owner}.{name}") for name in names for owner in owners)
        return next(filter(None, found), None)

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


@cache
def with_bases(owner: str) -> tuple[str, ...]:
    """A class and those that it inherits from, the nearest first."""
    return (owner, *with_bases(BASES[owner])) if owner in BASES else (owner,)


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
    homes = frozenset(name.rpartition(".")[0] for name in _ROWS)
    roots = frozenset(
        name.partition(".")[0]
        for name in (*PREFIXES, *(row.name for row in _ROWS.values() if row.role is not Role.UNSTABLE))
    )
    return Catalog(_ROWS, homes, roots)


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
