"""Which rules the settings turn on, by codes, starts of codes and names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from repro_lint.settings.config import Config
from repro_lint.settings.patterns import Patterns
from repro_lint.settings.pyproject import ConfigError
from repro_lint.settings.validators import did_you_mean


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
