"""A rule's metadata, and what it yields: remarks about places of the program, which `flag` turns into findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from repro_lint.facts.nodes import Span
from repro_lint.model import Severity
from repro_lint.remarks.rule import Rule
from repro_lint.resolve.domain.streams import Key, Place, Source
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.verdicts.judgement import Judgement

__all__ = [
    "Exchange",
    "Note",
    "Remark",
    "Remove",
    "Repair",
    "Rewrite",
    "Rule",
    "SeedArgument",
    "SeedBlock",
    "Seen",
    "Unused",
    "View",
    "by",
    "entry_place",
]

Note = tuple[Place, str]


@dataclass(frozen=True, slots=True)
class SeedArgument:
    """Give the call at the remark's place a seed: `form` with `{seed}`, replacing `argument` if it has one.

    A form with parentheses is that of the call: `{name}` is its last name, `{given}` the argument as it is.
    `alike`: all get the same seed, as two calls must that split one set of files.
    `source`: where the value of the argument comes from, which is then the place to give one. `safe`: no number of a
    program that is reproducible changes. `keyword_only`: it cannot be passed by its place.
    """

    form: str
    argument: Span | None = None
    source: Source | None = None
    safe: bool = True
    alike: bool = False
    keyword_only: bool = False


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Write `form` in the place of `span`: `{given}` is what stands there, `{seed}` a seed.

    `number`: what to write for a number instead. `{keras.…}`, a dotted name, is spelled as the file's imports allow.
    """

    span: Span
    form: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Write `new` for the `old` that the remark's place ends with, if that does."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class SeedBlock:
    """Insert the missing steps into the file of an entry point, and take away what they make obsolete.

    `switches`: those to be thrown. `first`: whether that is the cure; else it is where no explicit seed can be put.
    """

    entry: EntryPoint
    missing: tuple[Key, ...]
    switches: tuple[Key, ...] = ()
    obsolete: tuple[Place, ...] = ()
    first: bool = True


@dataclass(frozen=True, slots=True)
class Remove:
    """Take out what stands at a span: a comment."""

    span: Span


Repair = SeedArgument | Rewrite | Exchange | SeedBlock | Remove


@dataclass(frozen=True, slots=True)
class Unused:
    """A suppression that silences nothing: the comment, the rules it names, and what to take out with it."""

    place: Place
    rules: tuple[str, ...]
    removal: Span


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry point that shows something, and why; the remark says that where `cause` is empty.

    `place`: the call that is at fault.
    """

    entry: EntryPoint
    cause: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says; the first repair is the best.

    `cause`: why, where the message does not say it alone. `witnesses`: the entry points that show it, and why they do.
    """

    rule: Rule
    severity: Severity
    place: Place
    message: str
    help: str = ""
    related: tuple[Note, ...] = ()
    cause: str = ""
    repairs: tuple[Repair, ...] = ()
    witnesses: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What a rule may look at.

    `shown` gives a file's path as the reader knows it, `where` a place in words for readers of a file, `tensorflow_1`
    whether a file is written for TensorFlow 1. `unused`: the suppressions that silence nothing, once that is known.
    """

    judgement: Judgement
    shown: Callable[[str], str]
    where: Callable[[Place, str], str]
    tensorflow_1: Callable[[str], bool]
    gpu_policy: str = "either"
    unused: tuple[Unused, ...] = ()

    def libraries(self, entry: EntryPoint) -> frozenset[str]:
        """The outside packages that an entry point's modules import."""
        return next((start.libraries for start in self.judgement.starts if start.entry == entry), frozenset())


def by(*entries: EntryPoint | None) -> tuple[Seen, ...]:
    """The witnesses of a remark that says the same of each entry point."""
    return tuple(Seen(entry) for entry in dict.fromkeys(entries) if entry is not None)


def entry_place(entry: EntryPoint) -> Place:
    """Where a finding about an entry point stands: at its first statement that does something."""
    return entry.inside or Place(entry.path, entry.first)
