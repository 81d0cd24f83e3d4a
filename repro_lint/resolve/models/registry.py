"""Which model stands for a call: the modules of this package that have `MODELS` are found, nothing is registered.

A key is the canonical name of a function, or the kind of an object and its method. `package.*` stands for all functions
or kinds in a package, `*.name` for a function in whichever package, `(kind, "*")` for the methods of a kind that have
no key of their own; `DERIVED` before a kind says that the method is one a class of the project inherits.

Modules that have `OBSERVERS` are told of calls besides, whatever model stands for these: of all functions in a package
(`package.*`), or of each method of a name (`*.name`), whatever its object.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import TypeAlias

from repro_lint.resolve.domain.values import ExternalName, Func, Instance, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model

Key: TypeAlias = str | tuple[str, str]
Observer: TypeAlias = Callable[[Machine, Call], None]
REST = "*"
DERIVED = "derived from "  # before a kind: for objects of the project's own classes that derive from it
RECORD = "a record"  # an object of a class of the project that only holds data
PROGRAM_END = "the end of the program"  # called behind the last statement
MADE = "__made__"  # called of an object that a row makes, with what its parameters got
ELEMENTS = "__elements__"  # asked of an object: what iterating over it yields
DRAWN = "__drawn__"  # called of an object whose draw happens that waited; gives the objects that draw in its stead


@cache
def of_function(name: str) -> Model | None:
    """The model of a function outside the project; else of the innermost package around it, or of its last name."""
    keys = (name, *_around(name), f"{REST}.{name.rpartition('.')[2]}")
    return next(filter(None, map(registered().get, keys)), None)


def of_method(receiver: Value, name: str) -> Model | None:
    """The model of a method of an object; `__call__` is that of calling the object, or of decorating with it."""
    kind = kind_of(receiver)
    return None if kind is None else _of_kind(kind, name)


@cache
def observers_of_function(name: str) -> tuple[Observer, ...]:
    """Who is told of a call of a function outside the project."""
    return tuple(observer for key in _around(name) for observer in _observers().get(key, ()))


def observers_of_method(name: str) -> tuple[Observer, ...]:
    """Who is told of a call of a method of this name."""
    return _observers().get(f"{REST}.{name}", ())


def draws_when_iterated(value: Value) -> bool:
    """Whether iterating over an object from outside does something, as over a loader."""
    return isinstance(value, LibraryObject) and of_method(value, "__iter__") is not None


def of_derived(base: str, name: str) -> Model | None:
    """The model of a method that a class of the project inherits from `base`, which lies outside."""
    return _of_kind(f"{DERIVED}{base}", name)


@cache
def _of_kind(kind: str, name: str) -> Model | None:
    methods = (name,) if name.startswith("__") else (name, REST)
    keys = ((owner, method) for owner in (kind, *_around(kind)) for method in methods)
    return next(filter(None, map(registered().get, keys)), None)


def _around(name: str) -> Iterator[str]:
    """`package.*` for each package around a name, the innermost first."""
    while name := name.rpartition(".")[0]:
        yield f"{name}.{REST}"


def kind_of(value: Value) -> str | None:
    """What an object is an instance of, by the name of its class; of a function what a decorator made of it."""
    if isinstance(value, LibraryObject):
        return value.kind
    if isinstance(value, ExternalName):
        return value.name
    if isinstance(value, Instance):
        return RECORD if value.cls.plain_data else None
    return value.wrapped_by or None if isinstance(value, Func) else None


@cache
def registered() -> Mapping[Key, Model]:
    """The models of all modules. Raises ValueError where two modules know one call."""
    found: dict[Key, Model] = {}
    for module in _modules():
        models: Mapping[Key, Model] = getattr(module, "MODELS", {})
        if twice := found.keys() & models.keys():
            raise ValueError(f"{module.__name__}: another module has a model for {sorted(map(str, twice))}")
        found.update(models)
    return found


@cache
def _observers() -> Mapping[str, tuple[Observer, ...]]:
    found: dict[str, tuple[Observer, ...]] = {}
    for module in _modules():
        observers: Mapping[str, Observer] = getattr(module, "OBSERVERS", {})
        for key, observer in observers.items():
            found[key] = (*found.get(key, ()), observer)
    return found


def _modules() -> Iterator[ModuleType]:
    package = __name__.rpartition(".")[0]
    for entry in pkgutil.iter_modules(importlib.import_module(package).__path__):
        yield importlib.import_module(f"{package}.{entry.name}")
