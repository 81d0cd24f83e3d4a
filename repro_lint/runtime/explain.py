"""Says in words what a divergence is, and what it implies about draws that no observer can see."""

from __future__ import annotations

from collections.abc import Callable

from repro_lint.foreign import printable
from repro_lint.runtime.cells import source_line
from repro_lint.runtime.compare import Comparison, Pair
from repro_lint.runtime.record import Event, Run

THREADS = "its threads add up in the order in which they finish"
ELSEWHERE = "the order of a set or of files, entropy, a thread, another process or the clock"

PLURAL = frozenset({"epoch", "batch", "update", "final", "data"})
IMPORTED = " while a library is imported"


def message(comparison: Comparison, run: Run) -> str:
    """What happened at the first divergence, and from which stream."""
    pair = comparison.first
    if pair is None:
        return _beyond_events(comparison)
    event = pair.event
    if pair.first is None or pair.second is None:
        return f"{describe(event)} happens in one run only"
    if event.identity != pair.second.identity:
        return f"{describe(event)} in one run, {describe(pair.second)} in the other"
    if event.kind in {"draw", "seed"}:
        return _stream_message(comparison, pair, run)
    if event.kind == "generator":
        return f"{describe(event)} is created in a state that no seed fixes"
    verb = "differ" if event.kind in PLURAL else "differs"
    return f"{describe(event)} {verb}: {inferred(event, pair.order, run)}"


def _stream_message(comparison: Comparison, pair: Pair, run: Run) -> str:
    event = pair.event
    stream = str(event.detail["stream"])
    reason = next((one.why for one in comparison.ungoverned if one.stream == stream), "never seeded")
    if event.kind == "seed":
        return f"stream {stream} is {reason}"
    effect = _weight_made_at(event, run) if comparison.result and stream == "python" else None
    if effect:
        return f"{describe(effect)} initialised from stream {stream}, {reason}"
    return f"draw from stream {stream}, {reason}"


def _weight_made_at(event: Event, run: Run) -> Event | None:
    """The first weight of the layer that the line names: Keras 3 draws its seed where the layer is constructed."""
    source = source_line(event.path, event.line)
    weights = (one for one in run.events if one.kind == "weight" and len(one.detail["shape"]) > 1)
    return next((one for one in weights if f"{one.detail['owner']}(" in source), None)


def describe(event: Event) -> str:
    """What an event is, for a reader."""
    detail = event.detail
    shape = "×".join(map(str, detail.get("shape", ())))
    words: dict[str, Callable[[], str]] = {
        "weight": lambda: f"`{detail['owner']}` {detail['name']}" + (f" ({shape})" if shape else ""),
        "epoch": lambda: f"loss or weights after epoch {detail['epoch'] + 1}",
        "batch": lambda: f"metrics after batch {detail['batch'] + 1}",
        "data": lambda: f"the data given to `{detail['what']}`",
        "result": lambda: f"the result of `{detail['what']}`",
        "update": lambda: f"the variables after update {detail['number']} by `{detail['what']}`",
        "final": lambda: "the final weights",
        "draw": lambda: f"draw from stream {detail['stream']}" + (IMPORTED if detail.get("importing") else ""),
        "seed": lambda: f"seed call of stream {detail['stream']}",
        "generator": lambda: f"generator `{detail['name']}` ({detail['type']})" if detail["name"] else detail["type"],
        "variable": lambda: f"variable `{detail['name']}`",
        "stdout": lambda: f"line {detail['number']} of the output",
    }
    return words[event.kind]()


def inferred(event: Event, order: int, run: Run) -> str:
    """Where a difference came from that no recorded draw explains. Python's and NumPy's streams agreed until here."""
    if event.kind in {"data", "variable", "stdout"}:
        return f"the global streams agreed until here, so it comes from a generator of its own, {ELSEWHERE} (inferred)"
    if "tensorflow" not in run.versions:
        return f"the global streams agreed until here, so it draws from a generator of its own, or {THREADS} (inferred)"
    seeds = [one for one in run.events[:order] if one.detail.get("stream") == "tensorflow"]
    if not seeds:
        return "drawn inside TensorFlow from stream tensorflow, never seeded (inferred)"
    return (
        f"TensorFlow was seeded ({seeds[-1].digest}), so an operation whose result depends on thread timing, "
        "a parallel pipeline or a generator of its own (inferred)"
    )


def _beyond_events(comparison: Comparison) -> str:
    if comparison.stdout:
        number, first, second = comparison.stdout
        return f"no draw differs, but line {number} of the output does: {first!r} and {second!r}"
    return "no draw differs, but the files " + ", ".join(map(printable, comparison.files[:4])) + " do"
