"""`[tool.repro-lint]` of the nearest pyproject.toml that has it, and what the project's pins say about Keras."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from pathlib import Path

from repro_lint import __version__
from repro_lint.keras_version import pinned_keras
from repro_lint.model import Severity
from repro_lint.reading import is_there
from repro_lint.source.patterns import Patterns
from repro_lint.tables import TableError, read_tables
from repro_lint.validators import (
    boolean,
    did_you_mean,
    dotted,
    file,
    folder,
    identifier,
    one_of,
    patterns,
    per_file,
    seed,
    strings,
)

DEFAULT_EXCLUDE = (
    *(".git", ".hg", ".svn", ".venv", "venv", ".tox", ".nox", ".eggs", "*.egg-info", "site-packages"),
    *("__pycache__", "__pypackages__", ".ipynb_checkpoints", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
    *("node_modules", "build", "dist", "_build"),
)


class GpuPolicy(str, Enum):
    """What RPL002 asks of a program that trains with TensorFlow."""

    EITHER = "either"
    HIDE = "hide"
    DETERMINISTIC = "deterministic"
    IGNORE = "ignore"


class BlockForm(str, Enum):
    """How `--fix` seeds a program on TensorFlow: in four steps, or by `keras.utils.set_random_seed` alone."""

    FOUR_STEP = "four-step"
    KERAS = "keras"


class ConfigError(Exception):
    """A setting that cannot be used. `path` is the file, or None for the command line; `key` as the user wrote it."""

    def __init__(self, path: Path | None, key: str, message: str) -> None:
        place = ": ".join(part for part in (str(path) if path else "", key) if part)
        super().__init__(f"{place}: {message}")
        self.path = path
        self.key = key
        self.message = message


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. `root`: where the project starts. `path`: the file they come from, if there is one.

    `exclude` and `extend_exclude` are patterns as in .gitignore, relative to `root`, and so are the globs of
    `per_file_ignores`. `keras` is None when neither the setting nor the project's pins tell.
    """

    root: Path
    path: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fixable: tuple[str, ...] = ()
    unfixable: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    strict: bool = False
    fail_on: Severity = Severity.ERROR
    seed: int = 42
    seed_name: str = "SEED"
    block: BlockForm = BlockForm.FOUR_STEP
    gpu_policy: GpuPolicy = GpuPolicy.EITHER
    keras: str | None = None
    seed_functions: tuple[str, ...] = ()
    entry_points: tuple[str, ...] = ()
    baseline: Path | None = None

    @property
    def names_rules(self) -> bool:
        """Whether there are names of rules to check."""
        return any((self.select, self.ignore, self.fixable, self.unfixable, self.per_file_ignores))

    @property
    def shown(self) -> Severity:
        """The least severity that is listed: notes are only counted, unless they decide the exit code."""
        return min(Severity.WARNING, self.fail_on, key=lambda severity: severity.rank)


def load(start: Path, explicit: Path | None = None) -> Config:
    """The settings for a run from the folder `start`. Raises ConfigError."""
    start = _real(start)
    path = _real(explicit) if explicit else _nearest_table(start)
    table = _table(path) if path else None
    if explicit and table is None:
        raise ConfigError(path, "tool.repro-lint", "the file has no such table")
    config = override(Config(root=_project_root(start), path=path), table or {}, path)
    return config if config.keras else replace(config, keras=pinned_keras(config.root))


def override(config: Config, settings: Mapping[str, object], path: Path | None = None) -> Config:
    """The configuration with settings given by key. Raises ConfigError."""
    values: dict[str, object] = {}
    for key, value in settings.items():
        parser = PARSERS.get(key)
        if parser is None:
            raise ConfigError(path, key, _unknown(key))
        try:
            values[key.replace("-", "_")] = parser(value)
        except ValueError as error:
            raise ConfigError(path, key, str(error)) from error
    base = path.parent if path else Path.cwd()
    values.update((key, _real(base / str(values[key]))) for key in ("root", "baseline") if key in values)
    return replace(config, **values)  # type: ignore[arg-type]  # each value was made by the parser of its field


def check_rules(config: Config, known: Mapping[str, str]) -> None:
    """Check every rule that the settings name against the known ones (code -> name). Raises ConfigError."""
    named = [("select", config.select), ("ignore", config.ignore)]
    named += [("fixable", config.fixable), ("unfixable", config.unfixable)]
    named += [(f"per-file-ignores.{pattern}", rules) for pattern, rules in config.per_file_ignores]
    for key, selectors in named:
        for selector in selectors:
            if not any(matches(selector, code, name) for code, name in known.items()):
                hint = did_you_mean(selector, [*known, *known.values()])
                raise ConfigError(config.path, key, f"unknown rule {selector!r}{hint}")


def matches(selector: str, code: str, name: str) -> bool:
    """Whether a selector (a code, the start of a code such as `RPL2`, or a name) means a rule."""
    return selector == name or (selector.startswith("RPL") and code.startswith(selector))


def is_selected(config: Config, code: str, name: str) -> bool:
    """Whether a rule is on. Without `select` every rule is; `ignore` wins over `select`."""
    if any(matches(selector, code, name) for selector in config.ignore):
        return False
    return not config.select or any(matches(selector, code, name) for selector in config.select)


def is_fixable(config: Config, code: str, name: str) -> bool:
    """Whether the fixes of a rule are made. Without `fixable` those of every rule are; `unfixable` wins over it."""
    if any(matches(selector, code, name) for selector in config.unfixable):
        return False
    return not config.fixable or any(matches(selector, code, name) for selector in config.fixable)


def is_ignored_for(config: Config, path: Path, code: str, name: str) -> bool:
    """Whether `per-file-ignores` turns a rule off for a file (an absolute path)."""
    if not path.is_relative_to(config.root):
        return False
    names = path.relative_to(config.root).parts
    return any(
        any(matches(selector, code, name) for selector in selectors) and _only(pattern).verdict(names, is_folder=False)
        for pattern, selectors in config.per_file_ignores
    )


@lru_cache
def _only(pattern: str) -> Patterns:
    return Patterns.of([pattern])


_fail_on = one_of(*(severity.value for severity in Severity))
_block = one_of(*(form.value for form in BlockForm))
_gpu_policy = one_of(*(policy.value for policy in GpuPolicy))

PARSERS: Mapping[str, Callable[[object], object]] = {
    "select": strings,
    "ignore": strings,
    "fixable": strings,
    "unfixable": strings,
    "per-file-ignores": per_file,
    "exclude": patterns,
    "extend-exclude": patterns,
    "strict": boolean,
    "fail-on": lambda value: Severity(_fail_on(value)),
    "seed": seed,
    "seed-name": identifier,
    "block": lambda value: BlockForm(_block(value)),
    "gpu-policy": lambda value: GpuPolicy(_gpu_policy(value)),
    "keras": one_of("2", "3"),
    "seed-functions": dotted,
    "entry-points": strings,
    "root": folder,
    "baseline": file,
}


def console_scripts(root: Path) -> tuple[tuple[str, str], ...]:
    """Name and `module:function` of each of `[project.scripts]`; none where the file cannot be used."""
    try:
        project = read_tables(root / "pyproject.toml").get("project")
    except (OSError, TableError):
        return ()  # a file that is asked for and cannot be used is told by `load`
    scripts = project.get("scripts") if isinstance(project, dict) else None
    named = scripts.items() if isinstance(scripts, dict) else ()
    return tuple((name, target) for name, target in named if isinstance(target, str))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # `Path.resolve` raises RuntimeError where links lead in a circle


def _unknown(key: str) -> str:
    close = did_you_mean(key, PARSERS)
    return f"unknown key{close}" if close else f"unknown key: it may be one of another version than {__version__}"


def _nearest_table(start: Path) -> Path | None:
    paths = (folder / "pyproject.toml" for folder in (start, *start.parents))
    return next((path for path in paths if is_there(path) and not path.is_dir() and _table(path) is not None), None)


def _project_root(start: Path) -> Path:
    markers = (
        folder for folder in (start, *start.parents) if is_there(folder / "pyproject.toml") or is_there(folder / ".git")
    )
    return next(markers, start)


def _table(path: Path) -> Mapping[str, object] | None:
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
        raise ConfigError(path, "tool.repro-lint", "must be a table")
    return table
