"""Programs that nobody wrote by hand: those of a fixed set of numbers are judged as they run."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import pytest
from bench.__main__ import told
from bench.choose import choose, fraction
from bench.compose import compose
from bench.judge import RIGHT, judge
from bench.known import FIXED, KNOWN
from bench.model import Idiom
from bench.templates import fill

pytest.importorskip("numpy")


def test_fixed_programs_are_judged_as_they_run() -> None:
    """Numbers name the same programs for as long as their idioms stay; new ones are judged by `python -m bench`."""
    with ProcessPoolExecutor(2) as pool:
        outcomes = list(pool.map(judge, FIXED))
    wrong = [one for one in outcomes if one.kind != RIGHT]
    assert not wrong, told(wrong, texts=True)


def test_a_number_decides_the_program() -> None:
    assert all(compose(number) == compose(number) for number in range(50))
    assert len({compose(number).idioms for number in range(50)}) == 50


def test_another_idiom_changes_only_what_uses_it() -> None:
    idioms = [Idiom(name, "") for name in "abcdef"]
    before = [choose(idioms[:-1], number).name for number in range(300)]
    after = [choose(idioms, number).name for number in range(300)]
    assert {new for old, new in zip(before, after, strict=True) if old != new} == {"f"}


def test_weights_are_proportions() -> None:
    idioms = [Idiom("often", "", weight=3), Idiom("seldom", "")]
    found = [choose(idioms, number).name for number in range(2000)]
    assert 0.70 < found.count("often") / 2000 < 0.80
    assert all(0 < fraction(number) < 1 for number in range(100))


def test_a_block_keeps_its_indentation_and_an_empty_one_passes() -> None:
    template = "if $test:\n    $body\nelse:\n    $other\nprint($unknown)"
    parts = {"test": "x", "body": "one()\ntwo()", "other": ""}
    assert fill(template, parts) == "if x:\n    one()\n    two()\nelse:\n    pass\nprint($unknown)"


def test_known_defects_have_a_reason() -> None:
    assert all(one.reason and one.idioms for one in KNOWN)
