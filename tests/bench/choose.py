"""Choices that a number decides, each for itself: what is added to a list changes no choice of anything else.

Weighted rendezvous hashing: each candidate gets a score from the number, the name of the choice and its own name, and
the lowest wins. A sequence of random numbers would give every program another face whenever an idiom is added.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Candidate(Protocol):
    """What has a name and a weight."""

    @property
    def name(self) -> str: ...

    @property
    def weight(self) -> float: ...


C = TypeVar("C", bound=Candidate)
T = TypeVar("T")


def fraction(*parts: object) -> float:
    """A number above 0 and below 1 that depends on all of `parts`, in every process the same."""
    digest = hashlib.sha256(":".join(map(str, parts)).encode()).digest()
    return (int.from_bytes(digest[:7], "big") + 0.5) / 2**56


def choose(candidates: Sequence[C], *parts: object) -> C:
    """The candidate that these parts choose, with a probability in proportion to its weight."""
    possible = [one for one in candidates if one.weight > 0]
    return min(possible, key=lambda one: -math.log(fraction(*parts, one.name)) / one.weight)


def pick(values: Sequence[T], *parts: object) -> T:
    """One of a few fixed values, all as likely."""
    return values[int(fraction(*parts) * len(values))]
