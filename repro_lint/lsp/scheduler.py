"""What the worker does when: answers at once what it can, and looks last at what takes long.

A look may be stopped at any moment: what comes from the server interrupts the main thread, as Ctrl-C would, between two
bytecodes. There the main thread attends to what came, answers what it can answer, and goes on, or gives the look up
where it is obsolete or others wait too long for it.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from repro_lint import defect
from repro_lint.lsp.analysis import Analysis
from repro_lint.lsp.documents import File
from repro_lint.lsp.messages import Answer, Ask, DefectReport, Drop, EditorState, Read, Sign, Touched
from repro_lint.lsp.process import packed
from repro_lint.lsp.progress import FROM

PATIENCE = 2.0  # seconds of computing that files may take together, and that others wait for one at first
IDLE = 2.0  # seconds without work before memory is tidied up


class StoppedError(BaseException):
    """The look is given up. No defect, so no `Exception`."""


class Scheduler:
    """Judges what it is asked about: what takes long, last."""

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self.inbox: SimpleQueue[object] = SimpleQueue()
        self.busy = threading.Event()
        self._send = send
        self._sending = False
        self._asks: dict[int, Ask] = {}
        self._analysis = Analysis(lambda text: self._say(DefectReport(text)), self._progressed)
        self._took: dict[str, float] = {}  # seconds of computing, by key; of a look that was given up, until then
        self._sign = Sign()
        self._moment = -1  # of the work that may be stopped now
        self._began = 0.0
        self._attending = False
        self._total = 0  # files to read, while that is told

    def run(self) -> None:
        """Work until the process is ended."""
        while True:
            with suppress(StoppedError):  # which may come as late as this
                self._wait()
                self._answer()
                self._look_further()
            self._moment = -1

    def attend(self, *_: object) -> None:
        """What came while the main thread was at work. Raises StoppedError where the work is to be given up."""
        if self._attending or self._sending:
            return
        self._attending = True
        try:
            self._say(self._sign)
            if self._moment >= 0:
                self._take_all()
                self._answer(nested=True)
        finally:
            self._attending = False
        if self._moment >= 0 and self._must_stop():
            raise StoppedError

    def _wait(self) -> None:
        """Take what came; where there is nothing to do, wait for more."""
        self._take_all()
        if not self._asks:
            try:
                self._take(self.inbox.get(timeout=IDLE))
            except Empty:
                gc.collect()
                self._take(self.inbox.get())
            self._take_all()

    def _take_all(self) -> None:
        while not self.inbox.empty():
            self._take(self.inbox.get())

    def _take(self, message: object) -> None:
        if isinstance(message, Ask):
            self._asks[message.number] = message
        elif isinstance(message, Drop):
            self._asks.pop(message.number, None)
        elif isinstance(message, EditorState):
            self._analysis.update(message)
        elif isinstance(message, Touched):
            self._analysis.touched(message.keys)

    def _ready(self, ask: Ask) -> bool:
        file = self._analysis.owner(ask.uri)
        return file is None or file.key in self._analysis.seen

    def _waiting(self) -> list[File]:
        """The files that are asked about and were not looked at yet, the last one asked about first."""
        asks = [ask for ask in reversed(self._asks.values()) if not self._ready(ask)]
        owners = (self._analysis.owner(ask.uri) for ask in asks)
        return [file for file in owners if file is not None]

    def _answer(self, *, nested: bool = False) -> None:
        """Answer what can be answered; `nested`: in the middle of a look, where nothing may take long."""
        for ask in list(self._asks.values()):
            # Behind a heavy one the state may be another, and what is asked another.
            if ask.number not in self._asks or not self._ready(ask) or (nested and ask.heavy):
                continue
            file = self._analysis.owner(ask.uri)
            moment = self._analysis.moment
            value, error = self._done(ask, file) if file is not None else (None, "")
            if nested and "RecursionError" in error:  # the look is deep in its own recursion: later
                continue
            self._asks.pop(ask.number, None)
            self._say(Answer(ask.number, moment, value, error))

    def _done(self, ask: Ask, file: File) -> tuple[object, str]:
        job = partial(ask.job, self._analysis, file)
        if not ask.heavy:
            return _guarded(job)
        return self._stoppable((file,), ask.number, partial(_guarded, job)) or (None, "")

    def _look_further(self) -> None:
        """Look at a file that is asked about: at what took least before what took longer."""
        waiting = self._waiting()
        if waiting:
            members = self._analysis.group(min(waiting, key=lambda file: self._took.get(file.key, 0)))
            if members:
                self._look(members)

    def _look(self, members: tuple[File, ...]) -> None:
        """Look at files; where that fails or takes too long, at one after the other the next time."""
        moment = self._analysis.moment
        came = self._stoppable(members, None, partial(_guarded, partial(self._analysis.look, members)))
        spent = time.process_time() - self._began
        self._took.update((file.key, spent / len(members)) for file in members)
        self._progressed(self._total, self._total)
        if came is None:
            self._analysis.stopped(members)
        if moment != self._analysis.moment:
            return
        if len(members) > 1 and (came is None or came[1]):
            self._analysis.split(members)
        elif came is not None and came[1]:
            self._say(DefectReport(came[1]))
            self._analysis.fail(members[0], f"a defect of repro-lint itself, please report it: {_last(came[1])}")

    def _stoppable(
        self, members: tuple[File, ...], number: int | None, work: Callable[[], tuple[object, str]]
    ) -> tuple[object, str] | None:
        """Do work that `attend` may stop; None where it did."""
        self._began = time.process_time()
        self._sign = Sign(tuple(file.key for file in members), number)
        self._say(self._sign)
        try:
            self._moment = self._analysis.moment
            self.busy.set()
            return work()
        except StoppedError:
            return None
        finally:
            self._moment = -1
            self.busy.clear()
            self._sign = Sign()
            self._say(self._sign)

    def _must_stop(self) -> bool:
        """Whether what is done now is obsolete, or others have waited for it long enough."""
        if self._moment != self._analysis.moment:
            return True
        if self._sign.job is not None:
            return False
        spent = time.process_time() - self._began
        if len(self._sign.at) > 1:
            return spent > PATIENCE
        others = {file.key for file in self._waiting()}.difference(self._sign.at)
        heavy = any(ask.heavy and self._ready(ask) for ask in self._asks.values())
        return heavy or any(spent > PATIENCE + 2 * self._took.get(key, 0) for key in others)

    def _progressed(self, done: int, total: int) -> None:
        """Tell of every twentieth part, and always of the end, where a bar could be seen."""
        if total >= FROM and (done == total or done % (total // 20) == 0):
            self._total = total if done < total else 0
            self._say(Read(done, total))

    def _say(self, message: object) -> None:
        self._sending = True
        try:
            self._send(packed(message))
        finally:
            self._sending = False


def _guarded(job: Callable[[], Any]) -> tuple[Any, str]:
    """What a job returns, or its trace: an error of ours costs what was asked for, never the process."""
    found = defect.contained(job)
    return (None, found.trace) if isinstance(found, defect.Defect) else (found, "")


def _last(trace: str) -> str:
    return trace.strip().rpartition("\n")[2]
