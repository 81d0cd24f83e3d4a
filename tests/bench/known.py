"""Combinations of idioms that are known to be judged wrongly, each with its reason: they count neither way."""

from __future__ import annotations

from dataclasses import dataclass

from bench.judge import ELSEWHERE, MISSED, RIGHT, Outcome


@dataclass(frozen=True, slots=True)
class Known:
    """One defect: what is wrong with programs that hold all of these idioms (a trailing `*` stands for any)."""

    kind: str
    idioms: tuple[str, ...]
    reason: str

    def covers(self, outcome: Outcome) -> bool:
        """Whether an outcome shows this defect."""
        return outcome.kind == self.kind and all(
            any(_matches(pattern, idiom) for idiom in outcome.program.idioms) for pattern in self.idioms
        )


def _matches(pattern: str, idiom: str) -> bool:
    return idiom.startswith(pattern[:-1]) if pattern.endswith("*") else idiom == pattern


_KEYS = "the keys and items of a dict made of a set have its order, and are not told"
_TIES = "that a key of `sorted` has ties is certain for constants only"
KNOWN = (
    Known(MISSED, ("draw:order-groups",), "what is put into the sets of a defaultdict is not followed"),
    Known(ELSEWHERE, ("draw:order-groups",), "what is put into the sets of a defaultdict is not followed"),
    Known(MISSED, ("draw:order-hash-of-text",), "the hash of a string is told as a seed only"),
    Known(ELSEWHERE, ("draw:order-hash-of-text",), "the hash of a string is told as a seed only"),
    Known(MISSED, ("draw:order-keys",), "the keys and items of a dict made of a set have its order, and are not told"),
    Known(
        ELSEWHERE, ("draw:order-keys",), "the keys and items of a dict made of a set have its order, and are not told"
    ),
    Known(MISSED, ("draw:order-sorted-by-length",), "that a key of `sorted` has ties is certain for constants only"),
    Known(ELSEWHERE, ("draw:order-sorted-by-length",), "that a key of `sorted` has ties is certain for constants only"),
)
"""What counts neither way, until it is mended."""

FIXED = (
    1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16, 17,
    18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 33,
    34, 35, 36, 37, 38, 39, 40, 42, 43, 44, 45, 46, 47, 48, 49,
    50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64,
)  # fmt: skip
"""Numbers of programs that must be judged rightly."""


def known(outcome: Outcome) -> bool:
    """Whether a wrong outcome is a known defect."""
    return outcome.kind != RIGHT and any(one.covers(outcome) for one in KNOWN)
