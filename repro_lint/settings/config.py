"""`[tool.repro-lint]` of the nearest pyproject.toml that has it, and what the project's pins say about Keras."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from repro_lint import __version__
from repro_lint.model import Severity
from repro_lint.settings.keras_version import pinned_keras
from repro_lint.settings.library_versions import pinned_versions
from repro_lint.settings.pyproject import TABLE, ConfigError, nearest_table, project_root, table_of
from repro_lint.settings.validators import (
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
    """What RPL002 asks of a program that trains."""

    EITHER = "either"
    HIDE = "hide"
    DETERMINISTIC = "deterministic"
    IGNORE = "ignore"


class BlockForm(str, Enum):
    """How `--fix` seeds a program on TensorFlow: in four steps, or by `keras.utils.set_random_seed` alone."""

    FOUR_STEP = "four-step"
    KERAS = "keras"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. `root`: where the project starts. `path`: the file they come from, if there is one.

    `exclude` and `extend_exclude` are patterns as in .gitignore, relative to `root`, and so are the globs of
    `per_file_ignores`. `keras` is None when neither the setting nor the project's pins tell; `versions`: of
    libraries, as it pins them.
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
    versions: tuple[tuple[str, str], ...] = ()
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
    path = _real(explicit) if explicit else nearest_table(start)
    table = table_of(path) if path else None
    if explicit and table is None:
        raise ConfigError(path, TABLE, "the file has no such table")
    config = override(Config(root=project_root(start), path=path), table or {}, path)
    config = replace(config, versions=pinned_versions(config.root))
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


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # `Path.resolve` raises RuntimeError where links lead in a circle


def _unknown(key: str) -> str:
    close = did_you_mean(key, PARSERS)
    return f"unknown key{close}" if close else f"unknown key: it may be one of another version than {__version__}"
