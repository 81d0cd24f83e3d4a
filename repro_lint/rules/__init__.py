"""What a rule is, and how the rules are found: every module of this package is one rule.

A rule module holds its documentation (the docstring: a summary line, then `Why:`, `Bad:`, `Good:`, `Fix:`), its
metadata (`RULE`) and its judgement (`check`). Nothing is registered anywhere. A module whose name begins with an
underscore is no rule.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from repro_lint.rules._remark import Remark, View


@dataclass(frozen=True, slots=True)
class Rule:
    """The metadata of one rule.

    `summary`, `severity` ("E", "W", "by proof") and `fix` (what `--fix` does about it, "–" for nothing) are one-line
    texts for tables: a finding's own severity is decided at the finding.
    """

    code: str
    name: str
    summary: str
    severity: str
    fix: str


class RuleModule(Protocol):
    """A module of this package."""

    __doc__: str | None
    RULE: Rule

    def check(self, view: View) -> Iterator[Remark]:
        """What the rule says of a program."""


@cache
def all_modules() -> tuple[RuleModule, ...]:
    """Every rule module, by code. Imports them all: not for the path of a clean run."""
    names = sorted(entry.name for entry in pkgutil.iter_modules(__path__) if not entry.name.startswith("_"))
    modules = [cast(RuleModule, importlib.import_module(f"{__name__}.{name}")) for name in names]
    return tuple(sorted(modules, key=lambda module: module.RULE.code))


def all_rules() -> tuple[Rule, ...]:
    """The metadata of every rule, by code."""
    return tuple(module.RULE for module in all_modules())
