"""What a pyproject.toml says: its `[tool.repro-lint]`, its scripts, and where the project starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from repro_lint.reading import is_there
from repro_lint.settings.tables import TableError, read_tables

TABLE = "tool.repro-lint"


class ConfigError(Exception):
    """A setting that cannot be used. `path` is the file, or None for the command line; `key` as the user wrote it."""

    def __init__(self, path: Path | None, key: str, message: str) -> None:
        place = ": ".join(part for part in (str(path) if path else "", key) if part)
        super().__init__(f"{place}: {message}")
        self.path = path
        self.key = key
        self.message = message


def console_scripts(root: Path) -> tuple[tuple[str, str], ...]:
    """Name and `module:function` of each of `[project.scripts]`; none where the file cannot be used."""
    try:
        project = read_tables(root / "pyproject.toml").get("project")
    except (OSError, TableError):
        return ()  # a file that is asked for and cannot be used is told by `load`
    scripts = project.get("scripts") if isinstance(project, dict) else None
    named = scripts.items() if isinstance(scripts, dict) else ()
    return tuple((name, target) for name, target in named if isinstance(target, str))


def nearest_table(start: Path) -> Path | None:
    """The nearest file that holds the settings, from a folder upwards. Raises ConfigError."""
    paths = (folder / "pyproject.toml" for folder in (start, *start.parents))
    return next((path for path in paths if is_there(path) and not path.is_dir() and table_of(path) is not None), None)


def project_root(start: Path) -> Path:
    """The nearest folder with a pyproject.toml or a repository; else `start` itself."""
    markers = (
        folder for folder in (start, *start.parents) if is_there(folder / "pyproject.toml") or is_there(folder / ".git")
    )
    return next(markers, start)


def table_of(path: Path) -> Mapping[str, object] | None:
    """The settings in a file; None where it has no such table. Raises ConfigError."""
    try:
        tool = read_tables(path).get("tool", {})
    except OSError as error:
        raise ConfigError(path, "", f"cannot be read: {error.strerror or error}") from error
    except TableError as error:
        raise ConfigError(path, "", str(error)) from error
    if not isinstance(tool, dict):
        raise ConfigError(path, "tool", "must be a table")
    table: object = tool.get("repro-lint")
    if table is not None and not isinstance(table, dict):
        raise ConfigError(path, TABLE, "must be a table")
    return table
