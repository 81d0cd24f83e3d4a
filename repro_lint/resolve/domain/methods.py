"""What methods of strings, lists and dicts give, and what they leave of a container that they change."""

from __future__ import annotations

from collections.abc import Callable

from repro_lint.facts import constants
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import is_text, some
from repro_lint.resolve.domain.operators import copied, letters, partly
from repro_lint.resolve.domain.values import KEYS, MAX_ITEMS, NONE, SOME_TEXT, UNKNOWN, Known, Mapping, Sequence, Value

_CASES: dict[str, Callable[[str], str]] = {"lower": str.lower, "upper": str.upper, "strip": str.strip}

_WRITING = frozenset(
    {"capitalize", "casefold", "decode", "format", "join", "lstrip", "readline", "replace", "rstrip", "swapcase"}
    | {"removeprefix", "removesuffix", "title", "translate", "zfill", *_CASES}
)
_TELLING = frozenset({"casefold", "lower", "splitlines", "strip", "upper"})
_PARTING = frozenset({"split", "splitlines", "rsplit", "partition", "rpartition"})


def popped(container: Sequence, name: str, arguments: Arguments) -> tuple[Value, Sequence] | None:
    """What `container.pop()` gives, and what is left; None where that is not known."""
    at = arguments.positional[0] if arguments.positional else Known(0 if name == "popleft" else -1)
    index = at.value if isinstance(at, Known) and isinstance(at.value, int) else None
    if container.kind != "list" or index is None or not -len(container.items) <= index < len(container.items):
        return None
    items = list(container.items)
    value = items.pop(index)
    return value, Sequence(tuple(items), "list")


def updated(container: Mapping, method: str, arguments: Arguments) -> Mapping | None:
    """What a method that fills a dict in place makes of it; None where that is not known."""
    first = arguments.positional[0] if arguments.positional else None
    if method == "update" and (first is None or isinstance(first, Mapping)):
        return Mapping((*container.items, *(first.items if first else ()), *arguments.keywords))
    if method == "update":
        known = tuple((key, UNKNOWN if isinstance(value, Known) else value) for key, value in container.items)
        return Mapping((*known, *arguments.keywords))
    if method == "pop" and isinstance(first, Known):
        return Mapping(tuple((key, value) for key, value in container.items if key != first.value), container.passed)
    if method == "setdefault" and isinstance(first, Known) and len(arguments.positional) > 1:
        return Mapping(((first.value, arguments.positional[1]), *container.items))
    return None


def _of_some_text(name: str, arguments: Arguments) -> Value:
    """What a method that only strings have gives, whatever the string is."""
    if name in _PARTING and all(isinstance(one, Known) for one in arguments.values()):
        return some((SOME_TEXT,))
    return SOME_TEXT if name in _WRITING else UNKNOWN


def tells_a_string(name: str, arguments: Arguments) -> bool:
    """Whether nothing but a string has such a method."""
    if name == "split":
        return all(is_text(one) for one in arguments.values())
    return name in _TELLING and not arguments.values_given()


def words(text: Value, name: str, arguments: Arguments) -> Value:
    """`"a b c".split()` is a list of strings; how a string begins and ends may decide what happens."""
    if not isinstance(text, Known) or not isinstance(text.value, str):
        return _of_some_text(name, arguments)
    first = arguments.positional[0] if len(arguments.positional) == 1 else UNKNOWN
    if name in ("startswith", "endswith") and isinstance(first, Known) and isinstance(first.value, str):
        return Known(text.value.startswith(first.value) if name == "startswith" else text.value.endswith(first.value))
    if name in _CASES and not arguments.values_given():
        return Known(_CASES[name](text.value))
    values = [one.value for one in arguments.positional if isinstance(one, Known)]
    if name == "format" and len(values) == len(arguments.values()) and not arguments.open:
        made = constants.formatted(text.value, tuple(values), percent=False)
        return SOME_TEXT if made is None else Known(made)
    if name == "format":
        return partly("".join((text.value, *map(letters, arguments.values()))))
    if name == "split" and (not arguments.values_given() or is_text(first)):
        return _parted(text.value, first)
    return _of_some_text(name, arguments)


def _parted(text: str, separator: Value) -> Value:
    """The words of a string, or its parts between separators."""
    known = separator.value if isinstance(separator, Known) and isinstance(separator.value, str) else None
    if separator != UNKNOWN and not known:
        return some((SOME_TEXT,))
    return Sequence(tuple(map(Known, text.split(known)[:MAX_ITEMS])), "list")


def of_mapping(receiver: Mapping, name: str, arguments: Arguments) -> Value:
    """What a method of a dict gives."""
    if name in ("get", "pop", "setdefault") and arguments.positional and isinstance(arguments.positional[0], Known):
        default = arguments.positional[1] if len(arguments.positional) > 1 else NONE
        return receiver.get(arguments.positional[0].value) or default
    if name == "items":
        pairs = tuple(Sequence((Known(key), value)) for key, value in receiver.items)
        return Sequence(pairs, "tuple" if receiver.passed else "list")
    if name == "keys" and receiver.items:
        return Sequence(tuple(Known(key) for key, _ in receiver.items), KEYS)
    if name == "values":
        return Sequence(tuple(value for _, value in receiver.items), "list")
    return copied(receiver) if name == "copy" else UNKNOWN
