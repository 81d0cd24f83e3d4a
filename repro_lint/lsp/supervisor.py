"""Keeps a worker at work: says what is open, asks, and starts another one where it hangs or ends."""

from __future__ import annotations

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from itertools import count
from typing import Any

from repro_lint.lsp.documents import Documents, File
from repro_lint.lsp.messages import (
    HEAD,
    Answer,
    Ask,
    Defect,
    Drop,
    Job,
    Options,
    Read,
    Sign,
    State,
    Touched,
    packed,
    unpacked,
)

LOG = logging.getLogger(__name__)
SILENCE = 30.0  # seconds without a sign of life, after which a worker that is waited for is ended
START = (
    "import sys; sys.path[:] = sys.argv[1:]; from repro_lint.lsp.worker import main; main()"  # no other folder's code
)


class JobError(Exception):
    """An error of ours in the worker; its text is the trace."""


class Supervisor:
    """One worker at a time. `moment`: counts the states; only what is found in the latest one is an answer."""

    def __init__(self, documents: Documents) -> None:
        self.options = Options()
        self.moment = 0
        self.on_defect: Callable[[str], object] = LOG.error
        self.on_progress: Callable[[int, int], object] = lambda _done, _total: None
        self._documents = documents
        self._asked: dict[int, tuple[Ask, asyncio.Future[Answer]]] = {}
        self._numbers = count()
        self._process: Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._wanted = asyncio.Event()
        self._told = -1  # the last moment that the worker knows of
        self._files: dict[str, File] = {}  # as the worker knows them, by URI
        self._crashed: dict[str, bytes] = {}
        self._apart = False
        self._sign = Sign()
        self._answered = False
        self._heard = 0.0

    def start(self) -> None:
        """Start the worker, which takes a moment."""
        self._wanted.set()
        self._task = asyncio.get_running_loop().create_task(self._serve())

    async def close(self) -> None:
        """No worker is needed any more."""
        task, self._task = self._task, None
        if task is not None:
            self.kill()
            task.cancel()
            await asyncio.wait([task])

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
        """What a job makes of the file that a text belongs to, in its latest state; None where none is open."""
        while True:
            answer = await self._asking(Ask(next(self._numbers), uri, job, heavy))
            if answer.error:
                raise JobError(answer.error)
            if answer.moment == self.moment:
                return answer.value

    async def _asking(self, ask: Ask) -> Answer:
        loop = asyncio.get_running_loop()
        if not self._asked:
            self._heard = loop.time()
        future: asyncio.Future[Answer] = loop.create_future()
        self._tell_state()
        self._asked[ask.number] = (ask, future)
        self._send(ask)
        self._wanted.set()
        try:
            return await future
        finally:
            if self._asked.pop(ask.number, None) is not None:
                self._send(Drop(ask.number))

    def _tell_state(self) -> None:
        if self._told == self.moment or self._process is None:
            return
        files = {file.uri: file for file in self._documents.files().values()}
        new = tuple(file for uri, file in files.items() if self._files.get(uri) is not file)
        self._files, self._told = files, self.moment
        self._send(State(self.moment, self.options, tuple(files), new, dict(self._crashed), self._apart))

    def _send(self, message: object) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(packed(message))

    async def _serve(self) -> None:
        """One worker after the other, as long as there is something to ask."""
        while True:
            await self._wanted.wait()
            self._told, self._files, self._sign, self._answered = -1, {}, Sign(), False
            try:
                await self._employ()
            except OSError as error:
                self.on_defect(f"the process that judges cannot be started: {error}")
            self._blame()

    async def _employ(self) -> None:
        """Start a worker, and hear it to its end. Raises OSError."""
        command = (sys.executable, "-c", START, *sys.path)
        process = self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        self._heard = asyncio.get_running_loop().time()
        self._tell_state()
        for ask, _ in self._asked.values():
            self._send(ask)
        await self._listen(process)
        self.kill()
        await process.wait()
        self._process = None

    async def _listen(self, process: Process) -> None:
        """Hear what the worker says until it ends, or says nothing for too long."""
        assert process.stdout is not None
        loop = asyncio.get_running_loop()
        while True:
            try:
                head = await asyncio.wait_for(process.stdout.readexactly(HEAD.size), SILENCE)
                body = await process.stdout.readexactly(HEAD.unpack(head)[0])
            except asyncio.IncompleteReadError:
                return
            except asyncio.TimeoutError:
                if self._asked and loop.time() - self._heard >= SILENCE:
                    return
                continue
            self._heard = loop.time()
            self._hear(unpacked(body))

    def _hear(self, message: object) -> None:
        if isinstance(message, Answer):
            self._answered = True
            _, future = self._asked.pop(message.number, (None, None))
            if future is not None and not future.done():
                future.set_result(message)
        elif isinstance(message, Sign):
            self._sign = message
        elif isinstance(message, Read):
            self.on_progress(message.done, message.total)
        elif isinstance(message, Defect):
            self.on_defect(message.text)

    def kill(self) -> None:
        """End the worker, whatever it does."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    def _blame(self) -> None:
        """The worker ended: what it was at is not tried again, or at least not in the same way."""
        self.on_defect(f"the process that judges ended while at {', '.join(self._sign.at) or 'nothing'}")
        if self._sign.job is not None:
            self._give_up(self._sign.job)
        elif len(self._sign.at) > 1:
            self._apart = True
        elif self._sign.at:
            [key] = self._sign.at
            self._crashed |= {file.key: file.data for file in self._files.values() if file.key == key}
        elif not self._answered:  # it would not come further the next time
            for number in list(self._asked):
                self._give_up(number)
        if not self._asked:
            self._wanted.clear()

    def _give_up(self, number: int) -> None:
        _, future = self._asked.pop(number, (None, None))
        if future is not None and not future.done():
            future.set_result(Answer(number, self.moment, error="the process that judges ended"))
