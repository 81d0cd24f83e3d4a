"""A look that goes on from the one before it finds exactly what a look without any memory finds."""

from __future__ import annotations

import os
import random
from pathlib import Path

from repro_lint.catalog import load
from repro_lint.linter import pipeline
from repro_lint.linter.memory import Memory
from repro_lint.resolve.interpreter.interpreter import Interpreter
from repro_lint.resolve.program.project import Project

EDITS = int(os.environ.get("REPRO_LINT_EDITS", "150"))
FILES = {
    "pyproject.toml": "",
    "helper.py": """\
import random

import state


FLAG = False


def draw():
    if FLAG:
        return 0
    return random.random()


def seed_all(seed=None):
    random.seed(seed)
""",
    "state.py": """\
import helper

COUNT = 0


class Settings:
    seed = 3


def use(seed):
    global COUNT
    COUNT = seed
    helper.seed_all(COUNT)
""",
    "tests/test_train.py": "import train\n\n\ndef test_it():\n    train.main()\n",
}
PARTS = (
    "import helper\n",
    "import state\n",
    "from helper import *\n",
    "import numpy as np\n",
    "helper.FLAG = True\n",
    "helper.FLAG = False\n",
    "state.Settings.seed = None\n",
    "state.use(state.Settings.seed)\n",
    "state.use(5)\n",
    "if state.COUNT:\n    helper.seed_all(state.COUNT)\n",
    "helper.draw()\n",
    "helper.draw = print\n",
    "print(np.random.rand(3))\n",
    "def main():\n    helper.draw()\n    return np.random.rand()\n\n\n",
    "main()\n",
    "def also(seed=state.COUNT):\n    global helper\n    state.use(seed)\n    return lambda: helper.draw()\n\n\n",
    "also()()\n",
    "try:\n    import state as other\nexcept ImportError:\n    other = None\n",
    "for turn in range(3):\n    state.use(turn)\n",
    "def deep(turns):\n    if turns:\n        deep(turns - 1)\n    state.use(turns)\n    return np.random.rand()\n\n\n",
    "deep(np.pi)\n",
)


def _look(folder: Path, text: str, memory: Memory | None, **typed: str) -> pipeline.Linted:
    """`typed`: other modules that are open, with what is typed there."""
    path = folder / "train.py"
    held = {path.as_posix(): text.encode()}
    held |= {(folder / f"{name}.py").as_posix(): other.encode() for name, other in typed.items()}
    request = pipeline.Request((path,), pipeline.configured(folder), held=held, cwd=folder)
    return pipeline.lint(request, held, memory)


def _program(folder: Path) -> None:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def test_any_edits(tmp_path: Path) -> None:
    """One part of the script after the other goes, comes back or moves."""
    _program(tmp_path)
    dice, memory = random.Random(8), Memory()
    parts = [dice.choice(PARTS) for _ in range(9)]
    for number in range(EDITS):
        if len(parts) > 12 or dice.random() < 0.5:
            parts.pop(dice.randrange(len(parts)))
        parts.insert(dice.randrange(len(parts) + 1), dice.choice(PARTS))
        text = "".join(parts)
        found, fresh = _look(tmp_path, text, memory), _look(tmp_path, text, None)
        assert found.judgement == fresh.judgement, (number, text)
        assert found.findings == fresh.findings, (number, text)
        assert not found.defect, text


def test_what_a_script_set_in_a_module_is_gone_with_the_line_that_set_it(tmp_path: Path) -> None:
    _program(tmp_path)
    memory = Memory()
    lines = ["import helper\n", "helper.FLAG = True\n", "helper.draw()\n"]
    whole, without = "".join(lines), lines[0] + lines[2]
    assert not _look(tmp_path, whole, memory).judgement.starts[0].draws
    for text in (whole + "print(1)\n", whole + "print(2)\n", whole + "print(3)\n"):
        assert not _look(tmp_path, text, memory).judgement.starts[0].draws
    for text in (without, without + "print(1)\n", whole, without):
        assert bool(_look(tmp_path, text, memory).judgement.starts[0].draws) is (text != whole)


def test_a_module_that_changes_is_run_again(tmp_path: Path) -> None:
    _program(tmp_path)
    memory = Memory()
    seeded = "import random\n\nrandom.seed(3)\n" + FILES["helper.py"]

    def governed(**typed: str) -> list[bool]:
        texts = [f"import helper\n\nhelper.draw()\nprint({number})\n" for number in range(3)]
        return [not _look(tmp_path, text, memory, **typed).judgement.starts[0].draws for text in texts]

    assert governed() == [False] * 3
    assert governed(helper=seeded) == [True] * 3
    assert governed(helper="(") == [True] * 3  # nothing is known of it
    assert governed(helper=FILES["helper.py"]) == [False] * 3
    (tmp_path / "helper.py").write_text(seeded)
    memory.changed([(tmp_path / "helper.py").as_posix()])
    assert governed() == [True] * 3


def test_all_that_a_run_changes_is_its_state() -> None:
    interpreter = Interpreter(load(), Project("/", lambda _: None, frozenset(), frozenset()))
    assert set(vars(interpreter)) == {
        "catalog",
        "canonical",
        "row",
        "keras",
        "seed_functions",
        "versions",
        "loader",
        "state",
    }


def test_a_container_goes_by_several_names_from_look_to_look(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "settings.py").write_text('CFG = {"seed": None}\n')
    memory = Memory()
    for number in range(4):
        text = f"""\
import random

import settings

cfg = settings.CFG
print({number})
settings.CFG["seed"] = 3
random.seed(cfg.get("seed"))
print(random.random())
"""
        assert _look(tmp_path, text, memory).findings == _look(tmp_path, text, None).findings == ()
