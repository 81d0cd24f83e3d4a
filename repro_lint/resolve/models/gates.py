"""Whether a call draws with the arguments it is given: the gates of a catalogue row, in three values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from repro_lint.catalog.schema import Constant, Gate, Given, Row
from repro_lint.resolve.domain.values import NONE, Either, Known, LibraryObject, Sequence, Unknown, Value
from repro_lint.resolve.domain.values import Mapping as Dict

Bound = Mapping[str, Value]


def draws(row: Row, bound: Bound, *, unresolved: bool) -> bool | None:
    """True: it draws; False: it cannot; None: that depends on data or on values that are not known."""
    needed = [_holds(gate, row, bound, unresolved) for gate in row.draws_if]
    silenced = [_holds(gate, row, bound, unresolved) for gate in row.never_if]
    if True in silenced or (needed and not any(answer is not False for answer in needed)):
        doubtful = any(_holds(gate, row, bound, unresolved) for gate in row.may_if)
        return None if doubtful and True not in silenced else False
    if (None in silenced and (unresolved or not row.unusual)) or (needed and True not in needed):
        return None
    if any(_holds(gate, row, bound, unresolved) is not False for gate in row.may_if):
        return None
    return True


def asked(row: Row) -> Iterator[str]:
    """The parameters that decide whether it draws."""
    return chain.from_iterable((*row.draws_if, *row.never_if, *row.may_if))


def raises(row: Row, bound: Bound) -> bool:
    """Whether the call certainly raises."""
    return any(_holds(gate, row, bound, False) is True for gate in row.raises_if)


def _holds(gate: Gate, row: Row, bound: Bound, unresolved: bool) -> bool | None:
    answers = [_satisfied(name, allowed, row, bound, unresolved) for name, allowed in gate.items()]
    if False in answers:
        return False
    return None if None in answers else True


def _satisfied(
    name: str, allowed: tuple[Constant | Given, ...], row: Row, bound: Bound, unresolved: bool
) -> bool | None:
    value = bound.get(name)
    if value is None:
        if unresolved:
            return None
        value = Known(row.defaults.get(name))
        allowed = tuple(Given.ABSENT if one is Given.ABSENT else one for one in allowed)
    answers = {_one_of(option, allowed) for option in (value.options if isinstance(value, Either) else (value,))}
    return answers.pop() if len(answers) == 1 else None


def _one_of(value: Value, allowed: tuple[Constant | Given, ...]) -> bool | None:
    answers = [_matches(value, one) for one in allowed]
    if True in answers:
        return True
    return None if None in answers else False


def _matches(value: Value, wanted: Constant | Given) -> bool | None:
    if isinstance(wanted, Given):
        return _matches_kind(value, wanted)
    if isinstance(value, Known):
        return bool(value.value == wanted) and (value.value is None) is (wanted is None)
    return None if isinstance(value, Unknown) else False


def _matches_kind(value: Value, wanted: Given) -> bool | None:
    constant = isinstance(value, Known)
    if wanted in (Given.PRESENT, Given.ABSENT):
        if isinstance(value, Unknown):
            return None
        return (value == NONE) is (wanted is Given.ABSENT)
    if wanted is Given.OBJECT:
        return None if isinstance(value, Unknown) else not constant
    if isinstance(value, (Sequence, Dict)):
        return bool(value.items)
    if isinstance(value, Known):
        inner = value.value
        if wanted is Given.TRUTHY:
            return bool(inner)
        least = 1 if wanted is Given.ABOVE_ONE else 0
        return isinstance(inner, (int, float)) and least < inner < (1 if wanted is Given.FRACTION else float("inf"))
    return None if isinstance(value, Unknown) else wanted is Given.TRUTHY


def refused(row: Row, value: Value) -> str:
    """Why a call certainly raises with this seed; empty where it does not."""
    accepts = row.accepts or ("32 bits" if row.name.startswith("sklearn.") else "")
    if value == NONE:
        return "its seed must not be None" if accepts == "given" else ""
    if isinstance(value, Known):
        return _refused_constant(accepts, value.value)
    if isinstance(value, Sequence):
        return "since Python 3.11 it takes no list and no tuple" if accepts == "plain" else ""
    if not isinstance(value, LibraryObject):
        return ""
    if accepts == "plain" and value.kind.startswith("numpy."):
        return "it takes no NumPy number, only Python's own"
    if accepts == "Generator" and value.kind == "numpy.random.RandomState":
        return "it takes a `numpy.random.Generator`, no `RandomState`"
    refuses = accepts == "no Generator" or row.name.startswith("sklearn.")
    return "it takes no `numpy.random.Generator`" if refuses and value.kind == "numpy.random.Generator" else ""


def _refused_constant(accepts: str, seed: object) -> str:
    if accepts in ("32 bits", "natural") and not isinstance(seed, int):
        return "its seed must be a whole number"
    if accepts == "Generator":
        return "it takes a `numpy.random.Generator`, no number"
    if not isinstance(seed, int):
        return ""
    if accepts == "64 bits" and not -(2**63) <= seed < 2**64:
        return "a seed lies between -2**63 and 2**64 - 1"
    if accepts == "32 bits" and not 0 <= seed < 2**32:
        return "a seed lies between 0 and 2**32 - 1"
    return "its seed must not be negative" if accepts == "natural" and seed < 0 else ""
