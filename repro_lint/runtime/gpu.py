"""Are the GPUs really hidden? The machine's view, that of TensorFlow and PyTorch, and what they say together."""

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
from typing import Any, TypeAlias

from repro_lint.runtime import launch

VARIABLES = (
    "CUDA_VISIBLE_DEVICES",
    "HIP_VISIBLE_DEVICES",
    "ROCR_VISIBLE_DEVICES",
    "TF_DETERMINISTIC_OPS",
    "TF_FORCE_GPU_ALLOW_GROWTH",
    "TF_ENABLE_ONEDNN_OPTS",
    "CUBLAS_WORKSPACE_CONFIG",
)
NAMES = {"tensorflow": "TensorFlow", "torch": "PyTorch"}
Views: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What each library sees that the program imported, by the name of its package."""
DEFAULT_TIMEOUT = 120.0
"""Seconds; import and first device query were measured at 20 to 80 s on a loaded machine."""


class GpuVerdict(str, Enum):
    """What all views say together."""

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
    """The verdict with its evidence. `views`: what each library sees, None where that could not be had."""

    verdict: GpuVerdict
    evidence: str
    physical: Physical
    views: Views | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The `--json` output."""
        return {
            "verdict": self.verdict.value,
            "evidence": self.evidence,
            "physical": list(self.physical.names),
            "physical_source": self.physical.source,
            **{name: self.seen_by(name) for name in NAMES},
            "environment": dict(self.environment),
        }

    def seen_by(self, name: str) -> dict[str, Any] | None:
        """What a library sees; empty where the program never imported it, None where no library could be asked."""
        return None if self.views is None else dict(self.views.get(name, {}))


def judge(physical: Physical, views: Views | None, environment: Mapping[str, str], why: str) -> GpuReport:
    """Put all views together. `views` is None when no library gave one, for the reason `why`; empty when unused."""
    verdict, evidence = _judge(physical, views, environment, why)
    shown = {name: environment[name] for name in VARIABLES if name in environment}
    return GpuReport(verdict, evidence, physical, views, shown)


def _judge(physical: Physical, views: Views | None, environment: Mapping[str, str], why: str) -> tuple[GpuVerdict, str]:
    if views is None:
        return GpuVerdict.UNKNOWN, why
    usable = {name: devices for name, view in views.items() if (devices := _usable(view))}
    if usable:
        return GpuVerdict.VISIBLE, "; ".join(f"{NAMES[name]} can use {', '.join(usable[name])}" for name in usable)
    if not physical.names:
        return GpuVerdict.ABSENT, f"no physical GPU found ({physical.source})"
    if not views:
        return GpuVerdict.HIDDEN, "the program never imported TensorFlow or PyTorch"
    if not any(view["built_with_cuda"] or view.get("built_with_rocm") for view in views.values()):
        built = " and ".join(f"{NAMES[name]} {view['version']}" for name, view in views.items())
        return GpuVerdict.NO_CUDA_BUILD, f"{built} {'was' if len(views) == 1 else 'were'} built without CUDA"
    return GpuVerdict.HIDDEN, _hidden_by(views.get("tensorflow", {}), environment)


def _usable(view: Mapping[str, Any]) -> Sequence[str]:
    """The devices that a library may use."""
    return view.get("visible") or view.get("logical") or ()


def _hidden_by(view: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    if view.get("physical"):
        return "tf.config.set_visible_devices leaves none of the devices visible"
    for name in ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"):
        if name in environment:
            return f"{name}={environment[name]!r}"
    return "set inside the program, or the driver cannot be loaded: no variable of the caller hides it"


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
    """Ask TensorFlow and PyTorch in a fresh child of `python`; `unknown` when both are missing, or one crashes."""
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
        said = f"no answer within {timeout:g} s"
    return judge(physical_gpus(), views[0] if views else None, variables, said or "the interpreter gave no answer")


def read_views(path: Path) -> list[dict[str, Any]]:
    """The views that processes wrote; empty for one that imported no library with a view."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def watch(words: Sequence[str], python: str | None) -> tuple[int, GpuReport]:
    """Run a program, its input and output untouched, and judge what its own process saw at its end."""
    command = launch.command_of(words, python)
    with tempfile.TemporaryDirectory(prefix="repro-lint-") as scratch:
        answer = Path(scratch, "view.jsonl")
        status = launch.pass_through(command, launch.prepared(words, python, {}, {"gpu": str(answer)}))
        views = read_views(answer)
    worst = max(views, key=lambda one: sum(len(_usable(view)) for view in one.values()), default=None)
    why = "the program's process ended without saying what it saw"
    return status, judge(physical_gpus(), worst, os.environ, why)
