"""Signals that ask `repro-lint` to end: the first leaves as an exception, later ones do not disturb the clean-up."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
ENDING = tuple(signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__)


class _Requests:
    """Whether an end was asked for, and whether this is a moment at which leaving would lose something."""

    def __init__(self) -> None:
        self._held = 0
        self._asked: int | None = None
        self.leaving = False

    def ask(self, number: int, _frame: object) -> None:
        """The signal handler."""
        self._asked = self._asked or number
        self._leave()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Put off leaving until the end of the block."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        self._leave()

    def _leave(self) -> None:
        if self._asked is None or self._held or self.leaving:
            return
        self.leaving = True
        raise SystemExit(128 + self._asked)


_requests = _Requests()
held = _requests.held


@contextlib.contextmanager
def heeded() -> Iterator[None]:
    """Inside, each of these signals raises SystemExit (128 + its number) once; an ignored one (`nohup`) stays so.

    Once leaving, the handlers stay: a signal on the way out must not cut the clean-up short.
    """
    before = {number: signal.getsignal(number) for number in ENDING}
    taken = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in taken:
        signal.signal(number, _requests.ask)
    try:
        yield
    finally:
        if not _requests.leaving:
            for number in taken:
                signal.signal(number, before[number])
