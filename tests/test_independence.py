"""A verdict rests on the sources alone: not on which entry points were judged before, in this process or at all."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import shapes
from literate import write

from repro_lint.linter import judging, pipeline
from repro_lint.resolve.program import entries, plan, runs
from repro_lint.resolve.program.allowance import Allowance
from repro_lint.resolve.verdicts import judge
from repro_lint.resolve.verdicts.judge_run import JudgedRun, judge_run
from repro_lint.settings import config

START = "import random\n\nimport helper\n\n"
DRAW = """
def draw(seed, low):
    random.seed(seed)
    return random.random() + low
"""
DEEP = "def f0(x):\n    return random.random() + x\n" + "".join(
    f"\n\ndef f{i}(x=0):\n    y = f{i - 1}(x)\n    return y\n" for i in range(1, 60)
)
LONG = """
def draw(x):
    for i in range(12):
        x += i
    return random.random()


def some(k):
""" + "".join(f"    draw(k + {i})\n" for i in range(20))
LOOP = """
def seed_all():
    for seed in (None, 1, 2, 3):
        random.seed(seed)
"""
RECURSION = """
def down(n, seed):
    if n > 3:
        random.seed(seed)
        return up(n - 1, seed)
    return random.random()


def up(n, seed):
    return down(n, seed) if n else random.random()
"""
ELSEWHERE = """
VALUES = {}


def draw():
    random.seed(VALUES.get("seed"))
    return random.random()


def start():
    random.seed(NEW)
    return random.random()
"""
CASES: dict[str, tuple[str, ...]] = {
    "contexts of a function": (
        DRAW,
        *("".join(f"helper.draw({i if low else None}, {100 * i + low})\n" for low in range(12 * i)) for i in (1, 2, 3)),
    ),
    "calls within each other": (
        DEEP,
        "helper.f20()\nhelper.f40()\nhelper.f59()\n",
        "helper.f59()\n",
        "random.seed(1)\nhelper.f40()\n",
    ),
    "steps": (
        LONG,
        "".join(f"helper.draw({i})\n" for i in range(700)),
        "random.seed(2)\n" + "".join(f"helper.some({i})\n" for i in range(60)),
        "helper.some(3)\n",
    ),
    "loops in loops": (
        LOOP,
        "helper.seed_all()\nrandom.random()\n",
        "for turn in (1, 2, 3, 4, 5, 6, 7, 8):\n    helper.seed_all()\nrandom.random()\n",
    ),
    "recursion": (
        RECURSION,
        "helper.down(7, 1)\n",
        "helper.up(7, None)\nhelper.down(9, 2)\n",
        "import sys\n\nhelper.up(len(sys.argv), len(sys.argv))\n",
    ),
    "names set from elsewhere": (
        ELSEWHERE,
        "helper.NEW = 3\nhelper.VALUES['seed'] = 3\nhelper.draw()\nhelper.start()\n",
        "helper.draw()\nhelper.start()\n",
        "from helper import VALUES\n\nVALUES['seed'] = 4\nhelper.draw()\nhelper.NEW = None\nhelper.start()\n",
    ),
}
Shown = dict[str, tuple[object, ...]]


def shown(folder: Path, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...]) -> Shown:
    """What the run of each entry point shows."""
    found: Shown = {}
    points = entries.entry_points

    def noted(run: runs.Run, visited: Any) -> JudgedRun:
        judged = judge_run(run, visited)
        if run.entry is not None:
            parts = (judged.verdicts, judged.executions, judged.seedings, judged.start)
            found[run.entry.path] = (*parts, run.stopped, run.cut_short, sorted(run.called))
        return judged

    with monkeypatch.context() as patch:
        patch.setattr(plan, "entry_points", lambda *given: [points(*given)[number] for number in order])
        patch.setattr(judge, "judge_run", noted)
        pipeline.lint(pipeline.Request((folder,), config.load(folder, None)), {})
    return found


@pytest.mark.parametrize("case", CASES)
def test_entry_points_are_judged_alike_in_any_order_and_alone(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    helper, *scripts = CASES[case]
    files = {f"run{number}.py": START + script for number, script in enumerate(scripts)}
    write({"pyproject.toml": "", "helper.py": f"import random\n\n{helper}", **files})
    alone: Shown = {}
    for number in range(len(scripts)):
        alone |= shown(tmp_path, monkeypatch, (number,))
    assert len(alone) == len(scripts)
    for order in itertools.permutations(range(len(scripts))):
        assert shown(tmp_path, monkeypatch, order) == alone


def test_a_module_is_the_one_beside_the_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both scripts import one helper, which imports what stands beside the script that runs."""
    monkeypatch.chdir(tmp_path)
    helper = "import random\n\nimport chosen\n\n\ndef draw():\n    chosen.start()\n    return random.random()\n"
    script = "import sys\n\nsys.path.append('..')\n\nimport helper\n\nprint(helper.draw())\n"
    seeds = "import random\n\n\ndef start():\n    random.seed(3)\n"
    write({"helper.py": helper, "a/run.py": script, "a/chosen.py": seeds, "b/run.py": script})
    write({"pyproject.toml": "", "b/chosen.py": "def start():\n    pass\n"})
    alone = shown(tmp_path, monkeypatch, (0,)) | shown(tmp_path, monkeypatch, (1,))
    assert [str(verdicts).count("UNGOVERNED") for verdicts, *_ in alone.values()] == [0, 1]
    for order in ((0, 1), (1, 0)):
        assert shown(tmp_path, monkeypatch, order) == alone


def test_what_was_imported_before_is_imported_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One script imports what draws before the module that imports it, too; the others import that alone."""
    monkeypatch.chdir(tmp_path)
    write({"pyproject.toml": "", "draws.py": "import random\n\nrandom.random()\n"})
    write({"at_once.py": "import draws\n\n\ndef f():\n    return 1\n"})
    write({"later.py": "def f():\n    import draws\n\n    return 2\n"})
    scripts = (
        "import random\n\nrandom.seed(1)\nimport draws\nimport at_once\nimport later\n\nlater.f()\n",
        "import at_once\n\nat_once.f()\n",
        "import later\n\nlater.f()\n",
    )
    write({f"run{number}.py": script for number, script in enumerate(scripts)})
    alone: Shown = {}
    for number in range(3):
        alone |= shown(tmp_path, monkeypatch, (number,))
    assert [str(verdicts).count("UNGOVERNED") for verdicts, *_ in alone.values()] == [0, 1, 1]
    for order in itertools.permutations(range(3)):
        found = shown(tmp_path, monkeypatch, order)
        assert {path: one[0] for path, one in found.items()} == {path: one[0] for path, one in alone.items()}


def test_the_steps_of_an_entry_point_are_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that nothing imports adds nothing to what others may take, and takes nothing from them."""
    monkeypatch.chdir(tmp_path)
    granted: dict[str, int] = {}
    grant = Allowance.granted

    def noting(self: Allowance, path: str) -> int:
        granted[path.rpartition("/")[2]] = grant(self, path)
        return grant(self, path)

    monkeypatch.setattr(Allowance, "granted", noting)
    write({"pyproject.toml": "", **shapes.seeded_scripts(2)})
    pipeline.lint(pipeline.Request((tmp_path,), config.load(tmp_path, None)), {})
    before = dict(granted)
    write(shapes.diamonds(100))
    pipeline.lint(pipeline.Request((tmp_path,), config.load(tmp_path, None)), {})
    assert {name: granted[name] for name in before} == before
    assert granted["main.py"] > granted["run0.py"] > granted["helper.py"] - 1_000


LIBRARY = {
    "lib/__init__.py": "",
    "lib/noise.py": "import random\n\n\ndef noise(seed=None):\n    random.seed(seed)\n    return random.random()\n",
    "lib/use.py": "from lib.noise import noise\n\n\ndef fixed():\n    return noise(3)\n\n\ndef free():\n    noise()\n",
    "first.py": "import random\n\nfrom lib.use import fixed\n\nprint(fixed(), random.random())\n",
    "second.py": "import random\n\nfrom lib.use import free\n\nrandom.seed(1)\nprint(random.random(), free())\n",
    "tests/helper.py": "import random\n\n\ndef data():\n    return random.random()\n",
    "tests/test_use.py": "from helper import data\nfrom lib.use import free\n\n\ndef test_it():\n    free(), data()\n",
}


def _report(folder: Path, jobs: int) -> object:
    found = pipeline.lint(pipeline.Request((folder,), config.load(folder, None), jobs=jobs), {})
    return pipeline.report(found)


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="runs are shared out by forking only")
def test_any_number_of_processes_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a process ends before it tells what it found: that is judged again, here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(judging, "POOL_FROM", 2)
    write({"pyproject.toml": "", **{f"{part}/{name}": text for part in "abc" for name, text in LIBRARY.items()}})
    alone = _report(tmp_path, 1)
    assert _report(tmp_path, 3) == alone
    here, shares = os.getpid(), judging.Judging.shares

    def dying(one: judging.Judging, given: Iterable[judging.Given]) -> judging.Told:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return shares(one, given)

    monkeypatch.setattr(judging.Judging, "shares", dying)
    assert _report(tmp_path, 3) == alone


def test_what_stands_beside_a_program_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the library of another one, nor its tests."""
    monkeypatch.chdir(tmp_path)
    write({"pyproject.toml": "", **{f"a/{name}": text for name, text in LIBRARY.items()}})
    before = pipeline.report(pipeline.lint(pipeline.Request((tmp_path / "a",), config.load(tmp_path, None)), {}))
    write({f"b/{name}": text for name, text in LIBRARY.items()})
    after = pipeline.report(pipeline.lint(pipeline.Request((tmp_path,), config.load(tmp_path, None)), {}))
    assert before.findings == tuple(one for one in after.findings if one.location.path.startswith("a/"))
