"""A summary stands for the execution it was made of: with it and without the same is said, for all callers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import shapes
from literate import cases, lint, write

from repro_lint.model import Report
from repro_lint.resolve.interpreter import loading, summaries
from repro_lint.resolve.interpreter.interpreter import Interpreter

HERE = Path(__file__).parent
# Two scripts that seed in different lines, and one that does not, call one helper.
CALLERS = {
    "helper.py": "import random\n\n\ndef noise():\n    return random.random()\n",
    "first.py": "import random\n\nfrom helper import noise\n\nrandom.seed(1)\nnoise()\n",
    "second.py": "import random\n\nfrom helper import noise\n\n\nrandom.seed(2)\nnoise()\n",
    "third.py": "from helper import noise\n\nnoise()\n",
}


def said(folder: Path, files: Mapping[str, str]) -> tuple[object, ...]:
    """All that a report says of files."""
    write({"pyproject.toml": "", **files})
    report: Report = lint(folder)
    return (report.findings, report.programs, report.failures)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the functions that are executed from here on."""
    names: list[str] = []
    execute = Interpreter.execute

    def counting(machine: Any, function: Any, facts: Any, *rest: Any) -> None:
        names.append(facts.name)
        execute(machine, function, facts, *rest)

    monkeypatch.setattr(Interpreter, "execute", counting)
    return names


@pytest.mark.parametrize("rule", sorted(HERE.glob("rules/*.md")), ids=lambda path: path.stem)
def test_a_summary_says_what_its_execution_says(rule: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, case in enumerate(cases(rule)):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        with_summaries = said(folder, case.files)
        with monkeypatch.context() as without:
            without.setattr(summaries, "_remembered", lambda *_: None)
            without.setattr(loading, "_remembered", lambda *_: None)
            assert said(folder, case.files) == with_summaries, case.name


def test_executions_grow_with_the_functions_and_not_with_the_scripts(
    counted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said(tmp_path, shapes.seeded_scripts(2))
    few = len(counted)
    said(tmp_path, shapes.seeded_scripts(12))
    assert few == len(counted) - few
    assert few < 2 * shapes.HELPERS


def test_an_import_with_very_many_contexts_is_executed_once(
    counted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A function that is called in more ways than are told apart forgets within the import, wherever that is made."""
    monkeypatch.chdir(tmp_path)
    library = "def export(name):\n    return name\n\n\n" + "".join(f"export({number})\n" for number in range(60))
    script = "import random\n\nimport library\n\nprint(random.random())\n"
    said(tmp_path, {"library.py": library, "first.py": script})
    few = len(counted)
    said(tmp_path, {f"script_{number}.py": script for number in range(6)})
    assert few == len(counted) - few


def test_each_caller_has_its_own_seed(counted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded callers share an execution, and the draw in it is governed by the seed of each."""
    monkeypatch.chdir(tmp_path)
    findings = said(tmp_path, CALLERS)[0]
    assert counted == ["noise"] * 2
    assert "third.py" in str(findings)
    governed = said(tmp_path, {**CALLERS, "third.py": ""})
    assert "Severity.ERROR" not in str(governed)


OBJECTS = """\
import random


class Layer:
    def __init__(self, units):
        self.units = units

    def build(self):
        self.weight = random.random()
        return self.weight


class Net:
    def __init__(self):
        self.layer = Layer(3)

    def run(self):
        return self.layer.build()


"""


def test_an_object_that_is_alike_needs_no_execution(
    counted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for count in (1, 9):
        counted.clear()
        said(tmp_path, {"main.py": OBJECTS + "".join(f"net{i} = Net()\nnet{i}.run()\n" for i in range(count))})
        assert counted == ["__init__", "__init__", "run", "build"]


DIFFERENT = {
    "a field that is read": "a = C(1)\nb = C(None)\na.draw()\nb.draw()\n",
    "a field that is read where the other path wrote it": "a = C(1)\nb = C(None)\na.perhaps(x)\nb.perhaps(x)\n",
    "a field that one path wrote": "a = C(1)\nb = C(None)\na.put(x)\na.draw()\nb.put(x)\nb.draw()\n",
    "the same object twice": "a = C(1)\nb = C(1)\na.both(b)\nc = C(1)\nc.both(c)\n",
    "an object that a function keeps": "a = C(1)\nb = C(None)\na.later()()\nb.later()()\n",
}
OTHER = """\
import random
from sys import argv as x


class C:
    def __init__(self, seed):
        self.seed = seed

    def draw(self):
        random.seed(self.seed)
        return random.random()

    def perhaps(self, x):
        if x:
            self.seed = 3
        else:
            random.seed(self.seed)
        return random.random()

    def put(self, x):
        if x:
            self.seed = 3

    def both(self, other):
        self.seed = None
        random.seed(other.seed)
        return random.random()

    def later(self):
        return lambda: random.seed(self.seed) or random.random()


"""


@pytest.mark.parametrize("name", DIFFERENT)
def test_an_object_that_differs_is_told_apart(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = {"main.py": OTHER + DIFFERENT[name]}
    found = said(tmp_path, files)
    assert found[0]
    monkeypatch.setattr(summaries, "_remembered", lambda *_: None)
    assert said(tmp_path, files) == found
