"""`gpu`: every verdict from plain data, the readers of each source, and real TensorFlow on this machine."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from repro_lint.runtime import GpuVisibleError, gpu, require_hidden

if TYPE_CHECKING:
    from conftest import Folder

needs_tensorflow = pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="needs TensorFlow")
ONE = gpu.Physical(("NVIDIA H100",), "NVML")
NONE = gpu.Physical((), "NVML")
BLIND: dict[str, Any] = {"version": "2.21.0", "built_with_cuda": True, "physical": [], "visible": [], "logical": []}
SEES = {**BLIND, "physical": ["/physical_device:GPU:0"], "visible": ["/physical_device:GPU:0"]}


@pytest.mark.parametrize(
    ("physical", "view", "environment", "verdict", "evidence"),
    [
        (ONE, BLIND, {"CUDA_VISIBLE_DEVICES": "-1"}, "hidden", "CUDA_VISIBLE_DEVICES='-1'"),
        (ONE, {**SEES, "visible": []}, {}, "hidden", "set_visible_devices"),
        (ONE, BLIND, {}, "hidden", "no variable of the caller"),
        (ONE, {}, {}, "hidden", "never imported TensorFlow or PyTorch"),
        (NONE, BLIND, {}, "absent", "no physical GPU"),
        (ONE, {**BLIND, "built_with_cuda": False}, {}, "no-cuda-build", "built without CUDA"),
        (ONE, SEES, {"CUDA_VISIBLE_DEVICES": "0"}, "visible", "GPU:0"),
        (NONE, SEES, {}, "visible", "GPU:0"),
        (ONE, None, {}, "unknown", "no module"),
    ],
)
def test_the_verdicts(
    physical: gpu.Physical, view: dict[str, Any] | None, environment: dict[str, str], verdict: str, evidence: str
) -> None:
    views = view and {"tensorflow": view}
    report = gpu.judge(physical, views, environment, "no module named tensorflow")
    assert report.verdict.value == verdict
    assert evidence in report.evidence
    assert report.as_json()["environment"] == environment


TORCH: dict[str, Any] = {"version": "2.13.0", "built_with_cuda": False, "built_with_rocm": False, "visible": []}


@pytest.mark.parametrize(
    ("views", "verdict", "evidence"),
    [
        ({"torch": {**TORCH, "built_with_cuda": True, "visible": ["cuda:0"]}}, "visible", "PyTorch can use cuda:0"),
        ({"tensorflow": BLIND, "torch": {**TORCH, "visible": ["cuda:0"]}}, "visible", "PyTorch can use cuda:0"),
        ({"torch": TORCH}, "no-cuda-build", "PyTorch 2.13.0 was built without CUDA"),
        ({"torch": {**TORCH, "built_with_rocm": True}}, "hidden", "no variable of the caller"),
        (
            {"tensorflow": {**BLIND, "built_with_cuda": False}, "torch": TORCH},
            "no-cuda-build",
            "TensorFlow 2.21.0 and PyTorch 2.13.0 were built without CUDA",
        ),
    ],
)
def test_pytorch_is_asked_too(views: gpu.Views, verdict: str, evidence: str) -> None:
    report = gpu.judge(ONE, views, {}, "")
    assert report.verdict.value == verdict
    assert evidence in report.evidence
    assert report.as_json()["torch"] == views["torch"]


def test_what_nvidia_smi_lists() -> None:
    text = "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-1)\nGPU 1: Tesla T4\n"
    assert gpu.from_smi(text) == gpu.Physical(("NVIDIA A100-SXM4-40GB", "Tesla T4"), "nvidia-smi")
    assert gpu.from_smi("No devices found") is None


def test_what_the_driver_lists(tmp_path: Path) -> None:
    folder = tmp_path / "gpus" / "0000:01:00.0"
    folder.mkdir(parents=True)
    (folder / "information").write_text("Model: \t\t NVIDIA GeForce RTX 3090\nIRQ: 1\n")
    assert gpu.from_proc(tmp_path) == gpu.Physical(("NVIDIA GeForce RTX 3090",), "/proc/driver/nvidia")
    assert gpu.from_proc(tmp_path / "none").names == ()


def test_the_error_names_devices_and_says_what_to_write() -> None:
    require_hidden([])
    with pytest.raises(GpuVisibleError, match=r"GPU:0.*CUDA_VISIBLE_DEVICES.*above the first import") as caught:
        require_hidden([SimpleNamespace(name="/physical_device:GPU:0")])
    assert caught.value.devices == ("/physical_device:GPU:0",)


def test_an_interpreter_without_tensorflow_is_unknown(tmp_path: Path) -> None:
    """A module of that name that cannot be imported stands for one that is missing or crashes."""
    (tmp_path / "tensorflow.py").write_text("raise ImportError('broken wheel')")
    report = gpu.probe(sys.executable, 300, {**os.environ, "PYTHONPATH": str(tmp_path)})
    assert report.verdict is gpu.GpuVerdict.UNKNOWN
    assert "broken wheel" in report.evidence


def test_a_tensorflow_that_hangs_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "tensorflow.py").write_text("import time\ntime.sleep(100)")
    report = gpu.probe(sys.executable, 1, {**os.environ, "PYTHONPATH": str(tmp_path)})
    assert report.verdict is gpu.GpuVerdict.UNKNOWN
    assert "within 1 s" in report.evidence


def test_a_program_passes_its_output_and_status_through(folder: Folder) -> None:
    folder.write("import sys\nprint(sys.stdin.read())\nsys.exit(7)")
    answer = _cli("gpu", "--json", "--", sys.executable, "train.py", given="hello")
    assert (answer.stdout.strip(), answer.returncode) == ("hello", 7)
    assert json.loads(answer.stderr)["evidence"] in {"the program never imported TensorFlow or PyTorch", _absent()}


FAKE = """
__version__ = "0"
from types import SimpleNamespace as S
devices = [S(name="/physical_device:GPU:0")]
config = S(list_physical_devices=lambda kind: devices, get_visible_devices=lambda kind: devices)
test = S(is_built_with_cuda=lambda: True)
"""


@pytest.mark.parametrize("ending", ["", "import os; os._exit(0)"])
def test_a_program_that_sees_a_gpu_fails_the_check(folder: Folder, ending: str) -> None:
    folder.write(FAKE, "tensorflow.py")
    folder.write(f"import tensorflow\n{ending}\n")
    assert _cli("gpu", "--", sys.executable, "train.py").returncode == 1
    assert _cli("gpu", "--expect", "visible", "--", sys.executable, "train.py").returncode == 0


FAKE_TORCH = """
__version__ = "0"
from types import SimpleNamespace as S
version = S(cuda="12.6", hip=None)
cuda = S(is_available=lambda: True, device_count=lambda: 1, is_initialized=lambda: False)
backends = S(cudnn=S(deterministic=False, benchmark=True))
are_deterministic_algorithms_enabled = lambda: True
is_deterministic_algorithms_warn_only_enabled = lambda: True
get_num_threads = lambda: 4
"""


def test_a_program_whose_pytorch_sees_a_gpu_fails_the_check(folder: Folder) -> None:
    folder.write(FAKE_TORCH, "torch.py")
    folder.write("import torch\n")
    answer = _cli("gpu", "--json", "--", sys.executable, "train.py")
    assert answer.returncode == 1
    view = json.loads(answer.stderr)["torch"]
    assert (view["visible"], view["deterministic_algorithms"], view["cudnn_benchmark"]) == (["cuda:0"], "warn", True)


def test_a_program_that_is_killed_is_unknown(folder: Folder) -> None:
    folder.write("import os\nos.kill(os.getpid(), 9)")
    answer = _cli("gpu", "--json", "--", sys.executable, "train.py")
    assert answer.returncode == 137
    assert json.loads(answer.stderr)["verdict"] == "unknown"


@pytest.mark.tensorflow
@needs_tensorflow
def test_real_tensorflow_with_the_gpu_hidden() -> None:
    report = gpu.probe(sys.executable, 300, {**os.environ, "CUDA_VISIBLE_DEVICES": "-1"})
    assert report.verdict.value in {"hidden", "absent", "no-cuda-build"}
    view = report.seen_by("tensorflow")
    assert view is not None
    assert view["visible"] == []


def _absent() -> str:
    return f"no physical GPU found ({gpu.physical_gpus().source})"


def _cli(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parents[2])
    start = (
        f"import sys; sys.path.append({root!r}); from repro_lint.runtime.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    return subprocess.run(
        [sys.executable, "-c", start, *words], input=given, capture_output=True, text=True, timeout=300, check=False
    )
