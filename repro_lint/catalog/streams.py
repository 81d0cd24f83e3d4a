"""The streams of Python, NumPy and TensorFlow, and the two that no call of a running program seeds.

A library with a stream of its own has its row in a module of its own, under the name `STREAMS`.
"""

from __future__ import annotations

from repro_lint.catalog.schema import Stream

PYTHON = Stream("python", ("random.seed",), turn=1, aliases=("random", "python_random"))
NUMPY = Stream("numpy", ("numpy.random.seed",), "np.random.seed", turn=2, aliases=("np", "numpy"))
TENSORFLOW = Stream(
    "tensorflow",
    # `tensorflow.compat.v1` has no `random.set_seed` (looked up in TensorFlow 2.21).
    ("tensorflow.random.set_seed", "tensorflow.compat.v2.random.set_seed", "tensorflow.compat.v1.set_random_seed"),
    "tf.random.set_seed",
    turn=3,
    aliases=("tf", "tensorflow"),
)
HASH = Stream("hash")
ENTROPY = Stream("entropy")
# Of the object whose method is called: a seed call of the object sets it, and it starts from entropy.
OWN = Stream("own")

STREAMS = (PYTHON, NUMPY, TENSORFLOW, HASH, ENTROPY, OWN)
