"""A small editor: a real client that speaks to a real server in a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from repro_lint.lsp.positions import Encoding
from repro_lint.source.lines import Lines

T = TypeVar("T")
COMMAND = (sys.executable, "-m", "repro_lint", "server")
PATIENCE = 60  # seconds; a machine may be busy


def capabilities(*, pull: bool = True, encoding: str = "utf-16", resolve: bool = True) -> types.ClientCapabilities:
    """What an editor of today says that it can do."""
    properties = types.ClientCodeActionResolveOptions(["edit", "command"]) if resolve else None
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[encoding]),
        notebook_document=types.NotebookDocumentClientCapabilities(types.NotebookDocumentSyncClientCapabilities()),
        text_document=types.TextDocumentClientCapabilities(
            code_action=types.CodeActionClientCapabilities(resolve_support=properties),
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
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

    def __init__(
        self,
        folder: Path,
        able: types.ClientCapabilities | None = None,
        settings: object = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.folder = folder
        self.command = command
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
        self.books: dict[str, list[str]] = {}
        self.configuration: object = None
        self.asked: list[types.WorkspaceEdit] = []
        self._made = 0
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

    @property
    def pid(self) -> int:
        """The process of the server."""
        assert self.client._server is not None
        return self.client._server.pid

    def uri(self, name: str) -> str:
        """The URI of a file of the folder."""
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None, language: str = "python") -> str:
        """Open a file with what it holds, or with a text that is not saved."""
        uri = self.uri(name)
        path = self.folder / name
        content = path.read_bytes().decode() if text is None else text
        self.texts[uri], self.versions[uri] = Lines.of(content), 1
        item = types.TextDocumentItem(uri, language, 1, content)
        self._do(self.client.text_document_did_open, types.DidOpenTextDocumentParams(item))
        return uri

    def type(self, uri: str, start: int, end: int, text: str) -> None:
        """Replace what stands between two offsets."""
        lines = self.texts[uri]
        change = types.TextDocumentContentChangePartial(self.encoding.range(lines, start, end), text)
        self.texts[uri] = Lines.of(lines.text[:start] + text + lines.text[end:])
        self.versions[uri] += 1
        what = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        book = next((book for book, cells in self.books.items() if uri in cells), None)
        if book is None:
            self._do(self.client.text_document_did_change, types.DidChangeTextDocumentParams(what, [change]))
        else:
            content = types.NotebookDocumentCellContentChanges(what, [change])
            self._change_book(book, types.NotebookDocumentCellChanges(text_content=[content]))

    def open_book(self, name: str) -> str:
        """Open a notebook as one: each code cell is a text."""
        uri = self.uri(name)
        cells = [cell for cell in json.loads((self.folder / name).read_text())["cells"] if cell["cell_type"] == "code"]
        items = [self._cell(uri, "".join(cell["source"])) for cell in cells]
        self.books[uri], self.versions[uri] = [item.uri for item in items], 1
        code = [types.NotebookCell(types.NotebookCellKind.Code, item.uri) for item in items]
        book = types.NotebookDocument(uri, "jupyter-notebook", 1, code)
        self._do(self.client.notebook_document_did_open, types.DidOpenNotebookDocumentParams(book, items))
        return uri

    def splice_book(self, uri: str, start: int, deleted: int, *texts: str) -> list[str]:
        """Take cells out of a notebook, and put new ones there; the URIs of the new ones."""
        items = [self._cell(uri, text) for text in texts]
        gone = self.books[uri][start : start + deleted]
        self._restructure(uri, start, deleted, [item.uri for item in items], items, gone)
        for one in gone:
            del self.texts[one]
        return [item.uri for item in items]

    def move_cell(self, uri: str, start: int, to: int) -> None:
        """Move one cell: it goes and comes back, and its text stays open."""
        cell = self.books[uri][start]
        self._restructure(uri, start, 1, [], [], [])
        self._restructure(uri, to, 0, [cell], [], [])

    def close_book(self, uri: str) -> None:
        """Close a notebook."""
        cells = [identifier(cell) for cell in self.books.pop(uri)]
        what = types.NotebookDocumentIdentifier(uri)
        self._do(self.client.notebook_document_did_close, types.DidCloseNotebookDocumentParams(what, cells))

    def _restructure(
        self,
        uri: str,
        start: int,
        deleted: int,
        new: list[str],
        opened: list[types.TextDocumentItem],
        closed: list[str],
    ) -> None:
        self.books[uri][start : start + deleted] = new
        code = [types.NotebookCell(types.NotebookCellKind.Code, cell) for cell in new]
        array = types.NotebookCellArrayChange(start, deleted, code)
        gone = [identifier(cell) for cell in closed]
        structure = types.NotebookDocumentCellChangeStructure(array, opened, gone)
        self._change_book(uri, types.NotebookDocumentCellChanges(structure=structure))

    def _change_book(self, uri: str, cells: types.NotebookDocumentCellChanges) -> None:
        self.versions[uri] += 1
        what = types.VersionedNotebookDocumentIdentifier(self.versions[uri], uri)
        event = types.NotebookDocumentChangeEvent(cells=cells)
        self._do(self.client.notebook_document_did_change, types.DidChangeNotebookDocumentParams(what, event))

    def _cell(self, book: str, text: str) -> types.TextDocumentItem:
        self._made += 1
        uri = book.replace("file:", "vscode-notebook-cell:", 1) + f"#cell{self._made}"
        self.texts[uri], self.versions[uri] = Lines.of(text), 1
        return types.TextDocumentItem(uri, "python", 1, text)

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

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait for something that the server does by itself."""

        async def arrive() -> None:
            while not happened():
                await asyncio.sleep(0.01)

        self.wait(arrive())

    def actions(self, uri: str, line: int = 0, only: Sequence[str] | None = None) -> list[types.CodeAction]:
        """The code actions of a line (0-based)."""
        lines = self.texts[uri]
        start = lines.starts[line]
        where = self.encoding.range(lines, start, start + len(lines.bare(line + 1)))
        context = types.CodeActionContext([], list(only) if only else None)
        params = types.CodeActionParams(identifier(uri), where, context)
        found = self.wait(self.client.text_document_code_action_async(params))
        # lsprotocol takes an action that holds a command for a mere command.
        return [one for one in found or () if isinstance(one, types.CodeAction)]

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

    def named(self, uri: str, title: str, line: int = 0) -> types.CodeAction:
        """The one action of a line whose title begins so."""
        found = [action for action in self.actions(uri, line) if action.title.startswith(title)]
        assert found, [action.title for action in self.actions(uri, line)]
        return found[0]

    def fix_all(self, uri: str) -> None:
        """Make all safe fixes of the file that a text belongs to."""
        for action in self.actions(uri, only=["source.fixAll.repro-lint", "notebook.source.fixAll"]):
            resolved = self.wait(self.client.code_action_resolve_async(action))
            if resolved.edit is not None:
                self.choose(resolved)

    def hover(self, uri: str, part: str) -> str:
        """What is told of the first place where a text stands."""
        lines = self.texts[uri]
        position = self.encoding.position(lines, lines.text.index(part) + 1)
        found = self.wait(self.client.text_document_hover_async(types.HoverParams(identifier(uri), position)))
        return found.contents.value if found and isinstance(found.contents, types.MarkupContent) else ""

    def tell(self, notify: str, params: object) -> None:
        """Any other notification, by the name of the client's method."""
        self._do(getattr(self.client, notify), params)

    def ask(self, request: str, params: object) -> Any:
        """Any other request."""
        return self.wait(getattr(self.client, request)(params))

    def _span(self, uri: str, where: types.Range) -> tuple[int, int]:
        lines = self.texts[uri]
        return self.encoding.offset(lines, where.start), self.encoding.offset(lines, where.end)

    def _do(self, tell: Any, params: object) -> None:
        """Notify, from within the loop that the client's writer belongs to."""

        async def told() -> None:
            tell(params)

        self.wait(told())

    async def _start(self) -> types.InitializeResult:
        await self.client.start_io(*self.command)
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
        hear(types.WORKSPACE_CONFIGURATION)(lambda params: [self.configuration for _ in params.items])
        hear(types.WORKSPACE_APPLY_EDIT)(partial(self._apply))
        hear(types.PROGRESS)(partial(self.progress.append))

    def _apply(self, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        self.asked.append(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    def _publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.published.setdefault(params.uri, []).append(params)


def identifier(uri: str) -> types.TextDocumentIdentifier:
    """A text as requests name it."""
    return types.TextDocumentIdentifier(uri)


def in_the_worker(code: str) -> str:
    """A program that is the server, with `code` run first in each process that judges."""
    lines = "\n" + code + "\nfrom "
    slip = f"process.START = process.START.replace('; from ', {lines!r})"
    imports = "import sys; from repro_lint import cli; from repro_lint.lsp import process"
    return f"{imports}; {slip}; sys.exit(cli.main(['server']))"


def spans(editor: Editor, uri: str, found: list[types.Diagnostic]) -> list[tuple[str, str]]:
    """The rule and the text of each diagnostic."""
    lines = editor.texts[uri]
    pairs = ((str(one.code), editor.encoding.offset(lines, one.range.start), one) for one in found)
    return [(code, lines.text[start : editor.encoding.offset(lines, one.range.end)]) for code, start, one in pairs]
