"""Line charts and the strip of events, as inline SVG; the page's style sheet gives the colours, light and dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 420, 210, 58, 34, 12, 10
STRIP_WIDTH, STRIP_HEIGHT, MOST_BARS = 720, 64, 360
DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 4", "1 4")
COLOURS = len(DASHES)
WIDE = 5
"""The first run's line is a band, so that a line that runs exactly over it leaves its edges to be seen."""

Curve = Sequence[float]


def lines(curves: Sequence[Curve], label: str, *, first: int = 0, zero: bool = False) -> str:
    """Curves over one another, x from 1; `first` is the number of the run of the first curve, `zero` starts y at 0."""
    values = [value for curve in curves for value in curve if math.isfinite(value)]
    if not values:
        return "<p class=soft>No finite values.</p>"
    bounds = _bounds(values, zero=zero)
    longest = max(map(len, curves))
    marks = "".join(_mark(value, bounds) for value in dict.fromkeys((bounds[0], sum(bounds) / 2, bounds[1])))
    drawn = "".join(_curve(first + number, curve, longest, bounds) for number, curve in enumerate(curves))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role=img aria-label="{escape(label)}">'
        f"{marks}{_epochs(longest)}{drawn}</svg>"
    )


def key(run: int) -> str:
    """A piece of that run's line, for the legend."""
    return f'<svg class=key viewBox="0 0 34 10"><line x1=0 x2=34 y1=5 y2=5 {_stroke(run)} /></svg>'


def strip(differing: Sequence[bool], first: int) -> str:
    """Every event as a bar, in order; a bar stands for several where there are many. `first` is marked, unless -1."""
    count = len(differing)
    bars = min(count, MOST_BARS)
    step = STRIP_WIDTH / bars
    drawn = "".join(_bar(number, step, any(differing[_share(number, bars, count)])) for number in range(bars))
    return (
        f'<svg viewBox="0 0 {STRIP_WIDTH} {STRIP_HEIGHT}" role=img aria-label="events in order; those that differ '
        f'are marked">{drawn}{_pointer(first, count) if first >= 0 else ""}</svg>'
    )


def _share(number: int, bars: int, count: int) -> slice:
    return slice(number * count // bars, (number + 1) * count // bars)


def _bar(number: int, step: float, differs: bool) -> str:
    kind = "bad" if differs else "same"
    top, height = (24, 36) if differs else (32, 28)
    width = max(step - (1 if step > 3 else 0), 0.5)
    return f'<rect class={kind} x="{number * step:.2f}" y={top} width="{width:.2f}" height={height} />'


def _pointer(first: int, count: int) -> str:
    x = (first + 0.5) * STRIP_WIDTH / count
    return f'<path class=bad d="M{x:.1f} 20l-10 -18h20z"/>'


def _bounds(values: Sequence[float], *, zero: bool) -> tuple[float, float]:
    low, high = min(values), max(values)
    low = min(low, 0.0) if zero else low
    if low == high:
        margin = abs(low) * 0.05 or 1.0
        return (low if zero else low - margin), high + margin
    return low, high


def _height(value: float, bounds: tuple[float, float]) -> float:
    part = (value - bounds[0]) / (bounds[1] - bounds[0])
    return TOP + (1 - part) * (HEIGHT - BOTTOM - TOP)


def _mark(value: float, bounds: tuple[float, float]) -> str:
    y = _height(value, bounds)
    return (
        f'<line class=axis x1={LEFT} x2={WIDTH - RIGHT} y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x={LEFT - 6} y="{y + 4:.1f}" text-anchor=end>{value:.4g}</text>'
    )


def _across(at: int, longest: int) -> float:
    return LEFT + 6 + at * (WIDTH - LEFT - RIGHT - 12) / max(longest - 1, 1)


def _epochs(longest: int) -> str:
    step = -(-longest // 8)
    marks = "".join(
        f'<text x="{_across(at, longest):.1f}" y={HEIGHT - 18} text-anchor=middle>{at + 1}</text>'
        for at in range(0, longest, step)
    )
    return f"{marks}<text x={(LEFT + WIDTH) // 2} y={HEIGHT - 3} text-anchor=middle>epoch</text>"


def _curve(run: int, curve: Curve, longest: int, bounds: tuple[float, float]) -> str:
    finite = [(at, value) for at, value in enumerate(curve) if math.isfinite(value)]
    points = [(_across(at, longest), _height(value, bounds)) for at, value in finite]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    radius = WIDE - 1.5 if run == 0 else 2
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r={radius} />' for x, y in points) if len(points) < 40 else ""
    return f'<g class=fill{run % COLOURS}>{dots}</g><polyline points="{line}" fill=none {_stroke(run)} />'


def _stroke(run: int) -> str:
    width = WIDE if run == 0 else 2
    return f'class=run{run % COLOURS} stroke-width={width} stroke-dasharray="{DASHES[run % COLOURS]}"'
