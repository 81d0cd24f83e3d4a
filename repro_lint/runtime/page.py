"""One HTML page about a verdict: where the runs part, curves, time line, environment. No network, no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import zip_longest
from typing import Any

from repro_lint.runtime import chart
from repro_lint.runtime.cells import surroundings
from repro_lint.runtime.compare import Comparison, Pair
from repro_lint.runtime.ends import apart, ends, weight_distances
from repro_lint.runtime.explain import describe, message
from repro_lint.runtime.record import Event, Run
from repro_lint.runtime.show import counted, place, value
from repro_lint.runtime.style import STYLE
from repro_lint.runtime.verify import Verdict

SHOWN_EVENTS = 60
_SAID = {
    "identical": "Every recorded result agrees bit for bit in all runs.",
    "differs": "The same program, started again, came to something else.",
    "unknown": "No verdict: the program could not be run to its end under observation.",
}


def render(verdict: Verdict, environment: Mapping[str, Any], program: str) -> str:
    """The page as text."""
    body = [
        f"<h1 class={verdict.verdict}>{verdict.verdict}</h1>",
        f"<p><code>{escape(program)}</code>, {len(verdict.runs)} runs. {_SAID[verdict.verdict]}</p>",
        _summary(verdict),
        _ends(verdict.runs),
        _curves(verdict.runs),
        _timeline(verdict),
        _runs(verdict.runs),
        _environment(environment),
    ]
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>verify: {verdict.verdict}</title><style>{STYLE}</style><body>{''.join(body)}</body></html>\n"
    )


def _summary(verdict: Verdict) -> str:
    comparison = verdict.comparison
    notes = "".join(f"<p class=soft>Note: {escape(note)}</p>" for note in verdict.notes)
    if verdict.verdict == "unknown" or comparison is None:
        stderr = verdict.runs[-1].stderr.strip() if verdict.runs else ""
        said = f"<pre>{escape(stderr)}</pre>" if stderr else ""
        return f"<div class='card first'><h3>{escape(verdict.reason)}</h3>{said}</div>{notes}"
    if verdict.verdict == "identical":
        return f"<div class=card><p class=good>{comparison.events} events compared, all equal.</p>{notes}</div>"
    return _divergence(verdict, comparison) + notes


def _divergence(verdict: Verdict, comparison: Comparison) -> str:
    pair = comparison.first
    said = escape(message(comparison, verdict.runs[0]))
    if pair is None:
        return f"<div class='card first'><h3>First divergence</h3><p>{said}</p></div>"
    where = escape(place(pair.event.path, pair.event.line))
    parts = [f"<h3>First divergence: <span class=mono>{where}</span></h3><p>{said}.</p>", _source(pair.event)]
    parts.append(f"<p class=mono>run 1: {_value(pair.first)}<br>run {verdict.against + 1}: {_value(pair.second)}</p>")
    if verdict.finding:
        found = verdict.finding
        parts.append(f"<p>The linter says on that line: <b>{escape(found['rule'])}</b> {escape(found['message'])}.</p>")
    parts += [f"<p class=soft>{escape(text)}</p>" for text in _more(comparison, pair)]
    return f"<div class='card first'>{''.join(parts)}</div>"


def _more(comparison: Comparison, pair: Pair) -> list[str]:
    result = comparison.result
    lines = []
    if result and result is not pair:
        where = place(result.event.path, result.event.line)
        lines = [f"First result that differs: {describe(result.event)} at {where}."]
    return lines + [
        f"Stream {one.stream}: {one.why}; {counted(one.count)}, first at {place(one.path, one.line)}."
        for one in comparison.ungoverned
    ]


def _source(event: Event) -> str:
    rows = [
        f"<b>{number:>4}  {escape(text)}</b>" if number == event.line else f"{number:>4}  {escape(text)}\n"
        for number, text in surroundings(event.path, event.line)
    ]
    return f"<pre>{''.join(rows)}</pre>" if rows else ""


def _value(event: Event | None) -> str:
    return escape(value(event)) if event else "nothing"


def _ends(runs: Sequence[Run]) -> str:
    names = [f"run {number}" for number in range(1, len(runs) + 1)]
    rows = [
        _end(
            end.name,
            [*zip(names, (f"{number:.7g}" for number in end.values), strict=True), ("apart", f"{end.apart:.2g}")],
        )
        for end in ends(runs)
    ]
    distances = weight_distances(runs)
    if any(distances):
        far = zip(names[1:], map("{:.2g}".format, distances), strict=True)
        rows.append(_end("final weights, relative distance from run 1", [("", ""), *far, ("", "")]))
    head = "".join(f"<th>{name}" for name in names)
    table = f"<table><tr class=head><th>{head}<th>apart{''.join(rows)}</table>"
    return f"<h2>How far apart the runs end</h2>{table}" if rows else ""


def _end(name: str, numbers: Sequence[tuple[str, str]]) -> str:
    cells = "".join(f'<td class=mono data-of="{of}">{number}' for of, number in numbers)
    return f"<tr class=end><td>{escape(name)}{cells}"


def _curves(runs: Sequence[Run]) -> str:
    names = list(dict.fromkeys(name for run in runs for name in run.losses))
    charts = [
        f"<div><h3>{escape(name)}</h3>{chart.lines([run.losses.get(name, []) for run in runs], name)}</div>"
        for name in names
    ]
    if not charts:
        return ""
    charts.append(_distance(runs))
    return f"<h2>Every epoch</h2>{_legend(len(runs))}<div class=charts>{''.join(charts)}</div>"


def _distance(runs: Sequence[Run]) -> str:
    samples = [[event.detail.get("sample", []) for event in run.events if event.kind == "epoch"] for run in runs]
    curves = [[apart(a, b) for a, b in zip(samples[0], other, strict=False)] for other in samples[1:]]
    drawn = chart.lines(curves, "weight distance", first=1, zero=True)
    note = "<p class=soft>Relative, from run 1, at the end of each epoch, over a sample of the weights.</p>"
    return f"<div><h3>weight distance</h3>{drawn}{note}</div>"


def _legend(count: int) -> str:
    keys = "".join(f"<span>{chart.key(number)} run {number + 1}</span>" for number in range(count))
    return f"<p class=legend>{keys}</p>"


def _timeline(verdict: Verdict) -> str:
    comparison = verdict.comparison
    if comparison is None or not verdict.runs[0].events:
        return ""
    rows = list(zip_longest(verdict.runs[0].events, verdict.runs[verdict.against].events))
    marked = comparison.first.order if comparison.first and verdict.verdict == "differs" else -1
    start = max(0, min(marked - SHOWN_EVENTS // 3, len(rows) - SHOWN_EVENTS))
    shown = list(enumerate(rows))[start : start + SHOWN_EVENTS]
    table = "".join(_row(number, *pair, marked=number == marked) for number, pair in shown)
    at = f" <b class=bad>▼ first divergence: event {marked + 1}</b>" if marked >= 0 else ""
    head = f"<tr class=head><th>#<th>where<th>what<th>run 1<th>run {verdict.against + 1}"
    return (
        "<h2>Time line</h2>"
        f"<p class=soft>Every event in order: grey where the runs agree, red where they do not.{at}</p>"
        f"{chart.strip([not _agree(*pair) for pair in rows], marked)}<table>{head}{table}</table>"
        f"<p class=soft>Events {start + 1} to {start + len(shown)} of {len(rows)}.</p>"
    )


def _agree(first: Event | None, second: Event | None) -> bool:
    """What a library draws while it is imported decides nothing: the program's own seeds come after it."""
    if first is None or second is None:
        return False
    return first.identity == second.identity and (first.digest == second.digest or _imports(first))


def _imports(event: Event) -> bool:
    return bool(event.detail.get("importing"))


def _row(number: int, first: Event | None, second: Event | None, *, marked: bool) -> str:
    event = first or second
    assert event is not None, "a row has an event of either run"
    flag = "◀ first divergence: " if marked else ""
    where = escape(place(event.path, event.line))
    what = f"<td class=num>{number + 1}<td class=mono>{where}<td>{flag}{escape(describe(event))}"
    if _agree(first, second):
        values = f"<td class='mono soft'>{_value(first)}<td class='mono soft'>{'–' if _imports(event) else 'equal'}"
    else:
        values = f"<td class=mono>{_value(first)}<td class='mono bad'>{_value(second)}"
    return f"<tr class='event{' first' if marked else ''}'>{what}{values}"


def _runs(runs: Sequence[Run]) -> str:
    rows = "".join(
        f"<tr><td>{number}<td>{'none' if run.outcome.status is None else run.outcome.status}"
        f"<td>{run.outcome.seconds:.1f} s<td class=mono>{escape(run.hash_seed)}<td>{len(run.events)}"
        for number, run in enumerate(runs, start=1)
    )
    return f"<h2>Runs</h2><table><tr><th>run<th>exit status<th>time<th>hash seed<th>events{rows}</table>"


def _environment(environment: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{escape(key)}<td class=mono>{escape(text)}"
        for key, text in _flat("", environment)
        if key != "version"
    )
    return f"<h2>Environment</h2><table>{rows}</table>"


def _flat(prefix: str, found: Any) -> list[tuple[str, str]]:
    if isinstance(found, Mapping):
        return [pair for key in found for pair in _flat(f"{prefix} {key}".strip(), found[key])]
    if isinstance(found, list):
        return [(prefix, ", ".join(map(str, found)) if len(found) < 12 else f"{len(found)} entries")]
    return [(prefix, str(found))]
