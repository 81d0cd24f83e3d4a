"""An entry point trains with the GPUs in sight and op determinism off.

Why:
    GPU kernels add numbers in an order that varies from run to run, so a model trained on a GPU differs even
    when every stream is seeded. Hide the GPUs, or switch op determinism on.

    PyTorch uses a GPU only if it is told to: by `.cuda()`, `.to("cuda")`, `torch.device("cuda")` and the like, of which
    what only an option asks for does not count, or by what trains for it (Lightning, Hugging Face's `Trainer`,
    accelerate). It then needs `torch.use_deterministic_algorithms(True)`, and the variable `CUBLAS_WORKSPACE_CONFIG`
    for what cuBLAS does, which raises without (a warning). `Trainer(deterministic=True)` of Lightning and
    `TrainingArguments(full_determinism=True)` do both.

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
    the slower of their ways. A PyTorch program gets deterministic algorithms and `CUBLAS_WORKSPACE_CONFIG`: an
    operation that has no such algorithm on a GPU raises from then on, but for programs with one that is known, which
    get `warn_only=True` (and RPL105, which names it). `gpu-policy` decides what is asked for. "either",
    the default: hidden GPUs or op determinism. "hide": hidden GPUs. "deterministic": op determinism. "ignore": neither,
    so that runs on a GPU may differ. Safe.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.cuda import asking_places, how_to, is_exposed, lacking
from repro_lint.remarks.model import Note, Remark, Rule, SeedBlock, View, by, entry_place
from repro_lint.remarks.words import short
from repro_lint.resolve.domain.streams import DETERMINISM, GPU, WORKSPACE, Origins, Place, Provenance
from repro_lint.resolve.trace.events import CudaTraining, Training
from repro_lint.resolve.verdicts.judgement import Start

RULE = Rule(
    code="RPL002",
    name="gpu-not-hidden",
    summary="an entry point trains with the GPUs in sight and op determinism off",
    severity="E",
    fix="hides them before TensorFlow is imported",
)

_WHY = "training runs on a GPU if there is one, where sums vary from run to run"
_RAISES = "on a GPU, products of matrices raise under deterministic algorithms unless CUBLAS_WORKSPACE_CONFIG is set"


def check(view: View) -> Iterator[Remark]:
    """One remark for each entry point with a training that is not covered."""
    if view.gpu_policy == "ignore":
        return
    for start in view.judgement.starts:
        yield from _on_cuda(start, view.gpu_policy)
        exposed = [training for training in start.trainings if _exposed(training, view.gpu_policy)]
        if exposed:
            yield _remark(start, exposed[0], view)


def _on_cuda(start: Start, policy: str) -> Iterator[Remark]:
    """One remark for an entry point that trains with PyTorch on a GPU, and not with deterministic algorithms."""
    exposed = ((training, lacking(training, policy)) for training in start.on_cuda if is_exposed(training, policy))
    training, switches = next(((one, switches) for one, switches in exposed if switches), (None, ()))
    if training is None:
        return
    raises = switches == (WORKSPACE,)
    here, related = _where(start, training)
    yield Remark(
        RULE,
        Severity.WARNING if raises else Severity.ERROR,
        here,
        _RAISES if raises else f'{_WHY} (gpu-policy = "{policy}")',
        how_to(switches),
        (*related, *((place, "a GPU is asked for here") for place in asking_places(training))),
        _RAISES if raises else _WHY,
        (SeedBlock(start.entry, (), switches),),
        by(start.entry),
    )


def _where(start: Start, training: Training | CudaTraining) -> tuple[Place, tuple[Note, ...]]:
    """At the training where the entry file holds that, else at the entry point, with the training beside it."""
    if training.place.path == start.entry.path:
        return training.place, ()
    return entry_place(start.entry), ((training.place, f"`{short(training.api)}` trains here"),)


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
    here, related = _where(start, training)
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
        (SeedBlock(start.entry, (), switches=(DETERMINISM if deterministic else GPU,)),),
        by(start.entry),
    )
