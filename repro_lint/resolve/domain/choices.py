"""Values that may be one of several: made, taken apart, and asked whether they are true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from repro_lint.facts.nodes import Constant
from repro_lint.resolve.domain.values import (
    GROWN,
    NONE,
    SET,
    SOME_TEXT,
    UNKNOWN,
    Bound,
    Class,
    Either,
    Func,
    Home,
    Known,
    LibraryObject,
    Mapping,
    Method,
    ModuleValue,
    Sequence,
    Unknown,
    Unreadable,
    Unstable,
    Value,
)

MAX_OPTIONS = 8  # constants, or containers: a seed is one of few, and each operation is done for every pair
MAX_OBJECTS = 64  # whose methods may be called; tables of estimators and of functions seldom have more
TOO_MANY = Unreadable("one of many objects")
_Constant: TypeAlias = Known | Unknown | Unstable


def by_default(value: Value, option: str) -> Value:
    """What a plain run uses, though `option` may ask for something else."""
    return join_values((value, Unknown(option=option)))


def usually(value: Value) -> tuple[bool, str] | None:
    """Whether a value is true in a plain run, and the option that may change that; None where that is not known."""
    asked = [one.option for one in options(value) if isinstance(one, Unknown) and one.option]
    plain = [one for one in options(value) if not isinstance(one, Unknown) or not one.option]
    answers = {truth(one) for one in plain}
    outcome = answers.pop() if len(answers) == 1 else None
    return None if outcome is None or not asked else (outcome, asked[0])


def options(value: Value) -> tuple[Value, ...]:
    """The alternatives of a value, itself if there is only one."""
    return value.options if isinstance(value, Either) else (value,)


def join_values(values: Iterable[Value]) -> Value:
    """The least value above all of `values`, as far as the domain can tell them apart: one of them."""
    values = tuple(values)
    if len(values) == 1 and not isinstance(values[0], Either):
        return values[0]
    flat = dict.fromkeys(option for value in values for option in options(value))
    if len(flat) > 1 and any(isinstance(one, (Sequence, Mapping)) and one.home for one in flat):
        flat = dict.fromkeys(_each_home_once(flat))
    if len(flat) > MAX_OPTIONS:
        flat = dict.fromkeys(_generalised(tuple(flat)))
    if len(flat) == 1:
        return next(iter(flat))
    return Either(tuple(flat)) if flat else UNKNOWN


def _each_home_once(values: Iterable[Value]) -> Iterator[Value]:
    """Containers with one home are one object, as it is on several paths: joined item by item."""
    by_home: dict[Home, list[Sequence | Mapping]] = {}
    for value in values:
        if isinstance(value, (Sequence, Mapping)) and value.home is not None:
            by_home.setdefault(value.home, []).append(value)
        else:
            yield value
    for home, found in by_home.items():
        joint = found if len(found) == 1 else any_container(found)
        yield from (replace(one, home=home) for one in joint)


def _generalised(values: tuple[Value, ...]) -> Iterator[Value]:
    """Fewer alternatives that stand for all: constants, containers and objects, each kind within a bound of its own."""
    constants, containers, objects = of_kinds(values)
    yield from constants if len(constants) <= MAX_OPTIONS else any_constant(constants)
    yield from containers if len(containers) <= MAX_OPTIONS else any_container(containers)
    yield from objects if len(objects) <= MAX_OBJECTS else (TOO_MANY,)


def of_kinds(values: Iterable[Value]) -> tuple[list[_Constant], list[Sequence | Mapping], list[Value]]:
    """Values by kind: constants (known or not), containers, and objects."""
    constants: list[_Constant] = []
    containers: list[Sequence | Mapping] = []
    objects: list[Value] = []
    for value in values:
        if isinstance(value, (Known, Unknown, Unstable)):
            constants.append(value)
        elif isinstance(value, (Sequence, Mapping)):
            containers.append(value)
        else:
            objects.append(value)
    return constants, containers, objects


def any_constant(values: list[_Constant]) -> Iterator[Value]:
    """A constant of which nothing is known; that it may be None, or unstable, is not forgotten."""
    unstable = [value for value in values if isinstance(value, Unstable)]
    others = [value for value in values if value != NONE and not isinstance(value, Unstable)]
    if others:
        yield SOME_TEXT if all(map(is_text, others)) else UNKNOWN
    if NONE in values:
        yield NONE
    if unstable:
        yield min(unstable, key=lambda value: (value.place, value.why))


def any_container(values: list[Sequence | Mapping]) -> Iterator[Sequence | Mapping]:
    """One list for all sequences, one dict for all dicts: of any of their items."""
    sequences = [value for value in values if isinstance(value, Sequence)]
    mappings = [value for value in values if isinstance(value, Mapping)]
    if sequences:
        yield _any_sequence(sequences)
    if mappings:
        keys = dict.fromkeys(key for value in mappings for key, _ in value.items)
        yield Mapping(tuple((key, join_values(_at(key, mappings))) for key in keys))


def _at(key: Constant, mappings: list[Mapping]) -> Iterator[Value]:
    return (item for mapping in mappings if (item := mapping.get(key)) is not None)


def _any_sequence(values: list[Sequence]) -> Sequence:
    kinds = {value.kind for value in values}
    if len(kinds) == 1 and len({len(value.items) for value in values}) == 1:
        columns = zip(*(value.items for value in values), strict=True)
        return Sequence(tuple(map(join_values, columns)), kinds.pop())
    return some(item for value in values for item in contents(value))


def is_text(value: Value) -> bool:
    """Whether a value is a string (or bytes, which are hashed alike), or may be one of several that is."""
    for one in options(value):
        known = isinstance(one, Known) and isinstance(one.value, (str, bytes))
        if known or (isinstance(one, Unknown) and one.text is not None):
            return True
    return False


def is_number(value: Value) -> bool:
    """Whether a value is a number, whichever: the order of a set of numbers is the same in every run."""
    return all(
        isinstance(one.value, (int, float)) if isinstance(one, Known) else isinstance(one, Unknown) and one.number
        for one in options(value)
    )


def may_grow(value: Value) -> bool:
    """Whether a container that was made empty may hold something by now: lists and dicts are filled in place."""
    fixed = value.kind in ("tuple", "range") if isinstance(value, Sequence) else getattr(value, "passed", False)
    return isinstance(value, (Sequence, Mapping)) and not value.items and not fixed


def listed(value: Value) -> str:
    """The kind of a list of the same items."""
    return value.kind if isinstance(value, Sequence) and not value.counted else "list"


def some(values: Iterable[Value]) -> Sequence:
    """A list of some of these values: it is not known how many, or whether there are any."""
    return Sequence((join_values(values),), GROWN)


def contents(value: Sequence | Mapping) -> tuple[Value, ...]:
    """What a container holds: of a dict, its values."""
    if may_grow(value):
        return (UNKNOWN,)
    return value.items if isinstance(value, Sequence) else tuple(item for _, item in value.items)


def leaves(value: Value) -> Iterator[Value]:
    """What containers and alternatives hold that is neither, each value once however many of them share it."""
    pending, seen = [value], set[int]()
    while pending:
        one = pending.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, (Sequence, Mapping, Either)):
            pending.extend(reversed(one.options if isinstance(one, Either) else contents(one)))
        else:
            yield one


def truth(value: Value) -> bool | None:
    """Whether a value is true, or None when that cannot be told."""
    if isinstance(value, Either):
        answers = {truth(option) for option in value.options}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(value, Known):
        return bool(value.value)
    if isinstance(value, (Sequence, Mapping)):
        return None if may_grow(value) or listed(value) == GROWN else bool(value.items)
    if isinstance(value, LibraryObject):
        return None if value.pending is not None or value.kind == SET else True  # a listing, a set: may be empty
    if isinstance(value, (Func, Method, Class, ModuleValue, Bound)):
        return True
    return None
