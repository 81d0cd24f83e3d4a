"""What a file needs to become reproducible, as its caller asks for it, and how each step is written."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Step(Enum):
    """One line of the block, in the order in which they stand."""

    HIDE_GPUS = "hide the GPUs"
    HASH = "PYTHONHASHSEED"
    PYTHON = "random.seed"
    NUMPY = "np.random.seed"
    TENSORFLOW = "tf.random.set_seed"
    TENSORFLOW_COMPAT = "tf.compat.v1.set_random_seed"
    TENSORFLOW_1 = "tf.set_random_seed"
    KERAS = "keras.utils.set_random_seed"
    DETERMINISM = "enable_op_determinism"


SEEDS_TENSORFLOW = frozenset({Step.TENSORFLOW, Step.TENSORFLOW_COMPAT, Step.TENSORFLOW_1, Step.KERAS})


@dataclass(frozen=True, slots=True)
class Body:
    """The statements that are all of a program's run: those under its `__main__` guard, or of its `main`.

    `runs_at`: the line of `Source.text` (1-based) at which the top level runs them; `before`: the first that draws.
    `begun`: seeds stand there that lack steps.
    """

    statements: tuple[ast.stmt, ...]
    runs_at: int
    before: int | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """The steps that a file lacks, and the lines of `Source.text` (1-based) that they must precede.

    `before`: the first statement that draws, trains or uses devices. `early_import`: an import that itself draws.
    `tf_import`: an import of the project that starts TensorFlow, where that comes before the file's own. `body`: where
    the seeds belong, so that who imports the file is not seeded by it.
    """

    steps: frozenset[Step]
    seed: int = 42
    seed_name: str = "SEED"
    before: int | None = None
    early_import: int | None = None
    tf_import: int | None = None
    body: Body | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """There is no place for the block; `reason` says why."""

    reason: str


TARGETS: Mapping[Step, tuple[str, ...]] = {
    Step.HIDE_GPUS: ("os.environ",),
    Step.HASH: ("os.environ",),
    Step.PYTHON: ("random.seed",),
    Step.NUMPY: ("numpy.random.seed",),
    # `tensorflow.compat.v1` has neither `random.set_seed` nor `enable_op_determinism` (looked up in TensorFlow 2.21).
    Step.TENSORFLOW: (
        "tensorflow.random.set_seed",
        "tensorflow.compat.v2.random.set_seed",
        "tensorflow.compat.v1.set_random_seed",
    ),
    Step.TENSORFLOW_COMPAT: ("tensorflow.compat.v1.set_random_seed",),
    Step.TENSORFLOW_1: ("tensorflow.set_random_seed",),
    Step.KERAS: tuple(
        f"{keras}.utils.set_random_seed" for keras in ("keras", "tensorflow.keras", "tf_keras", "keras_core")
    ),
    Step.DETERMINISM: tuple(
        f"{tensorflow}.config.experimental.enable_op_determinism"
        for tensorflow in ("tensorflow", "tensorflow.compat.v2", "tensorflow.compat.v1.compat.v2")
    ),
}
"""The dotted names that a step can be made with."""

ALIASES: Mapping[str, tuple[str, ...]] = {
    "os": ("os", "python_os"),
    "random": ("random", "python_random"),
    "numpy": ("np", "numpy"),
    "tensorflow": ("tf", "tensorflow"),
}
"""The names under which a missing module is imported, the first that is free."""


def line(step: Step, name: str, value: str) -> str:
    """The source of a step, made with `name` and seeded with the expression `value`."""
    match step:
        case Step.HIDE_GPUS:
            return f'{name}["CUDA_VISIBLE_DEVICES"] = "-1"'
        case Step.HASH:
            text = f'"{value}"' if value.isdigit() else f"str({value})"
            return f'{name}["PYTHONHASHSEED"] = {text}'
        case Step.DETERMINISM:
            return f"{name}()"
        case _:
            return f"{name}({value})"
