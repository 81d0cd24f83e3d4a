"""What a file needs to become reproducible, as its caller asks for it, and how each step is written."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from repro_lint.catalog import STREAMS, streams


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the block; `targets`: the dotted names it can be made with."""

    name: str
    targets: tuple[str, ...]


SEEDING: Mapping[str, Step] = {one.name: Step(one.name, one.seeded_by) for one in STREAMS if one.turn}
"""The lines that seed a stream, by its name, in the order of the block."""
HIDE_GPUS = Step("hide_gpus", ("os.environ",))
HASH = Step("hash", ("os.environ",))
TENSORFLOW = SEEDING[streams.TENSORFLOW.name]
TENSORFLOW_COMPAT = Step("tensorflow_compat", ("tensorflow.compat.v1.set_random_seed",))
TENSORFLOW_1 = Step("tensorflow_1", ("tensorflow.set_random_seed",))
KERAS = Step(
    "keras",
    tuple(f"{keras}.utils.set_random_seed" for keras in ("keras", "tensorflow.keras", "tf_keras", "keras_core")),
)
DETERMINISM = Step(
    "determinism",
    # `tensorflow.compat.v1` has no `enable_op_determinism` (looked up in TensorFlow 2.21).
    tuple(
        f"{tensorflow}.config.experimental.enable_op_determinism"
        for tensorflow in ("tensorflow", "tensorflow.compat.v2", "tensorflow.compat.v1.compat.v2")
    ),
)
WORKSPACE = Step("workspace", ("os.environ",))
ALGORITHMS = Step("algorithms", ("torch.use_deterministic_algorithms",))
ALGORITHMS_OF_MOST = Step("algorithms_of_most", ALGORITHMS.targets)
ENVIRONMENT = frozenset({HIDE_GPUS, HASH, WORKSPACE})
SWITCHES = frozenset({HIDE_GPUS, DETERMINISM, WORKSPACE, ALGORITHMS, ALGORITHMS_OF_MOST})
SEEDS_TENSORFLOW = frozenset({TENSORFLOW, TENSORFLOW_COMPAT, TENSORFLOW_1, KERAS})

_SEEDS = tuple(SEEDING.values())
_BEHIND = _SEEDS.index(TENSORFLOW) + 1
_FORMS = (TENSORFLOW_COMPAT, TENSORFLOW_1, KERAS)
ORDER = (
    HIDE_GPUS,
    HASH,
    WORKSPACE,
    *_SEEDS[:_BEHIND],
    *_FORMS,
    *_SEEDS[_BEHIND:],
    DETERMINISM,
    ALGORITHMS,
    ALGORITHMS_OF_MOST,
)
"""The steps in the order in which their lines stand: those of the article, then those of further streams."""


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


ALIASES: Mapping[str, tuple[str, ...]] = {
    "os": ("os", "python_os"),
    **{one.seeded_by[0].partition(".")[0]: one.aliases for one in STREAMS if one.aliases},
}
"""The names under which a missing module is imported, the first that is free."""

_SWITCHED: Mapping[Step, str] = {DETERMINISM: "", ALGORITHMS: "True", ALGORITHMS_OF_MOST: "True, warn_only=True"}


def line(step: Step, name: str, value: str) -> str:
    """The source of a step, made with `name` and seeded with the expression `value`."""
    if step == HIDE_GPUS:
        return f'{name}["CUDA_VISIBLE_DEVICES"] = "-1"'
    if step == WORKSPACE:
        return f'{name}["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"'
    if step == HASH:
        text = f'"{value}"' if value.isdigit() else f"str({value})"
        return f'{name}["PYTHONHASHSEED"] = {text}'
    return f"{name}({_SWITCHED.get(step, value)})"
