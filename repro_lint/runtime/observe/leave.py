"""Notices the end of the program's process, whichever way Python can, and what it is replaced by."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, NoReturn

from .imports import PostImport

Last = Callable[[], None]


def at_end(last: Last, post_import: PostImport) -> None:
    """Run `last` once: at normal exit, before TensorFlow's own exit handlers, or in `os._exit`; never in a fork."""
    owner = os.getpid()
    done: list[bool] = []

    def once() -> None:
        if not done and os.getpid() == owner:
            done.append(True)
            last()

    def again(_module: ModuleType) -> None:
        atexit.unregister(once)
        atexit.register(once)

    _before_os_exit(once)
    atexit.register(once)
    # Handlers run last in, first out: registered again after the import, ours comes before TensorFlow's.
    post_import.after("tensorflow", again)
    post_import.after("IPython.core.interactiveshell", lambda module: _before_reset(module.InteractiveShell, once))


def _before_reset(shell: Any, last: Last) -> None:
    """A notebook's kernel empties the user's variables in an exit handler of its own."""
    operations = shell.atexit_operations

    def atexit_operations(self: Any) -> None:
        last()
        operations(self)

    shell.atexit_operations = atexit_operations


def at_exec(observed: Mapping[str, str]) -> None:
    """Give `observed` to the program by which this process replaces itself: to set PYTHONHASHSEED, say."""
    owner = os.getpid()
    execve: Any = os.execve

    def _execve(path: Any, arguments: Any, environment: Any) -> None:
        execve(path, arguments, {**environment, **observed} if os.getpid() == owner else environment)

    def _execv(path: Any, arguments: Any) -> None:
        _execve(path, arguments, os.environ)

    os.execve, os.execv = _execve, _execv  # type: ignore[assignment]


def _before_os_exit(last: Last) -> None:
    leave: Any = os._exit

    def _exit(status: int) -> NoReturn:
        last()
        leave(status)
        raise SystemExit(status)

    os._exit = _exit
