"""`repro-lint run`: seeds each stream when its library is first imported, and never imports one."""

from __future__ import annotations

import os
from types import ModuleType

from .imports import PostImport


def install(post_import: PostImport, seed: int) -> None:
    """Seed `random`, NumPy, TensorFlow and PyTorch with `seed` as the program imports them.

    Where operations are to be deterministic, PyTorch is told so.
    """

    def seed_python(module: ModuleType) -> None:
        module.seed(seed)

    def seed_numpy(module: ModuleType) -> None:
        module.seed(seed)

    def seed_tensorflow(module: ModuleType) -> None:
        module.random.set_seed(seed)

    def seed_torch(module: ModuleType) -> None:
        module.manual_seed(seed)
        if os.environ.get("TF_DETERMINISTIC_OPS") == "1":  # PyTorch has no variable of its own for that
            module.use_deterministic_algorithms(True)

    post_import.after("torch", seed_torch)
    post_import.after("random", seed_python)
    post_import.after("numpy.random", seed_numpy)
    post_import.after("tensorflow", seed_tensorflow)
