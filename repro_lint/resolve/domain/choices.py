"""Values that may be one of several: made, taken apart, and asked whether they are true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
    Known,
    LibraryObject,
    Mapping,
    Method,
    ModuleValue,
    Sequence,
    Unknown,
    Unstable,
    Value,
)

MAX_OPTIONS = 8


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
    """One of `values`; too many are an unknown one, but a None or an unstable one among them is not forgotten."""
    values = tuple(values)
    if len(values) == 1 and not isinstance(values[0], Either):
        return values[0]
    flat = dict.fromkeys(option for value in values for option in options(value))
    if len(flat) == 1:
        return next(iter(flat))
    if not flat:
        return UNKNOWN
    if len(flat) > MAX_OPTIONS:
        kept = [option for option in flat if option == NONE or isinstance(option, Unstable)]
        rest = SOME_TEXT if all(is_text(option) or option in kept for option in flat) else UNKNOWN
        return Either((rest, *kept[:2])) if kept else rest
    return Either(tuple(flat))


def is_text(value: Value) -> bool:
    """Whether a value is a string (or bytes, which are hashed alike), or may be one of several that is."""
    for one in options(value):
        known = isinstance(one, Known) and isinstance(one.value, (str, bytes))
        if known or (isinstance(one, Unknown) and one.text is not None):
            return True
    return False


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
