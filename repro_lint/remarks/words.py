"""Draws and seeds in words for people who know none of ours: what is random, and which seed call is missing."""

from __future__ import annotations

from collections.abc import Iterable

from repro_lint.catalog.streams import ENTROPY
from repro_lint.remarks.model import Seen, View
from repro_lint.resolve.domain.streams import (
    GOVERNED,
    PYTHON,
    STREAMS_BY_KEY,
    TENSORFLOW,
    Key,
    Place,
    Provenance,
    worst,
)
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.trace.events import Draw
from repro_lint.resolve.verdicts.relations import draw_key
from repro_lint.resolve.verdicts.seedings import Seeding, missed
from repro_lint.resolve.verdicts.status import Status, Verdict

_RANDOM = {
    "unseeded-weights": "the weights of `{}` are random",
    "unseeded-initializer": "the weights from `{}` are random",
    "unseeded-dropout": "the noise of `{}` is random",
    "unseeded-augmentation": "`{}` changes its input at random",
    "unseeded-fit": "`{}` shuffles its data at random",
    "unseeded-image-generator": "what `{}` yields is random",
    "unseeded-dataset": "what `{}` yields is random",
}
_HASH_ORDER = "hash-order"
_ORDERS = frozenset({_HASH_ORDER, "unsorted-listing", "completion-order"})
_FIRST = "tf.set_random_seed"  # what TensorFlow 1 has
_KERAS = "keras.utils.set_random_seed"


def stream_of(draw: Draw) -> str:
    """The name of the stream a draw consumes."""
    if draw.key is None or (is_order(draw) and draw.rule != _HASH_ORDER):
        return ENTROPY.name
    return STREAMS_BY_KEY[draw.key].name


def is_order(draw: Draw) -> bool:
    """Whether the draw is an order by chance: of a set, a listing, results as they arrive. No seed call fixes one."""
    return draw.rule in _ORDERS


def short(api: str) -> str:
    """An API as people write it: `numpy.random.rand` -> `np.random.rand`, `keras.layers.Dense` -> `Dense`."""
    if api.startswith("numpy."):
        return f"np.{api.removeprefix('numpy.')}"
    if api.startswith("tensorflow.") and not api.startswith("tensorflow.data.Dataset."):
        return f"tf.{api.removeprefix('tensorflow.')}"
    if api.startswith("random."):
        return api
    last = api.split(".")[-2:]
    return ".".join(last) if last[0][:1].isupper() else last[-1]


def random_of(draw: Draw) -> str:
    """What is random where a draw is made: `the weights of `Dense` are random`."""
    return _RANDOM.get(draw.rule, "the result of `{}` is random").format(short(draw.api))


def seed_call(key: Key, entry: EntryPoint | None, view: View) -> str:
    """The function that seeds a stream, in the version of TensorFlow that a program is written for."""
    if key == TENSORFLOW and entry is not None:
        if view.tensorflow_1(entry.path):
            return _FIRST
        libraries = view.libraries(entry)
        if "keras" in libraries and "tensorflow" not in libraries:
            return _KERAS
    return STREAMS_BY_KEY[key].seed_call


def cause_of(verdict: Verdict, view: View) -> str:
    """Why a draw is random in the runs of one entry point; empty for draws that a seed governs."""
    return _why(verdict, view)[0]


def _why(verdict: Verdict, view: View) -> tuple[str, Place | None]:
    """The same, and the place of the call that is at fault: lines move, so what is said names none."""
    draw = verdict.draw
    if verdict.status is Status.GLOBAL:
        return "only a global seed fixes it", None
    if is_order(draw):
        return "", None
    if draw.key is None:
        return f"`{short(draw.api)}` has no seed", None
    if verdict.status is Status.CALLER:
        return f"whether `{seed_call(draw.key, None, view)}()` was called is up to the caller", None
    return _missing(verdict, draw.key, view) if verdict.status is Status.UNGOVERNED else ("", None)


def _missing(verdict: Verdict, key: Key, view: View) -> tuple[str, Place | None]:
    """Which seed call is missing, or why one that is there does not help."""
    draw, entry = verdict.draw, verdict.entry
    name = seed_call(key, entry, view)
    if verdict.late is not None:
        return f"`{_called(verdict.late, key, view)}()` comes only afterwards", verdict.late
    if (origin := worst(draw.origins)).provenance is Provenance.WORKER:
        return origin.why, origin.place
    seedings = view.judgement.seedings.get(entry, ()) if entry is not None else ()
    undone = next((o for o in draw.origins if o.provenance is Provenance.NEVER and o.place is not None), None)
    if undone is not None and any(key in one.call.keys for one in seedings):
        return f"`{short(undone.why)}` undoes the seed", undone.place
    seeds = sorted(o.place for o in draw.origins if o.provenance in GOVERNED and o.place is not None)
    if seeds:
        return f"`{_called(seeds[0], key, view)}()` is skipped on some runs", seeds[0]
    if any(origin.provenance in GOVERNED for origin in draw.origins):
        return f"`{name}()` is skipped on some runs", None
    other = next(missed(draw, verdict.path, seedings), None)
    if other is None:
        return f"`{name}()` is never called{_instead(draw, key, seedings)}", None
    return f"`{_called(other.call.place, key, view)}()` does not reach it", other.call.place


def _instead(draw: Draw, key: Key, seedings: Iterable[Seeding]) -> str:
    """What is said to those who trust the seed of TensorFlow, from which Keras takes no weights and no masks."""
    trusts = key == PYTHON and draw.api.startswith("keras.")
    seeded = trusts and any(TENSORFLOW in one.call.keys for one in seedings)
    return f": Keras draws by Python's `random`, not by `{STREAMS_BY_KEY[TENSORFLOW].seed_call}()`" if seeded else ""


def _called(place: Place, key: Key, view: View) -> str:
    """The seed call that stands at a place, as people write it."""
    api = next((call.api for call in view.judgement.seed_calls if call.place == place), "")
    stream = STREAMS_BY_KEY[key]
    return short(api) if api and api not in stream.seeded_by[:1] else stream.seed_call


def seen_by(verdict: Verdict, view: View) -> Seen:
    """The entry point of a verdict, and why the draw is random there. Raises ValueError where there is none."""
    if verdict.entry is None:
        raise ValueError("no entry point reaches the draw")
    return Seen(verdict.entry, *_why(verdict, view))


def witnesses(verdict: Verdict, view: View) -> tuple[Seen, ...]:
    """The entry points that show what is said of a draw, and why they do."""
    reached = view.judgement.reached.get(draw_key(verdict.draw), ())
    return tuple(seen_by(one, view) for one in reached if one.status is verdict.status)
