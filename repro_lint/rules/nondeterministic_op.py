"""An operation that varies although everything is seeded.

Why:
    Training an `Embedding` adds up its gradient on several CPU threads; once a batch looks up 1,024 rows and 84,000
    numbers in them the sums, and with them the weights, differ from run to run (measured), whatever is seeded. So
    it is with SGD, RMSprop, Adagrad, Adadelta and Adafactor; Adam, AdamW, Adamax, Nadam, Ftrl and Lion are steady.

    scikit-learn's forests add up what their trees say in the order in which threads finish, once `n_jobs` asks for
    several: the last bits of `predict` differ between two calls of one fitted forest (measured). `KMeans` adds up
    its centres in that way on three threads and more (a note: it takes more than 512 rows). gensim's word vectors
    and XGBoost's linear booster depend on the order of threads, too.

    On a GPU, `cudnn.benchmark = True` takes the algorithm that is the fastest in this run, `cudnn.deterministic = True`
    is for cuDNN alone, and `warn_only=True` lets other operations vary (by PyTorch's documentation).

Bad:
    import tensorflow as tf

    tf.config.set_visible_devices([], "GPU")
    tf.keras.utils.set_random_seed(1)
    model = tf.keras.Sequential([tf.keras.layers.Embedding(200, 16), tf.keras.layers.Flatten()])
    model.compile("sgd", "mse")
    model.fit(tf.ones((640, 100)), tf.ones((640, 1600)))

Good:
    import tensorflow as tf

    tf.config.set_visible_devices([], "GPU")
    tf.keras.utils.set_random_seed(1)
    tf.config.experimental.enable_op_determinism()
    model = tf.keras.Sequential([tf.keras.layers.Embedding(200, 16), tf.keras.layers.Flatten()])
    model.compile("sgd", "mse")
    model.fit(tf.ones((640, 100)), tf.ones((640, 1600)))

Fix:
    Adds `tf.config.experimental.enable_op_determinism()` after the seeds. Safe: it changed no bit of what was
    reproducible. For scikit-learn there is none: predict with `n_jobs=1`. For PyTorch it sets `benchmark` to False, and
    adds `torch.use_deterministic_algorithms(True)` to what is for cuDNN alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.catalog.torch_training import WARNS_ONLY
from repro_lint.model import Severity
from repro_lint.remarks.cuda import DETERMINISTIC, how_to, is_exposed
from repro_lint.remarks.model import Exchange, Remark, Rule, SeedBlock, View, by
from repro_lint.remarks.words import short
from repro_lint.resolve.domain.streams import DETERMINISM, Place, Provenance
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.trace.events import Training, Varies
from repro_lint.resolve.verdicts.judgement import Start

RULE = Rule(
    code="RPL105",
    name="nondeterministic-op",
    summary="an operation that varies although everything is seeded",
    severity="W",
    fix="adds enable_op_determinism() after the seeds",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each such layer of a program that trains without op determinism."""
    found: dict[Place, tuple[Varies, list[EntryPoint]]] = {}
    for start in view.judgement.starts:
        exposed = any(map(_exposed, start.trainings))
        for varies in start.varies:
            if varies.advice or (exposed and not varies.on_cuda):
                found.setdefault(varies.place, (varies, []))[1].append(start.entry)
    yield from _on_cuda(view)
    for varies, entries in found.values():
        yield _of_threads(varies, entries) if varies.advice else _of_training(varies, entries)


def _of_training(varies: Varies, entries: list[EntryPoint]) -> Remark:
    return Remark(
        RULE,
        Severity.WARNING,
        varies.place,
        f"training this `{short(varies.api)}` may vary from run to run even when everything is seeded: "
        "threads add up its gradient once a batch looks up a thousand rows or more",
        "call `tf.config.experimental.enable_op_determinism()` after the seeds",
        repairs=tuple(SeedBlock(entry, (), switches=(DETERMINISM,)) for entry in dict.fromkeys(entries)),
        witnesses=by(*entries),
    )


def _on_cuda(view: View) -> Iterator[Remark]:
    """One remark for each line that leaves PyTorch's training on a GPU partly to chance."""
    if view.gpu_policy in ("ignore", "hide"):
        return
    found: dict[tuple[Place, str], list[Start]] = {}
    for start in view.judgement.starts:
        for training in (one for one in start.on_cuda if is_exposed(one, view.gpu_policy)):
            timed = [origin for origin in training.benchmark if origin.provenance is Provenance.SEED]
            partly = [origin for origin in training.algorithms if origin.provenance is Provenance.GIVEN]
            for origin in (*timed, *partly):
                if origin.place is not None:
                    found.setdefault((origin.place, origin.why), []).append(start)
    for (place, api), starts in sorted(found.items(), key=lambda one: one[0]):
        yield _by_clock(place, api, starts) if api.endswith("benchmark") else _partly(place, api, starts)


def _by_clock(place: Place, api: str, starts: list[Start]) -> Remark:
    return Remark(
        RULE,
        Severity.WARNING,
        place,
        f"`{api}` lets cuDNN choose its algorithms by the clock: another run may take others, which round differently",
        "set it to False",
        repairs=(Exchange("True", "False"),),
        witnesses=by(*(start.entry for start in starts)),
    )


def _partly(place: Place, api: str, starts: list[Start]) -> Remark:
    """The author of `warn_only` wants what has no deterministic algorithm to go on: that is left as it is."""
    only_warns = api == WARNS_ONLY
    said = "warns of" if only_warns else "is for cuDNN alone, not for"
    entries = dict.fromkeys(start.entry for start in starts)
    blocks = tuple(SeedBlock(entry, (), DETERMINISTIC) for entry in entries)
    refused = dict.fromkeys((one.place, one.api) for start in starts for one in start.refused)
    return Remark(
        RULE,
        Severity.WARNING,
        place,
        f"`{api}` {said} other operations that vary on a GPU, such as the gradients of `interpolate` and `scatter`",
        how_to(DETERMINISTIC),
        tuple((at, f"`{short(name)}` has no deterministic algorithm on a GPU") for at, name in refused),
        repairs=() if only_warns else blocks,
        witnesses=by(*entries),
    )


def _of_threads(varies: Varies, entries: list[EntryPoint]) -> Remark:
    verb = "varies" if varies.certain else "may vary"
    return Remark(
        RULE,
        Severity.WARNING if varies.certain else Severity.NOTE,
        varies.place,
        f"`{short(varies.api)}` {verb}, if only in the last bits, even when everything is seeded: "
        "its threads finish in another order each time",
        varies.advice,
        witnesses=by(*entries),
    )


def _exposed(training: Training) -> bool:
    """Whether TensorFlow, and no other backend of Keras, trains without op determinism."""
    elsewhere = any(origin.provenance is Provenance.GIVEN for origin in training.legacy)
    return (
        not elsewhere
        and not training.steady
        and any(origin.provenance is Provenance.NEVER for origin in training.determinism)
    )
