"""The settings of a run: those of the nearest configuration, with what the command line says instead."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from repro_lint.linter.request import configured as configured_at
from repro_lint.settings import validators
from repro_lint.settings.config import Config
from repro_lint.settings.pyproject import ConfigError
from repro_lint.settings.tables import TableError, read_inline

_WORD = re.compile(r"\s*([\w-]+)\s*=\s*([A-Za-z][\w-]*)\s*")


def configured(args: argparse.Namespace, paths: tuple[Path, ...]) -> Config:
    """The nearest configuration of all named paths, with the options instead. Raises ConfigError."""
    file, settings = taken_apart(args.config)
    said = {
        **{key: _joined(getattr(args, key)) for key in ("select", "ignore", "fixable", "unfixable")},
        "strict": args.strict or None,
        "fail-on": args.fail_on,
        "seed": args.seed,
        "block": args.block,
        "gpu-policy": args.gpu_policy,
    }
    settings.update({name: value for name, value in said.items() if value is not None})
    config = configured_at(start(args, paths), file, settings)
    excluded = _excluded(_joined(args.exclude) or (), config.root)
    return replace(config, extend_exclude=(*config.extend_exclude, *excluded))


def start(args: argparse.Namespace, paths: tuple[Path, ...]) -> Path:
    """The innermost folder that holds all named paths."""
    named = [Path(os.path.realpath(path)) for path in paths or (Path(args.stdin_filename or "."),)]
    folders = [path if os.path.isdir(path) else path.parent for path in named]  # noqa: PTH112  which never raises
    return Path(os.path.commonpath(folders))


def taken_apart(given: Iterable[str]) -> tuple[Path | None, dict[str, object]]:
    """The file and the settings that were given with `--config`, of which the last counts. Raises ConfigError."""
    file: Path | None = None
    settings: dict[str, object] = {}
    for text in given:
        if "=" in text and not os.path.lexists(text):
            settings.update(_inline(text))
        elif file is not None:
            raise ConfigError(None, "--config", f"there can be one file only, not {file} and {text}")
        else:
            file = Path(text)
    return file, settings


def _inline(text: str) -> dict[str, object]:
    """The setting as TOML has it, or with a word without the quotes, which a shell would take off."""
    word = _WORD.fullmatch(text)
    if word and word[2] not in ("true", "false", "inf", "nan"):
        return {word[1]: word[2]}
    try:
        return read_inline(text)
    except TableError as error:
        raise ConfigError(None, f"--config {text}", str(error)) from error


def _joined(given: Iterable[Iterable[str]] | None) -> list[str] | None:
    return [name for names in given for name in names] if given else None


def _excluded(given: Iterable[str], root: Path) -> tuple[str, ...]:
    try:
        return validators.patterns([_from_root(pattern, root, Path.cwd()) for pattern in given])
    except ValueError as error:
        raise ConfigError(None, "--exclude", str(error)) from error


def _from_root(pattern: str, root: Path, here: Path) -> str:
    """A pattern that was written for the working directory as one for the project; a mere name holds anywhere."""
    body = pattern.removeprefix("./")
    is_name = "/" not in body.rstrip("/")
    if is_name or here == root or not here.is_relative_to(root):
        return body
    folder = re.sub(r"([\\*?\[])", r"\\\1", here.relative_to(root).as_posix())
    return f"/{folder}/{body.lstrip('/')}"
