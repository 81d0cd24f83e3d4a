"""The values that a setting may have: each function gives the value, or raises ValueError with what it must be."""

from __future__ import annotations

import builtins
import keyword
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from repro_lint.settings.patterns import PatternError, Patterns

_ALIASES = frozenset({"jnp", "np", "pd", "plt", "sp", "tf"})  # under which everybody imports a module


def strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item for item in value):
        raise ValueError("must be a list of strings")
    return tuple(value)


def folder(value: object) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError("must be the path of a folder")
    return value


def file(value: object) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError("must be the path of a file")
    return value


def patterns(value: object) -> tuple[str, ...]:
    given = strings(value)
    for text in given:
        require_pattern(text)
    return given


def require_pattern(text: str) -> None:
    try:
        Patterns.of([text])
    except PatternError as error:
        raise ValueError(f"the pattern {text!r} {error}") from error


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
    if keyword.iskeyword(value):
        raise ValueError(f"must be a name that can be assigned to: {value!r} is a keyword")
    if hasattr(builtins, value):
        raise ValueError(f"must be a name of its own: {value!r} is a builtin")
    from repro_lint.catalog import load

    if value in sys.stdlib_module_names | load().roots | _ALIASES:
        raise ValueError(f"must be a name of its own: {value!r} is what a module is called")
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
    for pattern in value:
        require_pattern(str(pattern))
    return tuple((str(pattern), strings(rules)) for pattern, rules in value.items())


def one_of(*allowed: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            close = did_you_mean(value, allowed) if isinstance(value, str) else ""
            raise ValueError(f"must be one of {', '.join(map(repr, allowed))}{close}")
        return value

    return parse


def did_you_mean(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
