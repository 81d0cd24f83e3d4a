"""The chart of the documentation, drawn from what was recorded: `python benchmarks/chart.py`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

TARGET = Path(__file__).parents[1] / "docs" / "benchmarks.svg"
_LEFT, _WIDTH, _ROW, _GAP, _HEAD = 170, 460, 22, 34, 30
_OURS, _OTHER, _MEASURE = "#2f6f4f", "#9aa5b1", "#d0a03a"
_LEAST = 0.01  # seconds; where the axis, which is logarithmic, begins


def write(recorded: Path, target: Path) -> None:
    """Draw the processor time of each tool at each size."""
    target.write_text(drawn(json.loads(recorded.read_text())))


def drawn(document: dict[str, dict[str, dict[str, dict[str, float]]]]) -> str:
    """The chart as SVG. Bars are logarithmic: each tenth of the width is the same factor."""
    measured = document["measured"]
    most = max(cost["cpu"] for table in measured.values() for cost in table.values())
    height = sum(_HEAD + _GAP + _ROW * len(table) for table in measured.values())
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" font-family="sans-serif" font-size="13">'
    )
    style = "<style>text{fill:#24292f}@media(prefers-color-scheme:dark){text{fill:#e6edf3}}</style>"
    return "\n".join([head, style, *_tables(measured, most), "</svg>", ""])


def _tables(measured: dict[str, dict[str, dict[str, float]]], most: float) -> Iterator[str]:
    top = _HEAD
    for size, table in measured.items():
        yield f'<text x="8" y="{top - 6}" font-weight="bold">{int(size):,} files, seconds of processor time</text>'
        for name, cost in table.items():
            yield _bar(name, cost["cpu"], most, top)
            top += _ROW
        top += _HEAD + _GAP


def _bar(name: str, seconds: float, most: float, top: int) -> str:
    part = math.log(max(seconds, _LEAST) / _LEAST) / math.log(most / _LEAST)
    color = _OURS if name.startswith("ours") else _MEASURE if name == "ast.parse" else _OTHER
    end = _LEFT + part * _WIDTH
    return (
        f'<text x="{_LEFT - 8}" y="{top + 15}" text-anchor="end">{escape(name)}</text>'
        f'<rect x="{_LEFT}" y="{top + 3}" width="{part * _WIDTH:.1f}" height="{_ROW - 6}" rx="2" fill="{color}"/>'
        f'<text x="{end + 6:.1f}" y="{top + 15}">{seconds:.2f}</text>'
    )


if __name__ == "__main__":
    write(Path(__file__).with_name("recorded.json"), TARGET)
