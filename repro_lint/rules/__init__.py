"""What a rule is, and how the rules are found: every module of this package is one rule.

A rule module holds its documentation (the docstring: a summary line, then `Why:`, `Bad:`, `Good:`, `Fix:`), its
metadata (`RULE`) and its judgement (`check`). Nothing is registered anywhere.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from repro_lint.remarks.model import Remark, Rule, View


class RuleModule(Protocol):
    """A module of this package."""

    __doc__: str | None
    RULE: Rule

    def check(self, view: View) -> Iterator[Remark]:
        """What the rule says of a program."""


@cache
def all_modules() -> tuple[RuleModule, ...]:
    """Every rule module, by code. Imports them all: not for the path of a clean run."""
    names = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
    modules = [cast(RuleModule, importlib.import_module(f"{__name__}.{name}")) for name in names]
    return tuple(sorted(modules, key=lambda module: module.RULE.code))


def all_rules() -> tuple[Rule, ...]:
    """The metadata of every rule, by code."""
    return tuple(module.RULE for module in all_modules())
