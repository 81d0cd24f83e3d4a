"""Keeps a worker at work: says what is open, asks, and starts another one where it hangs or ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from itertools import count
from typing import Any

from repro_lint.lsp.documents import Documents, File
from repro_lint.lsp.messages import Answer, Ask, DefectReport, Drop, EditorState, Job, Options, Read, Sign, Touched
from repro_lint.lsp.process import Process

LOG = logging.getLogger(__name__)
SILENCE = 30.0  # seconds without a sign of life, after which a worker that is waited for is ended


class JobError(Exception):
    """An error of ours in the worker; its text is the trace."""


class Supervisor:
    """One worker at a time. `moment`: counts the states; only what is found in the latest one is an answer."""

    def __init__(self, documents: Documents, worker: Process) -> None:
        self.options = Options()
        self.moment = 0
        self.on_defect: Callable[[str], object] = LOG.error
        self.on_progress: Callable[[int, int], object] = lambda _done, _total: None
        self._documents = documents
        self._asked: dict[int, tuple[Ask, asyncio.Future[Answer]]] = {}
        self._numbers = count()
        self._worker: Process | None = worker
        self._told = -1  # the last moment that the worker knows of
        self._files: dict[str, File] = {}  # as the worker knows them, by URI
        self._crashed: dict[str, bytes] = {}
        self._apart = False
        self._sign = Sign()
        self._answered = False
        self._heard = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Listen to the worker."""
        if self._worker is not None:
            self._employ(self._worker)

    def close(self) -> None:
        """End the worker, whatever it does."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()

    def changed(self) -> None:
        """Something is not as it was. Where an answer is waited for, it is obsolete, and the worker should know."""
        self.moment += 1
        if self._asked:
            asyncio.get_running_loop().call_soon(self._tell_state)

    def touched(self, keys: tuple[str, ...] | None) -> None:
        """Files changed on disk; None: any may have."""
        self._send(Touched(keys))
        self.changed()

    async def ask(self, uri: str, job: Job, *, heavy: bool = False) -> Any:
        """What a job makes of the file that a text belongs to, in its latest state; None where none is open.

        Raises JobError.
        """
        while True:
            answer = await self._asking(Ask(next(self._numbers), uri, job, heavy))
            if answer.error:
                raise JobError(answer.error)
            if answer.moment == self.moment:
                return answer.value

    async def _asking(self, ask: Ask) -> Answer:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        if not self._asked:
            self._heard = loop.time()
            self._watch()
        self._asked[ask.number] = (ask, future)
        if self._worker is None:
            self._start()
        else:
            self._tell_state()
            self._send(ask)
        try:
            return await future
        finally:
            if self._asked.pop(ask.number, None) is not None:
                self._send(Drop(ask.number))

    def _tell_state(self) -> None:
        if self._told == self.moment or self._worker is None:
            return
        files = {file.uri: file for file in self._documents.files().values()}
        new = tuple(file for uri, file in files.items() if self._files.get(uri) is not file)
        self._files, self._told = files, self.moment
        self._send(EditorState(self.moment, self.options, tuple(files), new, dict(self._crashed), self._apart))

    def _send(self, message: object) -> None:
        if self._worker is not None:
            self._worker.send(message)

    def _start(self) -> None:
        """Start another worker, and ask it all that is still asked."""
        try:
            self._employ(Process())
        except OSError as error:
            self._give_up(*self._asked, why=f"the process that judges cannot be started: {error}")

    def _employ(self, worker: Process) -> None:
        loop = asyncio.get_running_loop()
        self._worker, self._heard = worker, loop.time()
        self._told, self._files, self._sign, self._answered = -1, {}, Sign(), False
        worker.listen(lambda message: loop.call_soon_threadsafe(self._hear, worker, message))
        self._tell_state()
        for ask, _ in self._asked.values():
            self._send(ask)

    def _watch(self) -> None:
        """Check the worker when the time is up, unless it shows a sign of life; one check at a time."""
        loop = asyncio.get_running_loop()
        if self._timer is None:
            self._timer = loop.call_later(max(1.0, self._heard + SILENCE - loop.time()), self._check)

    def _check(self) -> None:
        """End a worker that is waited for and shows no sign of life."""
        self._timer = None
        if self._worker is not None and self._asked:
            if asyncio.get_running_loop().time() - self._heard >= SILENCE:
                self._worker.kill()
            self._watch()

    def _hear(self, worker: Process, message: object) -> None:
        if worker is not self._worker:
            return
        self._heard = asyncio.get_running_loop().time()
        if isinstance(message, Answer):
            self._answered = True
            _, future = self._asked.pop(message.number, (None, None))
            if future is not None and not future.done():
                future.set_result(message)
        elif isinstance(message, Sign):
            self._sign = message
        elif isinstance(message, Read):
            self.on_progress(message.done, message.total)
        elif isinstance(message, DefectReport):
            self.on_defect(message.text)
        elif message is None:
            self._ended(worker)

    def _ended(self, worker: Process) -> None:
        """What a worker was at when it ended is not tried again, or not in the same way; all else is."""
        worker.kill()
        self._worker = None
        at, job = self._sign.at, self._sign.job
        self.on_defect(f"the process that judges ended, busy with {', '.join(at) or 'nothing'}")
        if job is not None:
            self._give_up(job)
        elif len(at) > 1:
            self._apart = True
        elif at:
            self._crashed |= {file.key: file.data for file in self._files.values() if file.key == at[0]}
        elif not self._answered:  # the next one would come no further
            self._give_up(*self._asked)
        if self._asked:
            self._start()

    def _give_up(self, *numbers: int, why: str = "the process that judges ended") -> None:
        for number in numbers:
            _, future = self._asked.pop(number, (None, None))
            if future is not None and not future.done():
                future.set_result(Answer(number, self.moment, error=why))
