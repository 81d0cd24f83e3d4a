"""Starts the user's program in a fresh process and sees to it that nothing of it outlives its time."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from repro_lint.runtime import interrupts, processes
from repro_lint.runtime.interpreter import interpreter

OBSERVE = Path(__file__).parent / "observe"
GRACE = 3.0
"""Seconds between asking a process to end and killing it."""
_NOTEBOOK = Path(__file__).parent / "notebook.py"

Environment = dict[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a process ended: its exit status (negative: the signal), None when it ran out of time; wall seconds.

    `left`: processes that it started and that could not be ended.
    """

    status: int | None
    seconds: float
    left: tuple[int, ...] = ()


def command_of(words: Sequence[str], python: str | None) -> tuple[str, ...]:
    """The command to start: `train.py ARGS`, `-m package.module`, a notebook, or any command as it stands.

    Raises FileNotFoundError where there is no such program.
    """
    first = words[0]
    if first.endswith((".py", ".ipynb")) and not Path(first).is_file():
        raise FileNotFoundError(f"there is no file {first}")
    if first.endswith(".ipynb"):
        runner = sys.executable if importlib.util.find_spec("nbclient") else interpreter(python)
        return (runner, str(_NOTEBOOK), *words)
    if first in {"-m", "-c"} or first.endswith(".py"):
        return (interpreter(python), *words)
    if python and Path(first).name.startswith("python"):
        return (python, *words[1:])
    found = shutil.which(first) or (sys.executable if first in {"python", "python3"} else None)
    if found is None:
        raise FileNotFoundError(f"no program named {first!r}")
    return (found, *words[1:])


def observed(environment: Mapping[str, str], settings: Mapping[str, object]) -> Environment:
    """`environment` with the observer switched on for the first Python process that starts in it."""
    path = [str(OBSERVE), *filter(None, [environment.get("PYTHONPATH")])]
    return {
        **environment,
        "PYTHONPATH": os.pathsep.join(path),
        "REPRO_LINT_OBSERVE": json.dumps({key: value for key, value in settings.items() if value is not None}),
    }


def prepared(
    words: Sequence[str], python: str | None, extra: Mapping[str, str], settings: Mapping[str, object]
) -> Environment:
    """The environment to start the program in: this one's with `extra`, and observed where there are settings."""
    environment = {**os.environ, **extra}
    environment = observed(environment, settings) if settings else environment
    return _for_notebook(environment, interpreter(python)) if words[0].endswith(".ipynb") else environment


def _for_notebook(environment: Mapping[str, str], python: str) -> Environment:
    """The environment of the notebook's runner: observed is only the kernel that it starts."""
    changed = {key: value for key, value in environment.items() if os.environ.get(key) != value}
    return {**os.environ, "REPRO_LINT_KERNEL": json.dumps({"python": python, "env": changed})}


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    timeout: float | None,
    output: tuple[IO[bytes], IO[bytes]] | None = None,
    enter: Callable[[], None] | None = None,
) -> Outcome:
    """Run to the end or for `timeout` seconds; then end every process that it left.

    Output goes to the two files, else passes through; standard input is empty, so nothing waits for it. `enter` runs
    in the new process before the program does.
    """
    processes.adopt_orphans()
    before, token = processes.children(), secrets.token_hex(8)
    begun = time.monotonic()
    process: subprocess.Popen[bytes] | None = None
    status: int | None = None
    left: tuple[int, ...] = ()
    try:
        with interrupts.held():  # between the start and the assignment nobody else knows the process
            process = _started(command, {**environment, processes.TOKEN: token}, folder, output, enter)
        status = _awaited(process, timeout)
    finally:
        with interrupts.held():
            if process is not None:
                _signal_group(process.pid, signal.SIGKILL)
                process.wait()
            left = processes.end_all(token, before)
    return Outcome(status, time.monotonic() - begun, left)


def _started(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    output: tuple[IO[bytes], IO[bytes]] | None,
    enter: Callable[[], None] | None,
) -> subprocess.Popen[bytes]:
    out, err = output or (None, None)
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        start_new_session=True,
        preexec_fn=enter,  # noqa: PLW1509 - this process has one thread
    )


def _awaited(process: subprocess.Popen[bytes], timeout: float | None) -> int | None:
    """The exit status; None where time ran out and the process was asked to end."""
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        _signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        return None


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def pass_through(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run with this process's own input and output; signals are handed on. Returns the exit status as a shell would."""
    process = subprocess.Popen(command, env=dict(environment))

    def hand_on(number: int, _frame: object) -> None:
        process.send_signal(number)

    heard = [number for number in interrupts.ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, hand_on) for number in heard}
    try:
        status = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return status if status >= 0 else 128 - status
