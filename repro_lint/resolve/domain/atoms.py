"""Abstract values without parts: constants, names outside the project, objects of catalogued classes."""

from __future__ import annotations

from dataclasses import dataclass, field

from repro_lint.facts.nodes import Constant
from repro_lint.resolve.domain.streams import Key, Origins, Place, Source


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value of which nothing is known, except that it is there. `text`: what a string has among other things,
    None where it may be no string. `number`: it is one.

    `option`: what has to be given when the program is started for there to be this value; empty for any other.
    """

    text: str | None = None
    option: str = ""
    number: bool = False


UNKNOWN = Unknown()
SOME_TEXT = Unknown("")
SOME_NUMBER = Unknown(number=True)


@dataclass(frozen=True, slots=True)
class Known:
    """A constant. `source`: where a None stands, or was left out."""

    value: Constant
    source: Source | None = field(default=None, compare=False)


NONE = Known(None)


@dataclass(frozen=True, slots=True)
class ExternalName:
    """Something outside the project, by its dotted name."""

    name: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something of the project that could not be read: calling it may do anything, seeding included."""

    name: str


@dataclass(frozen=True, slots=True)
class Unstable:
    """A value that differs from run to run, and where it comes from. `shown`: what draws where it is used as data."""

    why: str
    place: Place
    shown: LibraryObject | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Pending:
    """A draw that happens when one of `methods` is called: an estimator's at `fit`, a splitter's at `split`."""

    draws: tuple[object, ...]
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LibraryObject:
    """An object of a catalogued class. `stable`: what it yields is the same in every run."""

    kind: str
    place: Place
    stable: bool = True
    pending: Pending | None = None


@dataclass(frozen=True, slots=True)
class Gpus:
    """What a question about the GPUs answers. `hidden`: the answer, or its length, where none is in sight."""

    hidden: Constant


@dataclass(frozen=True, slots=True)
class Saved:
    """The saved state of a global stream, or of the stream of an object: that has no key."""

    key: Key | None
    origins: Origins
    api: str = ""
