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
_SAVED = ".repro-lint.saved-"  # never swept: it may be all that is left
_NOT_OURS_TO_SET = frozenset({errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EINVAL})
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
    """Replace the content of a file that holds `expected`; a link's target is written, permissions and attributes stay.

    A file of several names (hard links) keeps them: it is overwritten, after a copy of it was laid beside it. Raises
    ChangedError when the file holds something else by now, WriteError when it cannot be written (read-only file or
    folder, full disk).
    """
    target = Path(os.path.realpath(path))
    try:
        _require_writable(target)
        _sweep(target.parent)
        if target.stat().st_nlink > 1:
            _overwrite(target, data, expected)
        else:
            _replace(target, data, expected)
    except OSError as error:
        raise WriteError(path, error.strerror or str(error)) from error


def _require_writable(target: Path) -> None:
    # Replacing needs leave for the folder only, and an administrator has every leave: ask for the file's own bits.
    if not target.stat().st_mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only")


def _replace(target: Path, data: bytes, expected: bytes) -> None:
    temporary = _beside(target, _PREFIX, data)
    try:
        _copy_rights(target, temporary)
        _require_unchanged(target, expected)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _overwrite(target: Path, data: bytes, expected: bytes) -> None:
    """Write into the file itself. Where that is cut short the old content is written back; a kill leaves its copy."""
    _require_unchanged(target, expected)
    saved = _beside(target, f"{_SAVED}{target.name}-", expected)
    try:
        _fill(target, data, expected)
    except OSError:
        _fill(target, expected, data)  # where that fails as well, the copy stays
        saved.unlink()
        raise
    saved.unlink()


def _fill(target: Path, data: bytes, before: bytes) -> None:
    """Write a content, having made sure of room for it. Raises OSError, and has then changed nothing or part."""
    with target.open("r+b") as file:
        if len(data) > len(before) and hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, len(data))
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _beside(target: Path, prefix: str, data: bytes) -> Path:
    """A new file in the same folder. Raises OSError, and leaves none then."""
    handle, name = tempfile.mkstemp(prefix=prefix, dir=target.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    return made


def _require_unchanged(target: Path, expected: bytes) -> None:
    if read_regular(target) != expected:
        raise ChangedError(target, "the file changed meanwhile")


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
    _copy_attributes(target, temporary)


def _copy_attributes(target: Path, temporary: Path) -> None:
    """Extended attributes, access lists among them. Raises OSError where one of the user's own cannot be kept."""
    if sys.platform != "linux":
        return
    for name in _attributes(target):
        _copy_attribute(target, temporary, name)


def _copy_attribute(target: Path, temporary: Path, name: str) -> None:
    if sys.platform != "linux":
        return
    try:
        os.setxattr(temporary, name, os.getxattr(target, name))
    except OSError as error:
        if name.startswith("user.") or error.errno not in _NOT_OURS_TO_SET:
            raise


def _attributes(target: Path) -> list[str]:
    if sys.platform != "linux":
        return []
    try:
        return os.listxattr(target)
    except OSError as error:
        if error.errno != errno.ENOTSUP:
            raise
        return []
