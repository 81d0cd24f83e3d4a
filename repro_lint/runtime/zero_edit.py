"""`repro-lint run`: starts a program with what cannot be set from inside, and seeds each stream on its first import."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from repro_lint.runtime import launch

GPU_VARIABLES: Mapping[str, Mapping[str, str]] = {
    "hide": {"CUDA_VISIBLE_DEVICES": "-1", "HIP_VISIBLE_DEVICES": "-1"},
    "deterministic": {"TF_DETERMINISTIC_OPS": "1", "TF_CUDNN_DETERMINISTIC": "1", "CUBLAS_WORKSPACE_CONFIG": ":4096:8"},
    "keep": {},
}


def variables(seed: int, gpu: str) -> dict[str, str]:
    """The variables to start a program with."""
    return {"PYTHONHASHSEED": str(seed), **GPU_VARIABLES[gpu]}


def describe(set_variables: Mapping[str, str], seed: int | None) -> str:
    """One line that says what is set."""
    shown = " ".join(f"{name}={value}" for name, value in set_variables.items())
    streams = (
        f"; random, numpy, tensorflow and torch seeded with {seed} when first imported" if seed is not None else ""
    )
    return f"repro-lint run: {shown}{streams}"


def start(words: Sequence[str], python: str | None, set_variables: Mapping[str, str], seed: int | None) -> int:
    """Become the program, so that signals and exit status are its own; on Windows, run it as a child.

    Raises FileNotFoundError where there is no such program.
    """
    command = launch.command_of(words, python)
    environment = launch.prepared(words, python, set_variables, {} if seed is None else {"seed": seed})
    if os.name != "posix":
        return launch.pass_through(command, environment)
    return _become(command, environment)


def _become(command: tuple[str, ...], environment: dict[str, str]) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(command[0], command, environment)  # noqa: S606
