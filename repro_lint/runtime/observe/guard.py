"""Keeps the program from changing what stands outside its copy, where the run could not get a view of its own.

An audit hook sees what Python does by itself. Other programs and libraries that open files in C are not seen.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from typing import Any

from .record import Recorder

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC
_CONTENT: dict[str, tuple[tuple[int, int], ...]] = {
    "os.truncate": ((0, -1),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
    "os.setxattr": ((0, -1),),
    "os.removexattr": ((0, -1),),
    "os.link": ((0, 2),),  # a second name for the original, by which to write to it
}
"""Events that change what a path leads to: the arguments that hold a path and the folder it is relative to."""
_NAMES: dict[str, tuple[tuple[int, int], ...]] = {
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.mkdir": ((0, 2),),
    "os.symlink": ((1, 2),),
}
"""Events that change an entry of a folder: a link at the path's end is not followed."""
_REFUSED = "repro-lint verify keeps what is outside the copy as it is (--in-place allows the change)"


class Guard:
    """Decides by the longest folder that holds a path: `kept` ones may be read, `free` ones written."""

    def __init__(self, recorder: Recorder, kept: list[str], free: list[str]) -> None:
        self._recorder = recorder
        folders = [*((folder, False) for folder in free), *((folder, True) for folder in kept)]
        self._folders = sorted(((os.path.join(one, ""), keep) for one, keep in folders), key=lambda one: -len(one[0]))  # noqa: PTH118

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook. Raises PermissionError where an original would be changed."""
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & _WRITING and isinstance(path, (str, bytes)):
                self._check(os.path.realpath(os.fsdecode(path)))
        elif event == "sqlite3.connect" and isinstance(arguments[0], (str, bytes)):
            self._check_database(os.path.realpath(os.fsdecode(arguments[0])))
        elif event in _CONTENT:
            for path in _paths(_CONTENT[event], arguments):
                self._check(os.path.realpath(path))
        elif event in _NAMES:
            for path in _paths(_NAMES[event], arguments):
                folder, name = os.path.split(path)
                self._check(os.path.join(os.path.realpath(folder), name))  # noqa: PTH118

    def _check(self, path: str) -> None:
        if self._is_kept(path):
            self._recorder.emit("refused", what=path)
            raise PermissionError(errno.EACCES, _REFUSED, path)

    def _check_database(self, path: str) -> None:
        """Most that are there are only read, and nothing tells that beforehand: they are named."""
        if not os.path.lexists(path):
            self._check(path)
        elif self._is_kept(path):
            self._recorder.emit("database", what=path)

    def _is_kept(self, path: str) -> bool:
        return next((keep for folder, keep in self._folders if f"{path}{os.sep}".startswith(folder)), False)


def _paths(where: tuple[tuple[int, int], ...], arguments: tuple[Any, ...]) -> Iterator[str]:
    """The paths among an event's arguments; one that is an open file has been checked when it was opened."""
    for position, folder in where:
        path = arguments[position]
        if isinstance(path, (str, bytes, os.PathLike)):
            descriptor = arguments[folder] if 0 <= folder < len(arguments) else -1
            yield os.path.join(_folder(descriptor), os.fsdecode(path))  # noqa: PTH118


def _folder(descriptor: Any) -> str:
    if not isinstance(descriptor, int) or descriptor < 0:
        return ""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115
    except OSError:
        return ""


def install(recorder: Recorder, settings: dict[str, list[str]]) -> None:
    """Guard this process and its forks; an audit hook cannot be taken away again."""
    sys.addaudithook(Guard(recorder, settings["kept"], settings["free"]).audit)
