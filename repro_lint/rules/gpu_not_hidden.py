"""An entry point trains on TensorFlow with the GPUs in sight and op determinism off.

Why:
    GPU kernels add numbers in an order that varies from run to run, so a model trained on a GPU differs even
    when every stream is seeded. Hide the GPUs, or switch op determinism on.

Bad:
    import tensorflow as tf

    tf.keras.utils.set_random_seed(1)
    model = tf.keras.Sequential([tf.keras.layers.Input((2,)), tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(tf.ones((4, 2)), tf.ones((4, 1)))

Good:
    import os

    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    import tensorflow as tf

    tf.keras.utils.set_random_seed(1)
    model = tf.keras.Sequential([tf.keras.layers.Input((2,)), tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(tf.ones((4, 2)), tf.ones((4, 1)))

Fix:
    Hides the GPUs before TensorFlow is imported: the program trains on the CPU from then on, which is slower. One that
    chooses its devices itself, or asks for a GPU (`set_memory_growth`, the accelerator of a notebook, op determinism on
    some path), gets `tf.config.experimental.enable_op_determinism()` instead: it keeps the GPU, and its operations take
    the slower of their ways. `gpu-policy` decides what is asked for. "either", the default: hidden GPUs or op
    determinism. "hide": hidden GPUs. "deterministic": op determinism. "ignore": neither, so that runs on a GPU may
    differ. Safe.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rule, SeedBlock, View, by, entry_place
from repro_lint.remarks.words import short
from repro_lint.resolve.domain.streams import Origins, Provenance
from repro_lint.resolve.trace.events import Training
from repro_lint.resolve.verdicts.judgement import Start

RULE = Rule(
    code="RPL002",
    name="gpu-not-hidden",
    summary="an entry point trains with the GPUs in sight and op determinism off",
    severity="E",
    fix="hides them before TensorFlow is imported",
)

_WHY = "training runs on a GPU if there is one, where sums vary from run to run"


def check(view: View) -> Iterator[Remark]:
    """One remark for each entry point with a training that is not covered."""
    if view.gpu_policy == "ignore":
        return
    for start in view.judgement.starts:
        exposed = [training for training in start.trainings if _exposed(training, view.gpu_policy)]
        if exposed:
            yield _remark(start, exposed[0], view)


def _exposed(training: Training, policy: str) -> bool:
    if any(origin.provenance is Provenance.GIVEN for origin in training.legacy):  # another Keras backend
        return False
    hidden = policy in ("either", "hide") and not _off(training.gpu)
    deterministic = policy in ("either", "deterministic") and not _off(training.determinism)
    return not hidden and not deterministic


def _off(origins: Origins) -> bool:
    """Whether a switch is certainly not thrown on some path."""
    return any(origin.provenance in (Provenance.NEVER, Provenance.GIVEN) for origin in origins)


def _remark(start: Start, training: Training, view: View) -> Remark:
    asks = start.gpu and view.gpu_policy == "either"
    chooses = any(origin.provenance is Provenance.GIVEN for origin in training.gpu)
    deterministic = asks or chooses or view.gpu_policy == "deterministic"
    here = training.place if training.place.path == start.entry.path else entry_place(start.entry)
    related = () if here == training.place else ((training.place, f"`{short(training.api)}` trains here"),)
    return Remark(
        RULE,
        Severity.ERROR,
        here,
        f'{_WHY} (gpu-policy = "{view.gpu_policy}")',
        "call `tf.config.experimental.enable_op_determinism()` after the seeds"
        if deterministic
        else 'set `os.environ["CUDA_VISIBLE_DEVICES"] = "-1"` before TensorFlow is imported',
        related,
        _WHY,
        (SeedBlock(start.entry, (), hide_gpus=not deterministic, determinism=deterministic),),
        by(start.entry),
    )
