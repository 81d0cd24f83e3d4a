"""A session from opening a file to the last fix, over a real connection."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from editor import COMMAND, Editor, capabilities, spans
from lsprotocol import types

DRAW = "import random\n\nprint('🌸', random.random())\n"
SEEDED = "import random\n\nSEED = 42\nrandom.seed(SEED)\n\nprint('🌸', random.random())\n"
FOUND = [("missing-seed-block", "import random"), ("unseeded-draw", "random.random()")]


@pytest.fixture(autouse=True)
def project(tmp_path: Path) -> Path:
    """An empty project."""
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("pull", [True, False], ids=["pull", "push"])
def test_from_opening_to_the_fix(project: Path, encoding: str, pull: bool) -> None:
    with Editor(project, capabilities(encoding=encoding, pull=pull)) as editor:
        assert editor.encoding.name == encoding
        assert (editor.answer.capabilities.diagnostic_provider is not None) is pull
        uri = editor.open("train.py", DRAW)
        look = editor.pull if pull else editor.pushed
        assert spans(editor, uri, look(uri)) == FOUND
        [fix] = [action for action in editor.actions(uri, 2) if action.is_preferred][:1]
        editor.choose(fix)
        assert editor.texts[uri].text == SEEDED
        assert look(uri) == []
        editor.type(uri, 0, len("import random\n"), "import random  # 🌸\n")
        editor.type(uri, SEEDED.index("SEED"), SEEDED.index("\nprint"), "")
        assert look(uri) != []
        if pull:
            assert not editor.published
        else:
            editor.close(uri)


def test_a_change_after_a_pause_is_judged_at_once(project: Path) -> None:
    """Changes in a row are judged when the last of them is made, and each state is pushed once."""
    pause = 1.5
    with Editor(project, capabilities(pull=False), {"debounce": int(pause * 1000)}) as editor:
        uri = editor.open("train.py", DRAW)
        editor.pushed(uri)
        time.sleep(pause)
        took = []
        for _ in range(2):
            start = time.monotonic()
            editor.type(uri, 0, 0, "\n")
            assert len(editor.pushed(uri)) == len(FOUND)
            took.append(time.monotonic() - start)
        assert took[0] < pause <= took[1]
        versions = [params.version for params in editor.published[uri] if params.version != 1]
        assert versions == [2, 3]


def test_python_under_the_name_of_a_notebook(project: Path) -> None:
    """JupyterLab sends the cells of a notebook as one text."""
    with Editor(project) as editor:
        uri = editor.open("study.ipynb", DRAW)
        assert spans(editor, uri, editor.pull(uri)) == FOUND


def test_the_end_of_a_session_is_quiet(project: Path) -> None:
    bodies = (
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}',
        '{"jsonrpc":"2.0","id":2,"method":"shutdown"}',
        '{"jsonrpc":"2.0","method":"exit"}',
    )
    said = "".join(f"Content-Length: {len(body)}\r\n\r\n{body}" for body in bodies).encode()
    done = subprocess.run(COMMAND, input=said, capture_output=True, check=False, cwd=project, timeout=60)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr


def test_where_the_package_is_missing(tmp_path: Path) -> None:
    code = "import sys; sys.modules['pygls'] = None; from repro_lint.cli import main; sys.exit(main(['server']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'pygls>=2,<3'" in done.stderr


def test_what_a_diagnostic_tells(project: Path) -> None:
    with Editor(project) as editor:
        uri = editor.open("train.py", DRAW)
        block, draw = editor.pull(uri)
    assert (block.severity, block.code, block.source) == (
        types.DiagnosticSeverity.Error,
        "missing-seed-block",
        "repro-lint",
    )
    assert block.code_description is not None
    assert block.code_description.href.endswith("/missing_seed_block.py")
    assert block.related_information is not None
    assert block.related_information[0].location == types.Location(uri, draw.range)


def test_a_finding_links_to_the_page_of_its_rule_where_there_is_a_site(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPRO_LINT_DOCUMENTATION", "https://example.org/site/")
    with Editor(project) as editor:
        found = editor.pull(editor.open("train.py", DRAW))
    links = {one.code_description.href for one in found if one.code_description}
    assert links == {"https://example.org/site/rules/RPL001/", "https://example.org/site/rules/RPL301/"}
