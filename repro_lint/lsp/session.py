"""The state of one connection: what the client can, what it has open, and what it was told."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.uris import to_fs_path

from repro_lint import __version__
from repro_lint.lsp import diagnostics
from repro_lint.lsp.analysis import Analysis, Looks
from repro_lint.lsp.documents import Documents, File
from repro_lint.lsp.look import Look
from repro_lint.lsp.positions import Encoding
from repro_lint.lsp.progress import Progress
from repro_lint.lsp.settings import Settings
from repro_lint.lsp.stale import LastGood

LOG = logging.getLogger(__name__)
IDLE = 2.0  # seconds without a change before memory is tidied up
NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithNotebook("jupyter-notebook", [types.NotebookCellLanguage("python")])], save=True
)


class Protocol(LanguageServerProtocol):
    """The protocol without pygls's own documents: ours alone are kept."""

    lsp_text_document__did_open = None  # type: ignore[assignment]
    lsp_text_document__did_change = None  # type: ignore[assignment]
    lsp_text_document__did_close = None  # type: ignore[assignment]
    lsp_notebook_document__did_open = None  # type: ignore[assignment]
    lsp_notebook_document__did_change = None  # type: ignore[assignment]
    lsp_notebook_document__did_close = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the client can do."""

    pulls: bool = False
    related: bool = False
    versioned: bool = False
    resolves: frozenset[str] = frozenset()
    markdown: bool = False
    watches: bool = False
    configures: bool = False
    progress: bool = False
    refreshes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: types.ClientCapabilities) -> Abilities:
        """As it said."""

        def can(name: str) -> bool:
            return bool(get_capability(given, name, False))

        resolved = get_capability(given, "text_document.code_action.resolve_support.properties", []) or []
        formats = get_capability(given, "text_document.hover.content_format", []) or []
        pulls = given.text_document is not None and given.text_document.diagnostic is not None
        return cls(
            pulls=pulls,
            related=pulls or can("text_document.publish_diagnostics.related_information"),
            versioned=can("workspace.workspace_edit.document_changes"),
            resolves=frozenset(resolved),
            markdown=types.MarkupKind.Markdown in formats,
            watches=can("workspace.did_change_watched_files.dynamic_registration"),
            configures=can("workspace.configuration"),
            progress=can("window.work_done_progress"),
            refreshes=frozenset(
                name for name in ("diagnostics", "inlay_hint", "code_lens") if can(f"workspace.{name}.refresh_support")
            ),
        )


class Session(LanguageServer):
    """Tells the client what the analysis finds."""

    def __init__(self) -> None:
        super().__init__("repro-lint", __version__, notebook_document_sync=NOTEBOOKS, protocol_cls=Protocol)
        self.documents = Documents()
        self.analysis = Analysis(self.documents)
        self.can = Abilities()
        self.settings = Settings()
        self._good = LastGood()
        self._changed = 0.0  # when, by the clock of the loop
        self._pushed = -1  # of which moment the findings were pushed last
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, params: types.InitializeParams) -> None:
        """The client introduces itself."""
        loop = asyncio.get_running_loop()
        self.can = Abilities.of(params.capabilities)
        self.analysis.encoding = Encoding(str(self.workspace.position_encoding))
        self.analysis.on_defect = lambda text: loop.call_soon_threadsafe(self.log, text)
        progress = Progress(self)
        if self.can.progress:
            self.analysis.on_progress = lambda done, total: loop.call_soon_threadsafe(progress.tell, done, total)
        self.configure(params.initialization_options)

    def configure(self, given: object) -> None:
        """Settings as the client sends them, and the folders of the workspace as they are now."""
        self.settings = Settings.of(given)
        uris = [*self.workspace.folders] or [self.workspace.root_uri or ""]
        self.analysis.folders = tuple(Path(path) for uri in uris if uri and (path := to_fs_path(uri)))
        self.analysis.overrides = self.settings.overrides
        self.disk_changed()

    def changed(self) -> None:
        """Something is not as it was: look again, at once after a pause, else when the changes in a row are over."""
        self.analysis.changed()
        self._later("tidy", IDLE, self.analysis.tidy)
        now, pause = asyncio.get_running_loop().time(), self.settings.debounce / 1000
        in_a_row, self._changed = now - self._changed < pause, now
        if not self.can.pulls:
            self._later("push", pause if in_a_row else 0, lambda: self.start(self._push()))

    def opened(self) -> None:
        """A file was opened; a client that watches nothing gives no better moment to look at the disk again."""
        if self.can.watches:
            self.changed()
        else:
            self.disk_changed()

    def disk_changed(self, keys: tuple[str, ...] | None = None) -> None:
        """Files that are not open changed; a client that pulls does not know that it should pull again."""
        self.analysis.disk_changed(keys)
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
            self._good.forget(uri)
            if not self.can.pulls:
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        self.changed()

    async def find(self, uri: str) -> tuple[Look, File] | None:
        """The latest look at the file that a text or notebook belongs to."""
        looks = await self.analysis.latest()
        file = _file(looks, uri)
        look = looks.by_key.get(file.key) if file else None
        return (look, file) if look and file else None

    async def pull(self, uri: str) -> list[types.Diagnostic]:
        """The diagnostics of one text."""
        looks = await self.analysis.latest()
        file = _file(looks, uri)
        return self._diagnostics(looks, file).get(uri, []) if file else []

    async def _push(self) -> None:
        looks = await self.analysis.latest()
        if looks.moment == self._pushed:  # by a push that waited for the same look
            return
        self._pushed = looks.moment
        for file in looks.files.values():
            for uri, items in self._diagnostics(looks, file).items():
                text = self.documents.texts.get(uri)
                if text is not None:
                    params = types.PublishDiagnosticsParams(uri, items, text.version)
                    self.text_document_publish_diagnostics(params)

    def _diagnostics(self, looks: Looks, file: File) -> diagnostics.ByText:
        look, refused = looks.by_key.get(file.key), looks.refused.get(file.key)
        if refused is not None:
            return diagnostics.refused(file, str(refused))
        return diagnostics.of_file(look, file, self._good, related=self.can.related) if look else diagnostics.none(file)

    def _later(self, name: str, seconds: float, act: Any) -> None:
        """Do something unless it is asked for again meanwhile."""
        if name in self._timers:
            self._timers[name].cancel()
        self._timers[name] = asyncio.get_running_loop().call_later(seconds, act)

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

    def log(self, text: str) -> None:
        """An error of ours is one message in the log, never the end."""
        LOG.error("%s", text)
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, text))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What pygls caught: of a notification or a message; a request has its own answer."""
        self.log(f"{error}\n{getattr(error, 'data', None) or ''}".strip())


def _file(looks: Looks, uri: str) -> File | None:
    texts = ((file, text.uri) for file in looks.files.values() for text in file.texts.values())
    by_book = next((file for file in looks.files.values() if file.uri == uri), None)
    return by_book or next((file for file, one in texts if one == uri), None)
