"""What a result depends on besides the program; runs in the user's interpreter and writes JSON to standard output."""

from __future__ import annotations

import json
import os
import platform
import sys
from importlib import metadata
from typing import Any

PACKAGES = (
    "numpy", "scipy", "pandas", "scikit-learn", "joblib", "tensorflow", "tensorflow-cpu", "keras", "tf-keras",
    "tensorflow-datasets", "tensorflow-probability", "torch", "torchvision", "lightning",
    "pytorch-lightning", "transformers", "accelerate", "jax", "xgboost", "lightgbm", "pillow", "h5py",
)  # fmt: skip
VARIABLES = (
    "PYTHONHASHSEED", "CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "TF_DETERMINISTIC_OPS", "TF_CUDNN_DETERMINISTIC",
    "TF_ENABLE_ONEDNN_OPTS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS", "KERAS_BACKEND", "TF_USE_LEGACY_KERAS", "XLA_FLAGS", "CUBLAS_WORKSPACE_CONFIG",
)  # fmt: skip


def describe() -> dict[str, Any]:
    """Interpreter, platform, processor, packages and variables; imports none of the packages."""
    affinity = getattr(os, "sched_getaffinity", None)
    return {
        "python": {"version": platform.python_version(), "implementation": platform.python_implementation()},
        "platform": {"system": platform.system(), "release": platform.release(), "libc": "-".join(platform.libc_ver())},
        "cpu": {
            "architecture": platform.machine(),
            **_cpu(),
            "count": os.cpu_count(),
            "usable": len(affinity(0)) if affinity else os.cpu_count(),
        },
        "packages": _packages(),
        "variables": {name: os.environ[name] for name in VARIABLES if name in os.environ},
        "hash_randomization": bool(sys.flags.hash_randomization)
        and os.environ.get("PYTHONHASHSEED") in {None, "random"},
    }


def _cpu() -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123 - pathlib is not needed for one file
            for line in file:
                key, _, value = line.partition(":")
                if key.strip() == "model name":
                    found.setdefault("model", value.strip())
                elif key.strip() in {"flags", "Features"}:
                    found.setdefault("flags", sorted(value.split()))
    except OSError:
        found["model"] = platform.processor()
    return found


def _packages() -> dict[str, str]:
    installed = {str(one.metadata["Name"]).lower(): one.version for one in metadata.distributions()}
    return {name: installed[name] for name in PACKAGES if name in installed}


if __name__ == "__main__":
    json.dump(describe(), sys.stdout)
