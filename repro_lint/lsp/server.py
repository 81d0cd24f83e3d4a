"""What the server answers to what the client says."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.uris import to_fs_path

from repro_lint import explain
from repro_lint.lsp import actions, hover, jobs, wire
from repro_lint.lsp.process import Process
from repro_lint.lsp.session import Session
from repro_lint.lsp.settings import SECTION

LOG = logging.getLogger(__name__)

WATCHED = ("**/*.{py,ipynb}", "**/{pyproject.toml,setup.py,setup.cfg,requirements*.txt,.gitignore,*baseline*}")


def serve(worker: Process, port: int | None = None) -> int:
    """Serve one client, over standard input and output or on a port of this machine; the exit code."""
    server = made(worker)
    if port is None:
        return server.serve(*wire.standard())
    return server.serve(*wire.accepted(port, lambda number: LOG.info("waiting on port %d", number)))


def made(worker: Process) -> Session:
    """A server with all that it answers."""
    server = Session(worker)
    for part in (_session, _files, _texts, _notebooks, _actions, _telling):
        part(server)
    return server


def _session(server: Session) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begin(params)
        if server.can.pulls:
            _pull(server)

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        if server.can.watches:
            watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            wanted = types.Registration("watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await server.client_register_capability_async(types.RegistrationParams([wanted]))
        await _configure(server, None)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        await _configure(server, params.settings)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(_: types.DidChangeWorkspaceFoldersParams) -> None:
        server.configure(server.settings)


async def _configure(server: Session, given: Any) -> None:
    """Take settings as they were sent; a client that can be asked sends nothing of worth."""
    if server.can.configures:
        items = [types.ConfigurationItem(section=SECTION)]
        given = next(iter(await server.workspace_configuration_async(types.ConfigurationParams(items))), None)
    if isinstance(given, Mapping):
        server.configure(given)


def _pull(server: Session) -> None:
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier=SECTION)

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def diagnostic(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        return types.RelatedFullDocumentDiagnosticReport(await server.pull(params.text_document.uri))


def _files(server: Session) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [to_fs_path(change.uri) for change in params.changes]
        server.disk_changed(tuple(path for path in paths if path))

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(_: types.DidSaveTextDocumentParams) -> None:
        if not server.can.watches:
            server.disk_changed()

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)
    def saved_notebook(_: types.DidSaveNotebookDocumentParams) -> None:
        if not server.can.watches:
            server.disk_changed()


def _texts(server: Session) -> None:
    documents = server.documents

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        documents.put(params.text_document)
        server.opened()

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        text = params.text_document
        documents.change(text.uri, text.version, params.content_changes, server.worker.options.encoding)
        server.changed()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)


def _notebooks(server: Session) -> None:
    documents = server.documents

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenNotebookDocumentParams) -> None:
        documents.put_book(params.notebook_document, params.cell_text_documents)
        server.opened()

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeNotebookDocumentParams) -> None:
        book = params.notebook_document
        gone = documents.change_book(book.uri, book.version, params.change, server.worker.options.encoding)
        server.forget(*gone)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseNotebookDocumentParams) -> None:
        server.forget(params.notebook_document.uri, *(text.uri for text in params.cell_text_documents))


def _actions(server: Session) -> None:
    options = types.CodeActionOptions(list(actions.KINDS), resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri, only = params.text_document.uri, params.context.only
        job = partial(jobs.offer, uri=uri, where=params.range, only=only, related=server.can.related)
        made = await server.ask(uri, job) or []
        return [await _resolved(server, one, {"edit", "command"} - server.can.resolves) for one in made]

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        return await _resolved(server, action, {"edit", "command"})

    @server.command(actions.EXPLAIN)
    def explain_rule(*arguments: str) -> str:
        try:
            page = explain.page(explain.find(_argument(arguments)))
        except explain.UnknownRuleError as error:
            raise JsonRpcInvalidParams(str(error)) from error
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, page))
        return page

    @server.command(hover.FIX_ALL)
    async def fix_all(*arguments: str) -> bool:
        edit = await server.ask(_argument(arguments), partial(jobs.fix_all, versioned=server.can.versioned), heavy=True)
        if edit is None:
            return False
        params = types.ApplyWorkspaceEditParams(edit, "Fix all that is safe")
        return (await server.workspace_apply_edit_async(params)).applied


def _argument(arguments: tuple[object, ...]) -> str:
    """The one argument of a command, which pygls hands on as it came. Raises JsonRpcInvalidParams."""
    if len(arguments) != 1 or not isinstance(arguments[0], str):
        raise JsonRpcInvalidParams("the command takes one text")
    return arguments[0]


async def _resolved(server: Session, action: types.CodeAction, wanted: set[str]) -> types.CodeAction:
    """The action with its edit and command; without the edit where the text changed since it was offered."""
    try:
        order = actions.Order.of(action.data)
    except TypeError as error:
        raise JsonRpcInvalidParams(f"no action of this server: {error}") from error
    if "command" in wanted:
        action.command = actions.command(order)
    if "edit" in wanted:
        job = partial(jobs.work_out, order=order, versioned=server.can.versioned)
        action.edit = await server.ask(order.uri, job, heavy=True)
    return action


def _telling(server: Session) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def told(params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        job = partial(jobs.tell, uri=uri, position=params.position, markdown=server.can.markdown)
        found: types.Hover | None = await server.ask(uri, job)
        return found

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(params: types.InlayHintParams) -> list[types.InlayHint]:
        uri = params.text_document.uri
        if not server.settings.inlay_hints:
            return []
        return await server.ask(uri, partial(jobs.hint, uri=uri, where=params.range)) or []

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        uri = params.text_document.uri
        if not server.settings.code_lens:
            return []
        return await server.ask(uri, partial(jobs.count, uri=uri)) or []
