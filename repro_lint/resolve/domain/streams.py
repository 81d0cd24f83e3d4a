"""What is known about every stream at one point of the run: the set of its possible origins.

Each stream (and each switch that matters, such as "are the GPUs hidden") holds the set of *origins* that may have
set it last on some path from the entry point. Joining paths is the union of the sets, so the origins at a draw are
its reaching seeds: with `NEVER` among them the draw is ungoverned on some path.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from repro_lint.catalog.schema import Stream
from repro_lint.facts.nodes import Span


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span in one file of the program; `path` is the file's key."""

    path: str
    span: Span


NOWHERE = Place("", Span(0, 0, 0, 0))


class How(IntEnum):
    """How a stream came to its state. The order is how bad it is for a draw."""

    SEED = 0  # a fixed value
    GIVEN = 1  # a value is passed that cannot be resolved: counts as governed
    MAYBE = 2  # code that could not be followed may have seeded it
    ASKED = 3  # nothing, where an option asks for that: a plain run does not
    CALLER = 4  # as the unknown caller left it
    UNSTABLE = 5  # a value that differs from run to run
    CLEARED = 6  # `seed()`, `seed(None)`: from the entropy of the system
    NEVER = 7  # as the process started


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value that is no fixed seed comes from, and how to give one there.

    `form` is that of an argument which the call there lacks; without one, what stands there is the value.
    """

    place: Place
    form: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """One way a stream may have been set last, and where the value that set it comes from."""

    how: How
    place: Place | None = None
    why: str = ""
    source: Source | None = None


class Key(IntEnum):
    """The places of `World`: streams and switches."""

    PYTHON = 0
    NUMPY = 1
    TENSORFLOW = 2
    HASH = 3  # PYTHONHASHSEED was assigned
    GPU = 4  # SEED: hidden; GIVEN: the program chooses its devices
    DETERMINISM = 5  # SEED: op determinism is on
    DEVICES = 6  # SEED: TensorFlow has initialised its devices; GIVEN: it has listed the physical ones
    LEGACY = 7  # SEED: TF_USE_LEGACY_KERAS; GIVEN: another Keras backend


STREAM_KEYS = {stream: Key[stream.name] for stream in Stream if stream.name in Key.__members__}
STREAM_NAMES = {key: stream.value for stream, key in STREAM_KEYS.items()}
SEEDABLE = (Key.PYTHON, Key.NUMPY, Key.TENSORFLOW)

Origins = frozenset[Origin]
World = tuple[Origins, ...]

NEVER: Origins = frozenset({Origin(How.NEVER)})
FRESH: World = (NEVER,) * len(Key)
FROM_CALLER: World = (frozenset({Origin(How.CALLER)}),) * len(SEEDABLE) + (NEVER,) * (len(Key) - len(SEEDABLE))

GOVERNED = frozenset({How.SEED, How.GIVEN})


def replaced(world: World, key: Key, origins: Origins) -> World:
    """The world with one entry set."""
    if world[key] == origins:
        return world
    return (*world[:key], origins, *world[key + 1 :])


def joined(first: World | None, second: World | None) -> World | None:
    """What is possible when either path may have been taken; None is a path that cannot be taken."""
    if first is None or second is None:
        return second if first is None else first
    if first == second:
        return first
    return tuple(a if a == b else a | b for a, b in zip(first, second, strict=True))


def set_between(before: World, after: World) -> World:
    """What was set between two states, and what still is up to the caller."""
    return tuple(caller if left == was else left for was, left, caller in zip(before, after, FROM_CALLER, strict=True))


def perhaps_seeded(world: World, place: Place | None, why: str) -> World:
    """After a call that could not be followed: what was unseeded may have been seeded by it."""
    unknown = Origin(How.MAYBE, place, why)
    return tuple(
        frozenset(unknown if origin.how in (How.NEVER, How.CALLER) else origin for origin in origins)
        if key in SEEDABLE or key in (Key.GPU, Key.DETERMINISM)
        else origins
        for key, origins in enumerate(world)
    )


def asked_for(world: World, place: Place, option: str) -> World:
    """On a path that only `option` leads to: what it leaves ungoverned no plain run does."""
    asked = Origin(How.ASKED, place, option)
    return tuple(
        frozenset(asked if origin.how >= How.ASKED else origin for origin in origins)
        if key in SEEDABLE or key in (Key.GPU, Key.DETERMINISM)
        else origins
        for key, origins in enumerate(world)
    )


def perhaps(world: World, keys: Iterable[Key], place: Place | None, why: str) -> World:
    """The world in which some streams may have been set to anything."""
    for key in keys:
        world = replaced(world, key, frozenset({Origin(How.MAYBE, place, why)}))
    return world


def unproved(before: World, after: World, place: Place, why: str) -> World:
    """After a call that took more paths than it may take: it proves nothing of a stream that only some of them seed."""
    return tuple(
        left
        if left == was or all(origin.how in GOVERNED for origin in left) or not any(o.how in GOVERNED for o in left)
        else frozenset(o if o.how in GOVERNED else Origin(How.MAYBE, place, why) for o in left)
        for was, left in zip(before, after, strict=True)
    )


def conditions(world: World) -> tuple[frozenset[How], ...]:
    """In which ways each stream may have been set, wherever that was."""
    return tuple(frozenset(origin.how for origin in world[key]) for key in SEEDABLE)


def within(found: World | None, supposed: World | None) -> bool:
    """Whether the streams are in a condition that was supposed."""
    if found is None or supposed is None:
        return found is None
    pairs = zip(conditions(found), conditions(supposed), strict=True)
    return found == supposed or all(left <= expected for left, expected in pairs)


@lru_cache(maxsize=1024)
def anonymous(world: World) -> World:
    """The world without the places of its origins: equal for all callers that differ in nothing else."""
    return tuple(frozenset(Origin(origin.how) for origin in origins) for origins in world)


def named_again(after: World, before: World) -> World:
    """What a function left that ran on the anonymous world `before` stood for: what it did not set has its places."""
    return tuple(
        named if left == frozenset(Origin(origin.how) for origin in named) else left
        for left, named in zip(after, before, strict=True)
    )


def worst(origins: Origins) -> Origin:
    """The origin that is worst for a draw."""
    return max(origins, key=lambda origin: (origin.how, origin.place or NOWHERE, origin.why))
