"""The seeding block: where it goes and how it is written. The cases stand in blocks.md."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repro_lint.fixes.apply import apply
from repro_lint.fixes.bindings import Scope
from repro_lint.fixes.block import Need, Refused, Step, plan
from repro_lint.fixes.need import HASH, HIDE_GPUS, ORDER, SEEDING, WORKSPACE
from repro_lint.fixes.places import spell
from repro_lint.fixes.rows import Layout, own_nodes
from repro_lint.model import Edit
from repro_lint.source.text import Source, from_bytes, parse

CWD = Path("/work/somewhere")
PYTHON = SEEDING["python"]
BLOCK = frozenset({HASH, PYTHON, SEEDING["numpy"], SEEDING["tensorflow"]})
STEPS = {"gpus": {HIDE_GPUS}, "block": BLOCK, **{step.name: {step} for step in ORDER}}
MARKS = {"before": "<- draws", "early_import": "<- import draws", "tf_import": "<- starts TensorFlow"}
CASE = re.compile(
    r"^## ([^\n]+)\nneed: ([^\n]+)\n```(\w+)\n(.*?)```\n\n```\w+ fixed\n(.*?)```\n", re.MULTILINE | re.DOTALL
)
CASES = CASE.findall(Path(__file__).with_name("blocks.md").read_text(encoding="utf-8"))
CELL = "--- cell\n"


def source(text: str | bytes, kind: str = "python") -> Source:
    data = text if isinstance(text, bytes) else text.encode()
    if kind == "ipynb":
        data = notebook(data.decode())
    result = from_bytes(CWD / ("a.ipynb" if kind == "ipynb" else "a.py"), data, CWD)
    assert isinstance(result, Source), result
    return result


def notebook(text: str) -> bytes:
    cells = [
        {"cell_type": "code", "source": cell.removesuffix("\n").splitlines(keepends=True)} for cell in text.split(CELL)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()


def text_of(data: bytes, kind: str) -> str:
    if kind != "ipynb":
        return data.decode()
    return CELL.join("".join(cell["source"]) + "\n" for cell in json.loads(data)["cells"])


def need_for(read: Source, steps: str) -> Need:
    wanted = frozenset(step for name in steps.split() for step in STEPS[name])
    lines = enumerate(read.text.splitlines(), 1)
    found = {key: number for number, line in lines for key, mark in MARKS.items() if mark in line}
    return Need(
        wanted, before=found.get("before"), early_import=found.get("early_import"), tf_import=found.get("tf_import")
    )


def planned(read: Source, need: Need) -> tuple[Edit, ...]:
    tree = parse(read)
    assert isinstance(tree, ast.Module)
    made = plan(read, tree, need)
    assert not isinstance(made, Refused)
    return made.edits


def fixed(text: str | bytes, need: Need | str, kind: str = "python") -> bytes:
    read = source(text, kind)
    need = need_for(read, need) if isinstance(need, str) else need
    data = apply(read, planned(read, need))
    result = from_bytes(read.path, data, CWD)
    assert isinstance(result, Source)
    prove(read, result, need)
    return data


def prove(before: Source, after: Source, need: Need) -> None:
    """What holds of every result: it parses, keeps every line in order, and does each step where it is to be done."""
    tree = parse(after)
    assert isinstance(tree, ast.Module)
    lines = iter(after.text.splitlines())
    assert all(any(line == other for other in lines) for line in before.text.splitlines())
    layout = Layout.of(after, tree)
    done = {step: row_of(layout, step) for step in need.steps}
    numbered = enumerate(after.text.splitlines(), 1)
    limits = [line for line, text in numbered if "<- draws" in text or "<- import draws" in text]
    for step, index in done.items():
        assert index is not None, step
        assert spell(Scope.after(layout.rows[:index]), step), f"{step} is not bound"
        if step != HIDE_GPUS:
            assert all(layout.rows[index].end < limit for limit in limits), step
    imports = [index for index, row in enumerate(layout.rows) if {"tensorflow", "keras"} & row.roots]
    if (hidden := done.get(HIDE_GPUS)) is not None:
        assert all(hidden < index for index in imports)


@pytest.mark.parametrize(("root", "gap"), [(".", "\n"), ("tools", "\n\n")])
def test_a_module_is_local_where_linters_take_it_to_be(root: str, gap: str, tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "maze.py").touch()
    (tmp_path / root / "pyproject.toml").touch()
    script = tmp_path / "tools" / "run.py"
    read = from_bytes(script, b"from maze import Maze\n\nMaze()  # <- draws\n", tmp_path)
    assert isinstance(read, Source)
    data = apply(read, planned(read, need_for(read, "numpy")))
    assert data.decode().startswith(f"import numpy as np{gap}from maze import Maze\n\nSEED = 42\n")
    if ruff := shutil.which("ruff"):
        script.write_bytes(data)
        subprocess.run([ruff, "check", "--no-cache", "--select=I", str(script)], check=True, cwd=tmp_path)


def row_of(layout: Layout, step: Step) -> int | None:
    """The first row that does a step."""
    scope = Scope()
    key = {
        HIDE_GPUS: "CUDA_VISIBLE_DEVICES",
        HASH: "PYTHONHASHSEED",
        WORKSPACE: "CUBLAS_WORKSPACE_CONFIG",
    }.get(step)
    for index, row in enumerate(layout.rows):
        for statement in row.statements:
            targets = [node.func for node in own_nodes(statement) if isinstance(node, ast.Call)]
            if (key and f"'{key}'" in ast.dump(statement)) or any(
                scope.dotted(node) in step.targets for node in targets
            ):
                return index
        scope.run(row.statements)
    return None


@pytest.mark.parametrize(
    ("steps", "kind", "before", "after"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_case(steps: str, kind: str, before: str, after: str) -> None:
    assert text_of(fixed(before, steps, kind), kind) == after


def test_a_line_that_names_what_is_not_there_yet_does_not_stand() -> None:
    text = "import numpy.random as npr\nnp.random.seed(5)\nimport numpy as np\n\ndraw()  # <- draws\n"
    assert fixed(text, "numpy").decode().endswith("np.random.seed(5)\n\ndraw()  # <- draws\n")


def test_no_case_is_lost() -> None:
    text = Path(__file__).with_name("blocks.md").read_text(encoding="utf-8")
    assert len(CASES) == text.count("\n## ")


@pytest.mark.skipif(shutil.which("ruff") is None, reason="ruff is not installed")
def test_clean_files_stay_clean(tmp_path: Path) -> None:
    for name, steps, kind, before, _ in CASES:
        stem = re.sub(r"\W+", "_", name)
        if kind == "python":
            (tmp_path / f"{stem}.0.py").write_text(before, encoding="utf-8")
            (tmp_path / f"{stem}.1.py").write_bytes(fixed(before, steps))
    command = ["ruff", "check", "--isolated", "--no-cache", "--select=E,F,I", "--output-format=json", str(tmp_path)]
    found = json.loads(subprocess.run(command, check=False, capture_output=True).stdout)
    dirty = {Path(finding["filename"]).name: finding for finding in found}
    clean = {path.name for path in tmp_path.glob("*.0.py") if path.name not in dirty}
    assert len(clean) > 30
    # What has to come before one of the imports stands between them: there is no other way.
    clean -= {"an_import_that_draws_in_its_section.0.py"}
    assert [dirty[after] for name in clean if (after := name.replace(".0.", ".1.")) in dirty] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"import random\r\nf()\r\n", b"import random\r\n\r\nSEED = 42\r\nrandom.seed(SEED)\r\n\r\nf()\r\n"),
        (b"\xef\xbb\xbfimport random\n", b"\xef\xbb\xbfimport random\n\nSEED = 42\nrandom.seed(SEED)\n"),
        (b"import random", b"import random\n\nSEED = 42\nrandom.seed(SEED)"),
        (
            b"import random\n\x0c\nif 1:\n\tpass\n",
            b"import random\n\nSEED = 42\nrandom.seed(SEED)\n\x0c\nif 1:\n\tpass\n",
        ),
        (
            b"# coding: latin-1\n# \xe9\nimport random\ns = '\xe9'\n",
            b"# coding: latin-1\n# \xe9\nimport random\n\nSEED = 42\nrandom.seed(SEED)\n\ns = '\xe9'\n",
        ),
        (b"import random  # \\\nx = 1\n", b"import random  # \\\nx = 1\n\nSEED = 42\nrandom.seed(SEED)\n"),
    ],
)
def test_bytes(before: bytes, after: bytes) -> None:
    assert fixed(before, "python") == after


def test_seed_and_name_come_from_the_configuration() -> None:
    result = fixed("import random\n", Need(frozenset({PYTHON}), seed=7, seed_name="RNG"))
    assert result == b"import random\n\nRNG = 7\nrandom.seed(RNG)\n"


def test_the_configured_name_is_preferred() -> None:
    need = Need(frozenset({PYTHON}), seed_name="RANDOM_STATE")
    text = "import random\n\nseed = 1\nRANDOM_STATE = 2\n"
    assert b"random.seed(seed)" in fixed(text, "python")
    assert b"random.seed(RANDOM_STATE)" in fixed(text, need)


def test_nothing_is_needed() -> None:
    assert planned(source("import random\n"), Need(frozenset())) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("from __future__ import annotations; import random; random.random()  # <- draws\n", "python"),
        ("!ls\n--- cell\n%%bash\nls\n", "ipynb"),
        ("import random\n\nrandom.seed(42)\n\nf(random.random())  # <- draws\n", "python"),  # f undoes the seed
    ],
)
def test_there_is_no_place(text: str, kind: str) -> None:
    read = source(text, kind)
    assert isinstance(plan(read, ast.parse(read.text), need_for(read, "python")), Refused)


def test_results_are_reproducible(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    text = "import random\n\nimport numpy as np\n\nprint(random.random(), np.random.rand())  # <- draws\n"
    path = tmp_path / "a.py"
    outputs = []
    for content in (text.encode(), fixed(text, "hash python numpy")):
        path.write_bytes(content)
        outputs.append({subprocess.run([sys.executable, path], check=True, capture_output=True).stdout for _ in "ab"})
    assert [len(runs) for runs in outputs] == [2, 1]


STATEMENTS = [
    "import os",
    "import random",
    "import numpy as np",
    "import numpy.random as npr",
    "import tensorflow as tf",
    "import tensorflow.compat.v1 as tf",
    "from tensorflow import keras",
    "from keras import random",
    "from random import random, seed",
    "from lib import *",
    "from numpy import *",
    "from .local import (\n    a,\n    b,\n)",
    "import sys; import json",
    "try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None",
    "if sys.argv:\n    import numpy as np",
    "sys.path.insert(0, '..')",
    "os.environ['A'] = 'b'",
    "# comment",
    "",
    "SEED = 3",
    "seed = 4; x = 5",
    "SEED = f()",
    "np = 3",
    "tf.disable_eager_execution()",
    "np.random.seed(5)",
    "def f(): pass",
    "@d\nclass A:\n    x = 1",
    "x = \\\n  2",
    "global_seed: int = 9",
    "if __name__ == '__main__':\n    f()",
]


@settings(deadline=None)
@given(
    st.sampled_from(["", '"""Doc."""\n', "#!/bin/python\n# Copyright\n", "from __future__ import annotations\n"]),
    st.lists(st.sampled_from(STATEMENTS), max_size=9),
    st.lists(st.sampled_from(STATEMENTS), max_size=3),
    st.frozensets(st.sampled_from(ORDER), min_size=1),
    st.sampled_from(["\n", "\n\n"]),
)
def test_any_file(top: str, above: list[str], below: list[str], steps: frozenset[Step], gap: str) -> None:
    text = top + gap.join([*above, "draw()  # <- draws", *below])
    read = source(text)
    layout = Layout.of(read, ast.parse(text))
    missing = frozenset(step for step in steps if row_of(layout, step) is None)
    fixed(text, Need(missing, before=text.splitlines().index("draw()  # <- draws") + 1))


@pytest.mark.parametrize(
    "middle",
    [
        "x = " + " + ".join(["1"] * 1500),
        "x = f" + "()" * 150 + ".g()" * 150,
        "if x == 0:\n    import numpy as np\n" + "".join(f"elif x == {i}:\n    pass\n" for i in range(1, 900)),
        "\n".join(f"x{i} = {i}" for i in range(20_000)),
    ],
    ids=["operators", "calls", "elifs", "lines"],
)
def test_generated_files(middle: str) -> None:
    text = f"import random\n\n{middle}\n\nrandom.random()  # <- draws\n"
    read = source(text)
    assert "random.seed(SEED)" in planned(read, need_for(read, "python numpy"))[-1].text
