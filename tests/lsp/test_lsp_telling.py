"""What the server tells without being asked to change anything, and what it does on command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor import Editor, capabilities, identifier
from lsprotocol import types

SEEDED = "import random\n\nrandom.seed(7)\nprint(random.random())\nprint(random.choice('ab'))\n"
OPEN = "import random\n\nprint(random.random())\nprint(random.choice('ab'))\n"
SPLIT = (
    "import numpy as np\nfrom sklearn.model_selection import train_test_split\n\n"
    "print(train_test_split([1, 2, 3]))\nprint(train_test_split([4, 5, 6]))\nprint(np.random.rand())\n"
)


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    """An editor in an empty project."""
    (tmp_path / "pyproject.toml").write_text("")
    with Editor(tmp_path) as one:
        yield one
        assert not [message for message in one.said if message.type is types.MessageType.Error]


def lens_titles(editor: Editor, uri: str) -> list[str]:
    """The titles of the code lenses of a text."""
    found = editor.ask("text_document_code_lens_async", types.CodeLensParams(identifier(uri)))
    return [lens.command.title for lens in found]


def hint_labels(editor: Editor, uri: str) -> list[tuple[int, str]]:
    """Line and label of each inlay hint."""
    whole = types.Range(types.Position(0, 0), types.Position(1000, 0))
    found = editor.ask("text_document_inlay_hint_async", types.InlayHintParams(identifier(uri), whole))
    return [(hint.position.line, hint.label) for hint in found]


class TestHover:
    """The story of what stands under the cursor."""

    def test_a_governed_draw_links_to_its_seed(self, editor: Editor) -> None:
        uri = editor.open("train.py", SEEDED)
        told = editor.hover(uri, "random.random()")
        assert "**`random.random`** draws from the stream `python`" in told
        assert f"[train.py, line 3]({uri}#L3): seeded here with 7" in told

    def test_a_seed_call_counts_its_draws(self, editor: Editor) -> None:
        uri = editor.open("train.py", SEEDED)
        told = editor.hover(uri, "random.seed(7)")
        assert "sets the stream `python` to 7 and governs 2 draws" in told

    def test_an_ungoverned_draw_says_so(self, editor: Editor) -> None:
        uri = editor.open("train.py", OPEN)
        assert "is not seeded before it" in editor.hover(uri, "random.random()")

    def test_nothing_to_tell(self, editor: Editor) -> None:
        uri = editor.open("train.py", OPEN)
        assert editor.hover(uri, "print(") == ""


class TestHints:
    """Off, unless the user wants them."""

    def test_on_and_off(self, editor: Editor) -> None:
        uri = editor.open("train.py", SEEDED)
        assert hint_labels(editor, uri) == []
        settings = {"repro-lint": {"inlayHints": True}}
        editor.tell("workspace_did_change_configuration", types.DidChangeConfigurationParams(settings))
        assert hint_labels(editor, uri) == [(3, " seeded by L3"), (4, " seeded by L3")]


class TestLens:
    """What an entry point lacks, and the cure."""

    def test_count_and_fix(self, editor: Editor) -> None:
        uri = editor.open("train.py", OPEN)
        assert lens_titles(editor, uri) == ["2 draws ungoverned · fix"]
        params = types.ExecuteCommandParams("repro-lint.fixAll", [uri])
        assert editor.ask("workspace_execute_command_async", params) is True
        [edit] = editor.asked
        editor.choose(types.CodeAction("asked for", edit=edit))
        assert "random.seed(SEED)" in editor.texts[uri].text
        assert lens_titles(editor, uri) == []
        assert editor.ask("workspace_execute_command_async", params) is False

    def test_can_be_turned_off(self, tmp_path: Path) -> None:
        with Editor(tmp_path, settings={"codeLens": False}) as editor:
            assert lens_titles(editor, editor.open("train.py", OPEN)) == []


class TestActions:
    """What may be done about a finding."""

    def test_what_is_offered(self, editor: Editor) -> None:
        uri = editor.open("train.py", SPLIT)
        offered = [(action.title, action.is_preferred) for action in editor.actions(uri, 3)]
        assert offered == [
            ("Add `random_state=SEED`", True),
            ("Insert the seeding block", None),
            ("Fix every unseeded-split in this file", None),
            ("Silence unseeded-split here", None),
            ("Explain unseeded-split", None),
            ("Fix all that is safe (repro-lint)", None),
        ]
        only = [action.title for action in editor.actions(uri, 0, only=["source.fixAll"])]
        assert only == ["Fix all that is safe (repro-lint)"]
        assert editor.actions(uri, 3, only=["refactor"]) == []

    def test_one_rule(self, editor: Editor) -> None:
        uri = editor.open("train.py", SPLIT)
        editor.choose(editor.named(uri, "Fix every", 3))
        after = SPLIT.replace("[1, 2, 3]", "[1, 2, 3], random_state=SEED").replace("6]", "6], random_state=SEED + 1")
        after = after.replace("print(", "SEED = 42\n\nprint(", 1)
        assert editor.texts[uri].text == after

    def test_silence_twice(self, editor: Editor) -> None:
        uri = editor.open(
            "train.py", SPLIT.replace("(np.random.rand())", "(np.random.rand(), train_test_split([1, 2]))")
        )
        editor.choose(editor.named(uri, "Silence unseeded-split", 5))
        editor.choose(editor.named(uri, "Silence unseeded-draw", 5))
        last = editor.texts[uri].bare(6)
        assert last.endswith("  # repro-lint: ignore[unseeded-split, unseeded-draw]")
        assert not [one for one in editor.pull(uri) if one.range.start.line == 5]

    def test_a_place_that_takes_no_comment(self, editor: Editor) -> None:
        text = "import random\n\nprint('''\n''', random.choice('''a\nb'''))\n"
        uri = editor.open("train.py", text)
        editor.choose(editor.named(uri, "Silence unseeded-draw", 3))
        assert editor.texts[uri].text == text.replace("b'''))", "b'''))  # repro-lint: ignore[unseeded-draw]")
        assert [one.code for one in editor.pull(uri)] == ["missing-seed-block"]

    def test_an_unsafe_fix_says_so(self, editor: Editor) -> None:
        text = "import numpy as np\nfrom sklearn.model_selection import train_test_split\n\nnp.random.seed(1)\n"
        uri = editor.open("train.py", f"{text}print(train_test_split([1, 2]))\n")
        action = editor.named(uri, "Add `random_state=42`", 4)
        assert (action.title, action.is_preferred) == ("Add `random_state=42` (unsafe: may change numbers)", None)

    def test_explain(self, editor: Editor) -> None:
        uri = editor.open("train.py", OPEN)
        action = editor.ask("code_action_resolve_async", editor.named(uri, "Explain", 2))
        assert action.command == types.Command("Explain", "repro-lint.explain", arguments=("RPL301",))
        page = editor.ask(
            "workspace_execute_command_async", types.ExecuteCommandParams(action.command.command, ["RPL301"])
        )
        assert page.startswith("RPL301 unseeded-draw")

    def test_an_action_for_a_text_of_yesterday_edits_nothing(self, editor: Editor) -> None:
        uri = editor.open("train.py", SPLIT)
        action = editor.named(uri, "Add", 3)
        editor.type(uri, 0, 0, "# new\n")
        assert editor.ask("code_action_resolve_async", action).edit is None

    def test_a_client_that_resolves_nothing(self, tmp_path: Path) -> None:
        with Editor(tmp_path, capabilities(resolve=False)) as editor:
            uri = editor.open("train.py", SPLIT)
            action = next(action for action in editor.actions(uri, 3) if action.title.startswith("Add"))
            assert action.edit is not None


class TestBaseline:
    """What the configured baseline knows is no diagnostic."""

    def test_only_what_is_new_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_text("[tool.repro-lint]\nbaseline = 'known.json'\n")
        folder = tmp_path / "src"
        folder.mkdir()
        (folder / "train.py").write_text(OPEN)
        arguments = [sys.executable, "-m", "repro_lint", "--write-baseline", "."]
        done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        with Editor(tmp_path) as editor:
            uri = editor.open("src/train.py", OPEN)
            assert editor.pull(uri) == []
            end = len(editor.texts[uri].text)
            editor.type(uri, end, end, "print(random.gauss())\n")
            [new] = editor.pull(uri)
            assert (new.code, new.range.start.line) == ("unseeded-draw", 4)
            (tmp_path / "known.json").write_text("{}")
            editor.type(uri, 0, 0, "# changed\n")
            [refused] = editor.pull(uri)
            assert "known.json: no baseline of repro-lint" in refused.message
