"""`repro-lint env`: collects what a result depends on, and compares two collections."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from typing import Any

from repro_lint.runtime import gpu, launch


def collect(python: str, *, timeout: float, devices: bool = True) -> dict[str, Any]:
    """The environment of the interpreter `python`; with `devices`, what TensorFlow and PyTorch see, which are imported.

    Raises RuntimeError when the interpreter cannot answer.
    """
    command = (python, str(launch.OBSERVE / "environment.py"))
    answer = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    if answer.returncode:
        raise RuntimeError(answer.stderr.strip() or f"{python} failed")
    found: dict[str, Any] = {"version": 1, **json.loads(answer.stdout)}
    if devices:
        report = gpu.probe(python, timeout)
        found["gpu"] = {"verdict": report.verdict.value, "physical": list(report.physical.names)}
        found |= {name: report.seen_by(name) or {} for name in gpu.NAMES}
    return found


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Dotted key and both values wherever they differ; `-` for a key that one side lacks. Lists differ as sets."""
    ours, theirs = dict(_flat("", first)), dict(_flat("", second))
    keys = sorted(ours.keys() | theirs.keys())
    return [(key, ours.get(key, "-"), theirs.get(key, "-")) for key in keys if ours.get(key) != theirs.get(key)]


def _flat(prefix: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        return [pair for key in value for pair in _flat(f"{prefix}.{key}".lstrip("."), value[key])]
    if isinstance(value, list):
        return [(f"{prefix}[{entry}]", "present") for entry in value]
    return [(prefix, json.dumps(value))]
