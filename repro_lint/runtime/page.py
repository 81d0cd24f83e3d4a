"""One HTML page about a verdict: curves, weight distance, time line, environment. No network, no script."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from repro_lint.runtime.cells import source_line
from repro_lint.runtime.compare import Comparison
from repro_lint.runtime.ends import apart
from repro_lint.runtime.explain import describe, message
from repro_lint.runtime.record import Event, Run
from repro_lint.runtime.show import counted, digests, place
from repro_lint.runtime.verify import Verdict

WIDTH, HEIGHT, LEFT, BOTTOM = 420, 200, 58, 26
COLOURS = ("#0b5fa5", "#d1495b", "#2e7d32", "#8e5ea2", "#b07d00", "#00798c")
DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 4", "1 4")
SHOWN_EVENTS = 60
_STYLE = """
:root{color-scheme:light dark;--fg:#1b1f24;--soft:#5b6470;--bg:#fff;--line:#d5dae0;--bad:#b3261e;--good:#1b6e3c}
@media(prefers-color-scheme:dark){:root{--fg:#e7eaee;--soft:#a2abb6;--bg:#14171b;--line:#3a414a;--bad:#ff8a80;--good:#7fd6a0}}
*{box-sizing:border-box}body{margin:0 auto;padding:1rem;max-width:46rem;font:16px/1.5 system-ui,sans-serif;
color:var(--fg);background:var(--bg)}h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
.differs,.unknown{color:var(--bad)}.identical{color:var(--good)}code,pre,td.mono{font-family:ui-monospace,monospace;
font-size:.85em;overflow-wrap:anywhere}pre{white-space:pre-wrap;border-left:3px solid var(--line);padding-left:.7rem}
p.soft,.soft{color:var(--soft)}svg{width:100%;height:auto;display:block}svg text{font:12px system-ui,sans-serif;
fill:var(--soft)}.axis{stroke:var(--line)}table{border-collapse:collapse;width:100%}td,th{padding:.25rem .5rem .25rem 0;
text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
td:first-child{min-width:2rem}td.mono{min-width:7.5rem}
tr.first td{color:var(--bad);font-weight:600}
.key{display:inline-block;margin-right:1rem;white-space:nowrap}.key svg{display:inline;width:34px;height:10px}
"""

Curve = Sequence[float]


def render(verdict: Verdict, environment: Mapping[str, Any], program: str) -> str:
    """The page as text."""
    body = [
        f"<h1>verify: <span class={verdict.verdict}>{verdict.verdict}</span></h1>",
        f"<p class=soft><code>{escape(program)}</code>, {len(verdict.runs)} runs</p>",
        _summary(verdict),
        *_curves(verdict.runs),
        _distance(verdict.runs),
        _timeline(verdict),
        _environment(environment),
    ]
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>verify: {verdict.verdict}</title><style>{_STYLE}</style><body>{''.join(body)}</body></html>\n"
    )


def _summary(verdict: Verdict) -> str:
    comparison = verdict.comparison
    if verdict.verdict == "unknown" or comparison is None:
        stderr = verdict.runs[-1].stderr if verdict.runs else ""
        return f"<p>{escape(verdict.reason)}</p><pre>{escape(stderr)}</pre>"
    notes = "".join(f"<p class=soft>{escape(note)}</p>" for note in verdict.notes)
    if verdict.verdict == "identical":
        return f"<p>All {comparison.events} events agree in every run.</p>{notes}"
    return _divergence(verdict, comparison) + notes


def _divergence(verdict: Verdict, comparison: Comparison) -> str:
    parts = [f"<p>{escape(message(comparison, verdict.runs[0]))}</p>"]
    pair = comparison.first
    if pair:
        event = pair.event
        source = source_line(event.path, event.line)
        shown = f"{place(event.path, event.line)}\n{source}\n{digests(pair)}"
        parts = [f"<p><b>First divergence:</b> {parts[0][3:]}", f"<pre>{escape(shown)}</pre>"]
    if verdict.finding:
        parts.append(f"<p>Static finding: {escape(verdict.finding['rule'])} {escape(verdict.finding['message'])}</p>")
    for one in comparison.ungoverned:
        where = place(one.path, one.line)
        what = f"Stream {one.stream}: {one.why}; {counted(one.count)}, first {where}."
        parts.append(f"<p class=soft>{escape(what)}</p>")
    return "".join(parts)


def _curves(runs: Sequence[Run]) -> list[str]:
    names = list(dict.fromkeys(name for run in runs for name in run.losses))
    return [
        f"<h2>{escape(name)} per epoch</h2>{_chart([run.losses.get(name, []) for run in runs])}{_legend(len(runs))}"
        for name in names
    ]


def _distance(runs: Sequence[Run]) -> str:
    """How far each run's weights are from run 1's at the end of each epoch, relative, from the sampled weights."""
    samples = [[event.detail.get("sample", []) for event in run.events if event.kind == "epoch"] for run in runs]
    if not samples or not samples[0]:
        return ""
    curves = [[apart(a, b) for a, b in zip(samples[0], other, strict=False)] for other in samples[1:]]
    keys = _legend(len(runs), first=1)
    note = "<p class=soft>Relative distance from run 1's weights at the end of each epoch, over a sample of them.</p>"
    return f"<h2>Weight distance</h2>{_chart([[], *curves])}{keys}{note}"


def _chart(curves: Sequence[Curve]) -> str:
    values = [value for curve in curves for value in curve if math.isfinite(value)]
    if not values:
        return "<p class=soft>No finite values.</p>"
    low, high = min(values), max(values)
    longest = max(len(curve) for curve in curves)
    marks = "".join(_mark(value, low, high) for value in dict.fromkeys((low, (low + high) / 2, high)))
    drawn = "".join(_curve(number, curve, longest, (low, high)) for number, curve in enumerate(curves))
    last = f'<text x="{WIDTH - 6}" y="{HEIGHT - 6}" text-anchor="end">epoch {longest}</text>'
    epochs = f'<text x="{LEFT}" y="{HEIGHT - 6}">1</text>{last}'
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{marks}{epochs}{drawn}</svg>'


def _height(value: float, low: float, high: float) -> float:
    part = (value - low) / (high - low) if high > low else 0.5
    return 12 + (1 - part) * (HEIGHT - BOTTOM - 24)


def _mark(value: float, low: float, high: float) -> str:
    y = _height(value, low, high)
    return (
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.4g}</text>'
    )


def _curve(number: int, curve: Curve, longest: int, bounds: tuple[float, float]) -> str:
    step = (WIDTH - LEFT - 12) / max(longest - 1, 1)
    finite = [(at, value) for at, value in enumerate(curve) if math.isfinite(value)]
    points = [(LEFT + 4 + at * step, _height(value, *bounds)) for at, value in finite]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points) if len(points) < 40 else ""
    colour = COLOURS[number % len(COLOURS)]
    return f'<g fill="{colour}"><polyline points="{line}" fill="none" {_stroke(number)}/>{dots}</g>'


def _stroke(number: int) -> str:
    dash = DASHES[number % len(DASHES)]
    return f'stroke="{COLOURS[number % len(COLOURS)]}" stroke-width="2" stroke-dasharray="{dash}"'


def _legend(count: int, first: int = 0) -> str:
    lines = (f'<line x1="0" x2="34" y1="5" y2="5" {_stroke(number)}/>' for number in range(first, count))
    keys = (
        f'<span class=key><svg viewBox="0 0 34 10">{line}</svg> run {number}</span>'
        for number, line in enumerate(lines, start=first + 1)
    )
    return f"<p>{''.join(keys)}</p>"


def _timeline(verdict: Verdict) -> str:
    comparison = verdict.comparison
    if comparison is None or not verdict.runs[0].events:
        return ""
    events = verdict.runs[0].events
    first = comparison.first.order if comparison.first and verdict.verdict == "differs" else -1
    start = max(0, min(first - SHOWN_EVENTS // 2, len(events) - SHOWN_EVENTS))
    shown = list(enumerate(events))[start : start + SHOWN_EVENTS]
    rows = "".join(_row(number, event, marked=number == first) for number, event in shown)
    more = f"<p class=soft>Events {start + 1} to {start + len(shown)} of {len(events)}.</p>"
    return f"<h2>Time line of run 1</h2><table><tr><th>#<th>Where<th>What{rows}</table>{more}"


def _row(number: int, event: Event, *, marked: bool) -> str:
    kind = " class=first" if marked else ""
    flag = "◀ first divergence: " if marked else ""
    where = place(event.path, event.line)
    return f"<tr{kind}><td>{number + 1}<td class=mono>{escape(where)}<td>{flag}{escape(describe(event))}"


def _environment(environment: Mapping[str, Any]) -> str:
    rows = "".join(f"<tr><td>{escape(key)}<td class=mono>{escape(value)}" for key, value in _flat("", environment))
    return f"<h2>Environment</h2><table>{rows}</table>"


def _flat(prefix: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        return [pair for key in value for pair in _flat(f"{prefix} {key}".strip(), value[key])]
    if isinstance(value, list):
        return [(prefix, ", ".join(map(str, value)) if len(value) < 12 else f"{len(value)} entries")]
    return [(prefix, str(value))]
