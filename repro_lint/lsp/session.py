"""The state of one connection: what the client can, what it has open, and what it was told."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
import traceback
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from repro_lint import __version__
from repro_lint.lsp import jobs
from repro_lint.lsp.abilities import Abilities
from repro_lint.lsp.documents import Documents
from repro_lint.lsp.messages import Job, Options
from repro_lint.lsp.positions import Encoding
from repro_lint.lsp.process import Process
from repro_lint.lsp.progress import Progress
from repro_lint.lsp.protocol import Protocol, strict_converter
from repro_lint.lsp.settings import Settings
from repro_lint.lsp.supervisor import Supervisor
from repro_lint.lsp.wire import Output, messages

LOG = logging.getLogger(__name__)
ALIVE = 2.0  # seconds between two looks whether the client's process is still there
LOST = 1  # the exit code of a session that nobody ended as it should be
NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithNotebook("jupyter-notebook", [types.NotebookCellLanguage("python")])], save=True
)


class Session(LanguageServer):
    """Tells the client what the worker finds."""

    protocol: Protocol

    def __init__(self, worker: Process) -> None:
        super().__init__(
            "repro-lint",
            __version__,
            notebook_document_sync=NOTEBOOKS,
            protocol_cls=Protocol,
            converter_factory=strict_converter,
        )
        self.documents = Documents()
        self.worker = Supervisor(self.documents, worker)
        self.can = Abilities()
        self.settings = Settings()
        self._over = asyncio.Event()
        self._changed = 0.0  # when, by the clock of the loop
        self._pushed: dict[str, int] = {}  # of which moment the findings of a file were pushed last
        self._pushing: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def serve(self, stdin: BinaryIO, stdout: BinaryIO) -> int:
        """Talk to one client until the session ends; the exit code, 0 where the client ended it as it should."""
        self.protocol.on_exit = self._over.set
        self.protocol.set_writer(Output(stdout, self._over.set))
        asyncio.run(self._run(messages(stdin)))
        return 0 if self.protocol.may_end else LOST

    async def _run(self, said: Iterator[bytes]) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._failed)
        threading.Thread(target=self._listen, args=(said, loop), daemon=True).start()
        try:
            await self._over.wait()
        finally:
            self.worker.close()

    def _listen(self, said: Iterator[bytes], loop: asyncio.AbstractEventLoop) -> None:
        """Hand on one message after the other, each when the one before it is taken. Ends with the client."""
        taken = threading.Semaphore(0)

        def take(body: bytes) -> None:
            try:
                self.protocol.hear(body)
            finally:
                taken.release()

        with suppress(RuntimeError):  # the loop is closed: the session is over
            for body in said:
                loop.call_soon_threadsafe(take, body)
                taken.acquire()
            loop.call_soon_threadsafe(self._over.set)

    def begin(self, params: types.InitializeParams) -> None:
        """The client introduces itself."""
        self.can = Abilities.of(params.capabilities)
        self.worker.on_defect = self.log
        if self.can.progress:
            self.worker.on_progress = Progress(self).tell
        self.configure(params.initialization_options)
        self.worker.begin()
        process = params.process_id or 0
        if process > 0 and os.name == "posix" and _is_alive(process):  # else it lives outside of this container
            threading.Thread(target=self._follow, args=(process,), daemon=True).start()

    def _follow(self, process: int) -> None:
        """End with the client, even if somebody else holds its end of the pipe."""
        while _is_alive(process):
            time.sleep(ALIVE)
        self.worker.close()
        os._exit(LOST)

    def configure(self, given: object) -> None:
        """Settings as the client sends them, and the folders of the workspace as they are now."""
        self.settings = Settings.of(given)
        uris = [*self.workspace.folders] or [self.workspace.root_uri or ""]
        folders = tuple(Path(path) for uri in uris if uri and (path := to_fs_path(uri)))
        self.worker.options = Options(folders, self.settings.overrides, Encoding(str(self.workspace.position_encoding)))
        self.disk_changed()

    def changed(self) -> None:
        """Something is not as it was: look again, at once after a pause, else when the changes in a row are over."""
        self.worker.changed()
        loop = asyncio.get_running_loop()
        pause = self.settings.debounce / 1000
        in_a_row, self._changed = loop.time() - self._changed < pause, loop.time()
        if not self.can.pulls:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = loop.call_later(pause if in_a_row else 0, self._push)

    def opened(self) -> None:
        """A file was opened; a client that watches nothing gives no better moment to look at the disk again."""
        if self.can.watches:
            self.changed()
        else:
            self.disk_changed()

    def disk_changed(self, keys: tuple[str, ...] | None = None) -> None:
        """Files that are not open changed; a client that pulls does not know that it should pull again."""
        self.worker.touched(keys)
        self.changed()
        if "diagnostics" in self.can.refreshes:
            self.workspace_diagnostic_refresh(None)
        if "inlay_hint" in self.can.refreshes:
            self.workspace_inlay_hint_refresh(None)
        if "code_lens" in self.can.refreshes:
            self.workspace_code_lens_refresh(None)

    def forget(self, *uris: str) -> None:
        """Texts were closed: nothing is shown of them any more."""
        self.documents.drop(*uris)
        for uri in uris:
            if not self.can.pulls:
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        self.changed()

    async def ask(self, uri: str, job: Job, *, heavy: bool = False) -> Any:
        """What a job makes of the latest state of the file that a text belongs to; None where it is not open."""
        return await self.worker.ask(uri, job, heavy=heavy)

    async def pull(self, uri: str) -> list[types.Diagnostic]:
        """The diagnostics of one text."""
        found = await self.ask(uri, partial(jobs.diagnose, related=self.can.related))
        return cast("list[types.Diagnostic]", (found or {}).get(uri, []))

    def _push(self) -> None:
        """Ask about each file by itself: one that takes long holds up no other."""
        for file in self.documents.files().values():
            if file.uri not in self._pushing:  # else what is asked already will be answered for the latest state
                self._pushing.add(file.uri)
                self.start(self._publish(file.uri))

    async def _publish(self, uri: str) -> None:
        try:
            found = await self.ask(uri, partial(jobs.diagnose, related=self.can.related))
        finally:
            self._pushing.discard(uri)
        if self._pushed.get(uri) == self.worker.moment:
            return
        self._pushed[uri] = self.worker.moment
        for text_uri, items in (found or {}).items():
            text = self.documents.texts.get(text_uri)
            if text is not None:
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(text_uri, items, text.version))

    def start(self, job: Coroutine[Any, Any, None]) -> None:
        """Let something run by itself; what goes wrong there is told, too."""
        task = asyncio.ensure_future(job)
        self._tasks.add(task)  # the loop itself would let go of it
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.log("".join(traceback.format_exception(error)))

    def _failed(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What went wrong in the loop itself."""
        error = context.get("exception")
        self.log("".join(traceback.format_exception(error)) if error else str(context.get("message")))

    def log(self, text: str) -> None:
        """An error of ours is one message in the log, never the end."""
        LOG.error("%s", text)
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, text))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What pygls caught: of a notification or a message; a request has its own answer."""
        self.log(f"{error}\n{getattr(error, 'data', None) or ''}".strip())


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it belongs to somebody else
        return True
    return True
