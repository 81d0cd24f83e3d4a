"""Suppressing comments: which findings they silence, and what is said about those that silence none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repro_lint.fixes.apply import apply
from repro_lint.model import Edit, Finding, Location, Severity
from repro_lint.source.text import Source, from_bytes
from repro_lint.suppress import Suppression, comments, failures, split

CWD = Path("/work")
KNOWN = {"RPL101": "unseeded-split", "RPL301": "unseeded-draw"}


def script(text: str, name: str = "a.py") -> Source:
    source = from_bytes(CWD / name, text.encode(), CWD)
    assert isinstance(source, Source)
    return source


def finding(line: int, end_line: int | None = None, rule: str = "RPL101", cell: int | None = None) -> Finding:
    path = "a.ipynb" if cell else "a.py"
    place = Location(path, cell, line, 1, end_line or line, 2)
    return Finding(rule, KNOWN[rule], Severity.ERROR, place, "")


@pytest.mark.parametrize(
    ("comment", "silenced"),
    [
        ("# repro-lint: ignore[unseeded-split] files are shuffled on purpose", True),
        ("#repro-lint:ignore[RPL101]", True),
        ("# noqa: E501  # repro-lint: ignore[unseeded-draw, unseeded-split]  # more", True),
        ("# repro-lint: ignore because", True),
        ("# repro-lint: ignore[unseeded-draw]", False),
        ("# repro-lint: ignore[]", False),
        ("# see repro-lint: ignore", False),
        ("; s = '# repro-lint: ignore'", False),
    ],
)
def test_a_comment_at_the_end_of_the_line(comment: str, silenced: bool) -> None:
    result = split([finding(1)], comments(script(f"split(a)  {comment}\n")))
    assert bool(result.suppressed) is silenced
    assert bool(result.active) is not silenced


def test_the_first_or_last_line_counts_and_no_other() -> None:
    text = "f(\n  1,\n)\n"
    for line, silenced in ((1, True), (2, False), (3, True), (4, False)):
        lines = text.split("\n")
        lines[line - 1] += "  # repro-lint: ignore"
        result = split([finding(1, 3)], comments(script("\n".join(lines))))
        assert bool(result.suppressed) is silenced, line
        assert bool(result.unused) is not silenced, line


def test_whole_file() -> None:
    suppressions = comments(script("x = 1\n# repro-lint: ignore-file[RPL301]\n"))
    result = split([finding(1), finding(1, rule="RPL301"), finding(9, rule="RPL301")], suppressions)
    assert [one.rule for one in result.active] == ["RPL101"]
    assert len(result.suppressed) == 2
    assert result.unused == ()


def test_notebook_cells_are_told_apart() -> None:
    cells = ["f()  # repro-lint: ignore", "f()\n%time f()  # repro-lint: ignore"]
    sources = ",".join(f'{{"cell_type": "code", "source": "{cell}"}}' for cell in cells).replace("\n", "\\n")
    suppressions = comments(script(f'{{"cells": [{sources}], "nbformat": 4}}', "a.ipynb"))
    assert [(one.location.cell, one.location.line, one.location.column) for one in suppressions] == [
        (1, 1, 6),
        (2, 2, 12),
    ]
    result = split([finding(1, cell=1), finding(1, cell=2), finding(2, cell=2)], suppressions)
    assert [(one.location.cell, one.location.line) for one in result.active] == [(2, 1)]


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("ignore[unseded-split]", "unknown rule `unseded-split`; did you mean `unseeded-split`?"),
        ("ignore-file[RPL999]", "unknown rule `RPL999`"),
        ("ignroe[RPL101]", "`repro-lint: ignroe[RPL101]` is neither"),
        ("ignore[RPL101", "is neither"),
        ("ignore-next", "is neither"),
    ],
)
def test_comments_that_say_nothing_are_failures(comment: str, says: str) -> None:
    suppressions = comments(script(f"\nx = 1  # repro-lint: {comment}\n"))
    flaws = failures(suppressions, KNOWN)
    assert [(flaw.path, flaw.line) for flaw in flaws] == [("a.py", 2)]
    assert says in flaws[0].message


def test_correct_comments_are_no_failures() -> None:
    assert failures(comments(script("x  # repro-lint: ignore[RPL101, unseeded-draw]\n")), KNOWN) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # repro-lint: ignore[RPL101] why\r\ny\r\n", "x = 1\r\ny\r\n"),
        ("if x:\n    # repro-lint: ignore\n    y\n", "if x:\n    y\n"),
        ("x  # noqa  # repro-lint: ignore # kept\n", "x  # noqa # kept\n"),
        ("x\n# repro-lint: ignore", "x\n"),
        ("é = 1 # repro-lint: ignore", "é = 1"),
    ],
)
def test_removing_a_comment(before: str, after: str) -> None:
    source = script(before)
    (suppression,) = comments(source)
    assert source.segment(suppression.location).startswith("# repro-lint: ignore")
    assert apply(source, [Edit(suppression.removal, "")]).decode() == after


def test_a_text_the_tokenizer_rejects_keeps_what_came_before() -> None:
    assert len(comments(script("x  # repro-lint: ignore\ny = '''"))) == 1


@given(st.lists(st.integers(1, 6)), st.lists(st.integers(1, 6), unique=True))
def test_split_parts_the_findings(lines: list[int], commented: list[int]) -> None:
    text = "\n".join("x  # repro-lint: ignore" if line in commented else "x" for line in range(1, 7))
    suppressions: tuple[Suppression, ...] = comments(script(text))
    result = split(map(finding, lines), suppressions)
    assert [one.location.line for one in result.active] == [line for line in lines if line not in commented]
    assert [one.location.line for one in result.suppressed] == [line for line in lines if line in commented]
    assert [one.location.line for one in result.unused] == sorted(set(commented) - set(lines))
