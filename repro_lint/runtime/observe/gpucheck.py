"""TensorFlow's own view of the GPUs, asked in the process that uses it. Also runs as a program: `gpucheck.py OUT`."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def view(tensorflow: Any) -> dict[str, Any]:
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
    """Append the view of the running program as one JSON line, `null` where it never imported TensorFlow."""
    tensorflow = sys.modules.get("tensorflow")
    answer = view(tensorflow) if hasattr(tensorflow, "config") else None
    with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123 - standard library, and the least of it
        file.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    sys.path[:] = [entry for entry in sys.path if entry != os.path.dirname(os.path.abspath(__file__))]  # noqa: PTH100, PTH120
    import tensorflow

    assert tensorflow is not None
    write(sys.argv[1])
