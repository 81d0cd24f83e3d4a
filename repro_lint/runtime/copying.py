"""Copies one entry of a folder: without a byte where the file system can share blocks, holes kept, links led right."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import BinaryIO

_FICLONE = 0x40049409
_BLOCK = 1 << 20


def copy_file(source: Path, target: Path) -> None:
    """Copy a regular file with its times and permissions; its holes stay holes. Raises OSError."""
    with source.open("rb", buffering=0) as original, target.open("wb") as copy:
        if not _share(original, copy):
            _copy_data(original, copy)
    shutil.copystat(source, target)


def copy_special(source: Path, target: Path) -> None:
    """A FIFO of its own; nothing for sockets and devices, which belong to the process that serves them."""
    if stat.S_ISFIFO(source.stat().st_mode):
        os.mkfifo(target)


def allocated(status: os.stat_result) -> int:
    """Bytes that a copy takes, where holes take none."""
    blocks: int | None = getattr(status, "st_blocks", None)
    return status.st_size if blocks is None else min(status.st_size, blocks * 512)


def remove_tree(folder: Path) -> None:
    """Remove the folder also where the program took away permissions inside."""
    for inner, folders, _ in os.walk(folder):
        for path in (inner, *(os.path.join(inner, name) for name in folders)):  # noqa: PTH118
            if not os.path.islink(path):  # noqa: PTH114
                with contextlib.suppress(OSError):
                    os.chmod(path, 0o700)  # noqa: PTH101
    shutil.rmtree(folder, ignore_errors=True)


def _share(original: FileIO, copy: BinaryIO) -> bool:
    """Let both files use the same blocks until one is written to (btrfs, XFS, bcachefs)."""
    try:
        import fcntl

        fcntl.ioctl(copy.fileno(), _FICLONE, original.fileno())
    except (ImportError, OSError):
        return False
    return True


def blocks(file: FileIO) -> Iterator[tuple[int, bytes]]:
    """The content in blocks of 1 MiB with their offsets, but for blocks of zeros: holes cost nothing.

    The file must be open without a buffer, which would not notice that the position moves.
    """
    size, offset = os.fstat(file.fileno()).st_size, 0
    while offset < size:
        offset = _next_data(file, offset)
        offset -= offset % _BLOCK
        file.seek(offset)
        block = file.read(_BLOCK)
        if block.count(0) < len(block):
            yield offset, block
        offset += _BLOCK


def _next_data(file: FileIO, offset: int) -> int:
    """Where the next byte that is no hole may be; the file's end where there is none."""
    if not hasattr(os, "SEEK_DATA"):
        return offset
    try:
        return os.lseek(file.fileno(), offset, os.SEEK_DATA)
    except OSError as error:
        return os.fstat(file.fileno()).st_size if error.errno == errno.ENXIO else offset


def _copy_data(original: FileIO, copy: BinaryIO) -> None:
    for offset, block in blocks(original):
        copy.seek(offset)
        copy.write(block)
    copy.truncate(os.fstat(original.fileno()).st_size)
