"""The values that a setting may have: each function gives the value, or raises ValueError with what it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches


def strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item for item in value):
        raise ValueError("must be a list of strings")
    return tuple(value)


def string(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("must be a string")
    return value


def boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")  # noqa: TRY004  `config.override` expects one type
    return value


def seed(value: object) -> int:
    # NumPy's global seed takes 32 bits and no more; the same number has to serve every stream.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**32:
        raise ValueError("must be an integer from 0 to 4294967295")
    return value


def identifier(value: object) -> str:
    if not isinstance(value, str) or not value.isidentifier():
        raise ValueError("must be a Python name")
    return value


def dotted(value: object) -> tuple[str, ...]:
    names = strings(value)
    for name in names:
        if not all(part.isidentifier() for part in name.split(".")):
            raise ValueError(f"{name!r} is not a dotted name")
    return names


def per_file(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ValueError("must be a table of file patterns and lists of rules")  # noqa: TRY004  as above
    return tuple((str(pattern), strings(rules)) for pattern, rules in value.items())


def one_of(*allowed: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise ValueError(f"must be one of {', '.join(map(repr, allowed))}{did_you_mean(str(value), allowed)}")
        return value

    return parse


def did_you_mean(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
