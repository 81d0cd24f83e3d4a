"""Proof at run time: `gpu`, `verify`, `run`, `env`. Importing this package imports nothing heavy."""

from __future__ import annotations

import importlib
from typing import Any

__all__ = ["GpuVisibleError", "assert_gpus_hidden"]

_HOW = (
    'Write os.environ["CUDA_VISIBLE_DEVICES"] = "-1" above the first import of tensorflow, or '
    'tf.config.set_visible_devices([], "GPU") right after it, or start the program with repro-lint run --gpu hide.'
)


class GpuVisibleError(RuntimeError):
    """TensorFlow sees GPUs that should be hidden. `devices` holds their names."""

    def __init__(self, devices: tuple[str, ...]) -> None:
        super().__init__(f"TensorFlow sees {len(devices)} GPU(s): {', '.join(devices)}. {_HOW}")
        self.devices = devices


def assert_gpus_hidden() -> None:
    """Raise GpuVisibleError if this process's TensorFlow could use a GPU. Without TensorFlow there is none to see."""
    try:
        config = importlib.import_module("tensorflow").config
    except ModuleNotFoundError:
        return
    require_hidden(config.get_visible_devices("GPU"))


def require_hidden(devices: list[Any]) -> None:
    """Raise GpuVisibleError if there are any devices (anything with a `name`)."""
    if devices:
        raise GpuVisibleError(tuple(device.name for device in devices))
