"""The one way in which linting reads a file that it did not make: a regular file, and not more than so much of it.

A named pipe would be waited for, a device may give bytes without end, and a file may be larger than the memory.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

MIB = 2**20
LARGEST = 64 * MIB  # a notebook with its pictures
SETTINGS = MIB // 4  # what configures: pyproject.toml, .gitignore, requirements.txt
_CHUNK = MIB


class TooLargeError(OSError):
    """There is more to read than what is asked for has a use for."""

    def __init__(self, limit: int) -> None:
        size = f"{limit // MIB} MiB" if limit >= MIB else f"{limit // 1024} KiB"
        super().__init__(errno.EFBIG, f"it is larger than {size}")


def read_regular(path: Path, limit: int = LARGEST) -> bytes:
    """The content of a regular file. Raises OSError, also for a file of another kind or of more than `limit` bytes."""
    try:
        mode = path.stat().st_mode
    except ValueError as error:
        raise OSError(errno.EINVAL, f"it has a name that no file can have: {error}") from error
    _require_regular(mode)  # opening a device may already do something
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        _require_regular(os.fstat(handle).st_mode)
        return _content(handle, limit)
    finally:
        os.close(handle)


def is_there(path: Path) -> bool:
    """Whether there is anything of that name that could be asked for; not where its folder cannot be searched."""
    try:
        path.stat()
    except (OSError, ValueError):  # a name with a null byte is none
        return False
    return True


def entries(folder: str) -> frozenset[str]:
    """The names in a folder; none where there is no folder of that name, or none that can be searched."""
    try:
        return frozenset(os.listdir(folder))  # noqa: PTH208  names are wanted, for hundreds of folders
    except (OSError, ValueError):
        return frozenset()


def read_stream(stream: BinaryIO, limit: int = LARGEST) -> bytes:
    """All of standard input. Raises OSError where there is more than `limit` bytes."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLargeError(limit)
    return data


def _require_regular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no regular file")


def _content(handle: int, limit: int) -> bytes:
    """At most so many bytes, in chunks: the size that a file gives need not be what it has."""
    parts: list[bytes] = []
    left = limit
    while part := os.read(handle, min(_CHUNK, left + 1)):
        left -= len(part)
        if left < 0:
            raise TooLargeError(limit)
        parts.append(part)
    return b"".join(parts)
