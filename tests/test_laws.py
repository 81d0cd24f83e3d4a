"""The laws of the domain: joins are least upper bounds, widening ends, and what a state changes can only follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repro_lint.catalog.schema import Kind
from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain import values as domain
from repro_lint.resolve.domain.choices import join_values, options
from repro_lint.resolve.domain.extent import Composite
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Fields, Heap, Snapshot, join_snapshots
from repro_lint.resolve.domain.streams import (
    FRESH,
    SEEDABLE,
    Origin,
    Place,
    Provenance,
    Streams,
    asked_for,
    join_streams,
    perhaps,
    perhaps_seeded,
    replaced,
    unproved,
)
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    Class,
    ExternalName,
    Instance,
    Known,
    LibraryObject,
    Sequence,
    Slot,
    Unknown,
    Unreadable,
    Unstable,
    Value,
)
from repro_lint.resolve.domain.widen import widen_value
from repro_lint.resolve.trace.events import Draw
from repro_lint.resolve.verdicts.status import Status, status_of

T = TypeVar("T")
NUMPY = SEEDABLE[1]
PLACES = [Place("main.py", Span(line, 0, line, 9)) for line in range(1, 6)]
ATOMS = st.one_of(
    st.builds(Known, st.one_of(st.none(), st.integers(0, 99), st.text("abc", max_size=2))),
    st.builds(Unknown, st.sampled_from([None, "", "seed"]), st.sampled_from(["", "--seed"])),
    st.builds(Unstable, st.just("the clock"), st.sampled_from(PLACES)),
    st.builds(LibraryObject, st.sampled_from(["keras.Model", "numpy.random.Generator"]), st.sampled_from(PLACES)),
    st.builds(ExternalName, st.text("abc", min_size=1, max_size=2)),
)
HOMES = st.sampled_from(PLACES[:2]).map(lambda place: domain.Home(LibraryObject("keras.Model", place), "x"))
KEYS = st.one_of(st.integers(0, 3), st.sampled_from("ab"))


def _containers(items: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    tuples = st.lists(items, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Sequence, tuples, st.sampled_from(["tuple", "list", domain.GROWN, domain.LONG])),
        st.dictionaries(KEYS, items, max_size=3).map(lambda made: domain.Mapping(tuple(made.items()))),
        st.lists(items, min_size=1, max_size=12).map(join_values),
        st.builds(domain.Mapping, st.tuples(st.tuples(KEYS, items)), home=HOMES),
        st.builds(Sequence, tuples, st.just("list"), HOMES),
    )


VALUES: st.SearchStrategy[Value] = st.recursive(ATOMS, _containers, max_leaves=12)
STREAMS: st.SearchStrategy[Streams] = st.tuples(
    *[
        st.frozensets(
            st.builds(Origin, st.sampled_from(Provenance), st.sampled_from([None, *PLACES])), min_size=1, max_size=4
        )
        for _ in FRESH
    ]
)
MEMBERS: dict[str, Value] = {"x": Known(1), "y": UNKNOWN}
OWNERS = [*(Instance(Class("A", (), MEMBERS), place) for place in PLACES[:2]), Slot("cache", 1), Class("B", ())]
FIELDS: st.SearchStrategy[Fields] = st.dictionaries(st.sampled_from(["x", "y", "z", Facet("t", "f")]), VALUES)
HEAPS: st.SearchStrategy[Heap] = st.dictionaries(st.sampled_from(OWNERS), FIELDS)
SNAPSHOTS = st.builds(Snapshot, st.dictionaries(st.sampled_from("ab"), VALUES), st.none() | STREAMS, HEAPS)
many = settings(max_examples=200, deadline=None)


def covers(upper: Value, lower: Value) -> bool:
    """Whether all that `lower` may be is among what `upper` may be."""
    return all(any(_covers_one(above, one) for above in options(upper)) for one in options(lower))


def _covers_one(upper: Value, lower: Value) -> bool:
    if upper == lower:
        return True
    if isinstance(upper, Unreadable):  # anything, told as such
        return not isinstance(lower, (Known, Unknown, Unstable)) or upper == domain.TOO_LARGE
    if lower == NONE or isinstance(lower, Unstable):
        return isinstance(upper, Unstable) and isinstance(lower, Unstable)
    if isinstance(upper, Unknown) and not upper.option:
        return upper.text is None or (upper.text == "" and _is_text(lower))
    if isinstance(upper, domain.Mapping) and isinstance(lower, domain.Mapping):
        above = dict(upper.items)
        return all(key in above and covers(above[key], value) for key, value in lower.items)
    return isinstance(upper, Sequence) and isinstance(lower, Sequence) and _covers_sequence(upper, lower)


def _covers_sequence(upper: Sequence, lower: Sequence) -> bool:
    if upper.kind == domain.GROWN:
        return all(any(covers(above, item) for above in upper.items or (UNKNOWN,)) for item in lower.items)
    return (
        upper.kind == lower.kind and len(upper.items) == len(lower.items) and all(map(covers, upper.items, lower.items))
    )


def _is_text(value: Value) -> bool:
    if isinstance(value, Unknown):
        return value.text is not None
    return isinstance(value, Known) and isinstance(value.value, str)


def alike(one: Value, other: Value) -> bool:
    return covers(one, other) and covers(other, one)


@many
@given(VALUES, VALUES, VALUES)
def test_values_join(a: Value, b: Value, c: Value) -> None:
    joint = join_values((a, b))
    assert join_values((a, a)) == join_values((a,))
    assert alike(joint, join_values((b, a)))
    assert alike(join_values((joint, c)), join_values((a, join_values((b, c)))))
    assert covers(joint, a)
    assert covers(joint, b)


@many
@given(st.lists(VALUES, min_size=1, max_size=30))
def test_a_join_of_many_covers_each(values: list[Value]) -> None:
    joint = join_values(values)
    assert all(covers(joint, value) for value in values)
    assert len(options(joint)) <= 100


@many
@given(STREAMS, STREAMS, STREAMS)
def test_streams_join(a: Streams, b: Streams, c: Streams) -> None:
    assert join_streams(a, a) == a == join_streams(a, None) == join_streams(None, a)
    joint = join_streams(a, b)
    assert joint is not None
    assert joint == join_streams(b, a)
    assert join_streams(joint, c) == join_streams(a, join_streams(b, c))
    assert below(a, joint)
    assert below(b, joint)


def below(lower: Streams | None, upper: Streams | None) -> bool:
    """Whether each stream may have, in `upper`, all the origins that it may have in `lower`."""
    if lower is None or upper is None:
        return lower is None
    return all(map(frozenset.issubset, lower, upper))


def _covers_fields(upper: Mapping[T, Value], lower: Mapping[T, Value]) -> bool:
    return all(name in upper and covers(upper[name], value) for name, value in lower.items())


def _covers_snapshot(upper: Snapshot | None, lower: Snapshot) -> bool:
    if upper is None or lower.streams is None:
        return lower.streams is None
    return (
        below(lower.streams, upper.streams)
        and _covers_fields(upper.env, lower.env)
        and all(_covers_fields(upper.heap.get(owner, {}), fields) for owner, fields in lower.heap.items())
    )


def _alike_snapshots(one: Snapshot | None, other: Snapshot | None) -> bool:
    if one is None or other is None:
        return one is other
    return _covers_snapshot(one, other) and _covers_snapshot(other, one)


@many
@given(SNAPSHOTS, SNAPSHOTS, SNAPSHOTS)
def test_snapshots_join(a: Snapshot, b: Snapshot, c: Snapshot) -> None:
    """Names, streams and heap; a path that cannot be taken changes nothing."""
    joint = join_snapshots([a, b])
    assert join_snapshots([a, a]) == (a if a.streams is not None else None)
    assert _alike_snapshots(joint, join_snapshots([b, a]))
    assert _alike_snapshots(join_snapshots([a, b, c]), join_snapshots([a, *filter(None, [join_snapshots([b, c])])]))
    assert _covers_snapshot(joint, a)
    assert _covers_snapshot(joint, b)


@many
@given(VALUES, VALUES)
def test_a_widening_is_above_what_it_widens(then: Value, now: Value) -> None:
    assert covers(widen_value(then, now), now)


@many
@given(VALUES, st.lists(VALUES, min_size=1, max_size=6))
def test_a_widening_comes_to_an_end(start: Value, steps: list[Value]) -> None:
    """However often a loop joins the same things, it changes its values a few times only."""
    value, changes = start, 0
    for step in steps * 8:
        before = value
        value = widen_value(value, join_values((value, step)))
        changes += value != before
    assert changes <= 3 * len(steps)


TRANSFERS: dict[str, Callable[[Streams], Streams]] = {
    "a seed call": lambda streams: replaced(streams, NUMPY, frozenset({Origin(Provenance.SEED, PLACES[0])})),
    "unfollowed code": lambda streams: perhaps_seeded(streams, PLACES[0], "a call"),
    "an option": lambda streams: asked_for(streams, PLACES[0], "--seed"),
    "a recursion": lambda streams: perhaps(streams, SEEDABLE, PLACES[0], "a call"),
}


@pytest.mark.parametrize("name", TRANSFERS)
@many
@given(STREAMS, STREAMS)
def test_what_a_call_does_to_the_streams_is_monotone(name: str, a: Streams, b: Streams) -> None:
    assert below(TRANSFERS[name](a), TRANSFERS[name](_joined(a, b)))


def _joined(a: Streams, b: Streams) -> Streams:
    joint = join_streams(a, b)
    assert joint is not None
    return joint


GOVERNED = {Status.OWN, Status.UNRESOLVED, Status.GLOBAL}


@many
@given(STREAMS, STREAMS, st.booleans(), st.booleans())
def test_more_origins_never_make_a_draw_governed(a: Streams, b: Streams, own: bool, certain: bool) -> None:
    few, more = a[NUMPY], a[NUMPY] | b[NUMPY]
    verdicts = [
        status_of(Draw(PLACES[0], "numpy.random.rand", "unseeded-draw", Kind.PLAIN, NUMPY, origins, own, certain))
        for origins in (few, more)
    ]
    assert verdicts[0] in GOVERNED or verdicts[1] not in GOVERNED


@many
@given(STREAMS, STREAMS)
def test_a_bound_that_is_hit_governs_nothing(before: Streams, after: Streams) -> None:
    """What was not followed may have seeded; that it did is not proved."""
    for cut in (unproved(before, after, PLACES[0], "a call"), perhaps_seeded(after, PLACES[0], "a call")):
        for left, was in zip(cut, after, strict=True):
            assert {o for o in left if o.provenance <= Provenance.GIVEN} <= was
            assert all(o.provenance <= Provenance.GIVEN for o in left) <= all(
                o.provenance <= Provenance.GIVEN for o in was
            )


@pytest.mark.parametrize("depth", [3, 30, 300])
def test_what_is_lost_of_a_large_value_may_be_anything(depth: int) -> None:
    value: Value = Known(1)
    for _ in range(depth):
        value = Sequence((value, value))
    assert isinstance(value, Composite)
    assert value.weight <= 5000
    assert covers(join_values((value, NONE)), value)
