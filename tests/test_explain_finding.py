"""`repro-lint explain-finding`: what it prints, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repro_lint import cli
from repro_lint.catalog import STREAMS
from repro_lint.catalog.schema import Kind
from repro_lint.catalog.streams import OWN
from repro_lint.remarks.words import stream_of
from repro_lint.resolve.domain.streams import NEVER, NOWHERE, STREAM_KEYS
from repro_lint.resolve.trace.events import Draw

PROGRAM = """\
import random
import sys

import numpy as np


def draw():
    return np.random.rand(3)


if len(sys.argv) > 1:
    np.random.seed(3)
x = draw()
random.seed(4)
print(random.random())
"""
DRAW = """\
error RPL301[unseeded-draw]: the result of `np.random.rand` is random and `np.random.seed()` is skipped on some runs
  --> train.py:8:12
   |
 8 |     return np.random.rand(3)
   |            ^^^^^^^^^^^^^^^^^ a plain draw
   :
11 | if len(sys.argv) > 1:
   | --------------------- the seed is set only where this is taken
12 |     np.random.seed(3)
   |     ----------------- seeded here with 3, but not on every path to the draw
   = in the run of train.py: not governed: the stream `numpy` is not seeded before it on one of the paths, reached by \
train.py:13:5
   = severity: an error: on some path from an entry point nothing governs it
   = fact: TRUTH §1 np_rand, np_shuffle_perm_choice
   = help: call `np.random.seed(SEED)` before this

"""


@pytest.fixture(autouse=True)
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(PROGRAM)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], place: str) -> str:
    assert cli.main(["explain-finding", place]) == 0
    return capsys.readouterr().out


def test_a_draw_that_nothing_governs(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "train.py:8") == DRAW


def test_a_draw_that_is_governed(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "train.py:15")
    assert text.startswith("`random.random` draws from the stream `python`; nothing is reported\n")
    assert "seeded here with 4" in text
    assert " = in the run of train.py: governed: the stream `python` is seeded before it\n" in text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "if not given.train:\n    random.seed(1)\nx = random.random()",
            "nothing governs it, and a plain run is judged",
        ),
        ("if given.train:\n    x = random.random()", "does it draw, and a plain run is judged"),
        ("unknown.set_all_seeds(1)\nx = random.random()", "code that could not be followed may have seeded it"),
    ],
)
def test_why_a_draw_may_be_governed(program: Path, capsys: pytest.CaptureFixture[str], body: str, reason: str) -> None:
    asking = "import argparse\nimport random\nparser = argparse.ArgumentParser()\n"
    asking += "parser.add_argument('--train', action='store_true')\ngiven = parser.parse_args()\n"
    unknown = "from somewhere import unknown\n" if "unknown" in body else ""
    (program / "train.py").write_text(unknown + asking + body + "\n")
    line = (unknown + asking + body).count("\n") + 1
    assert cli.main(["explain-finding", f"train.py:{line}"]) == 0
    (told,) = [row for row in capsys.readouterr().out.splitlines() if "severity:" in row]
    assert told.endswith(reason)
    assert ("only where `--train` is given" in told) == (not unknown)


def test_a_seed_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "train.py:14").startswith("`random.seed` seeds `python` and governs 1 draw\n")


TRAINING = """\
import numpy as np
from keras import Sequential, layers
from sklearn.model_selection import KFold

data = np.ones((8, 2))
model = Sequential([layers.Dense(4), layers.Dropout(0.5), layers.Dropout(0.2, seed=3)])
model.compile("sgd", "mse")
model.fit(data, data, shuffle=False)
model.fit(data, data)
list(KFold(3, shuffle=True).split(data))
"""
FIT = """\
`Model.fit` trains: layers that were made before it draw at each step
 --> train.py:8:1
  |
6 | model = Sequential([layers.Dense(4), layers.Dropout(0.5), layers.Dropout(0.2, seed=3)])
  |                                      ------------------- `Dropout`, not governed: the stream `python` is not \
seeded before it
  |                                                           --------------------------- `Dropout`, governed: is \
governed by its own seed 3
  :
8 | model.fit(data, data, shuffle=False)
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ drawn here
  = order: it shuffles nothing of what it is given here

"""


def test_what_draws_while_a_network_trains(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (program / "train.py").write_text(TRAINING)
    assert told(capsys, "train.py:8").startswith(FIT)
    shuffled = told(capsys, "train.py:9")
    assert "`Model.fit` shuffles its data at random and `keras.utils.set_random_seed()` is never called" in shuffled
    assert "layers that were made before it draw at each step" in shuffled
    assert "it shuffles nothing" not in shuffled
    (program / "train.py").write_text(TRAINING.replace("Dropout", "Dense"))
    assert told(capsys, "train.py:8").startswith("`Model.fit` trains: no layer made before it draws\n")


def test_what_draws_where_it_is_used(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (program / "train.py").write_text(TRAINING)
    text = told(capsys, "train.py:10")
    assert "`KFold.split` draws by what was made before" in text
    assert "`KFold`, not governed: the stream `numpy` is not seeded before it" in text


def test_a_call_that_leads_to_draws(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "train.py:13").startswith("this call leads to 1 draw\n")


def test_a_line_without_any(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "train.py:4").startswith("train.py:4: nothing draws or seeds here\n")


def test_a_finding_that_is_no_draw(capsys: pytest.CaptureFixture[str]) -> None:
    assert "also reported here: RPL001[missing-seed-block] two runs of `train.py`" in told(capsys, "train.py:1")


def test_a_notebook_counts_by_cell(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = ["import random\n", "x = 1\nrandom.random()\n"]
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    (program / "n.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    assert " --> n.ipynb: cell 2, line 2\n" in told(capsys, "n.ipynb:2:2")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("train.py", "`train.py` is no place: write FILE:LINE, or FILE:CELL:LINE for a notebook"),
        ("train.py:x", "`train.py:x` is no place: write FILE:LINE, or FILE:CELL:LINE for a notebook"),
        ("train.py:0", "train.py has no line 0"),
        ("train.py:17", "train.py has no line 17"),
        ("gone.py:1", "gone.py: no such file"),
        ("n.ipynb:1", "`n.ipynb` is a notebook: write FILE:CELL:LINE"),
    ],
)
def test_a_place_that_is_none(place: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain-finding", place]) == 2
    assert capsys.readouterr().err == f"repro-lint: {reason}\n"


def test_a_file_that_does_not_parse(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (program / "bad.py").write_text("import random\nrandom.random(\n")
    assert cli.main(["explain-finding", "bad.py:2"]) == 2
    assert "'(' was never closed" in capsys.readouterr().err


ORDERS = """\
import os
from concurrent.futures import as_completed

for word in {"a", "b"}:
    print(word)
names = []
for name in os.listdir():
    names.append(name)
print(names)
results = []
for done in as_completed([]):
    results.append(done)
print(results)
"""


@pytest.mark.parametrize(
    ("line", "head", "severity"),
    [
        (4, "error RPL401[hash-order]: the order of this set varies", "an error: it differs from run to run"),
        (11, "error RPL403[completion-order]: results are kept", "an error: it differs from run to run"),
        (7, "warning RPL402[unsorted-listing]: `listdir` lists", "a warning: it is stable on one machine only"),
    ],
)
def test_an_order_by_chance_is_told_as_it_is_reported(
    program: Path, capsys: pytest.CaptureFixture[str], line: int, head: str, severity: str
) -> None:
    (program / "train.py").write_text(ORDERS)
    text = told(capsys, f"train.py:{line}")
    assert text.startswith(head)
    assert "not governed: no seed inside the program fixes this order\n" in text
    assert f" = severity: {severity}\n" in text


def test_every_stream_of_the_catalogue_has_a_name_where_draws_are_told() -> None:
    draws = [Draw(NOWHERE, "api", "hash-order", Kind.PLAIN, key, NEVER) for key in (None, *STREAM_KEYS.values())]
    assert {stream_of(draw) for draw in draws} == {stream.name for stream in STREAMS} - {
        OWN.name
    }  # of one object: no key


IMPOSSIBLE = """\
import random

import numpy as np
from sklearn.cluster import KMeans
from sklearn.model_selection import train_test_split as split

first, second = split([1, 2, 3], shuffle=False)
model = KMeans(3)
if first is None:
    raise SystemExit
if False:
    print(random.random(), np.abs(-3))
"""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (7, "`split` cannot draw: with these arguments it uses no random numbers"),
        (8, "`KMeans` does not draw itself: `fit` would, and no run calls that"),
        (12, "`random.random` draws in no run: none comes by here"),
    ],
)
def test_a_draw_that_is_impossible_says_why(
    line: int, why: str, program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (program / "train.py").write_text(IMPOSSIBLE)
    assert cli.main(["explain-finding", f"train.py:{line}"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert why in told
    assert "np.abs" not in told.partition("= impossible")[2]
