"""What the editor has open: texts, and notebooks made of them; and each as the bytes that a file would hold.

pygls keeps documents as well, but splits lines where `str.splitlines` does: at a form feed or U+2028, which neither
Python nor the protocol counts as the end of a line.
"""

from __future__ import annotations

import io
import json
import os
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote

from lsprotocol import types
from pygls.uris import to_fs_path

from repro_lint.lsp.positions import Encoding
from repro_lint.source.lines import Lines

Change = types.TextDocumentContentChangeEvent


class NotOpenError(Exception):
    """What is to change was never opened."""

    def __init__(self, uri: str) -> None:
        super().__init__(f"{uri} is not open")


@dataclass(frozen=True, slots=True)
class Text:
    """One open text: a script, or a cell of a notebook."""

    uri: str
    version: int
    lines: Lines
    language: str = "python"

    def changed(self, changes: Sequence[Change], version: int, encoding: Encoding) -> Text:
        """The text after changes, which apply one after the other."""
        lines = self.lines
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start = encoding.offset(lines, change.range.start)
                end = max(start, encoding.offset(lines, change.range.end))
                lines = Lines.of(lines.text[:start] + change.text + lines.text[end:])
            else:
                lines = Lines.of(change.text)
        return replace(self, version=version, lines=lines)


@dataclass(frozen=True, slots=True)
class Book:
    """One open notebook: the texts of its cells in order, and which of them are code."""

    uri: str
    version: int
    cells: tuple[types.NotebookCell, ...]

    def code(self) -> list[str]:
        """The URIs of the code cells, each once."""
        return list(dict.fromkeys(one.document for one in self.cells if one.kind is types.NotebookCellKind.Code))


@dataclass(frozen=True, slots=True)
class File:
    """One open file. `texts`: by the number of the code cell, None for a whole file; `data`: as it would be saved."""

    key: str
    uri: str
    version: int
    texts: Mapping[int | None, Text]
    data: bytes

    def holds(self, uri: str) -> int | None:
        """The cell that a text stands in; None for the whole file."""
        return next((number for number, text in self.texts.items() if text.uri == uri), None)


@dataclass(slots=True)
class Documents:
    """All that is open, by URI."""

    texts: dict[str, Text] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    _files: dict[str, File] = field(default_factory=dict)

    def put(self, *items: types.TextDocumentItem) -> None:
        """Texts were opened."""
        for item in items:
            self.texts[item.uri] = Text(item.uri, item.version, Lines.of(item.text), item.language_id)

    def change(self, uri: str, version: int, changes: Sequence[Change], encoding: Encoding) -> None:
        """A text was changed. Raises NotOpenError."""
        if uri not in self.texts:
            raise NotOpenError(uri)
        self.texts[uri] = self.texts[uri].changed(changes, version, encoding)

    def drop(self, *uris: str) -> None:
        """Texts or notebooks were closed."""
        for uri in uris:
            self.texts.pop(uri, None)
            self.books.pop(uri, None)

    def put_book(self, book: types.NotebookDocument, texts: Sequence[types.TextDocumentItem]) -> None:
        """A notebook was opened."""
        self.books[book.uri] = Book(book.uri, book.version, tuple(book.cells))
        self.put(*texts)

    def change_book(
        self, uri: str, version: int, change: types.NotebookDocumentChangeEvent, encoding: Encoding
    ) -> list[str]:
        """Cells of a notebook came, went, moved, or changed; the URIs of those that went. Raises NotOpenError."""
        if uri not in self.books:
            raise NotOpenError(uri)
        gone: list[str] = []
        book = replace(self.books[uri], version=version)
        cells = change.cells
        if cells is not None and cells.structure is not None:
            moved, kept = cells.structure.array, list(book.cells)
            kept[moved.start : moved.start + moved.delete_count] = moved.cells or ()
            book = replace(book, cells=tuple(kept))
            gone = [item.uri for item in cells.structure.did_close or ()]
            self.put(*(cells.structure.did_open or ()))
        self.books[uri] = _with_kinds(book, cells.data or () if cells else ())
        for content in (cells.text_content or ()) if cells else ():
            self.change(content.document.uri, content.document.version, content.changes, encoding)
        return gone

    def files(self) -> dict[str, File]:
        """The open files by key. One that did not change is the same object as the last time.

        Of texts that go by one key, as a file beside its older version in a comparison does, the file itself counts.
        """
        of_books = {cell.document for book in self.books.values() for cell in book.cells}.union(self.books)
        made = [self._script(text) for uri, text in self.texts.items() if uri not in of_books]
        made += [self._notebook(book) for book in self.books.values()]
        self._files = {file.uri: file for file in made}
        return {file.key: file for file in sorted(made, key=lambda file: file.uri.startswith("file:"))}

    def _script(self, text: Text) -> File:
        known = self._files.get(text.uri)
        if known is not None and known.texts.get(None) is text:
            return known
        return File(_script_key(text), text.uri, text.version, {None: text}, encoded(text.lines.text))

    def _notebook(self, book: Book) -> File:
        code = [self.texts[uri] for uri in book.code() if uri in self.texts]
        known = self._files.get(book.uri)
        if known is not None and None not in known.texts and list(known.texts.values()) == code:
            return known if known.version == book.version else replace(known, version=book.version)
        texts = dict[int | None, Text](enumerate(code, 1))
        return File(key(book.uri, ".ipynb"), book.uri, book.version, texts, _as_json(code))


def _with_kinds(book: Book, changed: Sequence[types.NotebookCell]) -> Book:
    by_uri = {cell.document: cell for cell in changed}
    return replace(book, cells=tuple(by_uri.get(cell.document, cell) for cell in book.cells))


def key(uri: str, suffix: str = ".py") -> str:
    """The key of a file; one that was never saved stands in the working directory."""
    try:
        path = to_fs_path(uri)
    except ValueError:  # no URI at all
        path = None
    if path is None:
        name = unquote(uri.partition("?")[0].partition("#")[0]).rpartition("/")[2].rpartition(":")[2] or "untitled"
        path = name if name.endswith(suffix) else name + suffix
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100  resolve() would follow links


def _script_key(text: Text) -> str:
    """The key of an open text. What JupyterLab makes of a notebook's cells is Python under the notebook's name."""
    path = key(text.uri)
    return f"{path}.py" if text.language == "python" and path.endswith(".ipynb") else path


def encoded(text: str) -> bytes:
    """A script as it would be saved: in the encoding that it declares."""
    data = text.encode("utf-8", "surrogatepass")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:
        return data
    if encoding.startswith("utf-8"):
        return data
    try:  # what the encoding cannot hold cannot be saved either; one character for another keeps the columns
        return text.encode(encoding, "replace")
    except (LookupError, UnicodeError):  # no encoding of texts, or of this one
        return data


def _as_json(code: Sequence[Text]) -> bytes:
    """A notebook of these code cells; other cells cannot matter."""
    cells = [{"cell_type": "code", "source": text.lines.text} for text in code]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
