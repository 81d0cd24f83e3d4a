"""Writing a file so that at every moment either the old or the new content is there."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from repro_lint.reading import read_regular

_PREFIX = ".repro-lint-"
_STALE = 600  # seconds; writing a file takes some milliseconds


class WriteError(Exception):
    """A file that was not written; it is as it was."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class ChangedError(WriteError):
    """The file is no longer what the fixes were made for."""


def write_atomically(path: Path, data: bytes, expected: bytes) -> None:
    """Replace the content of a file that holds `expected`; a link's target is written, permissions stay.

    Raises ChangedError when the file holds something else by now, WriteError when it cannot be written (read-only
    file or folder, full disk).
    """
    target = Path(os.path.realpath(path))
    try:
        _require_writable(target)
        _replace(target, data, expected)
    except OSError as error:
        raise WriteError(path, error.strerror or str(error)) from error


def _require_writable(target: Path) -> None:
    # Replacing needs leave for the folder only, and an administrator has every leave: ask for the file's own bits.
    if not target.stat().st_mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only")


def _replace(target: Path, data: bytes, expected: bytes) -> None:
    _sweep(target.parent)
    handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _copy_rights(target, temporary)
        if read_regular(target) != expected:
            raise ChangedError(target, "the file changed meanwhile")
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what a killed process left; a younger file may be another process at work."""
    for left in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                left.unlink()


def _copy_rights(target: Path, temporary: Path) -> None:
    if sys.platform != "win32":
        state = target.stat()
        with suppress(PermissionError):  # only an administrator may give files away
            os.chown(temporary, state.st_uid, state.st_gid)
    shutil.copymode(target, temporary)
