"""Copies one entry of a folder: without a byte where the file system can share blocks, holes kept, links led right."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path
from typing import BinaryIO

_FICLONE = 0x40049409
_BLOCK = 1 << 20


def copy_file(source: Path, target: Path) -> None:
    """Copy a regular file with its times and permissions; its holes stay holes. Raises OSError."""
    with source.open("rb") as original, target.open("wb") as copy:
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


def _share(original: BinaryIO, copy: BinaryIO) -> bool:
    """Let both files use the same blocks until one is written to (btrfs, XFS, bcachefs)."""
    try:
        import fcntl

        fcntl.ioctl(copy.fileno(), _FICLONE, original.fileno())
    except (ImportError, OSError):
        return False
    return True


def _copy_data(original: BinaryIO, copy: BinaryIO) -> None:
    status = os.fstat(original.fileno())
    if allocated(status) == status.st_size or not hasattr(os, "SEEK_DATA"):
        shutil.copyfileobj(original, copy, _BLOCK)
        return
    copy.truncate(status.st_size)
    begin = end = 0
    with contextlib.suppress(OSError):  # ENXIO: nothing but a hole is left
        while end < status.st_size:
            begin = os.lseek(original.fileno(), end, os.SEEK_DATA)
            end = os.lseek(original.fileno(), begin, os.SEEK_HOLE)
            _copy_range(original, copy, begin, end)


def _copy_range(original: BinaryIO, copy: BinaryIO, begin: int, end: int) -> None:
    original.seek(begin)
    copy.seek(begin)
    while begin < end:
        block = original.read(min(_BLOCK, end - begin))
        if not block:
            return
        copy.write(block)
        begin += len(block)
