"""What the server answers to what the client says."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.uris import to_fs_path

from repro_lint import __version__, explain
from repro_lint.lsp import actions, diagnostics
from repro_lint.lsp.analysis import Analysis
from repro_lint.lsp.documents import Documents, File
from repro_lint.lsp.look import Look
from repro_lint.lsp.positions import Encoding

LOG = logging.getLogger(__name__)
DEBOUNCE = 0.05  # seconds without a change before findings are pushed
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


@dataclass(slots=True)
class Abilities:
    """What the client can do."""

    pulls: bool = False
    related: bool = False
    versioned: bool = False
    resolves: frozenset[str] = frozenset()
    refreshes: bool = False

    @classmethod
    def of(cls, given: types.ClientCapabilities) -> Abilities:
        """As it said."""

        def can(name: str) -> bool:
            return bool(get_capability(given, name, False))

        resolved = get_capability(given, "text_document.code_action.resolve_support.properties", []) or []
        pulls = given.text_document is not None and given.text_document.diagnostic is not None
        return cls(
            pulls=pulls,
            related=pulls or can("text_document.publish_diagnostics.related_information"),
            versioned=can("workspace.workspace_edit.document_changes"),
            resolves=frozenset(resolved),
            refreshes=can("workspace.diagnostics.refresh_support"),
        )


class Server(LanguageServer):
    """The state of one connection."""

    def __init__(self) -> None:
        super().__init__("repro-lint", __version__, notebook_document_sync=NOTEBOOKS, protocol_cls=Protocol)
        self.documents = Documents()
        self.analysis = Analysis(self.documents)
        self.can = Abilities()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def encoding(self) -> Encoding:
        """How positions are counted."""
        return self.analysis.encoding

    def changed(self) -> None:
        """Something is not as it was: look again, once nothing more comes for a moment."""
        self.analysis.changed()
        if self.can.pulls:
            return
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(DEBOUNCE, lambda: asyncio.ensure_future(self.push()))

    async def push(self) -> None:
        """Send the diagnostics of all open files."""
        looks = await self.analysis.latest()
        for key, file in looks.files.items():
            found = self.diagnostics(file, looks.by_key.get(key))
            for uri, items in found.items():
                self._publish(uri, items)

    def _publish(self, uri: str, items: list[types.Diagnostic]) -> None:
        version = self.documents.texts[uri].version if uri in self.documents.texts else None
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items, version))

    def diagnostics(self, file: File, look: Look | None) -> diagnostics.ByText:
        """The diagnostics of one file by the texts that are open of it."""
        if look is None:
            return {text.uri: [] for text in file.texts.values()}
        return diagnostics.of_file(look, file, related=self.can.related)

    async def find(self, uri: str) -> tuple[Look, File] | None:
        """The latest look at the file that a text or notebook belongs to."""
        looks = await self.analysis.latest()
        for key, file in looks.files.items():
            if file.uri == uri or any(text.uri == uri for text in file.texts.values()):
                look = looks.by_key.get(key)
                return None if look is None else (look, file)
        return None

    def report_server_error(self, error: Exception, source: Any) -> None:
        """An error of ours is a message in the log, never the end."""
        LOG.error("%s", error)
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, str(error)))


def serve(port: int | None = None) -> None:
    """Serve one client: over standard input and output, or on a port of this machine."""
    server = made()
    if port is None:
        server.start_io()
    else:
        server.start_tcp("127.0.0.1", port)


def made() -> Server:
    """A server with all that it answers."""
    server = Server()
    _session(server)
    _texts(server)
    _requests(server)
    return server


def _session(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.can = Abilities.of(params.capabilities)
        server.analysis.encoding = Encoding(str(server.workspace.position_encoding))
        server.analysis.folders = _folders(server)
        if server.can.pulls:
            _pull(server)


def _folders(server: Server) -> tuple[Path, ...]:
    uris = [*server.workspace.folders] or [server.workspace.root_uri or ""]
    return tuple(Path(path) for uri in uris if uri and (path := to_fs_path(uri)))


def _pull(server: Server) -> None:
    options = types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=False, identifier="repro-lint"
    )

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def diagnostic(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        uri = params.text_document.uri
        found = await server.find(uri)
        items = server.diagnostics(found[1], found[0]).get(uri, []) if found else []
        return types.RelatedFullDocumentDiagnosticReport(items)


def _texts(server: Server) -> None:
    documents = server.documents

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        documents.put(params.text_document)
        server.changed()

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        text = params.text_document
        documents.change(text.uri, text.version, params.content_changes, server.encoding)
        server.changed()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(_: types.DidSaveTextDocumentParams) -> None:
        server.changed()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        documents.drop(params.text_document.uri)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))
        server.changed()

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def opened_notebook(params: types.DidOpenNotebookDocumentParams) -> None:
        documents.put_book(params.notebook_document, params.cell_text_documents)
        server.changed()

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def changed_notebook(params: types.DidChangeNotebookDocumentParams) -> None:
        book = params.notebook_document
        documents.change_book(book.uri, book.version, params.change, server.encoding)
        server.changed()

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def closed_notebook(params: types.DidCloseNotebookDocumentParams) -> None:
        uris = [text.uri for text in params.cell_text_documents]
        documents.drop(params.notebook_document.uri, *uris)
        for uri in uris:
            server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        server.changed()


def _requests(server: Server) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(list(actions.KINDS), resolve_provider=True)
    )
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri, only = params.text_document.uri, params.context.only
        found = await server.find(uri)
        if found is None:
            return []
        made = list(actions.offered(*found, uri, params.range, only, related=server.can.related))
        return [await _resolved(server, one, {"edit", "command"} - server.can.resolves) for one in made]

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        return await _resolved(server, action, {"edit", "command"})

    @server.command(actions.EXPLAIN)
    def explain_rule(rule: str) -> str:
        page = explain.page(explain.find(rule))
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, page))
        return page


async def _resolved(server: Server, action: types.CodeAction, wanted: set[str]) -> types.CodeAction:
    """The action with its edit and command; without the edit where the text changed since it was offered."""
    order = actions.Order(**action.data)  # type: ignore[arg-type]  # what the client hands back is what it was given
    if "command" in wanted:
        action.command = actions.command(order)
    found = await server.find(order.uri) if "edit" in wanted else None
    if found is not None and found[1].version == order.version:
        look, file = found
        made = await server.analysis.do(
            lambda: actions.worked_out(order, look, file, server.analysis.again(look, file))
        )
        action.edit = actions.workspace_edit(made, versioned=server.can.versioned) if made else None
    return action
