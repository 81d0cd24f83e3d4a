"""The benchmarks themselves: samples are as large as asked for, and the chart is what was recorded."""

from __future__ import annotations

import json
from pathlib import Path

import chart
import compare
import pytest


def test_the_chart_of_the_documentation_is_drawn_from_what_was_recorded() -> None:
    document = json.loads(compare.RECORDED.read_text())
    assert chart.drawn(document) == chart.TARGET.read_text()
    assert all({"ast.parse", "ours, cold -j1"} <= table.keys() for table in document["measured"].values())


@pytest.mark.parametrize("size", [2, 5, 11])
def test_a_sample_is_as_large_as_asked_for(tmp_path: Path, size: int) -> None:
    tree, target = tmp_path / "tree", tmp_path / "sample"
    (tree / "pkg").mkdir(parents=True)
    for number in range(5):
        (tree / "pkg" / f"m{number}.py").write_text(f"x = {number}\n")
    target.mkdir()
    compare.sample(tree, size, target)
    assert len(list(target.rglob("*.py"))) == size
