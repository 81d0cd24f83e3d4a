"""What a rule is, and how the rules are found: every module of this package is one rule.

A rule module holds its documentation (the docstring: a summary line, then `Why:`, `Bad:`, `Good:`, `Fix:`), its
metadata (`RULE`) and its judgement (`check`). Nothing is registered anywhere.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from repro_lint.remarks.rule import Rule

if TYPE_CHECKING:
    from repro_lint.remarks.model import Remark, View


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


@cache
def all_rules() -> tuple[Rule, ...]:
    """The metadata of every rule, by code: read from the text, because a module of a rule imports what judges."""
    rules = (_written(entry.name) for entry in pkgutil.iter_modules(__path__))
    return tuple(sorted(rules, key=lambda rule: rule.code))


def _written(name: str) -> Rule:
    """The metadata of one rule. Raises ValueError where these are not plain keywords and texts."""
    for statement in ast.parse(pkgutil.get_data(__name__, f"{name}.py") or b"").body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="RULE")], value=ast.Call(keywords=given)):
                return Rule(**{one.arg: ast.literal_eval(one.value) for one in given if one.arg})
    raise ValueError(f"the module {name} says nothing of its rule")
