"""What a run would use, without the run: the settings as TOML, and the files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from enum import Enum
from pathlib import Path

from repro_lint.foreign import printable
from repro_lint.settings.config import Config
from repro_lint.source.names import display_path

_FOUND = frozenset({"path", "versions"})
"""What of a configuration is found in the project, and is no key of a table."""


def settings(config: Config) -> str:
    """All settings as a table that a pyproject.toml could hold, and where they come from."""
    origin = printable(str(config.path)) if config.path else "the defaults: no pyproject.toml has the table"
    rows = [f"# {origin}", "[tool.repro-lint]"]
    for field in fields(config):
        value = getattr(config, field.name)
        key = field.name.replace("_", "-")
        if field.name in _FOUND or value is None:
            continue
        rows.append(f"{key} = {_table(value) if key == 'per-file-ignores' else _value(value)}")
    return "".join(f"{row}\n" for row in rows)


def files(found: Iterable[Path], here: Path) -> str:
    """The paths as the report names them, a line each."""
    return "".join(f"{printable(display_path(path, here))}\n" for path in found)


def _table(rows: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    inside = ", ".join(f"{_value(pattern)} = {_value(rules)}" for pattern, rules in rows)
    return f"{{ {inside} }}" if inside else "{}"


def _value(value: object) -> str:
    """A value in TOML, whose strings, numbers and lists are written as in JSON."""
    if isinstance(value, Enum):
        value = value.value
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False).replace("\x7f", "\\u007f")
