"""Runs the rules over a program: where a defect of ours is in the way, over each file by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from repro_lint.defect import Defect, contained
from repro_lint.resolve.program.runs import GivenUp
from repro_lint.resolve.verdicts.judgement import Judgement

if TYPE_CHECKING:
    from repro_lint.remarks.model import Remark, View
    from repro_lint.rules import RuleModule

T = TypeVar("T")
U = TypeVar("U")


def kept_apart(judgement: Judgement, path: str, act: Callable[[], T], otherwise: U) -> T | U:
    """The result of `act`; after a defect `otherwise`, and the file counts as given up."""
    made = contained(act)
    if not isinstance(made, Defect):
        return made
    judgement.given_up.setdefault(path, GivenUp(path, made))
    return otherwise


def remarks(looked: View, wanted: Collection[str]) -> list[Remark]:
    """The remarks of all rules on the files. Imports all rules: not for the path of a clean run."""
    from repro_lint.rules import all_modules

    said = (remark for module in all_modules() for remark in _remarks_of(module, looked, wanted))
    return [remark for remark in said if remark.place.path in wanted]


def _remarks_of(module: RuleModule, looked: View, wanted: Collection[str]) -> list[Remark]:
    """The remarks of one rule; after a defect the rule is run again file by file, so that only one file is lost."""
    said = contained(lambda: list(module.check(looked)))
    if not isinstance(said, Defect):
        return said
    parts = [kept_apart(looked.judgement, path, partial(_on, module, looked, path), []) for path in sorted(wanted)]
    return [remark for part in parts for remark in part]


def _on(module: RuleModule, looked: View, path: str) -> list[Remark]:
    unused = tuple(one for one in looked.unused if one.place.path == path)
    return list(module.check(replace(looked, judgement=looked.judgement.of(path), unused=unused)))
