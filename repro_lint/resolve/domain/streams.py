"""What is known about every stream at one point of the run: the set of its possible origins.

Each stream (and each switch that matters, such as "are the GPUs hidden") holds the set of *origins* that may have
set it last on some path from the entry point. Joining paths is the union of the sets, so the origins at a draw are
its reaching seeds: with `NEVER` among them the draw is ungoverned on some path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from typing import NewType

from repro_lint.catalog import STREAMS
from repro_lint.catalog import streams as known
from repro_lint.catalog.schema import Stream
from repro_lint.facts.nodes import Span


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span in one file of the program; `path` is the file's key."""

    path: str
    span: Span


NOWHERE = Place("", Span(0, 0, 0, 0))


class Provenance(IntEnum):
    """How a stream came to its state. The order is how bad it is for a draw."""

    SEED = 0  # a fixed value
    GIVEN = 1  # a value is passed that cannot be resolved: counts as governed
    MAYBE = 2  # code that could not be followed may have seeded it
    ASKED = 3  # nothing, where an option asks for that: a plain run does not
    CALLER = 4  # as the unknown caller left it
    UNSTABLE = 5  # a value that differs from run to run
    CLEARED = 6  # `seed()`, `seed(None)`: from the entropy of the system
    NEVER = 7  # as the process started
    WORKER = 8  # as a worker process, or compiled code, has it: no seed call of the program outside governs that


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value that is no fixed seed comes from, and how to give one there.

    `form` is that of an argument which the call there lacks; without one, what stands there is the value.
    """

    place: Place
    form: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """One way a stream may have been set last, and where the value that set it comes from.

    With `entry` the origin is symbolic: whatever of this provenance had set that stream when the execution began.
    `lender`: the stream that the state was drawn from, as a worker's is; what seeds that one governs both.
    """

    provenance: Provenance
    place: Place | None = None
    why: str = ""
    source: Source | None = None
    entry: Key | None = None
    lender: Key | None = None


Key = NewType("Key", int)
"""A place of `Streams`: of a stream that calls seed, in the order of the catalogue, or behind those of a switch."""

_SEEDABLE = tuple(stream for stream in STREAMS if stream.seeded_by)
SEEDABLE = tuple(Key(index) for index in range(len(_SEEDABLE)))
SWITCHES = tuple(Key(len(SEEDABLE) + index) for index in range(9))
HASH, GPU, DETERMINISM, DEVICES, LEGACY, CUDA, ALGORITHMS, WORKSPACE, BENCHMARK = SWITCHES
"""HASH: PYTHONHASHSEED was assigned. GPU: hidden (SEED), or the program chooses its devices (GIVEN). DETERMINISM: op
determinism is on. DEVICES: TensorFlow has initialised them (SEED), or has listed the physical ones (GIVEN). LEGACY:
TF_USE_LEGACY_KERAS (SEED), or another Keras backend (GIVEN). Of PyTorch: CUDA: the program works on a GPU where there
is one (SEED). ALGORITHMS: deterministic ones are used for all operations (SEED), or for some (GIVEN). WORKSPACE:
CUBLAS_WORKSPACE_CONFIG is set. BENCHMARK: cuDNN chooses its algorithms by the clock (SEED)."""

STREAM_KEYS: Mapping[Stream, Key] = {**dict(zip(_SEEDABLE, SEEDABLE, strict=True)), known.HASH: HASH}
STREAMS_BY_KEY: Mapping[Key, Stream] = {key: stream for stream, key in STREAM_KEYS.items()}
PYTHON, NUMPY, TENSORFLOW = (STREAM_KEYS[one] for one in (known.PYTHON, known.NUMPY, known.TENSORFLOW))

Origins = frozenset[Origin]
Streams = tuple[Origins, ...]

NEVER: Origins = frozenset({Origin(Provenance.NEVER)})
_ALIKE: Origins = frozenset({Origin(Provenance.SEED)})  # the same state in each fresh process
FRESH: Streams = tuple(_ALIKE if one.fixed_at_start else NEVER for one in _SEEDABLE) + (NEVER,) * len(SWITCHES)
FROM_CALLER: Streams = (frozenset({Origin(Provenance.CALLER)}),) * len(SEEDABLE) + (NEVER,) * len(SWITCHES)

EVERY_KEY = frozenset({*SEEDABLE, *SWITCHES})
GOVERNED = frozenset({Provenance.SEED, Provenance.GIVEN})


HAVOCKED = frozenset({*SEEDABLE, GPU, DETERMINISM, ALGORITHMS, WORKSPACE})  # what code that cannot be followed may set


def replaced(streams: Streams, key: Key, origins: Origins) -> Streams:
    """The streams with one entry set."""
    if streams[key] == origins:
        return streams
    return (*streams[:key], origins, *streams[key + 1 :])


def join_streams(first: Streams | None, second: Streams | None) -> Streams | None:
    """What is possible when either path may have been taken; None is a path that cannot be taken."""
    if first is None or second is None:
        return second if first is None else first
    if first == second:
        return first
    return tuple(a if a == b else a | b for a, b in zip(first, second, strict=True))


def set_between(before: Streams, after: Streams) -> Streams:
    """What was set between two states, and what still is up to the caller."""
    return tuple(caller if left == was else left for was, left, caller in zip(before, after, FROM_CALLER, strict=True))


def perhaps_seeded(streams: Streams, place: Place | None, why: str) -> Streams:
    """After a call that could not be followed: what was unseeded may have been seeded by it."""
    unknown = Origin(Provenance.MAYBE, place, why)
    return tuple(
        frozenset(
            unknown if origin.provenance in (Provenance.NEVER, Provenance.CALLER, Provenance.WORKER) else origin
            for origin in origins
        )
        if key in HAVOCKED
        else origins
        for key, origins in enumerate(streams)
    )


def asked_for(streams: Streams, place: Place, option: str) -> Streams:
    """On a path that only `option` leads to: what it leaves ungoverned, or puts on a GPU, no plain run does."""
    asked = Origin(Provenance.ASKED, place, option)
    found = tuple(
        frozenset(asked if origin.provenance >= Provenance.ASKED else origin for origin in origins)
        if key in HAVOCKED
        else origins
        for key, origins in enumerate(streams)
    )
    on_gpu = frozenset(asked if one.provenance is Provenance.SEED else one for one in streams[CUDA])
    return replaced(found, CUDA, on_gpu)


def perhaps(streams: Streams, keys: Iterable[Key], place: Place | None, why: str) -> Streams:
    """The streams, some of which may have been set to anything."""
    for key in keys:
        streams = replaced(streams, key, frozenset({Origin(Provenance.MAYBE, place, why)}))
    return streams


def unproved(before: Streams, after: Streams, place: Place, why: str) -> Streams:
    """After a call that took more paths than it may take: it proves nothing of a stream that only some of them seed."""
    doubt = Origin(Provenance.MAYBE, place, why)

    def doubted(was: Origins, left: Origins) -> Origins:
        governed = frozenset(origin for origin in left if origin.provenance in GOVERNED)
        some_only = bool(governed) and governed != left
        return governed | {doubt} if some_only and left != was else left

    return tuple(map(doubted, before, after))


def conditions(streams: Streams) -> tuple[frozenset[Provenance], ...]:
    """In which ways each stream may have been set, wherever that was."""
    return tuple(frozenset(origin.provenance for origin in streams[key]) for key in SEEDABLE)


def within(found: Streams | None, supposed: Streams | None) -> bool:
    """Whether the streams are in a condition that was supposed."""
    if found is None or supposed is None:
        return found is None
    pairs = zip(conditions(found), conditions(supposed), strict=True)
    return found == supposed or all(left <= expected for left, expected in pairs)


def lent(origins: Origins, lender: Key) -> Origins:
    """The origins of a stream whose state was drawn from another that has these."""
    return frozenset(replace(origin, lender=lender) for origin in origins)


@lru_cache(maxsize=1024)
def symbolic(streams: Streams) -> Streams:
    """The streams as a function sees them: equal for all callers that leave them in the same condition."""
    return tuple(_one(frozenset(_symbol(one, Key(key)) for one in origins)) for key, origins in enumerate(streams))


@lru_cache(maxsize=4096)
def _one(origins: Origins) -> Origins:
    """One object for all that are equal: to compare an object with itself costs nothing."""
    return origins


@lru_cache(maxsize=4096)
def _symbol(origin: Origin, key: Key) -> Origin:
    """An origin without place that nobody set is the same for every caller."""
    plain = Origin(origin.provenance, lender=origin.lender)
    unset = origin.provenance in (Provenance.NEVER, Provenance.CALLER)
    return plain if unset and origin == plain else replace(plain, entry=key)


@lru_cache(maxsize=4096)
def resolved(origins: Origins, entry: Streams) -> Origins:
    """The origins with those of the streams at the entry in place of symbols."""
    found: set[Origin] = set()
    for origin in origins:
        found.update((origin,) if origin.entry is None else _entered(origin, entry[origin.entry]))
    return _one(frozenset(found))


def _entered(symbol: Origin, origins: Origins) -> Iterable[Origin]:
    """What a symbol stands for; where that is not known any more its provenance is."""
    found = [one for one in origins if one.provenance is symbol.provenance] or (Origin(symbol.provenance),)
    return found if symbol.lender is None else [replace(one, lender=symbol.lender) for one in found]


def resolve_streams(after: Streams, entry: Streams, touched: Set[Key]) -> Streams:
    """The streams behind a call whose execution ends in `after`; those it did not touch are as at the entry."""
    return _resolve_streams(after, entry, frozenset(touched)) if touched else entry


@lru_cache(maxsize=4096)
def _resolve_streams(after: Streams, entry: Streams, touched: frozenset[Key]) -> Streams:
    pairs = enumerate(zip(after, entry, strict=True))
    return tuple(resolved(left, entry) if key in touched else was for key, (left, was) in pairs)


def is_symbolic(origins: Origins) -> bool:
    """Whether origins depend on the streams at the entry."""
    return any(origin.entry is not None for origin in origins)


def worst(origins: Origins) -> Origin:
    """The origin that is worst for a draw."""
    return max(origins, key=lambda origin: (origin.provenance, origin.place or NOWHERE, origin.why))
