"""`verify` and `run` on PyTorch programs, in this interpreter or the one that REPRO_LINT_TORCH names."""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import TYPE_CHECKING

import pytest

from repro_lint.runtime import gpu, zero_edit
from repro_lint.runtime.explain import message
from repro_lint.runtime.job import Job

if TYPE_CHECKING:
    from conftest import Folder

PYTHON = os.environ.get("REPRO_LINT_TORCH") or (sys.executable if importlib.util.find_spec("torch") else "")
pytestmark = [pytest.mark.torch, pytest.mark.skipif(not PYTHON, reason="needs PyTorch")]

LOOP = """\
import torch
{seed}
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Dropout(0.5), torch.nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.arange(40.0).reshape(10, 4) / 40
for step in range(4):
    optimizer.zero_grad()
    loss = (model(x) ** 2).mean()
    loss.backward()
    optimizer.step()
"""


def test_a_loop_without_a_seed_parts_where_its_layers_are_made(folder: Folder) -> None:
    verdict = folder.verify(LOOP.format(seed=""), job=Job((), timeout=300, python=PYTHON))
    assert verdict.verdict == "differs", verdict.reason
    assert verdict.comparison is not None
    assert verdict.comparison.first is not None
    assert verdict.comparison.first.event.line == 3
    assert message(verdict.comparison, verdict.runs[0]) == "draw from stream torch, never seeded"
    kinds = {event.kind for event in verdict.runs[0].events}
    assert {"weight", "update", "result", "final"} <= kinds


def test_a_seeded_loop_is_identical_and_its_losses_are_seen(folder: Folder) -> None:
    verdict = folder.verify(LOOP.format(seed="torch.manual_seed(3)"), job=Job((), timeout=300, python=PYTHON))
    assert verdict.verdict == "identical", verdict.reason
    events = verdict.runs[0].events
    assert [event.line for event in events if event.kind == "seed"] == [2]
    assert len([event for event in events if event.kind == "result"]) == 4
    assert len([event for event in events if event.kind == "update"]) == 4


LEFT = """\
import torch
torch.manual_seed(3)
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.BatchNorm1d(8))
print(model(torch.ones(3, 4)).sum().item())
"""


def test_what_no_optimizer_takes_is_seen_when_it_is_made_and_at_the_end(folder: Folder) -> None:
    verdict = folder.verify(LEFT, job=Job((), timeout=300, python=PYTHON))
    assert verdict.verdict == "identical", verdict.reason
    run = verdict.runs[0]
    made = [(event.detail["owner"], event.line) for event in run.events if event.kind == "weight"]
    assert made[:2] == [("Linear weight", 3), ("Linear bias", 3)]
    final = next(event for event in run.events if event.kind == "final")
    assert final.detail["count"] == len(("weight", "bias", "weight", "bias", "mean", "variance", "batches"))
    assert run.stderr == ""


def test_pytorch_says_what_it_sees_of_gpus() -> None:
    report = gpu.probe(PYTHON, 300)
    view = report.seen_by("torch")
    assert view is not None
    assert (view["visible"] == []) == (report.verdict is not gpu.GpuVerdict.VISIBLE)
    assert view["threads"] > 0


def test_run_turns_deterministic_algorithms_on(folder: Folder) -> None:
    told = "import torch\nassert torch.are_deterministic_algorithms_enabled()\nprint(torch.rand(1))\n"
    wanted = zero_edit.variables(3, "deterministic")
    job = Job((), timeout=300, python=PYTHON, seed=3, environment=wanted)
    assert folder.verify(told, job=job).verdict == "identical"


def test_under_run_the_unseeded_loop_is_identical(folder: Folder) -> None:
    job = Job((), timeout=300, python=PYTHON, seed=3, environment={"PYTHONHASHSEED": "3"})
    assert folder.verify(LOOP.format(seed=""), job=job).verdict == "identical"
