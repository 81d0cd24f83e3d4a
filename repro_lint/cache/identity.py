"""What tells one state of the world from another: digests, and who worked something out."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from repro_lint import __version__

_PACKAGE = Path(__file__).parents[1]
_TAKING_PART = ("libcst", "packaging")


def digest(*parts: object) -> bytes:
    """One digest of values whose `repr` tells all that matters of them."""
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass"))
        made.update(b"\0")
    return made.digest()


def of_content(data: bytes | None) -> bytes:
    """The digest of a file's content; empty for a file that cannot be read."""
    return b"" if data is None else hashlib.blake2b(data, digest_size=16).digest()


@cache
def of_linter() -> bytes:
    """Who works things out: this version, in the state its files are in, on this Python, with those packages."""
    return digest(__version__, sys.version, sys.platform, *_states())


def _states() -> Iterator[tuple[str, int, int]]:
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            yield _state(os.path.join(folder, name))  # noqa: PTH118  250 of them at each start
    for package in _TAKING_PART:
        found = importlib.util.find_spec(package)
        if found is not None and found.origin:
            yield _state(found.origin)


def _state(path: str) -> tuple[str, int, int]:
    known = os.stat(path)  # noqa: PTH116  as above
    return path, known.st_mtime_ns, known.st_size
