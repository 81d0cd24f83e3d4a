"""Keras initializers, and the strings by which layers name them.

An initializer takes its seed at construction: from Python's `random` in Keras 3 and in Keras 2 since TensorFlow
2.10 (TRUTH §4.1, §4.22).
"""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Kind, Role, Row
from repro_lint.catalog.tables import PYTHON, TENSORFLOW, table

_DRAW = Row(
    "",
    Role.DRAW,
    "TRUTH §1 k_initializer_called, k_Orthogonal, §4.22",
    rule="unseeded-initializer",
    kind=Kind.MODEL,
    streams=PYTHON,
    streams_early=TENSORFLOW,
    seed="seed",
    fix="seed={seed}",
)
_CONSTANT = Row("", Role.OBJECT, "keras.io initializers", kind=Kind.MODEL)

ROWS = (
    *table(
        "keras.initializers",
        """
        GlorotNormal     seed
        GlorotUniform    seed
        HeNormal         seed
        HeUniform        seed
        LecunNormal      seed
        LecunUniform     seed
        Orthogonal       gain seed
        VarianceScaling  scale mode distribution seed
        """,
        _DRAW,
    ),
    *table(
        "keras.initializers",
        """
        RandomNormal     mean stddev seed
        TruncatedNormal  mean stddev seed
        """,
        replace(_DRAW, defaults={"stddev": 0.05}, never_if=({"stddev": (0, 0.0)},)),
    ),
    *table("keras.initializers", "RandomUniform minval maxval seed", _DRAW),
    *table("keras.initializers", "Zeros\nOnes\nConstant value\nIdentity gain\nSTFT side", _CONSTANT),
)

SNAKE_CASE = {
    "glorot_normal": "GlorotNormal",
    "glorot_uniform": "GlorotUniform",
    "he_normal": "HeNormal",
    "he_uniform": "HeUniform",
    "lecun_normal": "LecunNormal",
    "lecun_uniform": "LecunUniform",
    "orthogonal": "Orthogonal",
    "variance_scaling": "VarianceScaling",
    "random_normal": "RandomNormal",
    "truncated_normal": "TruncatedNormal",
    "random_uniform": "RandomUniform",
    "zeros": "Zeros",
    "ones": "Ones",
    "constant": "Constant",
    "identity": "Identity",
    "stft": "STFT",
    # Short forms that Keras accepts besides the names of the classes.
    "normal": "RandomNormal",
    "uniform": "RandomUniform",
    "zero": "Zeros",
    "one": "Ones",
    "OrthogonalInitializer": "Orthogonal",
    "IdentityInitializer": "Identity",
    "STFTInitializer": "STFT",
}
"""What a layer's `kernel_initializer="…"` may say -> class. Class names are accepted too."""
