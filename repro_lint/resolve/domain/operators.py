"""Comparisons and arithmetic, as far as constants go."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.facts import constants, nodes
from repro_lint.resolve.domain.choices import join_values, may_grow, some
from repro_lint.resolve.domain.values import (
    GROWN,
    KEYS,
    LONG,
    MAX_ITEMS,
    NONE,
    SET,
    SOME_TEXT,
    UNKNOWN,
    Bound,
    Either,
    ExternalName,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Sequence,
    Unknown,
    Unreadable,
    Value,
)

LONGEST_TEXT = 64


def compared(name: str, left: Value, right: Value) -> bool | None:
    if name in ("In", "NotIn"):
        inside = _contained(left, right)
        return None if inside is None else inside is (name == "In")
    if isinstance(left, Known) and isinstance(right, Known):
        return constants.compared(name, left.value, right.value)
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        return _compared_in_order(name, left, right)
    if name in ("Is", "IsNot", "Eq", "NotEq") and isinstance(left, ExternalName) and isinstance(right, ExternalName):
        return (left == right) is (name in ("Is", "Eq"))
    if name in ("Is", "IsNot", "Eq", "NotEq") and _is_member(left) and _is_member(right):
        return (left == right) is (name in ("Is", "Eq"))
    if name in ("Is", "IsNot", "Eq", "NotEq") and NONE in (left, right):
        other = left if right == NONE else right
        asked = isinstance(other, Unknown) and other.option  # what is given there is never None
        if asked or not isinstance(other, (Unknown, Known, Either, Unreadable, Bound)):
            return name in ("IsNot", "NotEq")
    if name in ("Is", "IsNot") and (_are_apart(left, right) or _are_apart(right, left)):
        return name == "IsNot"
    return None


def _are_apart(name: Value, made: Value) -> bool:
    """Whether a library's own module, class or function is compared with an object that the program made."""
    return isinstance(name, ExternalName) and isinstance(made, (Instance, Known, LibraryObject, Mapping, Sequence))


def _compared_in_order(name: str, left: Sequence, right: Sequence) -> bool | None:
    """Tuples and lists of constants, one by one."""
    if not {left.kind, right.kind} <= {"tuple", "list"} or may_grow(left) or may_grow(right) or name in ("Is", "IsNot"):
        return None
    for mine, theirs in zip(left.items, right.items, strict=False):
        same = compared("Eq", mine, theirs)
        if same is not True:
            decides = same is False and name not in ("Eq", "NotEq")
            return compared(name, mine, theirs) if decides else None if same is None else name == "NotEq"
    return constants.compared(name, len(left.items), len(right.items))


def _is_member(value: Value) -> bool:
    return isinstance(value, Instance) and value.cls.enumerated


def _contained(item: Value, container: Value) -> bool | None:
    """`item in container`; a list may hold more by now."""
    if isinstance(container, Known) and isinstance(item, Known):
        texts = isinstance(container.value, str) and isinstance(item.value, str)
        return item.value in container.value if texts else None  # type: ignore[operator]
    if isinstance(container, Mapping) and isinstance(item, Known):
        return True if container.get(item.value) is not None else None
    if not isinstance(container, Sequence):
        return None
    answers = {compared("Eq", item, one) for one in container.items}
    if True in answers:
        return True
    return None if None in answers or container.kind not in ("tuple", "set") else False


def calculated(name: str, left: nodes.Constant, right: nodes.Constant) -> Value:
    """`left operator right` of constants."""
    found = constants.calculated(name, left, right)
    result = constants.written(name, left, right) if found is None else found
    return UNKNOWN if result is None else Known(result)


def joint(left: Sequence, right: Sequence) -> Sequence:
    """`left + right`."""
    if left.counted and right.counted:
        return Sequence(left.items + right.items, left.kind)
    return some(left.items + right.items)


def copied(value: Value) -> Value:
    """A container of its own."""
    return replace(value, home=None) if isinstance(value, (Sequence, Mapping)) and value.home is not None else value


def is_set(value: Value) -> bool:
    """Whether a value is a set, or the keys of a dict."""
    return value.kind in (SET, "set", KEYS) if isinstance(value, (Sequence, LibraryObject)) else False


def of_sets(operator: str, left: Value, right: Value) -> Value:
    """`left | right`, `left & right`, `left - right` or `left ^ right` of sets."""
    if isinstance(left, LibraryObject) or isinstance(right, LibraryObject):
        known = left if isinstance(left, Sequence) or operator != "BitAnd" else right
        if operator in ("Sub", "BitAnd") and isinstance(known, Sequence):
            return Sequence((join_values(known.items),), "set")  # some of these
        return left if isinstance(left, LibraryObject) else right
    ours, theirs = (side.items if isinstance(side, Sequence) else (UNKNOWN,) for side in (left, right))
    if operator == "BitOr":
        return Sequence(tuple(dict.fromkeys((*ours, *theirs)))[:MAX_ITEMS], "set")
    if not all(isinstance(one, Known) for one in (*ours, *theirs)):
        return Sequence((join_values((*ours, *(theirs if operator == "BitXor" else ()))),), "set")
    kept = {one: (one in theirs) is (operator == "BitAnd") for one in ours}
    found = [one for one in dict.fromkeys(ours) if kept[one]]
    found += [one for one in dict.fromkeys(theirs) if operator == "BitXor" and one not in ours]
    return Sequence(tuple(found), "set")


def sliced(base: Sequence, bounds: Sequence) -> Value:
    """`base[a:b]`; where the bounds are not known, some of its items."""
    known = [bound.value for bound in bounds.items if isinstance(bound, Known)]
    numbers = [value for value in known if value is None or isinstance(value, int)]
    if base.counted and len(numbers) == len(bounds.items):
        try:
            return Sequence(base.items[slice(*numbers)], base.kind)
        except ValueError:  # a step of zero
            return UNKNOWN
    return some(base.items)


def letters_at(text: str, key: Value) -> Value:
    """`text[3]`, `text[1:4]`."""
    bounds = key.items if isinstance(key, Sequence) else (key,)
    numbers = [bound.value for bound in bounds if isinstance(bound, Known)]
    if len(numbers) < len(bounds) or not all(one is None or isinstance(one, int) for one in numbers):
        return SOME_TEXT
    at = slice(*numbers) if isinstance(key, Sequence) else numbers[0]
    found = constants.computed(lambda: text[at])  # type: ignore[index]  # numbers, as was asked above
    return SOME_TEXT if isinstance(found, constants.Refused) else Known(found)


def with_item(container: Value, key: Value, value: Value) -> Sequence | Mapping | None:
    """What `container[key] = value` makes of it, or None where that is not known; the key may be unknown."""
    if isinstance(container, Mapping) and isinstance(key, Known):
        return Mapping((*((name, one) for name, one in container.items if name != key.value), (key.value, value)))
    if isinstance(container, Mapping):
        return Mapping(tuple((name, _perhaps(one, value)) for name, one in container.items))
    if not isinstance(container, Sequence) or container.kind not in ("list", GROWN, LONG):
        return None
    index = key.value if isinstance(key, Known) and isinstance(key.value, int) and container.kind == "list" else None
    if index is None or not -len(container.items) <= index < len(container.items):
        return Sequence(tuple(_perhaps(one, value) for one in container.items), container.kind)
    items = list(container.items)
    items[index] = value
    return Sequence(tuple(items), container.kind)


def _perhaps(before: Value, after: Value) -> Value:
    return join_values((before, after)) if isinstance(before, Known) else before


def letters(value: Value) -> str:
    """What is known of a string: all of it, or some parts."""
    if isinstance(value, Known) and isinstance(value.value, str):
        return value.value
    return value.text or "" if isinstance(value, Unknown) else ""


def partly(text: str) -> Unknown:
    """A string of which this much is known; a long one is not worth remembering."""
    return Unknown(text) if len(text) <= LONGEST_TEXT else SOME_TEXT
