"""The abstract run keeps apart what a program says and what is known of it, and one run from the next."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from repro_lint.linter import pipeline
from repro_lint.settings import config

DEEP = "{indent}if x:\n{indent}    pass\n" + "{indent}elif x:\n{indent}    y = 1\n" * 700
GIVEN_UP = {
    "in a branch for GPUs": 'if tf.test.gpu_device_name() == "/device:GPU:0":\n' + DEEP.format(indent="    "),
    "in loops": (f"for turn in {tuple(range(12))}:\n    for inner in (1, 2):\n" + DEEP.format(indent="        ")),
}
AFTER = """\
import random

import tensorflow as tf

for seed in (None, 1, 2, 3):
    random.seed(seed)
print(random.random())
tf.keras.utils.set_random_seed(1)
if tf.test.gpu_device_name() != "/device:GPU:0":
    raise SystemError("GPU device not found")
tf.keras.models.load_model("model.keras").fit(tf.ones((4, 2)), tf.ones((4, 1)))
"""
# A program, and an attribute that it gives an object, which changes nothing of what is known of that.
ATTRIBUTES = {
    "generator": (
        "import random\n\nrng = random.Random()\n",
        "rng.seeded = True\n",
        "print(rng.random())\nrng.seed(3)\n",
    ),
    "model": (
        (
            "import tensorflow as tf\nfrom tensorflow import keras\n\n"
            "model = keras.Sequential([keras.layers.Dense(1, kernel_initializer='zeros')])\n"
        ),
        "model.augments = False\n",
        "data = tf.data.Dataset.range(3).map(lambda x: model(x), num_parallel_calls=4)\n",
    ),
    "order": ("import os\n\nnames = os.listdir()\n", "names.sorted = True\n", "print(names)\n"),
    "group": (
        "import random\n\nimport typer\n\napp = typer.Typer()\napp.command()(random.random)\n",
        "app.commands = None\n",
        "app()\n",
    ),
    "parser": (
        (
            "import argparse\nimport random\n\nparser = argparse.ArgumentParser()\n"
            "parser.add_argument('--seed', type=int, default=None)\n"
        ),
        "parser.seed = 3\n",
        "random.seed(parser.parse_args([]).seed)\nprint(random.random())\n",
    ),
    "exit": (
        "import atexit\nimport random\n\natexit.register(random.random)\n",
        "atexit.kept = None\n",
        "print(1)\n",
    ),
    "stack": (
        "import contextlib\nimport random\n\nstack = contextlib.ExitStack()\nstack.callback(random.random)\n",
        "stack.kept = None\n",
        "stack.close()\n",
    ),
    "environment": (
        "import os\nimport random\n\nos.environ.setdefault('SEED', '3')\n",
        "os.environ['get'] = 'x'\n",
        "random.seed(os.environ.get('SEED'))\nprint(random.random())\n",
    ),
    "field": (
        "import dataclasses\nimport random\n\nfield = dataclasses.field(default_factory=random.random)\n",
        "field.factory = None\n",
        "\n\n@dataclasses.dataclass\nclass A:\n    x: float = field\n\n\nA()\n",
    ),
}


@contextmanager
def recursion_limit(limit: int) -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def findings(folder: Path, path: str) -> list[str]:
    """What is said of a file, and how it starts."""
    linted = pipeline.lint(pipeline.Request((folder,), config.load(folder, None)), {})
    starts = [start for start in linted.judgement.starts if start.entry.path.endswith(path)]
    return [str(one) for one in linted.findings if one.location.path.endswith(path)] + [str(one) for one in starts]


@pytest.mark.parametrize("where", GIVEN_UP)
def test_a_run_that_is_given_up_leaves_nothing_behind(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "RECURSION_LIMIT", 0)
    (tmp_path / "b.py").write_text(AFTER)
    alone = findings(tmp_path, "b.py")
    head = "import random\nfrom os import x\n\nimport tensorflow as tf\n\n"
    (tmp_path / "a.py").write_text(head + GIVEN_UP[where])
    with recursion_limit(1500):
        assert findings(tmp_path, "b.py") == alone


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_an_attribute_of_the_program_says_nothing_of_what_is_known(name: str, tmp_path: Path) -> None:
    made, attribute, used = ATTRIBUTES[name]
    found = []
    for line in ("x = 1\n", attribute):
        (tmp_path / "main.py").write_text(made + line + used)
        found.append(findings(tmp_path, "main.py"))
    assert found[0] == found[1]
