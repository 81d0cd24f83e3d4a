"""What TensorFlow and PyTorch see of the GPUs, asked in the process that uses them.

Also runs as a program: `gpucheck.py OUT` imports those that are there.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from typing import Any

NAMES = ("tensorflow", "torch")


def of_tensorflow(tensorflow: Any) -> dict[str, Any]:
    """Devices, build and determinism state of this process. Lists devices, but starts no context."""
    config = tensorflow.config
    build = dict(tensorflow.sysconfig.get_build_info()) if hasattr(tensorflow, "sysconfig") else {}
    started = _context_started()
    return {
        "version": tensorflow.__version__,
        "built_with_cuda": bool(tensorflow.test.is_built_with_cuda()),
        "built_with_rocm": bool(getattr(tensorflow.test, "is_built_with_rocm", bool)()),
        "build": {key: value for key, value in build.items() if isinstance(value, (str, bool, int))},
        "physical": [device.name for device in config.list_physical_devices("GPU")],
        "visible": [device.name for device in config.get_visible_devices("GPU")],
        "logical": [device.name for device in config.list_logical_devices("GPU")] if started else [],
        "initialised": started,
        "op_determinism": op_determinism(),
    }


def of_torch(torch: Any) -> dict[str, Any]:
    """The same for PyTorch, with the number of threads, which the bits of its results on the CPU depend on."""
    version, cudnn = torch.version, torch.backends.cudnn
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    return {
        "version": str(torch.__version__),
        "built_with_cuda": getattr(version, "cuda", None) is not None,
        "built_with_rocm": getattr(version, "hip", None) is not None,
        "visible": [f"cuda:{number}" for number in range(count)],
        "initialised": bool(torch.cuda.is_initialized()),
        "deterministic_algorithms": _algorithms(torch),
        "cudnn_deterministic": bool(cudnn.deterministic),
        "cudnn_benchmark": bool(cudnn.benchmark),
        "threads": torch.get_num_threads(),
    }


def _algorithms(torch: Any) -> str:
    if not torch.are_deterministic_algorithms_enabled():
        return "off"
    warns = getattr(torch, "is_deterministic_algorithms_warn_only_enabled", bool)
    return "warn" if warns() else "on"


def op_determinism() -> bool | None:
    """Whether op determinism is on; None where this TensorFlow cannot tell."""
    module: Any = sys.modules.get("tensorflow.python.framework.config")
    ask = getattr(module, "is_op_determinism_enabled", None)
    return bool(ask()) if ask else None


def _context_started() -> bool:
    module: Any = sys.modules.get("tensorflow.python.eager.context")
    context = getattr(module, "_context", None)
    return bool(getattr(context, "_initialized", False))


def write(path: str) -> None:
    """Append what the running program sees as one JSON line: a view of each of the two that it imported."""
    tensorflow, torch = map(sys.modules.get, NAMES)
    views = {"tensorflow": of_tensorflow(tensorflow)} if hasattr(tensorflow, "config") else {}
    if hasattr(torch, "cuda"):
        views["torch"] = of_torch(torch)
    with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123 - standard library, and the least of it
        file.write(json.dumps(views) + "\n")


def _import_all() -> None:
    """Import both as far as they are installed. Raises ModuleNotFoundError where neither is."""
    installed = [name for name in NAMES if importlib.util.find_spec(name)]
    for name in installed:
        importlib.import_module(name)
    if not installed:
        raise ModuleNotFoundError("neither TensorFlow nor PyTorch is installed")


if __name__ == "__main__":
    sys.path[:] = [entry for entry in sys.path if entry != os.path.dirname(os.path.abspath(__file__))]  # noqa: PTH100, PTH120
    _import_all()
    write(sys.argv[1])
