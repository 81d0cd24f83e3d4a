"""A small editor: a real client that speaks to a real server in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from repro_lint.lsp.positions import Encoding
from repro_lint.source.lines import Lines

T = TypeVar("T")
PATIENCE = 60  # seconds; a machine may be busy


def capabilities(*, pull: bool = True, encoding: str = "utf-16", resolve: bool = True) -> types.ClientCapabilities:
    """What an editor of today says that it can do."""
    properties = types.ClientCodeActionResolveOptions(["edit", "command"]) if resolve else None
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[encoding]),
        notebook_document=types.NotebookDocumentClientCapabilities(types.NotebookDocumentSyncClientCapabilities()),
        text_document=types.TextDocumentClientCapabilities(
            code_action=types.CodeActionClientCapabilities(resolve_support=properties),
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
            diagnostic=types.DiagnosticClientCapabilities() if pull else None,
        ),
        window=types.WindowClientCapabilities(work_done_progress=True),
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
        ),
    )


class Editor:
    """Opens files, types into them, and asks the server. `texts`: what is open, by URI."""

    def __init__(self, folder: Path, able: types.ClientCapabilities | None = None, settings: object = None) -> None:
        self.folder = folder
        self.able = able or capabilities()
        self.settings = settings
        self.client = LanguageClient("editor", "1")
        self.encoding = Encoding("utf-16")
        self.texts: dict[str, Lines] = {}
        self.versions: dict[str, int] = {}
        self.published: dict[str, list[types.PublishDiagnosticsParams]] = {}
        self.said: list[types.LogMessageParams | types.ShowMessageParams] = []
        self.registered: list[types.Registration] = []
        self.progress: list[types.ProgressParams] = []
        self._loop = asyncio.new_event_loop()
        self._listen()

    def __enter__(self) -> Editor:
        self.answer = self.wait(self._start())
        self.encoding = Encoding(str(self.answer.capabilities.position_encoding or "utf-16"))
        return self

    def __exit__(self, *_: object) -> None:
        self.wait(self._stop())
        self._loop.close()

    def wait(self, job: Coroutine[Any, Any, T]) -> T:
        """The result of talking to the server."""
        return self._loop.run_until_complete(asyncio.wait_for(job, PATIENCE))

    def uri(self, name: str) -> str:
        """The URI of a file of the folder."""
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None) -> str:
        """Open a file with what it holds, or with a text that is not saved."""
        uri = self.uri(name)
        path = self.folder / name
        content = path.read_bytes().decode() if text is None else text
        self.texts[uri], self.versions[uri] = Lines.of(content), 1
        item = types.TextDocumentItem(uri, "python", 1, content)
        self._do(self.client.text_document_did_open, types.DidOpenTextDocumentParams(item))
        return uri

    def type(self, uri: str, start: int, end: int, text: str) -> None:
        """Replace what stands between two offsets."""
        lines = self.texts[uri]
        change = types.TextDocumentContentChangePartial(self.encoding.range(lines, start, end), text)
        self.texts[uri] = Lines.of(lines.text[:start] + text + lines.text[end:])
        self.versions[uri] += 1
        what = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        self._do(self.client.text_document_did_change, types.DidChangeTextDocumentParams(what, [change]))

    def save(self, uri: str) -> None:
        """Write a text to its file."""
        Path(self.folder / uri.rpartition("/")[2]).write_bytes(self.texts[uri].text.encode())
        self._do(self.client.text_document_did_save, types.DidSaveTextDocumentParams(identifier(uri)))

    def close(self, uri: str) -> None:
        """Close a text."""
        del self.texts[uri]
        self._do(self.client.text_document_did_close, types.DidCloseTextDocumentParams(identifier(uri)))

    def pull(self, uri: str) -> list[types.Diagnostic]:
        """Ask for the diagnostics of a text."""
        params = types.DocumentDiagnosticParams(identifier(uri))
        report = self.wait(self.client.text_document_diagnostic_async(params))
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return list(report.items)

    def pushed(self, uri: str) -> list[types.Diagnostic]:
        """The diagnostics that were pushed for the text as it is; waits for them."""

        async def arrive() -> list[types.Diagnostic]:
            while True:
                for params in self.published.get(uri, ()):
                    if params.version == self.versions[uri]:
                        return list(params.diagnostics)
                await asyncio.sleep(0.01)

        return self.wait(arrive())

    def actions(self, uri: str, line: int = 0, only: Sequence[str] | None = None) -> list[types.CodeAction]:
        """The code actions of a line (0-based)."""
        lines = self.texts[uri]
        start = lines.starts[line]
        where = self.encoding.range(lines, start, start + len(lines.bare(line + 1)))
        context = types.CodeActionContext([], list(only) if only else None)
        params = types.CodeActionParams(identifier(uri), where, context)
        found = self.wait(self.client.text_document_code_action_async(params))
        assert all(isinstance(one, types.CodeAction) for one in found or ())
        return list(found or ())  # type: ignore[arg-type]  # as just said

    def choose(self, action: types.CodeAction) -> None:
        """Let an action be worked out, and make its edits."""
        if action.edit is None:
            action = self.wait(self.client.code_action_resolve_async(action))
        assert action.edit is not None, action.title
        for change in action.edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            uri = change.text_document.uri
            assert change.text_document.version == self.versions[uri]
            edits = [edit for edit in change.edits if isinstance(edit, types.TextEdit)]
            spans = sorted(((*self._span(uri, edit.range), edit.new_text) for edit in edits), reverse=True)
            for start, end, text in spans:
                self.type(uri, start, end, text)

    def _span(self, uri: str, where: types.Range) -> tuple[int, int]:
        lines = self.texts[uri]
        return self.encoding.offset(lines, where.start), self.encoding.offset(lines, where.end)

    def _do(self, tell: Any, params: object) -> None:
        """Notify, from within the loop that the client's writer belongs to."""

        async def told() -> None:
            tell(params)

        self.wait(told())

    async def _start(self) -> types.InitializeResult:
        await self.client.start_io(sys.executable, "-m", "repro_lint", "server")
        folder = types.WorkspaceFolder(self.folder.as_uri(), self.folder.name)
        params = types.InitializeParams(self.able, workspace_folders=[folder], initialization_options=self.settings)
        answer = await self.client.initialize_async(params)
        self.client.initialized(types.InitializedParams())
        return answer

    async def _stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()  # type: ignore[no-untyped-call]

    def _listen(self) -> None:
        hear = self.client.feature
        hear(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(self._publish))
        hear(types.WINDOW_LOG_MESSAGE)(partial(self.said.append))
        hear(types.WINDOW_SHOW_MESSAGE)(partial(self.said.append))
        hear(types.CLIENT_REGISTER_CAPABILITY)(lambda params: self.registered.extend(params.registrations))
        hear(types.WINDOW_WORK_DONE_PROGRESS_CREATE)(lambda _: None)
        hear(types.PROGRESS)(partial(self.progress.append))

    def _publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.published.setdefault(params.uri, []).append(params)


def identifier(uri: str) -> types.TextDocumentIdentifier:
    """A text as requests name it."""
    return types.TextDocumentIdentifier(uri)


def spans(editor: Editor, uri: str, found: list[types.Diagnostic]) -> list[tuple[str, str]]:
    """The rule and the text of each diagnostic."""
    lines = editor.texts[uri]
    pairs = ((str(one.code), editor.encoding.offset(lines, one.range.start), one) for one in found)
    return [(code, lines.text[start : editor.encoding.offset(lines, one.range.end)]) for code, start, one in pairs]
