"""`repro-lint completion SHELL`: what a shell needs to complete commands, options, rules and files."""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Iterator

from repro_lint.commands import tree
from repro_lint.rules import all_rules

FILES = frozenset({"FILE", "PATH", "PROGRAM", "FILE:LINE", "FILE|KEY=VALUE", "EXE"})
RULES = frozenset({"RULE", "RULES"})
# A path may stand where a command does: files are completed where no command fits.
NO_FILES, ALSO_FILES = "complete -o filenames -F", "complete -o filenames -o default -F"


class MissingError(Exception):
    """The package that writes the scripts is not there."""


def script(shell: str) -> str:
    """The script for a shell. Raises MissingError."""
    if importlib.util.find_spec("shtab") is None:
        raise MissingError("completion needs shtab: pip install shtab")
    import shtab

    program = tree.whole()
    rules = [word for rule in all_rules() for word in (rule.code, rule.name)]
    for action in _actions(program):
        if action.metavar in FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # where shtab looks for it
        elif action.metavar in RULES:
            action.choices = rules
    return shtab.complete(program, shell=shell).replace(NO_FILES, ALSO_FILES)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _actions(below)
