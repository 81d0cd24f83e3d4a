"""What the catalogue can say about one callable: the shape of a row.

A row is a measured fact, not an opinion: `source` says where it was established.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Stream:
    """One source of random state.

    `name`: what messages and JSON call the stream.
    `seeded_by`: the calls that seed it in a running program, by their dotted names; the block writes the first that
    the file can spell, or imports its module. Empty where no call does: entropy never, hashing only before the start.
    `spelled`: the first of them as people write it, if not by the dotted name.
    `turn`: the turn of its line in the seeding block; 0 where the block cannot seed the stream.
    `aliases`: the names under which the block imports the module, in order of preference.
    `library`: the package with whose import a program that gets the complete block gets this line, too; empty for
    the streams that belong to the block whatever is imported.
    `fixed_at_start`: every fresh process starts with the same state.
    """

    name: str
    seeded_by: tuple[str, ...] = ()
    spelled: str = ""
    turn: int = 0
    aliases: tuple[str, ...] = ()
    library: str = ""
    fixed_at_start: bool = False

    @property
    def seed_call(self) -> str:
        """The call that seeds the stream, as people write it; empty where no call does."""
        return self.spelled or next(iter(self.seeded_by), "")


class Role(str, Enum):
    """What a callable does to random state."""

    DRAW = "draw"
    SEED = "seed"
    GENERATOR = "generator"  # makes an explicit stream object
    SAVE = "save"  # returns a stream's state
    RESTORE = "restore"  # sets a stream to a saved state
    SWITCH = "switch"  # a determinism switch
    VARIES = "varies"  # a method whose result varies, whatever is seeded; its gates ask for the object's arguments
    NO_ALGORITHM = "no algorithm"  # PyTorch has no deterministic algorithm for it on a GPU; its gates say when
    UNSTABLE = "unstable"  # its value differs from run to run (clock, pid, uuid): matters as the value of a seed
    OBJECT = "object"  # draws nothing itself, but its methods have rows of their own (`returns` names the class)


class Weights(str, Enum):
    """What a call does to all weights of a model."""

    KEPT = ""
    MADE = "made"  # it makes a model, with weights of its own
    REPLACED = "replaced"  # by others, unless a `never_if` gate holds


class Kind(str, Enum):
    """How severely an ungoverned draw is judged."""

    DATA = "data"
    MODEL = "model"
    PLAIN = "plain"


class Given(Enum):
    """What a gate can ask of an argument besides being a constant."""

    PRESENT = "present"  # given, and not None
    ABSENT = "absent"  # not given, or None
    OBJECT = "object"  # given, and neither None nor a string nor a number
    TRUTHY = "truthy"
    ABOVE_ZERO = "above zero"
    ABOVE_ONE = "above one"
    FRACTION = "between zero and one"


Constant = str | int | float | bool | None
Gate = Mapping[str, tuple["Constant | Given", ...]]
"""Parameter -> the values that satisfy the gate. All parameters of one gate must be satisfied."""

NO_GATES: tuple[Gate, ...] = ()
EMPTY: Mapping[str, Constant] = MappingProxyType({})
NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Row:
    """One callable.

    `name` is canonical (see `Catalog.canonical`): a function, a class, or `package.Class.method`.
    `streams` are what a draw consumes or a seed call sets, for Keras 3; `streams_keras2` where Keras 2 differs,
    `streams_early` where it differed before TensorFlow 2.10.
    `methods`: empty when the call itself draws; else the methods of the object that draw (an estimator's `fit`).
    `parameters`: positional order (without self), as far as the seed and the gates need it.
    `seed`: the seed parameter (`options.seed`: what the object or dict given for `options` has); `seed_aliases` its
    other names; `seed_default` its default when that is a fixed value. A draw without streams has a fixed seed
    unless it is given one that varies.
    `accepts`: what its seed must be: "32 bits", "64 bits", "natural" (a number that is not negative), "plain"
    (Python's own), "given" (not None), "Generator" (NumPy's) or "no Generator".
    `defaults`: the defaults of the gates' parameters.
    Gates: a draw happens when some `draws_if` gate holds (or there is none) and no `never_if` gate does; where a
    `may_if` gate holds it depends on the data. `unusual`: what `never_if` asks for is so unusual that a value which
    is not known counts as another one. `raises_if`: the call raises, and `raises` says why; `valid`
    is a form that does not: an argument, or the call with `{name}` and `{given}` for its name and its seed.
    `initializers`: initializer parameters and their defaults (names of Keras initializers).
    `parts`: what the call makes inside that draws for itself, by the same arguments; of the role VARIES: what it does
    that varies, whatever is seeded (by the rule "racing-pipeline": its threads draw from one generator).
    `reseeds`: giving its own seed re-seeds these global streams as a side effect.
    `returns`: canonical class of the result, to follow its methods; `"self"` for the object itself.
    `weights`: what it does to all weights of a model.
    `trains`: reaching it is training on TensorFlow (asks for RPL002).
    `fix`: the form of the explicit seed, with `{seed}` for the value.
    `advice`: what to do about a result that varies; a draw with advice has its results in no fixed order without a
    seed of its own.
    `since`/`until`: versions of the library, `until` exclusive.
    """

    name: str
    role: Role
    source: str
    rule: str = ""
    kind: Kind = Kind.PLAIN
    streams: tuple[Stream, ...] = ()
    streams_keras2: tuple[Stream, ...] | None = None
    streams_early: tuple[Stream, ...] | None = None
    methods: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    seed: str | None = None
    seed_default: Constant = None
    seed_aliases: tuple[str, ...] = ()
    accepts: str = ""
    defaults: Mapping[str, Constant] = field(default_factory=lambda: EMPTY)
    draws_if: tuple[Gate, ...] = NO_GATES
    never_if: tuple[Gate, ...] = NO_GATES
    may_if: tuple[Gate, ...] = NO_GATES
    unusual: bool = False
    raises_if: tuple[Gate, ...] = NO_GATES
    raises: str = ""
    valid: str = ""
    initializers: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    parts: tuple[Row, ...] = ()
    reseeds: tuple[Stream, ...] = ()
    returns: str | None = None
    trains: bool = False
    weights: Weights = Weights.KEPT
    fix: str = ""
    advice: str = ""
    since: str = ""
    until: str = ""
