"""What findings say, and of which programs, to people who know none of our words."""

from __future__ import annotations

from pathlib import Path

import pytest
from literate import write

from repro_lint.linter import pipeline
from repro_lint.model import Answer, Finding, Report
from repro_lint.report import Output, Page, render
from repro_lint.settings.config import load

KERAS = "import keras\n\nlayer = keras.layers.Dense(2)\n"


def linted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], named: str = ".") -> Report:
    monkeypatch.chdir(tmp_path)
    write({"pyproject.toml": "", **files})
    return pipeline.run(pipeline.Request((tmp_path / named,), load(tmp_path))).report


def test_an_object_that_no_fix_seeds_says_by_which_method_to_do_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = 'import gymnasium\n\nprint(gymnasium.make("CartPole-v1").action_space.sample())\n'
    found = linted(tmp_path, monkeypatch, {"train.py": program}).findings
    assert [(finding.fixes, finding.help) for finding in found] == [((), "call `Space.seed(SEED)` before this")]


@pytest.mark.parametrize(
    ("program", "cause"),
    [
        ("import random\nrandom.random()\n", "`random.seed()` is never called"),
        (
            "import random, sys\nif len(sys.argv) > 1:\n    random.seed(1)\nrandom.random()\n",
            "`random.seed()` is skipped on some runs",
        ),
        (
            "import numpy as np\ndef other():\n    np.random.seed(1)\nnp.random.rand()\nother()\nnp.random.rand()\n",
            "`np.random.seed()` comes only afterwards",
        ),
        (
            "import tensorflow as tf\ntf.set_random_seed(1)\ntf.reset_default_graph()\ntf.random_normal([2])\n",
            "`tf.reset_default_graph` undoes the seed",
        ),
        (
            "import tensorflow as tf\nx = tf.placeholder(tf.float32)\ntf.random_normal([2])\n",
            "`tf.set_random_seed()` is never called",
        ),
        ("import keras\nkeras.layers.Dense(2)\n", "`random.seed()` is never called"),
        (
            "import tensorflow as tf\ntf.random.set_seed(1)\ntf.keras.layers.Dense(2)\n",
            "`random.seed()` is never called: Keras draws by Python's `random`, not by `tf.random.set_seed()`",
        ),
        (
            "import numpy as np\nnp.random.default_rng()\n",
            "`np.random.default_rng` has no seed",
        ),
        (
            "import random, multiprocessing as m\nrandom.seed(1)\nm.Pool(2).map(lambda _: random.random(), [1])\n",
            "drawn in a worker process: a forked process seeds Python's `random` anew",
        ),
    ],
)
def test_a_cause_names_the_seed_call_and_what_is_wrong_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, cause: str
) -> None:
    report = linted(tmp_path, monkeypatch, {"train.py": program})
    assert cause in {finding.cause for finding in report.findings}
    moved = linted(tmp_path, monkeypatch, {"train.py": f"\n\n{program}"})
    assert [finding.message for finding in moved.findings] == [finding.message for finding in report.findings]


def test_a_place_in_another_file_and_in_a_cell_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = "import numpy as np\n\n\ndef seed():\n    np.random.seed(1)\n"
    program = "import numpy as np\nfrom helper import seed\n\nnp.random.rand()\nseed()\nnp.random.rand()\n"
    report = linted(tmp_path, monkeypatch, {"helper.py": helper, "train.py": program})
    text = render(report, Output("text", lambda _: ""))
    assert "`np.random.seed()` comes only afterwards (line 5 of `helper.py`)" in text


def test_the_block_is_as_severe_as_what_it_covers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = linted(tmp_path, monkeypatch, {"train.py": f"import tensorflow as tf\ntf.random.set_seed(1)\n{KERAS}"})
    assert {finding.severity.value for finding in report.findings if finding.rule == "RPL001"} == {"error"}


def test_the_program_that_trains_is_the_witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = "import keras\n\n\ndef build():\n    return keras.Sequential([keras.layers.Dense(1)])\n"
    shows = "from helper import build\n\nprint(build())\n"
    trains = "from helper import build\n\nmodel = build()\nmodel.compile('sgd', 'mse')\nmodel.fit([[1.0]], [[1.0]])\n"
    report = linted(tmp_path, monkeypatch, {"helper.py": helper, "a_shows.py": shows, "z_trains.py": trains})
    weights = next(finding for finding in report.findings if finding.rule == "RPL205")
    assert [witness.program for witness in weights.witnesses] == ["z_trains.py", "a_shows.py"]
    assert any("the run of `z_trains.py`" in related.message for related in weights.related)


def test_what_is_said_twice_of_one_place_is_one_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = linted(tmp_path, monkeypatch, {"train.py": "import keras\n\nkeras.layers.LSTM(2, dropout=0.1)\n"})
    told = [(finding.rule, finding.location, finding.message) for finding in report.findings]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("call", "marked"),
    [
        ("tf.data.Dataset.range(9).map(str).shuffle(9).batch(2)", "shuffle"),
        ("(tf.data.Dataset.range(9)\n    .map(str)\n    .shuffle(9))", "shuffle"),
        ("tf.random.normal([2])", "tf.random.normal"),
        ("tf.keras.layers.Dense(2)", "tf.keras.layers.Dense"),
    ],
)
def test_what_draws_is_underlined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, marked: str) -> None:
    program = f"# é\nimport tensorflow as tf\n\nx = {call}\n"
    report = linted(tmp_path, monkeypatch, {"train.py": program})
    finding = next(one for one in report.findings if one.rule not in ("RPL001", "RPL002"))
    assert _marked(finding, program) == marked


def _marked(finding: Finding, program: str) -> str:
    at = finding.focus
    assert at is not None
    assert at.line == at.end_line
    return program.split("\n")[at.line - 1][at.column - 1 : at.end_column - 1]


def test_a_helper_that_is_not_named_is_told_of_by_its_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = "import numpy as np\n\n\ndef noise():\n    return np.random.rand()\n"
    program = "from helper import noise\n\nprint(noise())\n"
    report = linted(tmp_path, monkeypatch, {"helper.py": helper, "train.py": program}, "train.py")
    text = render(report, Output("text", lambda _: ""))
    assert "helper.py:5:12: the result of `np.random.rand` is random and `np.random.seed()` is never called" in text


def test_draws_with_unknown_callers_are_told_by_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = "import keras\n\n\ndef build():\n    return [keras.layers.Dense(1), keras.layers.Dense(2)]\n"
    report = linted(tmp_path, monkeypatch, {"helper.py": helper})
    text = render(report, Output("text", lambda _: "", page=Page()))
    assert text.startswith("warning: 2 random results in `helper.py` if the caller does not seed\n")
    assert not report.programs


ASKING = """\
import argparse
import random

parser = argparse.ArgumentParser()
parser.add_argument("--train", action="store_true")
given = parser.parse_args()
"""
TRAINED_IF_ASKED = "draws unseeded where `--train` is given; --strict shows where"


@pytest.mark.parametrize(
    ("program", "answer", "why"),
    [
        ("import random\nrandom.seed(1)\nprint(random.random())\n", Answer.REPRODUCIBLE, ""),
        ("import random\nprint(random.random())\n", Answer.NOT, ""),
        ("import random\nprint(random.random())  # repro-lint: ignore\n", Answer.NOT, ""),
        ("import pymc\nprint(pymc.Model())\n", Answer.UNKNOWN, "uses pymc, not judged"),
        (f"{ASKING}if given.train:\n    print(random.random())\n", Answer.UNKNOWN, TRAINED_IF_ASKED),
        (f"{ASKING}if not given.train:\n    random.seed(1)\nprint(random.random())\n", Answer.REPRODUCIBLE, ""),
        ("import random\nrandom.Random(seed=7)\n", Answer.UNKNOWN, "a call raises because of its seed"),
    ],
)
def test_every_program_gets_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, answer: Answer, why: str
) -> None:
    (told,) = linted(tmp_path, monkeypatch, {"train.py": program}).programs
    assert (told.path, told.answer, told.why) == ("train.py", answer, why)
