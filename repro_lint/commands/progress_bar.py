"""How far a run is: a bar on the terminal from half a second on, and words for who interrupts it."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from repro_lint import console
from repro_lint.foreign import printable
from repro_lint.source.names import display_path

if TYPE_CHECKING:
    from rich.progress import Progress

_DELAY = 0.5  # seconds; a run that ends before needs no bar
_EVERY = 0.1  # seconds from one drawing to the next


@contextmanager
def shown(*, quiet: bool) -> Iterator[ProgressBar]:
    """A bar for whoever looks at the terminal that stderr is; an interrupt is told where it came."""
    looks = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    bar = ProgressBar(visible=looks and not quiet, cwd=Path.cwd())
    try:
        yield bar
    except KeyboardInterrupt:
        bar.close()
        console.say(f"repro-lint: interrupted while {printable(bar.where)}\n" if bar.where else "")
        raise
    finally:
        bar.close()


class ProgressBar:
    """One run. Where `visible` is false nothing is drawn, but it is still known where the run is."""

    def __init__(self, *, visible: bool, cwd: Path) -> None:
        self.where = ""
        self._visible = visible
        self._cwd = cwd
        self._begun = self._drawn = time.monotonic()
        self._counts = 0, 0
        self._bar: Progress | None = None
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def files(self, done: int, total: int) -> None:
        """So many files of so many are read."""
        if total:
            self._at(f"reading files, {done} of {total}", done, total)

    def run(self, path: str, done: int, total: int) -> None:
        """So many runs of so many are done, and the next one begins in a file."""
        self._at(f"judging {display_path(Path(path), self._cwd)}, {done} of {total}", done, total)
        if self._visible and self._timer is None:  # not before: a thread and processes that fork do not go together
            self._timer = threading.Timer(max(0.0, self._begun + _DELAY - time.monotonic()), self._draw)
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """Take the bar away."""
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._visible = False
            if self._bar is not None:
                self._bar.stop()

    def _at(self, where: str, done: int, total: int) -> None:
        self.where, self._counts = where, (done, total)
        now = time.monotonic()
        if self._visible and now >= self._begun + _DELAY and now >= self._drawn + _EVERY:
            self._drawn = now
            self._draw()

    def _draw(self) -> None:
        with self._lock:
            if not self._visible:
                return
            if self._bar is None:
                self._bar = _made()
            done, total = self._counts
            task = self._bar.task_ids[0]
            self._bar.update(task, description=printable(self.where), completed=done, total=total)
            self._bar.refresh()


def _made() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = BarColumn(bar_width=24), TextColumn("{task.description}", markup=False)
    bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    bar.add_task("")
    bar.start()
    return bar
