"""Decoding, positions, parsing, discovery and triage."""

from __future__ import annotations

import ast
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repro_lint.model import Failure
from repro_lint.settings.config import Config
from repro_lint.source.discover import discover
from repro_lint.source.text import Source, from_bytes, parse, read
from repro_lint.source.triage import mentions

CWD = Path("/work")


def source(data: bytes, name: str = "a.py") -> Source:
    result = from_bytes(CWD / name, data, CWD)
    assert isinstance(result, Source), result
    return result


def failure(data: bytes, name: str = "a.py") -> Failure:
    result = from_bytes(CWD / name, data, CWD)
    if isinstance(result, Source):
        tree = parse(result)
        assert isinstance(tree, Failure)
        return tree
    return result


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\r\ny = 2", "x = 1\r\ny = 2"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        (b"# -*- coding: latin-1 -*-\ns = '\xe9'\n", "# -*- coding: latin-1 -*-\ns = 'é'\n"),
        (b"", ""),
    ],
)
def test_decodes_as_python_does(data: bytes, text: str) -> None:
    assert source(data).text == text


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"x = 1\ny\0", 2, "null byte"),
        (b"x = 1\n\n\n# \xff\n", 4, "utf-8"),
        (b"# coding: klingon\n", 1, "klingon"),
        (b"\xff\xfex\0", 1, "null byte"),
        (b"x = 1\nprint 'a'\n", 2, "does not parse as Python 3"),
        (b"x = 1\n  y = 2\n", 2, "`exclude`"),
        (b"(" * 50_000, None, "nested"),
        (b"-" * 100_000 + b"1", None, "nested"),
        (b"x = " + b"9" * 5000, None, "4300"),
    ],
)
def test_a_failure_names_line_and_cause(data: bytes, line: int | None, says: str) -> None:
    result = failure(data)
    assert says in result.message or line is None
    assert result.path == "a.py"
    assert line is None or result.line == line


def test_unreadable_paths(tmp_path: Path) -> None:
    result = read(tmp_path / "missing.py", tmp_path)
    assert result == Failure("missing.py", "cannot be read: No such file or directory")
    assert isinstance(read(tmp_path, tmp_path), Failure)


def test_display_is_relative_only_below_the_working_directory() -> None:
    inside = from_bytes(CWD / "a" / "b.py", b"", CWD)
    outside = from_bytes(CWD.parent / "other" / "b.py", b"", CWD)
    assert isinstance(inside, Source)
    assert isinstance(outside, Source)
    assert inside.display == "a/b.py"
    assert outside.display == "/other/b.py"


PROGRAM = st.lists(
    st.sampled_from(
        [
            "f('é𝄞', g(1))",
            "\tx = h(a)",
            "\x0cy = 'ñ' + k('ü')",
            "def f():",
            "    return g()",
            "# –",
            "",
            "z = '''\u2028'''",
        ]
    ),
    max_size=8,
)


@given(PROGRAM, st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_node_keeps_its_text(lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    file = source(text.encode())
    tree = parse(file)
    if isinstance(tree, Failure):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            place = file.location(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
            assert file.segment(place) == ast.get_source_segment(text, node)
            assert file.place(*file.position(place)) == place


@given(st.text(alphabet="aé𝄞\n\r\t\x0c\u2028", max_size=40), st.data())
def test_offsets_and_positions_are_inverse(text: str, data: st.DataObject) -> None:
    lines = source(text.encode()).lines
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n" and offset:
        return  # between the two characters of one line end
    line, column = lines.position(offset)
    if column <= len(lines.bare(line)):
        assert lines.offset(line, column) == offset
    assert "".join(lines.line(number) for number in range(1, len(lines.starts) + 1)) == text


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n", encoding="utf-8")


def found(root: Path, *paths: str, force_exclude: bool = False, **settings: tuple[str, ...]) -> list[str]:
    config = Config(root=root, **settings)  # type: ignore[arg-type]  # tests pass patterns only
    files, failures, notices = discover([root / path for path in paths], config, force_exclude=force_exclude)
    assert not failures + notices
    return [file.relative_to(root).as_posix() for file in files]


def test_discovery(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a.ipynb", "c.txt", "sub/d.py", "venv/e.py", "x.py/f.py", "build/g.py", "script")
    assert found(tmp_path, ".") == ["a.ipynb", "b.py", "sub/d.py", "x.py/f.py"]
    assert found(tmp_path, "script", "build", "b.py", ".") == sorted(
        ["a.ipynb", "b.py", "build/g.py", "script", "sub/d.py", "x.py/f.py"]
    )
    assert found(tmp_path, "build/g.py", "b.py", force_exclude=True) == ["b.py"]
    assert found(tmp_path, ".", extend_exclude=("sub", "/x.py/f.py")) == ["a.ipynb", "b.py"]
    assert found(tmp_path, ".", exclude=("*.ipynb",)) == ["b.py", "build/g.py", "sub/d.py", "venv/e.py", "x.py/f.py"]


def test_gitignore(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "gen/b.py", "keep/gen/c.py", "keep/d_pb.py", "keep/deep/e_pb.py", "keep/f.py", ".git/g")
    (tmp_path / ".gitignore").write_text("gen/\n*_pb.py\n")
    (tmp_path / "keep" / ".gitignore").write_text("!d_pb.py\n/f.py\n")
    assert found(tmp_path, ".") == ["a.py", "keep/d_pb.py"]
    assert found(tmp_path, "keep/deep") == []
    assert found(tmp_path, "keep") == ["keep/d_pb.py"]
    assert found(tmp_path, "gen", "keep/f.py") == ["gen/b.py", "keep/f.py"]
    assert found(tmp_path, "gen", "keep/f.py", force_exclude=True) == []


def test_links_neither_loop_nor_repeat(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/a.py")
    (tmp_path / "pkg" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "pkg" / "again.py").symlink_to(tmp_path / "pkg" / "a.py")
    (tmp_path / "pkg" / "broken.py").symlink_to(tmp_path / "nowhere.py")
    assert found(tmp_path, ".", "pkg/loop/pkg") == ["pkg/a.py"]


def test_named_paths_that_give_no_file(tmp_path: Path) -> None:
    (tmp_path / "image.bin").write_bytes(b"\x89\0")
    paths = [tmp_path / "missing.py", tmp_path / "image.bin"]
    files, failures, _ = discover(paths, Config(root=tmp_path), force_exclude=False)
    assert files == []
    assert [(Path(one.path).name, one.message) for one in failures] == [
        ("image.bin", "is not a text file"),
        ("missing.py", "does not exist"),
    ]


def test_discovery_does_not_depend_on_the_order_of_paths(tmp_path: Path) -> None:
    tree(tmp_path, *(f"p{number % 5}/q{number % 3}/m{number}.py" for number in range(30)))
    names = ["p1", ".", "p2/q1", "p0/q0/m0.py"]
    expected = found(tmp_path, *names)
    for number in range(10):
        shuffled = random.Random(number).sample(names, len(names))
        assert found(tmp_path, *shuffled) == expected
    assert len(expected) == 30


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"import numpy as np", True),
        (b"import numpydoc", False),
        (b"from my_random import x", False),
        (b"random.seed(0)", True),
        (rb'"source": ["x\nrandom.seed()"]', True),
        (rb"nrandom", False),
        (b"", False),
    ],
)
def test_triage(data: bytes, expected: bool) -> None:
    assert mentions(data, frozenset({"numpy", "random"})) is expected


def test_triage_without_roots() -> None:
    assert not mentions(b"import numpy", frozenset())


def test_no_own_line_splitting_left() -> None:
    """`str.splitlines` splits where Python does not; nothing that counts lines of sources may use it."""
    folder = Path(__file__).parent.parent / "repro_lint" / "source"
    uses = [path.name for path in folder.glob("*.py") if re.search(r"\.splitlines\(", path.read_text("utf-8"))]
    assert uses == []


GIT_PLACES = {
    "info/exclude": {"work/.git/info/exclude": "x.py\n"},
    "the default": {"home/.config/git/ignore": "x.py\n"},
    "a setting": {
        "home/.gitconfig": "[user]\n\tname = a\n[Core]\n  excludesFile = ~/mine ; why\n",
        "home/mine": "x.py\n",
    },
    "a quoted setting": {"home/.config/git/config": '[core] excludesfile="~/my own"\n', "home/my own": "x.py\n"},
    "another section": {"home/.gitconfig": '[core "a"]\nexcludesFile = ~/mine\n', "home/mine": "x.py\n"},
    "the setting instead of the default": {
        "home/.gitconfig": "[core]\nexcludesFile = ~/mine\n",
        "home/mine": "y.py\n",
        "home/.config/git/ignore": "x.py\n",
    },
    "taken back by .gitignore": {"work/.git/info/exclude": "*.py\n", "work/.gitignore": "!x.py\n"},
    "taken back by info/exclude": {"home/.config/git/ignore": "*.py\n", "work/.git/info/exclude": "!y.py\n"},
    "the repository's own setting": {"work/.git/own": "[core]\nexcludesFile = mine\n", "work/mine": "sub/x.py\n"},
    "a pattern from the top": {"work/.git/info/exclude": "/x.py\nsub/y.py\n"},
}


@pytest.mark.skipif(shutil.which("git") is None, reason="compares with git")
@pytest.mark.parametrize("place", GIT_PLACES)
def test_what_git_ignores_besides_gitignore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    home, work = tmp_path / "home", tmp_path / "work"
    for name in ("GIT_CONFIG_GLOBAL", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    tree(work, "x.py", "y.py", "sub/x.py", "sub/y.py")
    subprocess.run(["git", "init", "-q", work], check=True)
    for name, text in GIT_PLACES[place].items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    if (own := work / ".git/own").exists():
        (work / ".git/config").open("a").write(own.read_text())
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard", "*.py"],
        cwd=work,
        check=True,
        capture_output=True,
        text=True,
    )
    for start in (work, tmp_path):
        found = discover([start], Config(root=start), force_exclude=False)
        assert [path.relative_to(work).as_posix() for path in found.files] == sorted(listed.stdout.split())


def test_a_linked_working_tree_ignores_what_its_repository_does(tmp_path: Path) -> None:
    tree(tmp_path, "main/.git/info/x", "main/.git/worktrees/w/x", "w/a.py", "w/b.py")
    (tmp_path / "main/.git/info/exclude").write_text("a.py\n")
    (tmp_path / "main/.git/worktrees/w/commondir").write_text("../..\n")
    (tmp_path / "w/.git").write_text(f"gitdir: {tmp_path}/main/.git/worktrees/w\n")
    found = discover([tmp_path / "w"], Config(root=tmp_path / "w"), force_exclude=False)
    assert [path.name for path in found.files] == ["b.py"]
