"""What is open and what lies on disk: notebooks, broken text, settings, folders, large programs."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from editor import Editor, capabilities, in_the_worker, spans
from lsprotocol import types
from pygls.exceptions import JsonRpcException

DRAW = "import random\n\nprint(random.random())\n"
HELPER = "import random\n\n\ndef start():\n    random.seed(3)\n"
TRAIN = "import random\n\nfrom helper import start\n\nstart()\nprint(random.random())\n"
CELLS = ("!pip install -q something\n", "import random", "print('🌸', random.random())")


@pytest.fixture(autouse=True)
def project(tmp_path: Path) -> Path:
    """An empty project."""
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path


def codes(editor: Editor, uri: str) -> list[str]:
    """The rules of the diagnostics of a text."""
    return [str(one.code) for one in editor.pull(uri)]


def disk(editor: Editor, name: str, text: str | None) -> None:
    """Something other than the editor writes, or removes, a file; the editor notices and says so."""
    path = editor.folder / name
    kind = types.FileChangeType.Changed if path.exists() else types.FileChangeType.Created
    if text is None:
        path.unlink()
        kind = types.FileChangeType.Deleted
    else:
        path.write_text(text)
    event = types.FileEvent(path.as_uri(), kind)
    editor.tell("workspace_did_change_watched_files", types.DidChangeWatchedFilesParams([event]))


def book(*cells: str) -> str:
    """A notebook as it lies on disk."""
    made = [{"cell_type": "markdown", "metadata": {}, "source": ["# Title"]}]
    made += [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1)


class TestNotebooks:
    """Each cell is a text of its own."""

    def test_findings_and_the_block_go_into_cells(self, project: Path) -> None:
        (project / "a.ipynb").write_text(book(*CELLS))
        with Editor(project) as editor:
            uri = editor.open_book("a.ipynb")
            install, imports, draw = editor.books[uri]
            assert codes(editor, install) == []
            assert spans(editor, imports, editor.pull(imports)) == [("missing-seed-block", "import random")]
            assert spans(editor, draw, editor.pull(draw)) == [("unseeded-draw", "random.random()")]
            editor.choose(editor.named(draw, "Insert the seeding block"))
            assert editor.texts[imports].text == "import random\n\nSEED = 42\nrandom.seed(SEED)"
            assert [codes(editor, cell) for cell in editor.books[uri]] == [[], [], []]

    def test_cells_move_come_and_go(self, project: Path) -> None:
        (project / "a.ipynb").write_text(book("import random", "random.seed(1)", "print(random.random())"))
        with Editor(project) as editor:
            uri = editor.open_book("a.ipynb")
            _, seed, draw = editor.books[uri]
            assert codes(editor, draw) == []
            editor.move_cell(uri, 1, 2)
            assert codes(editor, draw) == ["seed-too-late"]
            editor.move_cell(uri, 2, 1)
            assert codes(editor, draw) == []
            editor.splice_book(uri, 1, 1)
            assert codes(editor, draw) == ["unseeded-draw"]
            assert codes(editor, seed) == []
            [new] = editor.splice_book(uri, 1, 0, "random.seed(2)")
            assert codes(editor, draw) == []
            editor.type(new, 0, 0, "# ")
            assert codes(editor, draw) == ["unseeded-draw"]

    def test_open_as_json(self, project: Path) -> None:
        (project / "a.ipynb").write_text(book(*CELLS), encoding="utf-8")
        with Editor(project) as editor:
            uri = editor.open("a.ipynb", language="json")
            found = spans(editor, uri, editor.pull(uri))
            assert found == [("missing-seed-block", "import random"), ("unseeded-draw", "random.random()")]
            editor.fix_all(uri)
            assert codes(editor, uri) == []
            assert editor.texts[uri].text == book(CELLS[0], "import random\n\nSEED = 42\nrandom.seed(SEED)", CELLS[2])

    def test_a_broken_cell_keeps_the_others(self, project: Path) -> None:
        (project / "a.ipynb").write_text(book(*CELLS))
        with Editor(project) as editor:
            uri = editor.open_book("a.ipynb")
            _, imports, draw = editor.books[uri]
            assert codes(editor, draw) == ["unseeded-draw"]
            editor.type(draw, len(CELLS[2]) - 1, len(CELLS[2]), "")
            assert codes(editor, draw) == ["unseeded-draw", "failure"]
            assert codes(editor, imports) == []


class TestBrokenText:
    """The last good findings stay, marked."""

    def test_stale_findings_move_with_their_text(self, project: Path) -> None:
        with Editor(project) as editor:
            uri = editor.open("a.py", DRAW)
            good = editor.pull(uri)
            editor.type(uri, 0, 0, "def f(:\n")
            block, draw, failure = editor.pull(uri)
            assert (block.code, draw.code, failure.code) == ("missing-seed-block", "unseeded-draw", "failure")
            assert (draw.range.start.line, "(stale: " in draw.message) == (3, True)
            assert (failure.range.start.line, "parse" in failure.message or "syntax" in failure.message) == (0, True)
            editor.type(uri, 0, len("def f(:\n"), "")
            assert editor.pull(uri) == good


class TestDisk:
    """What is typed counts before what is saved, and other files are watched."""

    def test_an_unsaved_helper_seeds(self, project: Path) -> None:
        (project / "helper.py").write_text("def start():\n    pass\n")
        with Editor(project) as editor:
            train = editor.open("train.py", TRAIN)
            assert "unseeded-draw" in codes(editor, train)
            helper = editor.open("helper.py", HELPER)
            assert codes(editor, train) == []
            editor.close(helper)
            assert "unseeded-draw" in codes(editor, train)

    def test_files_and_settings_are_watched(self, project: Path) -> None:
        with Editor(project) as editor:
            train = editor.open("train.py", TRAIN)
            before = codes(editor, train)
            [watch] = editor.registered  # asked for before the first answer
            assert watch.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            disk(editor, "helper.py", HELPER)
            assert (before != [], codes(editor, train)) == (True, [])
            disk(editor, "helper.py", None)
            assert codes(editor, train) == before
            disk(editor, "pyproject.toml", "[tool.repro-lint]\nselect = ['RPL901']\n")
            assert codes(editor, train) == []
            disk(editor, "pyproject.toml", "[tool.repro-lint]\nno-such-key = 1\n")
            [refused] = editor.pull(train)
            assert "no-such-key" in refused.message

    def test_a_client_that_watches_nothing(self, project: Path) -> None:
        able = capabilities()
        assert able.workspace is not None
        able.workspace.did_change_watched_files = None
        with Editor(project, able) as editor:
            train = editor.open("train.py", TRAIN)
            before = codes(editor, train)
            (project / "helper.py").write_text(HELPER)
            editor.save(train)
            assert (before != [], codes(editor, train)) == (True, [])

    def test_excluded_and_unsaved_files(self, project: Path) -> None:
        (project / ".gitignore").write_text("ignored.py\n")
        (project / ".git").mkdir()
        with Editor(project) as editor:
            assert codes(editor, editor.open("ignored.py", DRAW)) == []
            assert "unseeded-draw" in codes(editor, editor.open("new.py", DRAW))

    def test_several_folders_have_settings_of_their_own(self, project: Path) -> None:
        for name, table in (("one", ""), ("two", "[tool.repro-lint]\nignore = ['unseeded-draw']\n")):
            (project / name).mkdir()
            (project / name / "pyproject.toml").write_text(table)
        with Editor(project) as editor:
            assert codes(editor, editor.open("one/a.py", DRAW)) == ["missing-seed-block", "unseeded-draw"]
            assert codes(editor, editor.open("two/a.py", DRAW)) == ["missing-seed-block"]

    def test_settings_of_the_editor_count_first(self, project: Path) -> None:
        with Editor(project, settings={"settings": {"ignore": ["unseeded-draw"]}}) as editor:
            assert codes(editor, editor.open("a.py", DRAW)) == ["missing-seed-block"]


class TestSession:
    """A server that stays up, and says how far it is."""

    def test_progress_of_the_first_scan(self, project: Path) -> None:
        body = "".join(f"\n\ndef f{n}(a, b=[{n}]):\n    return a + b[0] * random.random() - {n}\n" for n in range(60))
        for number in range(100):
            (project / f"lib{number}.py").write_text(f"import random\nimport train\n{body}")
        with Editor(project) as editor:

            def kinds() -> list[str]:
                return [(progress.value or {})["kind"] for progress in editor.progress]

            codes(editor, editor.open("train.py", DRAW))
            editor.until(lambda: bool(editor.progress) and kinds()[-1] == "end")
            assert kinds()[0] == "begin"

    def test_an_error_in_a_request_is_its_answer(self, project: Path) -> None:
        with Editor(project) as editor:
            uri = editor.open("a.py", DRAW)
            with pytest.raises(JsonRpcException):
                editor.ask(
                    "workspace_execute_command_async", types.ExecuteCommandParams("repro-lint.explain", ["what"])
                )
            assert codes(editor, uri) == ["missing-seed-block", "unseeded-draw"]

    def test_a_defect_of_ours_is_one_message(self, project: Path) -> None:
        slip = in_the_worker("from repro_lint.linter import judging; judging.join = lambda _: 1 / 0")
        with Editor(project, command=(sys.executable, "-c", slip)) as editor:
            uri = editor.open("a.py", DRAW)
            assert codes(editor, uri) == []
            editor.type(uri, 0, 0, "\n")
            assert codes(editor, uri) == []
            [message] = editor.said
            assert str(project / "a.py") in message.message
            assert "ZeroDivisionError" in message.message
            assert "Traceback" in message.message

    def test_a_session_ends_cleanly(self, project: Path) -> None:
        shutil.copy(Path(__file__), project / "a.py")
        with Editor(project) as editor:
            editor.open("a.py")
        assert editor.said == []
