"""Abstract values: as much of what an expression evaluates to as seeds and draws depend on."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from repro_lint.facts.nodes import Constant
from repro_lint.resolve.domain.arguments import Deferred, Lazy, Left, Partial
from repro_lint.resolve.domain.atoms import (  # fmt: skip
    NONE,
    SOME_NUMBER,
    SOME_TEXT,
    UNKNOWN,
    ExternalName,
    Gpus,
    Known,
    LibraryObject,
    Pending,
    Saved,
    Unknown,
    Unreadable,
    Unstable,
)
from repro_lint.resolve.domain.extent import WIDE, Composite
from repro_lint.resolve.domain.streams import Place

if TYPE_CHECKING:
    from repro_lint.resolve.domain.frames import Frame, Module

__all__ = [
    "GROWN", "KEYS", "LONG", "MAX_ITEMS", "NONE", "NOT_YET", "SET", "SOME_NUMBER", "SOME_TEXT", "TOO_LARGE", "UNKNOWN",
    "Bound", "Class", "Deferred", "Either", "ExternalName", "Func", "Gpus", "Home", "Instance", "Known", "Lazy", "Left",
    "LibraryObject", "Mapping", "Method", "ModuleValue", "Partial", "Pending", "Saved", "Sequence", "Slot", "Super",
    "Unknown", "Unreadable", "Unstable", "Value",
]  # fmt: skip

MAX_ITEMS = 64  # told apart in a set that is filled, and in a list: longer ones hold data, not parts of a program
GROWN = "grown list"
LONG = "long list"
SET = "set of any members"
KEYS = "keys of a dict"


@dataclass(frozen=True, slots=True)
class Func(Composite):
    """A function of the project, with the frame it closes over. `presets`: defaults that decorators give it."""

    module: Module
    index: int
    closure: Frame
    owner: Class | None = None
    presets: tuple[tuple[str, Value], ...] = ()
    wrapped_by: str = ""  # "property", "contextmanager", "staticmethod", "classmethod"
    cached: bool = False  # it runs once for each set of arguments
    setter: Func | None = None  # of a property

    @property
    def identity(self) -> tuple[str, int]:
        """The file that holds the function, and which of its functions this is."""
        return self.module.path, self.index

    def _parts(self) -> Iterable[object]:
        return (*(value for _, value in self.presets), self.setter)

    def _outline(self) -> dict[str, object]:
        return {"presets": tuple((name, self.lost) for name, _ in self.presets), "setter": None}


@dataclass(frozen=True, slots=True)
class Method(Composite):
    """A function bound to its first argument."""

    function: Func
    receiver: Value

    def _parts(self) -> Iterable[object]:
        return (self.function, self.receiver)

    def _outline(self) -> dict[str, object]:
        return {"receiver": self.lost}


@dataclass(eq=False, slots=True)
class Class:
    """A class of the project."""

    name: str
    bases: tuple[Value, ...]
    members: dict[str, Value] = field(default_factory=dict)
    plain_data: bool = False  # a dataclass: its arguments become attributes
    fields: tuple[str, ...] = ()  # its annotated names, those of its bases first
    enumerated: bool = False  # an enum: its members are all the objects it has
    order: tuple[Class, ...] = ()  # its `lineage`, once that was asked for


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a project class, by the place that made it."""

    cls: Class
    place: Place


@dataclass(frozen=True, slots=True)
class Super(Composite):
    """`super()` inside a method."""

    cls: Class
    receiver: Value

    def _parts(self) -> Iterable[object]:
        return (self.receiver,)

    def _outline(self) -> dict[str, object]:
        return {"receiver": self.lost}


@dataclass(frozen=True, slots=True)
class Slot:
    """Where something is kept that is not there at first: it is `NOT_YET`, also on paths that did not come by."""

    what: str
    key: Hashable = None


NOT_YET = Unreadable("")
TOO_LARGE = Composite.lost = Unreadable("part of a large value")


@dataclass(frozen=True, slots=True)
class Bound(Composite):
    """A method of something outside: `thing.name`."""

    receiver: Value
    name: str

    def _parts(self) -> Iterable[object]:
        return (self.receiver,)

    def _outline(self) -> dict[str, object]:
        return {"receiver": self.lost}


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module of the project."""

    module: Module


class Home(NamedTuple):
    """The name or attribute under which a container is found that goes by several: what is in it stands there."""

    owner: Frame | Class | Instance | LibraryObject
    name: str


@dataclass(frozen=True, slots=True)
class Sequence(Composite):
    """A list, tuple or set of known length.

    Of the kind GROWN a list that was filled: its items, not how many, if any. Of the kind LONG: its first, and what the
    others may be.
    """

    items: tuple[Value, ...]
    kind: str = "tuple"
    home: Home | None = None

    @property
    def counted(self) -> bool:
        """Whether it holds just these items."""
        return self.kind not in (GROWN, LONG)

    def _parts(self) -> Iterable[object]:
        return self.items

    def _outline(self) -> dict[str, object]:
        if len(self.items) <= WIDE:
            return {"items": (self.lost,) * len(self.items)}
        told = [item for item in self.items if isinstance(item, Known)][:2]
        return {"items": (*told, self.lost), "kind": self.kind if self.kind in ("set", KEYS) else GROWN}


@dataclass(frozen=True, slots=True)
class Mapping(Composite):
    """A dict with known keys. `passed`: it is what `**kwargs` of a call got, so it holds nothing else."""

    items: tuple[tuple[Constant, Value], ...]
    passed: bool = False
    home: Home | None = None

    def get(self, key: Constant) -> Value | None:
        """The value of a key, the last one given winning."""
        return dict(self.items).get(key)

    def _parts(self) -> Iterable[object]:
        return (value for _, value in self.items)

    def _outline(self) -> dict[str, object]:
        items = tuple((key, self.lost) for key, _ in self.items) if len(self.items) <= WIDE else ()
        return {"items": items, "passed": self.passed and bool(items)}


@dataclass(frozen=True, slots=True, eq=False)
class Either(Composite):
    """One of several values, in the order in which they were met; the order does not tell two of them apart."""

    options: tuple[Value, ...]

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Either) and set(self.options) == set(other.options))

    def __hash__(self) -> int:
        return hash(frozenset(self.options))

    def _parts(self) -> Iterable[object]:
        return self.options

    def _outline(self) -> dict[str, object]:
        kept = (option for option in self.options if not isinstance(option, Composite))
        return {"options": tuple(dict.fromkeys((self.lost, *kept)))}


Value: TypeAlias = (
    Unknown
    | Known
    | ExternalName
    | Unreadable
    | Unstable
    | Func
    | Method
    | Class
    | Instance
    | Super
    | LibraryObject
    | Bound
    | ModuleValue
    | Sequence
    | Mapping
    | Partial
    | Deferred
    | Left
    | Lazy
    | Gpus
    | Saved
    | Either
)
