"""Are the GPUs really hidden? The machine's view, TensorFlow's view, and what the two say together."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from repro_lint.runtime import launch

VARIABLES = (
    "CUDA_VISIBLE_DEVICES",
    "HIP_VISIBLE_DEVICES",
    "ROCR_VISIBLE_DEVICES",
    "TF_DETERMINISTIC_OPS",
    "TF_FORCE_GPU_ALLOW_GROWTH",
    "TF_ENABLE_ONEDNN_OPTS",
)
DEFAULT_TIMEOUT = 120.0
"""Seconds; import and first device query were measured at 20 to 80 s on a loaded machine."""


class GpuVerdict(str, Enum):
    """What the two views say together."""

    HIDDEN = "hidden"
    ABSENT = "absent"
    NO_CUDA_BUILD = "no-cuda-build"
    VISIBLE = "visible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Physical:
    """GPUs of this machine whatever the environment hides, and which source told so."""

    names: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class GpuReport:
    """The verdict with its evidence. `tensorflow` is TensorFlow's own view, None where it could not be had."""

    verdict: GpuVerdict
    evidence: str
    physical: Physical
    tensorflow: Mapping[str, Any] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The `--json` output."""
        return {
            "verdict": self.verdict.value,
            "evidence": self.evidence,
            "physical": list(self.physical.names),
            "physical_source": self.physical.source,
            "tensorflow": dict(self.tensorflow) if self.tensorflow is not None else None,
            "environment": dict(self.environment),
        }


def judge(physical: Physical, view: Mapping[str, Any] | None, environment: Mapping[str, str], why: str) -> GpuReport:
    """Put both views together. `view` is None when TensorFlow gave none, for the reason `why`; empty when unused."""
    verdict, evidence = _judge(physical, view, environment, why)
    shown = {name: environment[name] for name in VARIABLES if name in environment}
    return GpuReport(verdict, evidence, physical, view, shown)


def _judge(
    physical: Physical, view: Mapping[str, Any] | None, environment: Mapping[str, str], why: str
) -> tuple[GpuVerdict, str]:
    if view is None:
        return GpuVerdict.UNKNOWN, why
    seen = view.get("visible") or view.get("logical")
    if seen:
        return GpuVerdict.VISIBLE, f"TensorFlow can use {', '.join(seen)}"
    if not physical.names:
        return GpuVerdict.ABSENT, f"no physical GPU found ({physical.source})"
    if not view:
        return GpuVerdict.HIDDEN, "the program never imported TensorFlow"
    if not view["built_with_cuda"] and not view.get("built_with_rocm"):
        return GpuVerdict.NO_CUDA_BUILD, f"TensorFlow {view['version']} was built without CUDA"
    return GpuVerdict.HIDDEN, _hidden_by(view, environment)


def _hidden_by(view: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    if view.get("physical"):
        return "tf.config.set_visible_devices leaves none of the devices visible"
    for name in ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"):
        if name in environment:
            return f"{name}={environment[name]!r}"
    return "set inside the program, or TensorFlow cannot load the driver: no variable of the caller hides it"


def physical_gpus() -> Physical:
    """The machine's GPUs from NVML, `nvidia-smi` or /proc: none of them heeds CUDA_VISIBLE_DEVICES."""
    return from_nvml() or from_smi(_smi_output()) or from_proc(Path("/proc/driver/nvidia"))


def from_nvml() -> Physical | None:
    """What NVML (`nvidia-ml-py`) counts; None where it is not there."""
    try:
        nvml = importlib.import_module("pynvml")
    except ModuleNotFoundError:
        return None
    try:
        nvml.nvmlInit()
        handles = [nvml.nvmlDeviceGetHandleByIndex(index) for index in range(nvml.nvmlDeviceGetCount())]
        names = [nvml.nvmlDeviceGetName(handle) for handle in handles]
    except nvml.NVMLError:
        return None
    return Physical(tuple(name.decode() if isinstance(name, bytes) else str(name) for name in names), "NVML")


def _smi_output() -> str:
    try:
        answer = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout


def from_smi(text: str) -> Physical | None:
    """What `nvidia-smi -L` lists; None where it lists nothing."""
    names = re.findall(r"^GPU \d+: (.*?)(?: \(UUID.*)?$", text, re.MULTILINE)
    return Physical(tuple(names), "nvidia-smi") if names else None


def from_proc(root: Path) -> Physical:
    """What the driver lists under /proc; empty where there is no driver."""
    names = []
    for information in sorted(root.glob("gpus/*/information")):
        model = re.search(r"^Model:\s*(.+)$", information.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
        names.append(model.group(1).strip() if model else information.parent.name)
    return Physical(tuple(names), "/proc/driver/nvidia" if names else "NVML, nvidia-smi and /proc/driver/nvidia")


def probe(python: str, timeout: float = DEFAULT_TIMEOUT, environment: Mapping[str, str] | None = None) -> GpuReport:
    """Ask TensorFlow in a fresh child process of `python`; `unknown` when it is missing, crashes or takes too long."""
    variables = dict(os.environ if environment is None else environment)
    with tempfile.TemporaryDirectory(prefix="repro-lint-") as scratch:
        answer = Path(scratch, "view.jsonl")
        command = (python, str(launch.OBSERVE / "gpucheck.py"), str(answer))
        with Path(scratch, "out").open("w+b") as output:
            outcome = launch.run(command, variables, Path(scratch), timeout, (output, output))
            output.seek(0)
            said = output.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        views = read_views(answer)
    if outcome.status is None:
        said = f"TensorFlow did not answer within {timeout:g} s"
    return judge(physical_gpus(), views[0] if views else None, variables, said or "TensorFlow gave no answer")


def read_views(path: Path) -> list[dict[str, Any]]:
    """The views that processes wrote; empty for one that never imported TensorFlow."""
    if not path.exists():
        return []
    return [json.loads(line) or {} for line in path.read_text(encoding="utf-8").splitlines()]


def watch(words: Sequence[str], python: str | None) -> tuple[int, GpuReport]:
    """Run a program, its input and output untouched, and judge what its own process saw at its end."""
    command = launch.command_of(words, python)
    with tempfile.TemporaryDirectory(prefix="repro-lint-") as scratch:
        answer = Path(scratch, "view.jsonl")
        status = launch.pass_through(command, launch.prepared(words, python, {}, {"gpu": str(answer)}))
        views = read_views(answer)
    worst = max(views, key=lambda view: len(view.get("visible", ()) or view.get("logical", ())), default=None)
    why = "the program's process ended without saying what it saw"
    return status, judge(physical_gpus(), worst, os.environ, why)
