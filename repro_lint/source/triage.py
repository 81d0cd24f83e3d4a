"""Which files cannot matter: those that mention none of the catalogue's roots, and no set of strings."""

from __future__ import annotations

import re
from functools import lru_cache

_SET_OF_STRINGS = re.compile(rb"""\{\s*\\?['"][^'"\n]*['"]\s*,""")


def mentions(data: bytes, roots: frozenset[str]) -> bool:
    """Whether a file's bytes hold one of the names as a word, or a set of strings."""
    return bool(roots) and (names_any(data, roots) or _SET_OF_STRINGS.search(data) is not None)


def names_any(data: bytes, names: frozenset[str]) -> bool:
    """Whether a file's bytes hold one of the names as a word."""
    return bool(names) and _words(names).search(data) is not None


@lru_cache(maxsize=8)
def _words(roots: frozenset[str]) -> re.Pattern[bytes]:
    names = "|".join(re.escape(root) for root in sorted(roots)).encode()
    # In a notebook's JSON a name may follow the letter of an escape: `"\nrandom.seed(0)"`.
    return re.compile(rb"(?:(?<!\w)|(?<=\\[fnrt]))(?:" + names + rb")(?!\w)")
