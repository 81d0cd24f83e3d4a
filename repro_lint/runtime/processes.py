"""Ends every process that a run has started, whatever group, session or parent it has by now."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

TOKEN = "REPRO_LINT_RUN"  # noqa: S105
"""Every process of a run inherits this variable; most keep it."""
PATIENCE = 10.0
"""Seconds in which a killed process disappears, unless the kernel keeps it in a call of a device or a file server."""
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class _Process:
    parent: int
    session: int
    zombie: bool


def adopt_orphans() -> None:
    """Let processes whose parent ends become children of this one (Linux): a daemon cannot hide behind `init`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> frozenset[int]:
    """Of this process, empty where there is no /proc."""
    return frozenset(pid for pid, process in _table().items() if process.parent == os.getpid())


def end_all(token: str, before: frozenset[int]) -> tuple[int, ...]:
    """Kill what carries the token and what descends from children that are not in `before`; returns what survives.

    A child in this process's own session is some other thread's: a run has a session of its own. Only Linux shows
    processes that left the run's group; elsewhere they are not found.
    """
    deadline = time.monotonic() + PATIENCE
    while alive := _of_run(token, before):
        if time.monotonic() > deadline:
            return tuple(sorted(alive))
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    return ()


def _of_run(token: str, before: frozenset[int]) -> set[int]:
    """Zombies do not count; those among our own children are reaped."""
    table = _table()
    session = os.getsid(0) if table else 0
    adopted = {
        pid
        for pid, process in table.items()
        if process.parent == os.getpid() and process.session != session and pid not in before
    }
    for pid in adopted:
        if table[pid].zombie:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
    found = _with_descendants(adopted | _carrying(token), table)
    return {pid for pid in found if pid in table and not table[pid].zombie}


def _with_descendants(found: set[int], table: dict[int, _Process]) -> set[int]:
    fresh = found
    while fresh:
        fresh = {pid for pid, process in table.items() if process.parent in fresh} - found
        found = found | fresh
    return found


def _table() -> dict[int, _Process]:
    """Every process that /proc shows."""
    table: dict[int, _Process] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent, _group, session = entry.read_text(errors="replace").rpartition(")")[2].split()[:4]
            table[int(entry.parent.name)] = _Process(int(parent), int(session), state in "ZX")
    return table


def _carrying(token: str) -> set[int]:
    mark = f"{TOKEN}={token}".encode()
    found = set()
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in entry.read_bytes():
                found.add(int(entry.parent.name))
    return found
