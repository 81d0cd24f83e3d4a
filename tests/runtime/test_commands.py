"""`run`, `env`, the JSON and the page, notebooks, and that observing changes nothing."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from repro_lint.runtime import cli, environment, launch
from repro_lint.runtime.ends import apart
from repro_lint.runtime.record import read_events

if TYPE_CHECKING:
    from conftest import Folder

ROOT = str(Path(__file__).parents[2])
START = f"import sys; sys.path.append({ROOT!r}); from repro_lint.runtime.cli import main; sys.exit(main(sys.argv[1:]))"
DRAWS = "import random\nprint(random.random(), sorted({'a', 'b'}), [*{'alpha', 'beta', 'gamma'}])\n"


def _cli(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", START, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_run_makes_two_starts_equal_and_seeds_differ(folder: Folder) -> None:
    name = folder.write(DRAWS)
    first, second, other = (_cli("run", "--seed", seed, name).stdout for seed in ("1", "1", "2"))
    assert first == second != other


def test_run_sets_what_it_says_and_hides_itself(folder: Folder) -> None:
    name = folder.write(
        """\
        import os, sys
        names = "PYTHONHASHSEED", "CUDA_VISIBLE_DEVICES", "PYTHONPATH", "REPRO_LINT_OBSERVE"
        print([os.environ.get(name) for name in names])
        print("tensorflow" in sys.modules, "random" in sys.modules, sys.argv[1:], any("observe" in p for p in sys.path))
        """
    )
    answer = _cli("run", "--seed", "5", name, "--flag", "x")
    variables = ["5", "-1", os.environ.get("PYTHONPATH"), None]
    assert answer.stdout == f"{variables}\nFalse False ['--flag', 'x'] False\n"
    assert "PYTHONHASHSEED=5 CUDA_VISIBLE_DEVICES=-1" in answer.stderr


def test_run_without_streams_leaves_them_alone(folder: Folder) -> None:
    name = folder.write("import random\nprint(random.random())\n")
    first, second = (_cli("run", "--no-streams", name).stdout for _ in range(2))
    assert first != second


def test_signals_and_status_pass_through_run(folder: Folder) -> None:
    name = folder.write("import time\nprint('up', flush=True)\ntime.sleep(60)\n")
    with subprocess.Popen([sys.executable, "-c", START, "run", name], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == -signal.SIGTERM
    assert _cli("run", "--", sys.executable, "-c", "raise SystemExit(9)").returncode == 9


PROGRAMS = {
    "random": """\
        import random, sys
        random.seed(1)
        def inner(n):
            return [random.random() for _ in range(n)]
        numbers = inner(50) + [random.gauss(0, 1) for _ in range(3)] + random.sample(range(99), 5)
        own = random.Random(4)
        numbers += [own.random(), *map(lambda _: random.random(), range(3))]
        print(sum(numbers).hex(), random.getstate()[1][:5], __name__, __file__, sys.argv, sep="|", end="")
        print(type(sys.stdout).__name__, sys.gettrace is None, sorted(sys.argv), file=sys.stderr)
        """,
    "numpy": """\
        import numpy as np
        np.random.seed(1)
        class Sampler:
            def __init__(self, seed):
                self.generator = np.random.default_rng(seed)
            def __iter__(self):
                for _ in range(5):
                    yield self.generator.normal()
        numbers = [np.random.rand(5), np.random.randn(3), np.array(list(Sampler(3))), np.random.RandomState(2).rand(2)]
        print([array.tobytes().hex() for array in numbers], np.random.get_state()[1][:3], np.random.rand())
        """,
    "sklearn": """\
        import numpy as np
        from sklearn.datasets import make_classification
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split
        from sklearn.neural_network import MLPClassifier
        np.random.seed(3)
        x, y = make_classification(60)
        a, b, c, d = train_test_split(x, y)
        for model in (RandomForestClassifier(3), MLPClassifier(4, max_iter=3)):
            model.fit(a, c)
            print(model.predict_proba(b).tobytes().hex(), model.score(b, d), np.random.rand())
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_observing_changes_nothing(folder: Folder, name: str) -> None:
    """The same numbers and output with and without the observer, under full seeding."""
    if name != "random":
        pytest.importorskip(name)
    folder.write(PROGRAMS[name])
    settings = {"events": str(folder.path / "events"), "home": str(folder.path)}
    plain, watched = (
        subprocess.run([sys.executable, "-W", "ignore", "train.py"], capture_output=True, check=True, env=environment)
        for environment in (dict(os.environ), launch.observed(os.environ, settings))
    )
    assert (plain.stdout, plain.stderr) == (watched.stdout, watched.stderr)
    assert len(read_events(folder.path / "events")) > 5


def test_the_interpreters_own_sitecustomize_still_runs(folder: Folder) -> None:
    folder.write("import builtins\nbuiltins.SITE = 'ran'\n", "sitecustomize.py")
    name = folder.write("print(SITE)\n")
    environment = launch.observed({**os.environ, "PYTHONPATH": str(folder.path)}, {"home": "."})
    answer = subprocess.run([sys.executable, name], capture_output=True, text=True, check=True, env=environment)
    assert answer.stdout == "ran\n"


def test_an_import_hook_of_the_program_that_asks_all_finders(folder: Folder) -> None:
    """Each of two such hooks finds a module by asking the other; ours asks once."""
    folder.write(
        """\
        import importlib.util, sys
        class Hook:
            def find_spec(self, name, path=None, target=None):
                finders = [finder for finder in sys.meta_path if finder is not self]
                return next(filter(None, (finder.find_spec(name, path, target) for finder in finders)), None)
        sys.meta_path.insert(0, Hook())
        """,
        "sitecustomize.py",
    )
    name = folder.write("import random\nrandom.seed(3)\nprint(random.random())\n")
    environment = launch.observed(
        {**os.environ, "PYTHONPATH": str(folder.path)}, {"events": str(folder.path / "events"), "home": "."}
    )
    subprocess.run([sys.executable, name], check=True, env=environment)
    kinds = [event.kind for event in read_events(folder.path / "events")]
    assert kinds.count("seed") == kinds.count("draw") == 1


def test_verify_json_names_the_place(folder: Folder) -> None:
    name = folder.write(DRAWS)
    answer = _cli("verify", "--json", name)
    found = json.loads(answer.stdout)
    assert (answer.returncode, found["verdict"]) == (1, "differs")
    assert found["divergence"]["path"] == name
    assert (found["divergence"]["line"], found["divergence"]["stream"]) == (2, "python")
    assert len(set(found["divergence"]["digests"])) == 2


def test_exit_codes(folder: Folder) -> None:
    assert _cli("verify", folder.write("print(1)\n", "same.py")).returncode == 0
    assert _cli("verify", folder.write("raise ValueError('no data')\n")).returncode == 2
    assert _cli("verify", "-m", "no_such_module").returncode == 2
    assert _cli("verify", "no-such-program").returncode == 2
    assert _cli("verify").returncode == 2


def test_verify_a_module_of_a_package(folder: Folder) -> None:
    (folder.path / "pack").mkdir()
    (folder.path / "pack" / "__init__.py").touch()
    folder.write(DRAWS, "pack/job.py")
    answer = _cli("verify", "-m", "pack.job")
    assert answer.returncode == 1
    assert "pack/job.py:2" in answer.stdout


def _notebook(*sources: str) -> str:
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": s} for s in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


needs_a_kernel = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("nbclient", "ipykernel"))), reason="needs nbclient and ipykernel"
)


@needs_a_kernel
def test_verify_a_notebook(folder: Folder) -> None:
    folder.write(_notebook("import random", "", "def draw():\n    return random.random()\n\nx = draw()"), "book.ipynb")
    found = json.loads(_cli("verify", "--json", "--timeout", "120", "book.ipynb").stdout)
    assert (found["verdict"], found["divergence"]["cell"], found["divergence"]["line"]) == ("differs", 3, 2)


@needs_a_kernel
def test_a_kernel_may_take_its_time_to_end(folder: Folder) -> None:
    folder.write(_notebook("import atexit, time\natexit.register(time.sleep, 6)\nprint(1)"), "book.ipynb")
    answer = _cli("verify", "--timeout", "120", "book.ipynb")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_page_is_written(folder: Folder) -> None:
    name = folder.write("import random\nx = random.random() # <script>\nprint(x)\n")
    assert _cli("verify", "--html", "report.html", name).returncode == 1
    text = (folder.path / "report.html").read_text()
    assert "First divergence: <span class=mono>train.py:2" in text
    assert "&lt;script&gt;" in text
    assert _cli("verify", "--html", "no/such/folder.html", name).returncode == 2


def test_distance_is_zero_only_for_equal_weights() -> None:
    assert apart([1.0, 2.0], [1.0, 2.0]) == 0.0
    assert apart([3.0, 4.0], [3.0, 4.0 + 5e-9]) == pytest.approx(1e-9)


def test_env_compares(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    found = environment.collect(sys.executable, timeout=60, devices=False)
    assert found["python"]["version"] == ".".join(map(str, sys.version_info[:3]))
    folder.write(json.dumps(found), "a.json")
    folder.write(json.dumps({**found, "python": {"version": "2.7"}}), "b.json")
    assert cli.main(["env", "--compare", "a.json", "a.json"]) == 0
    assert cli.main(["env", "--compare", "a.json", "b.json"]) == 1
    assert 'python.version: "' in capsys.readouterr().out
    assert cli.main(["env", "--compare", "a.json", "missing.json"]) == 2
