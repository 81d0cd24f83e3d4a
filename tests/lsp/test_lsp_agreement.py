"""The server says what the command line says, of every fixture and of every state of a text."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from editor import Editor
from literate import cases, write
from lsprotocol import types

from repro_lint.linter import pipeline
from repro_lint.lsp.diagnostics import SEVERITIES
from repro_lint.model import Report, Severity

TESTS = Path(__file__).parents[1]
CASES = [(path.stem, case) for path in sorted((TESTS / "rules").glob("*.md")) for case in cases(path)]
Told = tuple[str, int, int, int, int, int, str, int, str]


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One editor, whose server goes from case to case."""
    with Editor(tmp_path_factory.mktemp("project")) as one:
        yield one


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the command line works: a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def open_all(editor: Editor, folder: Path) -> dict[str, list[str]]:
    """Open every file; by name the URIs of its texts."""
    opened: dict[str, list[str]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".ipynb")):
        name = os.path.relpath(path, editor.folder)
        is_book = path.suffix == ".ipynb"
        opened[path.relative_to(folder).as_posix()] = (
            editor.books[editor.open_book(name)] if is_book else [editor.open(name)]
        )
    return opened


def close_all(editor: Editor) -> None:
    """Close everything."""
    for book in list(editor.books):
        editor.close_book(book)
    for uri in [uri for uri in editor.texts if uri.startswith("file:")]:
        editor.close(uri)
    editor.texts.clear()


def by_server(editor: Editor, opened: dict[str, list[str]]) -> list[Told]:
    """What the server tells of the files."""
    told = []
    for name, uris in opened.items():
        for number, uri in enumerate(uris, 1):
            lines = editor.texts[uri]
            for one in editor.pull(uri):
                ends = (editor.encoding.offset(lines, one.range.start), editor.encoding.offset(lines, one.range.end))
                (line, column), (end_line, end_column) = (lines.position(end) for end in ends)
                place = (name, number if name.endswith(".ipynb") else 0, line, column + 1, end_line, end_column + 1)
                if one.code != "failure":
                    told.append((*place, str(one.code), int(one.severity or 0), one.message.split("\n")[0]))
    return sorted(told)


def command(copy: Path, names: Iterable[str], *, fix: bool = False) -> Report:
    """The command line over a copy of the program, from where the workspace of the editor begins."""
    paths = tuple(copy / name for name in names)
    return pipeline.run(pipeline.Request(paths, pipeline.configured(copy), fix=fix, cwd=copy.parent)).report


def by_command(report: Report) -> list[Told]:
    """What the command line lists."""
    return sorted(
        (
            *(f.location.path.partition("/")[2], f.location.cell or 0, f.location.line, f.location.column),
            *(
                f.location.end_line,
                f.location.end_column,
                f.name,
                int(SEVERITIES[f.severity]),
                f.message.split("\n")[0],
            ),
        )
        for f in report.findings
        if f.severity is not Severity.NOTE
    )


def texts(editor: Editor, opened: dict[str, list[str]]) -> dict[str, list[str]]:
    """What the editor holds."""
    return {name: [editor.texts[uri].text for uri in uris] for name, uris in opened.items()}


def on_disk(folder: Path, names: dict[str, list[str]]) -> dict[str, list[str]]:
    """What stands in the files."""
    return {name: _parts(folder / name) for name in names}


def _parts(path: Path) -> list[str]:
    text = path.read_bytes().decode()
    if path.suffix != ".ipynb":
        return [text]
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize(("rule", "number"), [(rule, n) for n, (rule, _) in enumerate(CASES)])
def test_fixture(rule: str, number: int, editor: Editor, folder: Path) -> None:
    """The findings are the same, and so is what all safe fixes make of the files."""
    program = editor.folder / f"{rule}-{number}"
    program.mkdir()
    os.chdir(program)
    write(CASES[number][1].files)
    _check(editor, program, folder / program.name)


def test_examples(editor: Editor, folder: Path) -> None:
    program = editor.folder / "flowers"
    shutil.copytree(TESTS.parent / "examples" / "flowers", program)
    (program / "pyproject.toml").write_text("")
    _check(editor, program, folder / program.name)


def _check(editor: Editor, program: Path, copy: Path) -> None:
    shutil.copytree(program, copy)
    opened = open_all(editor, program)
    try:
        assert by_server(editor, opened) == by_command(command(copy, opened))
        for name, uris in opened.items():
            command(copy, [name], fix=True)
            if uris:
                editor.fix_all(uris[0])
        assert texts(editor, opened) == on_disk(copy, opened)
    finally:
        close_all(editor)
    assert not editor.said


EDITS = int(os.environ.get("REPRO_LINT_EDITS", "40"))
FRAGMENTS = (
    "import random\n",
    "import numpy as np\n",
    "random.seed(3)\n",
    "np.random.seed(0)\n",
    "x = random.random()\n",
    "print('🌸', np.random.rand(3))\n",
    "from helper import draw\n",
    "from helper import seed_all\n\nseed_all(4)\n",
    "draw()\n",
    "if x:\n    random.seed(1)\n",
    "def f(n=[1]):\n    return random.choice(n)\n\n\nf()\n",
    "\x0c\n",
    "'''\u2028 doc '''\n",
    "# repro-lint: ignore[unseeded-draw]\n",
    "  # repro-lint: ignore-file\n",
    "(",
    "\r\n",
    "from sklearn.model_selection import train_test_split\n\ntrain_test_split([1, 2, 3])\n",
)
HELPER = "import random\n\n\ndef draw():\n    return random.random()\n\n\ndef seed_all(seed):\n    random.seed(seed)\n"


class Typist:
    """Somebody who edits without sense, the same way every time."""

    def __init__(self, editor: Editor, folder: Path, seed: int) -> None:
        self.editor = editor
        self.folder = folder
        self.dice = random.Random(seed)
        self.undo: list[tuple[str, str]] = []
        self.opened = open_all(editor, folder)

    def step(self) -> None:
        """One edit of some kind."""
        self.dice.choice(
            [self.insert] * 5 + [self.delete] * 3 + [self.back] * 2 + [self.rename, self.reopen, self.cells]
        )()

    def insert(self) -> None:
        """A fragment goes in at the start of a line, or anywhere."""
        uri = self._text()
        lines = self.editor.texts[uri]
        anywhere = self.dice.random() < 0.1
        place = self.dice.randrange(len(lines.text) + 1) if anywhere else self.dice.choice(lines.starts)
        self._replace(uri, place, place, self.dice.choice(FRAGMENTS))

    def delete(self) -> None:
        """Some lines, or some characters, go."""
        uri = self._text()
        lines = self.editor.texts[uri]
        start = self.dice.choice(lines.starts)
        end = min(len(lines.text), start + self.dice.randrange(60))
        self._replace(uri, start, end, "")

    def back(self) -> None:
        """The last edit is undone."""
        if self.undo:
            uri, before = self.undo.pop()
            if uri in self.editor.texts:
                self.editor.type(uri, 0, len(self.editor.texts[uri].text), before)

    def rename(self) -> None:
        """A file gets another name: it is closed, and opened under the new one."""
        names = [name for name in self.opened if name.endswith(".py") and name != "helper.py"]
        name = self.dice.choice(names)
        [uri] = self.opened.pop(name)
        new = f"moved{self.dice.randrange(1000)}.py"
        text = self.editor.texts[uri].text
        self.editor.close(uri)
        (self.folder / name).unlink()
        (self.folder / new).write_bytes(text.encode())
        self._tell_disk(name, new)
        self.opened[new] = [self.editor.open(os.path.relpath(self.folder / new, self.editor.folder))]

    def reopen(self) -> None:
        """A file is saved and closed, or opened again."""
        if "helper.py" not in self.opened:
            self.opened["helper.py"] = [
                self.editor.open(os.path.relpath(self.folder / "helper.py", self.editor.folder))
            ]
            return
        [uri] = self.opened.pop("helper.py")
        (self.folder / "helper.py").write_bytes(self.editor.texts[uri].text.encode())
        self.editor.close(uri)
        self._tell_disk("helper.py")

    def cells(self) -> None:
        """A cell of the notebook comes, goes or moves."""
        [book] = self.editor.books
        count = len(self.editor.books[book])
        kind = self.dice.randrange(3)
        if kind == 0 or count < 3:
            self.editor.splice_book(book, self.dice.randrange(count + 1), 0, self.dice.choice(FRAGMENTS))
        elif kind == 1:
            self.editor.splice_book(book, self.dice.randrange(count), 1)
        else:
            self.editor.move_cell(book, self.dice.randrange(count), self.dice.randrange(count))

    def _text(self) -> str:
        return self.dice.choice([uri for uris in self.opened.values() for uri in uris])

    def _replace(self, uri: str, start: int, end: int, text: str) -> None:
        self.undo.append((uri, self.editor.texts[uri].text))
        self.editor.type(uri, start, end, text)

    def _tell_disk(self, *names: str) -> None:
        changes = [types.FileEvent((self.folder / name).as_uri(), types.FileChangeType.Changed) for name in names]
        self.editor.tell("workspace_did_change_watched_files", types.DidChangeWatchedFilesParams(changes))

    def write(self, copy: Path) -> None:
        """All files as they would be saved now."""
        shutil.copytree(self.folder, copy)
        for name, uris in self.opened.items():
            parts = [self.editor.texts[uri].text for uri in uris]
            code = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": part} for part in parts]
            book = {"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
            (copy / name).write_bytes((json.dumps(book) if name.endswith(".ipynb") else parts[0]).encode())


def test_random_edits(editor: Editor, folder: Path) -> None:
    """After each edit the server says what a fresh run says of the same texts."""
    program = editor.folder / "edited"
    program.mkdir()
    os.chdir(program)
    book = "# %%\nimport random\n# %%\nfrom helper import draw\n# %%\nprint(draw(), random.random())\n"
    train = "import random\nfrom helper import draw\n\nprint(draw())\n"
    write({"pyproject.toml": "", "helper.py": HELPER, "train.py": train, "other.py": train, "book.ipynb": book})
    typist = Typist(editor, program, seed=11)
    for number in range(EDITS):
        typist.step()
        copy = folder / program.name
        typist.write(copy)
        report = command(copy, sorted(typist.opened))
        fresh = by_command(report)
        broken = {(failure.path.partition("/")[2], failure.cell or 0) for failure in report.failures}
        told = by_server(editor, typist.opened)
        assert [one for one in told if one[:2] not in broken] == [one for one in fresh if one[:2] not in broken], number
        shutil.rmtree(copy)
    close_all(editor)
    assert not editor.said
