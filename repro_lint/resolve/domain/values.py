"""Abstract values: as much of what an expression evaluates to as seeds and draws depend on."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from repro_lint.facts.nodes import Constant
from repro_lint.resolve.domain.arguments import Deferred, Lazy, Left, Partial
from repro_lint.resolve.domain.streams import Key, Origins, Place, Source

if TYPE_CHECKING:
    from repro_lint.resolve.domain.frames import Frame, Module

MAX_ITEMS = 64
GROWN = "grown list"
LONG = "long list"
SET = "builtins.set"
KEYS = "keys of a dict"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value of which nothing is known, except that it is there. `text`: what a string has among other things.

    `option`: what has to be given when the program is started for there to be this value; empty for any other.
    """

    text: str = ""
    option: str = ""


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Known:
    """A constant. `source`: where a None stands, or was left out."""

    value: Constant
    source: Source | None = field(default=None, compare=False)


NONE = Known(None)


@dataclass(frozen=True, slots=True)
class Ref:
    """Something outside the project, by its dotted name."""

    name: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something of the project that could not be read: calling it may do anything, seeding included."""

    name: str


@dataclass(frozen=True, slots=True)
class Unstable:
    """A value that differs from run to run, and where it comes from."""

    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class Func:
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


@dataclass(frozen=True, slots=True)
class Method:
    """A function bound to its first argument."""

    function: Func
    receiver: Value


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
class Super:
    """`super()` inside a method."""

    cls: Class
    receiver: Value


@dataclass(frozen=True, slots=True)
class Pending:
    """A draw that happens when one of `methods` is called: an estimator's at `fit`, a splitter's at `split`."""

    draws: tuple[object, ...]
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of a catalogued class. `stable`: what it yields is the same in every run."""

    kind: str
    place: Place
    stable: bool = True
    pending: Pending | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """Where something is kept that is not there at first: it is `NOT_YET`, also on paths that did not come by."""

    what: str
    key: Hashable = None


NOT_YET = Missing("")


@dataclass(frozen=True, slots=True)
class Bound:
    """A method of something outside: `thing.name`."""

    receiver: Value
    name: str


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module of the project."""

    module: Module


class Home(NamedTuple):
    """The name or attribute under which a container is found that goes by several: what is in it stands there."""

    owner: Frame | Class | Instance | Thing
    name: str


@dataclass(frozen=True, slots=True)
class Sequence:
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


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict with known keys. `passed`: it is what `**kwargs` of a call got, so it holds nothing else."""

    items: tuple[tuple[Constant, Value], ...]
    passed: bool = False
    home: Home | None = None

    def get(self, key: Constant) -> Value | None:
        """The value of a key, the last one given winning."""
        return dict(self.items).get(key)


@dataclass(frozen=True, slots=True)
class Gpus:
    """What a question about the GPUs answers. `hidden`: the answer, or its length, where none is in sight."""

    hidden: Constant


@dataclass(frozen=True, slots=True)
class Saved:
    """The saved state of a global stream."""

    key: Key
    origins: Origins


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """One of several values, in the order in which they were met; the order does not tell two of them apart."""

    options: tuple[Value, ...]

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Either) and set(self.options) == set(other.options))

    def __hash__(self) -> int:
        return hash(frozenset(self.options))


Value: TypeAlias = (
    Unknown
    | Known
    | Ref
    | Missing
    | Unstable
    | Func
    | Method
    | Class
    | Instance
    | Super
    | Thing
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
