"""The process that judges: started, asked and, where it hangs, ended by the server (`supervisor.py`)."""

from __future__ import annotations

import _thread
import gc
import os
import signal
import sys
import threading
import time
from functools import partial
from typing import BinaryIO

from repro_lint.linter import pipeline
from repro_lint.lsp.process import received
from repro_lint.lsp.scheduler import Scheduler

BEAT = 0.2  # seconds between two signs of life


def main() -> None:
    """Work for the process that started this one, over standard input and output; ends with it."""
    out = os.dup(1)
    os.dup2(2, 1)  # what anything prints must not stand between two messages
    gc.disable()  # facts are millions of objects: looking through them would hold up a keystroke
    sys.setrecursionlimit(max(sys.getrecursionlimit(), pipeline.RECURSION_LIMIT))
    scheduler = Scheduler(partial(_write, out))
    signal.signal(signal.SIGINT, scheduler.attend)
    _preload()
    threading.Thread(target=_read, args=(sys.stdin.buffer, scheduler), daemon=True).start()
    threading.Thread(target=_beat, args=(scheduler,), daemon=True).start()
    scheduler.run()


def _preload() -> None:
    """Import now what the first look would: an import is no good place to be stopped in."""
    from repro_lint.catalog import load
    from repro_lint.flag import findings, seeds, slots  # noqa: F401
    from repro_lint.rules import all_modules

    load()
    all_modules()


def _write(out: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(out, left) :]


def _read(stream: BinaryIO, scheduler: Scheduler) -> None:
    try:
        while (message := received(stream)) is not None:
            scheduler.inbox.put(message)
            _thread.interrupt_main()
    finally:
        os._exit(0)  # the server is gone, and nobody waits for what is judged


def _beat(scheduler: Scheduler) -> None:
    while scheduler.busy.wait():
        _thread.interrupt_main()
        time.sleep(BEAT)
