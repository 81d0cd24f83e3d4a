"""What a rule yields: a remark about a place, still in terms of the program; `flag` turns it into a finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from repro_lint.facts.nodes import Span
from repro_lint.model import Severity
from repro_lint.resolve.entries import EntryPoint
from repro_lint.resolve.state import Key, Place
from repro_lint.resolve.verdicts import Judgement
from repro_lint.rules import Rule

Note = tuple[Place, str]


@dataclass(frozen=True, slots=True)
class SeedArgument:
    """Give the call at the remark's place a seed: `form` with `{seed}`, replacing `argument` if it has one."""

    form: str
    argument: Span | None = None


@dataclass(frozen=True, slots=True)
class ReplaceValue:
    """Put the seed in place of `argument`; without one, between the parentheses of the call."""

    argument: Span | None


@dataclass(frozen=True, slots=True)
class SeedBlock:
    """Insert the missing steps into the file of an entry point."""

    entry: EntryPoint
    missing: tuple[Key, ...]
    hide_gpus: bool = False
    determinism: bool = False


Remedy = SeedArgument | ReplaceValue | SeedBlock


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says. `cause` groups remarks that have one cause in the text output."""

    rule: Rule
    severity: Severity
    place: Place
    message: str
    help: str = ""
    related: tuple[Note, ...] = ()
    cause: str = ""
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What a rule may look at. `shown` gives a file's path as the reader knows it."""

    judgement: Judgement
    shown: Callable[[str], str]
    gpu_policy: str = "either"


def entry_place(entry: EntryPoint) -> Place:
    """Where a finding about an entry point stands: at its first statement that does something."""
    return Place(entry.path, entry.first)
