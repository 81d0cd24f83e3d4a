"""pyproject.toml as tables, whatever is in it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from repro_lint.reading import SETTINGS, read_regular

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# The parser needs time and memory quadratic in the parts of a dotted key.
_LONGEST_KEY = 100
_BETWEEN_KEYS = re.compile(r"[=,{]")


class TableError(ValueError):
    """A file that is there and is no TOML that can be used."""


def read_tables(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises TableError, and OSError where it cannot be read."""
    data = read_regular(path, SETTINGS)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TableError(f"is not valid TOML: {error}") from error
    return read_inline(text)


def read_inline(text: str) -> dict[str, Any]:
    """The tables of a text. Raises TableError."""
    try:
        _require_short_keys(text)
        return tomllib.loads(text)
    except RecursionError as error:
        raise TableError("is nested too deeply") from error
    except ValueError as error:  # also an integer of more than 4,300 digits
        raise TableError(f"is not valid TOML: {error}") from error


def _require_short_keys(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") >= _LONGEST_KEY and any(
            part.count(".") >= _LONGEST_KEY for part in _BETWEEN_KEYS.split(line)
        ):
            raise ValueError(f"a key of more than {_LONGEST_KEY} parts (at line {number})")
