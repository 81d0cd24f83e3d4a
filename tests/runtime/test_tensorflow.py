"""`verify` and `run` on real Keras programs."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

from repro_lint.runtime.explain import message
from repro_lint.runtime.job import Job

if TYPE_CHECKING:
    from conftest import Folder

pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="needs TensorFlow"),
]

TRAIN = """\
import os, random
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
{seeds}
rng = np.random.RandomState(0)
x, y = rng.rand(64, 4).astype("float32"), rng.randint(0, 2, 64)
model = tf.keras.Sequential([
    tf.keras.layers.Input((4,)),
    tf.keras.layers.Dense(3),
    tf.keras.layers.Dense(2),
])
model.compile("adam", "mse")
model.fit(x, tf.one_hot(y, 2), epochs=2, verbose=0)
print(hash(tuple(float(w) for v in model.get_weights() for w in v.ravel())))
"""
BOTH = "random.seed(1)\ntf.random.set_seed(1)"


def test_an_unseeded_model_differs_at_its_first_layer(folder: Folder) -> None:
    verdict = folder.verify(TRAIN.format(seeds=""))
    assert verdict.verdict == "differs"
    assert verdict.comparison is not None
    assert verdict.comparison.first is not None
    said = message(verdict.comparison, verdict.runs[0])
    assert (verdict.comparison.first.event.line, said) == (
        10,
        "`Dense` kernel (4×3) initialised from stream python, never seeded",
    )
    first, second = (run.losses["loss"] for run in verdict.runs)
    assert len(first) == len(second) == 2
    assert first != second


def test_seeding_python_alone_leaves_the_shuffling_of_fit(folder: Folder) -> None:
    """TensorFlow's own draws cannot be seen; that they are the cause is inferred from the first differing epoch."""
    verdict = folder.verify(TRAIN.format(seeds="random.seed(1)"))
    assert verdict.verdict == "differs"
    assert verdict.comparison is not None
    said = message(verdict.comparison, verdict.runs[0])
    assert said.startswith("loss or weights after epoch 1 differ: drawn inside TensorFlow")
    assert "(inferred)" in said


def test_seeded_runs_are_identical_and_as_without_the_observer(folder: Folder) -> None:
    verdict = folder.verify(TRAIN.format(seeds=BOTH), job=Job((), vary=frozenset()))
    assert verdict.verdict == "identical"
    bare = folder.bare("train.py", hash_seed=verdict.runs[0].hash_seed)
    assert bare.splitlines()[-1] == verdict.runs[0].written[-1].detail["text"]


def test_under_run_the_unseeded_model_is_identical(folder: Folder) -> None:
    job = Job((), seed=3, environment={"PYTHONHASHSEED": "3", "CUDA_VISIBLE_DEVICES": "-1"})
    assert folder.verify(TRAIN.format(seeds=""), job=job).verdict == "identical"


LOOP = """\
import os, random
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf
random.seed(1)
model = tf.keras.Sequential([tf.keras.layers.Input((2,)), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.SGD()
data = tf.data.Dataset.from_tensor_slices(tf.reshape(tf.range(80.0), (40, 2))).shuffle(40).batch(8)
for batch in data:
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(batch) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
"""


def test_in_a_loop_of_its_own_the_first_update_that_differs_is_named(folder: Folder) -> None:
    verdict = folder.verify(LOOP)
    assert verdict.comparison is not None
    assert verdict.comparison.first is not None
    assert verdict.comparison.first.event.line == 12
    said = message(verdict.comparison, verdict.runs[0])
    assert said.startswith("the variables after update 1 by `SGD` differ: drawn inside TensorFlow")
    assert folder.verify(LOOP.replace("random.seed(1)", "random.seed(1)\ntf.random.set_seed(1)")).verdict == "identical"
