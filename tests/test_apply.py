"""Edits: exact outside of their span, in scripts and in the JSON of notebooks; choosing fixes; writing files."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from repro_lint.fixes.apply import apply, choose, edits_of
from repro_lint.fixes.rounds import fix_once
from repro_lint.fixes.splice import EditError
from repro_lint.fixes.write import ChangedError, WriteError, write_atomically
from repro_lint.model import Edit, Finding, Fix, Location, Safety, Severity
from repro_lint.source.text import Source, from_bytes

CWD = Path("/work")


def source(data: bytes, name: str = "a.py") -> Source:
    result = from_bytes(CWD / name, data, CWD)
    assert isinstance(result, Source), result
    return result


def edit(start: tuple[int, int], end: tuple[int, int], text: str, cell: int | None = None) -> Edit:
    return Edit(Location("a.ipynb" if cell else "a.py", cell, *start, *end), text)


def insert(line: int, column: int, text: str, cell: int | None = None) -> Edit:
    return edit((line, column), (line, column), text, cell)


def fix(*edits: Edit, title: str = "") -> Fix:
    return Fix(title, Safety.SAFE, edits)


@pytest.mark.parametrize(
    ("before", "at", "after"),
    [
        (b"a\r\nb\r\n", 2, b"a\r\nx\r\ny\r\nb\r\n"),
        (b"a\r\nb", 2, b"a\r\nx\r\ny\r\nb"),
        (b"a\nb\r\nc\n", 2, b"a\nx\r\ny\r\nb\r\nc\n"),
        (b"\xef\xbb\xbfa\n", 1, b"\xef\xbb\xbfx\ny\na\n"),
        (b"# coding: latin-1\n\x0cs = '\xe9'\n", 2, b"# coding: latin-1\nx\ny\n\x0cs = '\xe9'\n"),
        (b"if a:\n\tb\n", 1, b"x\ny\nif a:\n\tb\n"),
        (b"", 1, b"x\ny\n"),
        (b"a\n", 2, b"a\nx\ny\n"),
    ],
)
def test_inserted_lines_take_on_the_file_s_ways(before: bytes, at: int, after: bytes) -> None:
    assert apply(source(before), [insert(at, 1, "x\ny\n")]) == after


def test_moved_lines_do_not_double_their_line_ends() -> None:
    assert apply(source(b"a\r\n"), [insert(1, 1, "x\r\n")]) == b"x\r\na\r\n"


@pytest.mark.parametrize(
    ("data", "edits", "says"),
    [
        (b"# coding: ascii\nx\n", [insert(2, 2, " = 'é'")], "cannot hold"),
        (b"f(a, k=1)\n", [insert(1, 9, ", k=2")], "does not parse"),
        (b"'''doc'''\nfrom __future__ import division\n", [insert(2, 1, "x\n")], "__future__"),
        (b"x\n", [insert(1, 2, " = (")], "does not parse"),
        (b"x\n", [insert(3, 1, "y")], "no line 3"),
        (b"x\n", [insert(1, 3, "y")], "column 3"),
        (b"x = 1\n", [edit((1, 1), (1, 3), "a"), edit((1, 2), (1, 4), "b")], "overlap"),
        (b"x = 1\n", [insert(1, 6, "0"), insert(1, 6, "1")], "overlap"),
        (b"x = 1\n", [edit((1, 3), (1, 1), "")], "ends before"),
        (b"x = 1\n", [insert(1, 1, "y", cell=1)], "another file"),
        (b"# coding: iso2022_jp\ns = '\x1b$B\x1b(B'\n", [insert(2, 1, "x\n")], "does not come back"),
    ],
)
def test_edits_that_are_refused(data: bytes, edits: list[Edit], says: str) -> None:
    with pytest.raises(EditError, match=says):
        apply(source(data), edits)


def test_a_source_that_parses_but_never_compiled_can_still_be_fixed() -> None:
    assert apply(source(b"return 1\n"), [insert(1, 1, "x\n")]) == b"x\nreturn 1\n"


def test_equal_edits_count_once_and_whole_lines_keep_their_order() -> None:
    edits = [insert(1, 1, "b\n"), insert(1, 1, "a\n"), insert(1, 1, "b\n"), edit((1, 1), (1, 2), "y")]
    assert apply(source(b"x\n"), edits) == b"b\na\ny\n"


LINE = st.sampled_from(["a = 1", "# é𝄞", "b('x', 2)", "", "'\u2028'", "pass"])


@st.composite
def programs(draw: st.DrawFn) -> str:
    lines = draw(st.lists(LINE, max_size=6))
    text = "".join(line + draw(st.sampled_from(["\n", "\r\n"])) for line in lines)
    return text + draw(st.sampled_from(["", "last"]))


@given(programs(), st.sampled_from(["utf-8", "utf-8-sig"]), st.data())
def test_bytes_outside_of_the_edits_stay(text: str, encoding: str, data: st.DataObject) -> None:
    file = source(text.encode(encoding))
    lines = file.lines
    chosen = data.draw(st.sets(st.integers(1, len(lines.starts))))
    edits = [insert(line, len(lines.bare(line)) + 1, "  # new") for line in chosen]
    result = apply(file, edits)
    assert result.replace(b"  # new", b"") == file.data
    assert result.count(b"  # new") == len(chosen)


def encode(cells: list[str], listed: bool, indent: int | None) -> bytes:
    sources = [cell.splitlines(keepends=True) if listed else cell for cell in cells]
    document = {
        "cells": [{"outputs": [], "source": one, "cell_type": "code"} for one in sources],
        "nbformat": 4,
        "metadata": {"title": "é"},
    }
    return json.dumps(document, indent=indent, ensure_ascii=False).encode() + b"\n"


@settings(max_examples=200)
@given(st.lists(programs(), min_size=1, max_size=3), st.booleans(), st.sampled_from([None, 1, 4]), st.data())
def test_a_notebook_s_json_is_edited_as_its_source(
    cells: list[str], listed: bool, indent: int | None, data: st.DataObject
) -> None:
    cells = [cell.replace("\r\n", "\n").replace("\u2028", "") for cell in cells]
    file = source(encode(cells, listed, indent), "a.ipynb")
    number = data.draw(st.integers(1, len(cells)))
    lines = file.shown(number)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(lines.text))] * 2)))
    text = data.draw(st.sampled_from(["", "x\n", "\ny", "# '\\\"é\t\n", "z\n\n"]))
    (line, column), (end_line, end_column) = lines.position(start), lines.position(end)
    change = edit((line, column + 1), (end_line, end_column + 1), text, cell=number)
    assume(lines.text or (not listed and lines.text == ""))
    try:
        result = apply(file, [change])
    except EditError as error:
        assert "does not parse" in str(error)  # noqa: PT017  most random edits do
        return
    cells[number - 1] = lines.text[:start] + text + lines.text[end:]
    before, after = json.loads(file.data), json.loads(result)
    joined = ["".join(cell.pop("source")) for cell in after["cells"]]
    assert joined == cells
    for cell in before["cells"]:
        cell.pop("source")
    assert after == before


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_inserted_lines_of_a_notebook_look_as_if_nbformat_had_written_them(indent: int | None) -> None:
    before = ["# title", "import numpy as np\nx = np.zeros(3)\n"]
    after = ["import random\n\n# title\nrandom.seed(1)", "import numpy as np\nnp.random.seed(1)\nx = np.ones(3)\ny\n"]
    edits = [
        insert(1, 1, "import random\n\n", cell=1),
        insert(1, 8, "\nrandom.seed(1)", cell=1),
        insert(2, 1, "np.random.seed(1)\n", cell=2),
        edit((2, 8), (2, 13), "ones", cell=2),
        insert(3, 1, "y\n", cell=2),
    ]
    assert apply(source(encode(before, True, indent), "a.ipynb"), edits) == encode(after, True, indent)
    assert apply(source(encode(before, False, indent), "a.ipynb"), edits) == encode(after, False, indent)


def test_deleting_a_line_of_a_notebook_takes_its_string() -> None:
    file = source(encode(["a\nb\nc"], True, 1), "a.ipynb")
    assert apply(file, [edit((2, 1), (3, 1), "", cell=1)]) == encode(["a\nc"], True, 1)


def test_a_cell_that_never_parsed_is_no_obstacle_but_a_new_one_is() -> None:
    file = source(encode(["print 'a'", "x"], True, 1), "a.ipynb")
    assert apply(file, [insert(1, 1, "y\n", cell=2)]) == encode(["print 'a'", "y\nx"], True, 1)
    with pytest.raises(EditError, match="cell 2 of the result does not parse"):
        apply(file, [insert(1, 1, "y =\n", cell=2)])
    with pytest.raises(EditError, match="cell 1 is empty"):
        apply(source(encode([""], True, 1), "a.ipynb"), [insert(1, 1, "y", cell=1)])


def test_choosing_fixes() -> None:
    constant = insert(1, 1, "SEED = 42\n")
    block = fix(insert(1, 1, "import random\n"), constant, title="block")
    split = fix(constant, insert(5, 9, ", random_state=SEED"), title="split")
    rival = fix(insert(2, 1, "z\n"), insert(5, 9, ", seed=1"), title="rival")
    inside = fix(edit((5, 1), (5, 12), "gone"), title="inside")
    touching = fix(edit((5, 9), (5, 12), "end"), title="touching")
    choice = choose([inside, rival, touching, split, block])
    assert [one.title for one in choice.chosen] == ["split", "block", "touching"]
    assert [one.title for one, _ in choice.skipped] == ["rival", "inside"]
    assert all("overlaps" in reason for _, reason in choice.skipped)
    assert len(edits_of(choice.chosen, "a.py")) == 4
    assert edits_of(choice.chosen, "b.py") == ()


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3), st.sampled_from(["x", "q"])), min_size=1, max_size=2),
        max_size=8,
    )
)
def test_chosen_fixes_never_overlap(spans: list[list[tuple[int, int, str]]]) -> None:
    fixes = [fix(*(edit((1, at), (1, at + size), text) for at, size, text in one)) for one in spans]
    choice = choose(fixes)
    assert len(choice.chosen) + len(choice.skipped) == len(fixes)
    apply(source(b"xxxxxxxxxxxxx\n"), edits_of(choice.chosen, "a.py"))


def test_writing(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    path.chmod(0o754)
    link = tmp_path / "link.py"
    link.symlink_to(path)
    write_atomically(link, b"new", expected=b"old")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o754
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [path, link]


def test_what_is_not_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"theirs")
    with pytest.raises(ChangedError):
        write_atomically(path, b"new", expected=b"old")
    path.chmod(0o444)
    with pytest.raises(WriteError, match="read-only"):
        write_atomically(path, b"new", expected=b"theirs")
    path.chmod(0o644)
    monkeypatch.setattr(os, "fsync", _disk_full)
    with pytest.raises(WriteError, match="No space left"):
        write_atomically(path, b"new", expected=b"theirs")
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(WriteError, match="No such file"):
        write_atomically(tmp_path / "gone.py", b"new", expected=b"")


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    path, old, young = (tmp_path / name for name in ("a.py", ".repro-lint-old", ".repro-lint-young"))
    for file in (path, old, young):
        file.write_bytes(b"")
    os.utime(old, (0, 0))
    write_atomically(path, b"new", expected=b"")
    assert sorted(tmp_path.iterdir()) == [young, path]


LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links as POSIX has them")


@LINKS
@pytest.mark.parametrize("new", [b"new and longer", b"new", b""])
def test_all_names_of_a_file_stay_its_names(tmp_path: Path, new: bytes) -> None:
    path, other = tmp_path / "a.py", tmp_path / "other.txt"
    path.write_bytes(b"old content")
    other.hardlink_to(path)
    write_atomically(path, new, expected=b"old content")
    assert other.read_bytes() == path.read_bytes() == new
    assert path.samefile(other)
    assert sorted(tmp_path.iterdir()) == [path, other]


@LINKS
def test_a_file_of_several_names_that_cannot_be_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = tmp_path / "a.py", tmp_path / "other.txt"
    path.write_bytes(b"old")
    other.hardlink_to(path)
    failing, sync = iter([False, True, False]), os.fsync  # the copy, the new content, the old one

    def fsync(handle: int) -> None:
        if next(failing):
            raise OSError(28, "No space left on device")
        sync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(WriteError, match="No space left"):
        write_atomically(path, b"something new", expected=b"old")
    assert path.read_bytes() == other.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == [path, other]


@LINKS
def test_where_nothing_can_be_written_any_more_the_copy_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    (tmp_path / "other.txt").hardlink_to(path)
    failing, sync = iter([False, True, True]), os.fsync

    def fsync(handle: int) -> None:
        if next(failing):
            raise OSError(5, "Input/output error")
        sync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(WriteError, match="Input/output error"):
        write_atomically(path, b"something new", expected=b"old")
    (saved,) = tmp_path.glob(".repro-lint.saved-a.py-*")
    assert saved.read_bytes() == b"old"


@pytest.mark.skipif(sys.platform != "linux", reason="extended attributes as Linux has them")
def test_attributes_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.origin", b"\0from afar")
    except OSError:
        pytest.skip("the file system has none")
    write_atomically(path, b"new", expected=b"old")
    assert path.read_bytes() == b"new"
    assert os.getxattr(path, "user.origin") == b"\0from afar"


def _disk_full(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_fix_that_breaks_the_file_costs_the_others_nothing() -> None:
    file = source(b"f(a, k=1)\ng(b)\n")
    bad, good = fix(insert(1, 9, ", k=2"), title="bad"), fix(insert(2, 4, ", k=2"), title="good")
    places = ((insert(line, 1, "").location, one) for line, one in ((1, bad), (2, good)))
    findings = [Finding("RPL101", "unseeded-split", Severity.ERROR, at, "", fixes=(one,)) for at, one in places]
    done = fix_once(findings, lambda _: file, unsafe=False, dry=True)
    assert done.changed == {"a.py": b"f(a, k=1)\ng(b, k=2)\n"}
    assert [one.title for one in done.applied] == ["good"]
    assert [(one.line, "does not parse" in one.reason) for one in done.skipped] == [(1, True)]
