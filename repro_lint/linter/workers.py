"""How processes that share the work are started: deaf to Ctrl-C, and without a module of the folder that is linted.

Where they are not forked, a new interpreter imports `multiprocessing` before it is told anything, and looks for it in
the working directory first. A variable of the environment is all that keeps it from there.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar

RECURSION_LIMIT = 20_000  # the abstract run nests some frames of ours for each call of the program
Share = TypeVar("Share")
Result = TypeVar("Result")

_SAFE_PATH = "PYTHONSAFEPATH"  # https://docs.python.org/3/using/cmdline.html#envvar-PYTHONSAFEPATH


def can_start() -> bool:
    """Whether processes can be started that import nothing from the working directory."""
    if multiprocessing.get_start_method() == "fork":
        return True
    if sys.version_info < (3, 11):
        return bool(sys.flags.isolated)
    return bool(sys.flags.safe_path) or not sys.flags.ignore_environment


class Processes:
    """Some processes, for as long as the block lasts. `begin` is called in each before all else.

    Raises OSError where no process can be started, or no memory is left for the shared data.
    """

    def __init__(self, jobs: int, begin: Callable[[], None] | None = None) -> None:
        with starting():
            self._pool = ProcessPoolExecutor(jobs, initializer=partial(_prepare, begin))

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            for worker in multiprocessing.active_children():  # nobody waits for what they are at
                worker.terminate()
        self._pool.shutdown(cancel_futures=True)

    def work(self, act: Callable[[Share], Result], shares: Sequence[Share]) -> Iterator[tuple[Share, Result | None]]:
        """What an act comes to for each share, in order; None where its process, or another beside it, died."""
        futures: list[Future[Result]] = []
        with starting(), suppress(BrokenProcessPool):
            futures.extend(self._pool.submit(act, share) for share in shares)
        for share, future in zip(shares, futures, strict=False):
            yield share, _result(future)
        yield from ((share, None) for share in shares[len(futures) :])


def _result(future: Future[Result]) -> Result | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return None


@contextmanager
def starting() -> Iterator[None]:
    """Processes started in here never hear of Ctrl-C, and look for no module in the working directory."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        with _deaf_to_ctrl_c():
            yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _prepare(begin: Callable[[], None] | None) -> None:
    """Make a worker like its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where a process inherits no mask
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
    gc.disable()
    if begin is not None:
        begin()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Ctrl-C is ours to answer: we do behind the block."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
