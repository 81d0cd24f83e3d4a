"""`%repro_lint` in a real kernel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("ipykernel")
client = pytest.importorskip("jupyter_client")

ROOT = Path(__file__).parents[1]
PATIENCE = 60  # seconds for one cell


class Kernel:
    """A kernel in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder / "ipython")}
        self.manager = client.KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(folder), env=env)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)

    def run(self, code: str) -> dict[str, str]:
        """What a cell shows, by MIME type; "error" for what it raises."""
        shown: dict[str, str] = {}

        def look(message: dict[str, object]) -> None:
            content: object = message["content"]
            assert isinstance(content, dict)
            shown.update(content.get("data", {}))
            if message["msg_type"] == "error":
                shown["error"] = content["evalue"]

        self.client.execute_interactive(code, timeout=PATIENCE, output_hook=look)
        return shown

    def stop(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    (tmp_path / "pyproject.toml").touch()
    made = Kernel(tmp_path)
    made.run("%load_ext repro_lint")
    yield made
    made.stop()


def test_the_cells_are_judged_in_their_order_of_execution(kernel: Kernel) -> None:
    kernel.run("import numpy as np")
    kernel.run("print(np.random.rand())")  # In [3], before the seed
    kernel.run("np.random.seed(3)")
    shown = kernel.run("%repro_lint")
    assert "In [3], line 1" in shown["text/html"]
    assert "RPL005" in shown["text/html"]
    assert "<code>np.random.seed()</code>" in shown["text/html"]
    assert shown["text/plain"].splitlines()[0].startswith("In [3]:1  error  RPL005")
    assert "not reproducible" in shown["text/plain"]


def test_what_ran_after_a_seed_is_right_though_it_was_run_before(kernel: Kernel) -> None:
    kernel.run("import numpy as np\nnp.random.seed(3)")
    kernel.run("np.random.rand()")
    assert kernel.run("%repro_lint")["text/plain"] == "reproducible"
    kernel.run("rng = np.random.default_rng()\nrng.random()")
    assert "In [5]:1  error  RPL302" in kernel.run("%repro_lint")["text/plain"]  # the cells of the magic count, too


def test_a_cell_that_could_not_run_and_magics_are_no_obstacle(kernel: Kernel) -> None:
    assert "error" in kernel.run("import (")
    kernel.run("%%time\nimport random\nrandom.random()")
    kernel.run("!echo '<b>'")
    kernel.run("1 / 0")
    assert "In [3]:" in kernel.run("%repro_lint")["text/plain"]


def test_the_project_around_the_notebook_counts(kernel: Kernel, tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("import random\n\n\ndef start():\n    random.seed(3)\n", encoding="utf-8")
    kernel.run("import random, helper\nhelper.start()\nrandom.random()")
    assert kernel.run("%repro_lint")["text/plain"] == "reproducible"


def test_nothing_of_the_kernel_changes(kernel: Kernel) -> None:
    kernel.run("import random\nrandom.seed(3)\nstate = random.getstate(); names = set(dir())")
    kernel.run("%repro_lint")
    same = "random.getstate() == state, {n for n in set(dir()) - names if not n.startswith('_')}"
    assert kernel.run(same)["text/plain"] == "(True, {'names'})"


def test_an_option_that_is_misspelt_is_told(kernel: Kernel) -> None:
    assert "--strict" in kernel.run("%repro_lint --stricct")["text/plain"]
