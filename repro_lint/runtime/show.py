"""A verdict as text and as JSON."""

from __future__ import annotations

from typing import Any

from repro_lint.foreign import printable
from repro_lint.runtime.cells import source_line, split
from repro_lint.runtime.compare import Pair
from repro_lint.runtime.ends import ends, weight_distances
from repro_lint.runtime.explain import describe, message
from repro_lint.runtime.gpu import GpuReport
from repro_lint.runtime.record import Event, Run
from repro_lint.runtime.verify import Verdict

MOST_ENDS = 6


def verdict_text(verdict: Verdict) -> str:
    """What a terminal shows."""
    if verdict.verdict == "unknown":
        tail = verdict.runs[-1].stderr.strip() if verdict.runs else ""
        lines = [f"unknown: {verdict.reason}", *(f"  | {line}" for line in tail.splitlines()[-20:])]
        return "\n".join([*lines, *(f"  note: {note}" for note in verdict.notes)])
    comparison = verdict.comparison
    events = comparison.events if comparison else 0
    if verdict.verdict == "identical":
        head = f"identical ({events} events, {len(verdict.runs)} runs)"
        return "\n".join([head, *(f"  note: {note}" for note in verdict.notes)])
    lines = [f"differs ({events} events, {len(verdict.runs)} runs)", *_divergence(verdict), *_ends(verdict)]
    return "\n".join([*lines, *(f"  note: {note}" for note in verdict.notes)])


def _divergence(verdict: Verdict) -> list[str]:
    comparison = verdict.comparison
    assert comparison is not None, "a verdict other than unknown has compared"
    run, pair = verdict.runs[0], comparison.first
    if pair is None:
        return [f"  {message(comparison, run)}"]
    lines = [f"  first divergence  {place(pair.event.path, pair.event.line)}: {message(comparison, run)}"]
    source = source_line(pair.event.path, pair.event.line)
    lines += [f"                    | {source}"] if source else []
    lines.append(f"                    {digests(pair)}")
    if verdict.finding:
        lines.append(f"  static finding    {verdict.finding['rule']} {verdict.finding['message']}")
    if comparison.result and comparison.result is not pair:
        event = comparison.result.event
        lines.append(
            f"  first result      {place(event.path, event.line)}: {describe(event)} {digests(comparison.result)}"
        )
    for one in comparison.ungoverned:
        lines.append(f"  stream {one.stream:<11}{one.why}: {counted(one.count)}, first {place(one.path, one.line)}")
    return lines


def counted(draws: int) -> str:
    """`1 draw`, `3 draws`."""
    return f"{draws} draw" if draws == 1 else f"{draws} draws"


def place(path: str, line: int) -> str:
    """`file:line`, or `notebook.ipynb cell 3, line 2`."""
    shown = printable(path)
    return f"{shown}:{line}" if split(path)[1] is None else f"{shown}, line {line}"


def digests(pair: Pair) -> str:
    """Both values."""
    return " against ".join(value(event) if event else "nothing" for event in (pair.first, pair.second))


def value(event: Event) -> str:
    """A value as far as it is shown: its digest, shortened, or what was printed."""
    return repr(event.detail["text"]) if event.kind == "stdout" else event.digest[:12]


def _ends(verdict: Verdict) -> list[str]:
    shown = [(end.name, " | ".join(f"{value:.7g}" for value in end.values), end.apart) for end in ends(verdict.runs)]
    lines = [f"  {name:<17} {values}   ({distance:.2g} apart)" for name, values, distance in shown[:MOST_ENDS]]
    distances = " | ".join(f"{distance:.2g}" for distance in weight_distances(verdict.runs))
    return [*lines, *([f"  final weights     {distances} from run 1's, relative"] if distances else [])]


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The `--json` output."""
    comparison = verdict.comparison
    answer: dict[str, Any] = {
        "version": 1,
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "events": comparison.events if comparison else None,
        "runs": [_run_json(run) for run in verdict.runs],
        "divergence": None,
        "result": None,
        "ungoverned": [],
        "ends": [{"name": end.name, "values": end.values, "apart": end.apart} for end in ends(verdict.runs)],
        "weight_distances": weight_distances(verdict.runs),
        "notes": list(verdict.notes),
    }
    if comparison and verdict.verdict == "differs":
        first = _pair_json(comparison.first) or {"path": None, "line": None}
        answer["divergence"] = {**first, "message": message(comparison, verdict.runs[0]), "finding": verdict.finding}
        answer["result"] = _pair_json(comparison.result)
        answer["ungoverned"] = [
            {"stream": one.stream, "path": one.path, "line": one.line, "count": one.count, "why": one.why}
            for one in comparison.ungoverned
        ]
        answer["advisory"] = {
            "stdout": list(comparison.stdout) if comparison.stdout else None,
            "files": list(comparison.files),
            "variables": [pair.event.detail["name"] for pair in comparison.variables],
        }
    return answer


def _pair_json(pair: Pair | None) -> dict[str, Any] | None:
    if pair is None:
        return None
    event = pair.event
    path, cell = split(event.path)
    return {
        "kind": event.kind,
        "path": path,
        "cell": cell,
        "line": event.line,
        "stream": event.detail.get("stream"),
        "what": describe(event),
        "source": source_line(event.path, event.line),
        "digests": [one.digest if one else None for one in (pair.first, pair.second)],
    }


def _run_json(run: Run) -> dict[str, Any]:
    return {
        "status": run.outcome.status,
        "seconds": round(run.outcome.seconds, 3),
        "hash_seed": run.hash_seed,
        "events": len(run.events),
        "metrics": run.losses,
        "versions": run.versions,
        "files": run.files,
        "stderr": run.stderr,
    }


def gpu_rows(report: GpuReport) -> list[tuple[str, str]]:
    """The rows of the table that `gpu` shows."""
    view, torch = report.seen_by("tensorflow"), report.seen_by("torch")
    physical = ", ".join(report.physical.names) or "none"
    rows = [
        ("verdict", report.verdict.value),
        ("because", report.evidence),
        ("physical GPUs", f"{physical} ({report.physical.source})"),
    ]
    if view:
        rows += [
            ("TensorFlow", f"{view['version']}, built {'with' if view['built_with_cuda'] else 'without'} CUDA"),
            ("devices it lists", ", ".join(view["physical"]) or "none"),
            ("devices it may use", ", ".join(view["visible"]) or "none"),
            ("logical devices", ", ".join(view["logical"]) or "none"),
            ("op determinism", {True: "on", False: "off", None: "unknown"}[view["op_determinism"]]),
        ]
    if torch:
        rows += [
            ("PyTorch", f"{torch['version']}, built {'with' if torch['built_with_cuda'] else 'without'} CUDA"),
            ("devices it may use", ", ".join(torch["visible"]) or "none"),
            ("deterministic algorithms", torch["deterministic_algorithms"]),
            ("cuDNN benchmark", "on" if torch["cudnn_benchmark"] else "off"),
        ]
    return [*rows, *((name, repr(value)) for name, value in report.environment.items())]
