"""What must not change a verdict: comments, names, a `main`, the file a helper stands in, the order of functions."""

from __future__ import annotations

import ast
import builtins
import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import equivalents
import mutations
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from literate import cases, lint, write

# Imports come first, then functions, then what runs: the shape that every change below keeps.
PROGRAMS = {
    "unseeded": "import random\n\nvalue = random.random()\nprint(value)\n",
    "seeded": "import random\n\nrandom.seed(3)\nvalue = random.random()\nprint(value)\n",
    "too late": "import numpy as np\n\nvalue = np.random.rand()\nnp.random.seed(3)\nprint(value)\n",
    "other stream": "import random\nimport numpy as np\n\nrandom.seed(3)\nprint(np.random.rand())\n",
    "helper seeds": """
import random
import numpy as np

def start(seed):
    random.seed(seed)
    np.random.seed(seed)

def noise():
    return np.random.rand()

start(4)
value = noise()
print(value)
""",
    "helper draws first": """
import numpy as np

def start(seed):
    np.random.seed(seed)

def noise():
    return np.random.rand()

value = noise()
start(4)
print(value)
""",
    "split": """
import numpy as np
from sklearn.model_selection import train_test_split

rows = np.arange(30)
train, test = train_test_split(rows)
print(test)
""",
    "split under a global seed": """
import numpy as np
from sklearn.model_selection import train_test_split

def parts(rows):
    return train_test_split(rows, test_size=0.2)

np.random.seed(1)
train, test = parts(np.arange(30))
print(test)
""",
    "folds": """
from sklearn.model_selection import KFold

def folds(splitter, rows):
    return list(splitter.split(rows))

splitter = KFold(3, shuffle=True)
print(folds(splitter, list(range(9))))
""",
    "branch": """
import os
import random

fast = "FAST" in os.environ
if fast:
    random.seed(3)
value = random.random()
print(value)
""",
    "both branches": """
import os
import random

fast = "FAST" in os.environ
if fast:
    random.seed(3)
else:
    random.seed(4)
value = random.random()
print(value)
""",
    "try": """
import random

try:
    file = open("options.json")
    random.seed(3)
except OSError:
    file = None
value = random.random()
print(value, file)
""",
    "loop": """
import random

for number in range(3):
    value = random.random()
    random.seed(number)
    print(value)
""",
    "generator": """
import numpy as np

def make(seed=None):
    return np.random.default_rng(seed)

rng = make()
fixed = make(3)
print(rng.random(), fixed.random())
""",
    "clock": """
import random
import time

def moment():
    return int(time.time())

seed = moment()
random.seed(seed)
print(random.random())
""",
    "estimator": """
import numpy as np
from sklearn.ensemble import RandomForestClassifier

def model(trees):
    return RandomForestClassifier(n_estimators=trees)

rows = np.arange(20).reshape(10, 2)
forest = model(3)
forest.fit(rows, [0, 1] * 5)
""",
    "images": """
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator

def generator(zoom):
    return ImageDataGenerator(zoom_range=zoom)

images = np.zeros((8, 8, 8, 3))
batches = generator(0.2).flow(images)
print(next(batches))
""",
    "dataset": """
import tensorflow as tf

def prepare(numbers, shuffle):
    if shuffle:
        numbers = numbers.shuffle(30)
    return numbers.batch(3)

tf.random.set_seed(1)
numbers = tf.data.Dataset.range(30)
train, test = prepare(numbers, True), prepare(numbers, False)
print(list(train), list(test))
""",
    "training": """
import numpy as np
import tensorflow as tf

def build(width):
    layers = [tf.keras.layers.Input((2,)), tf.keras.layers.Dense(width), tf.keras.layers.Dropout(0.5)]
    model = tf.keras.Sequential(layers)
    model.compile("sgd", "mse")
    return model

def train(model, data):
    model.fit(data, data, epochs=2)

np.random.seed(1)
tf.random.set_seed(1)
network = build(2)
train(network, np.ones((8, 2)))
""",
    "seeded training": """
import os
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
import numpy as np
import tensorflow as tf

def start(seed):
    tf.keras.utils.set_random_seed(seed)

def build(width):
    return tf.keras.Sequential([tf.keras.layers.Input((2,)), tf.keras.layers.Dense(width)])

start(1)
network = build(2)
network.compile("sgd", "mse")
data = np.ones((8, 2))
network.fit(data, data)
""",
    "invalid": """
from sklearn.model_selection import KFold

def folds(number):
    return KFold(number, random_state=0)

splitter = folds(3)
print(splitter)
""",
}

HERE = Path(__file__).parent
DATA = frozenset({".py", ".toml", ".json", ".cfg", ".txt"})

few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
program = st.sampled_from(sorted(PROGRAMS))
Verdicts = frozenset[tuple[str, str]]


def verdicts(files: Mapping[str, str]) -> Verdicts:
    """The rules that speak, and how severely, of a program in a folder of its own."""
    return frozenset(counted(files))


def counted(files: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """The same, and how often they do."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        try:
            os.chdir(folder)
            write({"pyproject.toml": "", **files})
            report = lint(Path(folder))
        finally:
            os.chdir(here)
    assert not report.failures
    return Counter((finding.name, finding.severity.value) for finding in report.findings)


def fixtures() -> Iterator[object]:
    """The literate cases and the programs of several files: of Python, and without suppressions, which are comments."""
    for rule in sorted(HERE.glob("rules/*.md")):
        for case in cases(rule):
            yield pytest.param(case.files, id=f"{rule.stem}: {case.name}")
    for folder in sorted(HERE.glob("programs/*/")):
        files = [one for one in folder.rglob("*") if one.suffix in DATA and one.name != "expect.toml"]
        yield pytest.param(
            {one.relative_to(folder).as_posix(): one.read_text("utf-8") for one in files}, id=folder.name
        )


@cache
def plain(name: str) -> Verdicts:
    """What is said of a program as it stands."""
    return verdicts({"train.py": PROGRAMS[name]})


def parted(text: str) -> tuple[list[ast.stmt], list[ast.stmt], list[ast.stmt]]:
    """The imports (with all up to the last of them), the functions, and the rest."""
    body = ast.parse(text).body
    last = max(index for index, one in enumerate(body) if isinstance(one, (ast.Import, ast.ImportFrom)))
    functions: list[ast.stmt] = [one for one in body if isinstance(one, ast.FunctionDef)]
    return body[: last + 1], functions, [one for one in body[last + 1 :] if one not in functions]


def code(*statements: ast.stmt) -> str:
    return ast.unparse(ast.Module(list(statements), [])) + "\n"


def test_the_programs_differ() -> None:
    """Or the properties below would prove little."""
    assert len({plain(name) for name in PROGRAMS}) >= 12
    assert sum(not plain(name) for name in PROGRAMS) >= 3


@few
@given(program, st.data())
def test_comments_and_blank_lines(name: str, data: st.DataObject) -> None:
    lines = PROGRAMS[name].splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines)))
        lines.insert(at, data.draw(st.sampled_from(["", "# random.seed(0)", "    # np.random.rand()", "#!/bin/sh"])))
    assert verdicts({"train.py": "\n".join(lines) + "\n"}) == plain(name)


@few
@given(program, st.data())
def test_names(name: str, data: st.DataObject) -> None:
    """Any variable, parameter or function by another name; not by one that says "seed", which is a hint by design."""
    tree = ast.parse(PROGRAMS[name])
    nodes = list(ast.walk(tree))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    stored |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    keywords = {node.arg for node in nodes if isinstance(node, ast.keyword)}
    names = sorted(stored - keywords - set(dir(builtins)))
    old = data.draw(st.sampled_from(names)) if names else ""
    new = data.draw(st.sampled_from(["data", "model", "x", "été", "_"]).filter(lambda one: one not in stored))
    for node in nodes:
        if isinstance(node, ast.Name) and node.id == old:
            node.id = new
        elif isinstance(node, ast.FunctionDef) and node.name == old:
            node.name = new
        elif isinstance(node, ast.arg) and node.arg == old:
            node.arg = new
    assert verdicts({"train.py": ast.unparse(tree)}) == plain(name)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_main_function(name: str) -> None:
    head, functions, rest = parted(PROGRAMS[name])
    body = "".join(f"    {line}\n" for line in code(*rest).splitlines())
    guard = 'if __name__ == "__main__":\n    main()\n'
    assert verdicts({"train.py": f"{code(*head, *functions)}\n\ndef main():\n{body}\n\n{guard}"}) == plain(name)


@few
@given(program, st.data())
def test_helpers_in_another_file(name: str, data: st.DataObject) -> None:
    """Some functions move to a module, imported as a whole or by name."""
    head, functions, rest = parted(PROGRAMS[name])
    moved = [one for one in functions if data.draw(st.booleans())]
    kept = [one for one in functions if one not in moved]
    names = ", ".join(one.name for one in moved if isinstance(one, ast.FunctionDef))
    how = f"from {data.draw(st.sampled_from(['helpers', 'package.helpers']))} import {names}\n" if moved else ""
    files = {"train.py": f"{code(*head)}{how}{code(*kept, *rest)}"}
    if moved:
        files["package/helpers.py" if "package" in how else "helpers.py"] = code(*head, *moved)
    assert verdicts(files) == plain(name)


@few
@given(program, st.data())
def test_order_of_functions(name: str, data: st.DataObject) -> None:
    head, functions, rest = parted(PROGRAMS[name])
    shuffled = data.draw(st.permutations(functions))
    assert verdicts({"train.py": code(*head, *shuffled, *rest)}) == plain(name)


@pytest.mark.parametrize("files", list(fixtures()))
def test_fixtures_written_differently(files: Mapping[str, str]) -> None:
    """The same findings, as many of each: of what is commented, renamed, wrapped, moved or put in another order."""
    if any(path.endswith(".ipynb") or "repro-lint: ignore" in text for path, text in files.items()):
        pytest.skip("cells, or comments that mean something")
    if "[project.scripts]" in files.get("pyproject.toml", ""):
        pytest.skip("names that the project's settings mention")
    scripts = {path: text for path, text in files.items() if path.endswith(".py")}
    expected = counted(files)
    for way in equivalents.WAYS:
        for written in way(scripts):
            assert counted({**files, **written}) == expected, (way.__name__, written)


@few
@given(st.sampled_from([".py", ".ipynb"]), program, program, st.integers(0, 2**32))
def test_nothing_breaks_it(suffix: str, name: str, other: str, number: int) -> None:
    """Files made worse: no exception, no defect, places inside the file, and fixes that parse and settle."""
    is_notebook = suffix == ".ipynb"
    one, lender = (as_notebook(PROGRAMS[n]) if is_notebook else PROGRAMS[n].encode() for n in (name, other))
    data = (mutations.notebook if is_notebook else mutations.script)(one, lender, random.Random(number))
    assert list(mutations.flaws(f"a{suffix}", data)) == [], data


def as_notebook(text: str) -> bytes:
    """A notebook with a cell for each paragraph."""
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": part} for part in text.split("\n\n")]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
