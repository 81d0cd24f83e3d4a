"""What a terminal shows: colours where they help, nothing wider than the window, no character changed by either."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.text import Text
from sample_report import REPORT, lines

from repro_lint import explain
from repro_lint.report import Output, Page, patch, render, table
from repro_lint.rules import RuleModule, all_modules, all_rules

COLOUR = Page(color=True, width=80)
PATCH = """\
--- a/train.py
+++ b/train.py
@@ -1,3 +1,3 @@
 import random
--- a decrement
+++ an increment
+random.seed(42)\r
"""


def plain(text: str) -> str:
    return Text.from_ansi(text).plain


@pytest.mark.parametrize("name", ["text", "full", "concise"])
def test_source_and_text_keep_the_colour_of_the_terminal(name: str) -> None:
    told = render(REPORT, Output(name, lines, page=Page(color=True)))
    source = [line for line in told.splitlines() if "import numpy" in line or "Dense(8)" in line]
    assert all(line.endswith(("\x1b[0m    keras.layers.Dense(8),", "\x1b[0mimport numpy as np")) for line in source)


@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_table_of_rules_fits(width: int) -> None:
    told = plain(explain.table(Page(width=width)))
    assert max(cell_len(line) for line in told.splitlines()) <= width
    assert all(rule.code in told and rule.name in told for rule in all_rules())


def test_the_table_of_rules_is_plain_in_a_pipe() -> None:
    told = explain.table()
    assert len(told.splitlines()) == len(all_rules()) + 1
    assert "\x1b" not in told


@pytest.mark.parametrize("module", all_modules(), ids=lambda module: module.RULE.name)
def test_a_page_says_the_same_in_colours(module: RuleModule) -> None:
    told = explain.page(module, COLOUR)
    assert "\x1b[" in told
    assert max(cell_len(line) for line in plain(told).splitlines()) <= 80
    shown = "".join(plain(told).split())
    for body in explain.sections(module.__doc__ or "").values():
        assert "".join(body.replace("`", "").split()) in shown


def test_a_patch_changes_no_byte_without_colours() -> None:
    assert patch.render(PATCH, Page()) == PATCH


def test_a_patch_is_green_and_red() -> None:
    told = patch.render(PATCH, COLOUR)
    assert "\x1b[32m+random.seed(42)" in told
    assert "\x1b[31m--- a decrement" in told
    assert "\x1b[32m+++ an increment" in told
    assert "\x1b[1m--- a/train.py" in told


def test_the_answers_are_coloured() -> None:
    told = table.render(REPORT, COLOUR)
    assert "\x1b[32mreproducible" in told
    assert plain(told).rstrip() == table.render(REPORT, Page()).rstrip()
