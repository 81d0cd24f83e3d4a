"""A baseline silences what it knows, whatever is edited elsewhere, and nothing else."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from repro_lint import cli
from repro_lint.report import baseline
from repro_lint.report.baseline import Known
from repro_lint.report.identity import Entry

SCRIPT = [
    "import numpy as np\nimport tensorflow as tf",
    "np_only = 1",
    "def noise(n):\n    scale = 2.0\n    return np.random.normal(size=n) * scale",
    "def shuffled(rows):\n    return np.random.permutation(rows)",
    "model = tf.keras.Sequential([\n    tf.keras.layers.Dense(8),\n    tf.keras.layers.Dense(8),\n])",
    "a = np.random.rand(3)\nb = noise(4)\nc = shuffled([1, 2, 3])\nprint(a, b, c, model)\n",
]
CELLS = ["import numpy as np", "x = np.random.rand(3)\nprint(x)", "y = np.random.permutation(x)\ny.sum()", "print(y)"]
NEW = "new_draw = np.random.uniform(size={number})"
EDITS = 200
HEAD = '{"format": "repro-lint baseline", "version": 1, "findings": '


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text('[tool.repro-lint]\nbaseline = "known.json"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*words: str) -> int:
    return cli.main(["check", "-j1", "--color=never", *words])


def found(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    check("--output-format=json", ".")
    return list(json.loads(capsys.readouterr().out)["findings"])


def notebook(cells: list[str]) -> str:
    code: dict[str, object] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    rows = [{**code, "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def edited(blocks: list[str], chance: random.Random) -> list[str]:
    """The blocks with one harmless edit: a line or block more or less, or a function or cell at another place."""
    result = list(blocks)
    filler = f"unused_{chance.randrange(1000)} = {chance.randrange(1000)}"
    at = chance.randrange(len(result) + 1)
    kind = chance.choice(["block", "line", "blank", "delete", "move", "indent"])
    if kind == "block":
        result.insert(at, filler)
    elif kind == "line" and at < len(result):
        result[at] = f"# {filler}\n{result[at]}\n{filler}"
    elif kind == "blank" and at < len(result):
        result[at] = f"\n{result[at]}\n"
    elif kind == "delete":
        unused = [block for block in result if block.startswith(("unused_", "np_only"))]
        result = [block for block in result if block not in unused[:1]]
    elif kind == "move":
        functions = [number for number, block in enumerate(result) if block.startswith(("def ", "unused_"))]
        if functions:
            moved = result.pop(chance.choice(functions))
            result.insert(
                chance.randrange(1, next(n for n, b in enumerate(result) if "model =" in b or "x =" in b) + 1), moved
            )
    elif kind == "indent":
        result = [block.replace("size=n) * scale", "size=n)  *  scale") for block in result]
    return result


def test_random_edits_elsewhere_keep_what_is_known_silent(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "train.py").write_text("\n\n".join(SCRIPT))
    (project / "look.ipynb").write_text(notebook(CELLS))
    assert check("--write-baseline", ".") == 0
    assert sum(baseline.load(project / "known.json").values()) >= 9
    chance = random.Random(20)
    script, cells = list(SCRIPT), list(CELLS)
    for number in range(EDITS):
        script, cells = edited(script, chance), edited(cells, chance)
        (project / "train.py").write_text("\n\n".join(script))
        (project / "look.ipynb").write_text(notebook(cells))
        assert found(capsys) == [], (number, script, cells)
        if number % 4 == 0:
            assert_told_anew(project, script, cells, number, capsys)
        if len(script) > 40:
            script, cells = list(SCRIPT), list(CELLS)


def assert_told_anew(
    project: Path, script: list[str], cells: list[str], number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new draw is told, in either file, wherever it is put."""
    new = NEW.format(number=number + 2)
    at = 1 + number % len(script)
    usual = max(n for n, block in enumerate(script) if "import numpy" in block) + 1
    (project / "train.py").write_text("\n\n".join([*script[: max(at, usual)], new, *script[max(at, usual) :]]))
    (project / "look.ipynb").write_text(notebook([*cells, new]))
    assert {(row["path"], row["rule"]) for row in found(capsys)} == {("train.py", "RPL301"), ("look.ipynb", "RPL301")}


def test_a_line_is_known_as_often_as_it_is_flagged(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "import numpy as np\nprint(np.random.rand())\nprint(np.random.rand())\n"
    (project / "a.py").write_text(text)
    assert check("--write-baseline", ".") == 0
    (project / "a.py").write_text(text + "print(np.random.rand())\n")
    assert [row["line"] for row in found(capsys)] == [4]


def test_what_matches_nothing_is_told_and_dropped(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "a.py").write_text("import numpy as np\nprint(np.random.rand())\n")
    (project / "b.py").write_text("import numpy as np\nprint(np.random.rand())\n")
    check("--write-baseline", ".")
    (project / "a.py").write_text("print(1)\n")
    capsys.readouterr()
    assert check(".") == 0
    said = capsys.readouterr().err
    assert "known.json: 2 entries match nothing any more (--write-baseline drops such)\n  a.py: RPL001\n" in said
    assert "  a.py: RPL301 print(np.random.rand())\n" in said
    check("--output-format=concise", ".")
    assert "  a.py" not in capsys.readouterr().err
    check("--write-baseline", ".")
    assert {entry.path for entry in baseline.load(project / "known.json")} == {"b.py"}


def test_a_run_of_some_files_or_rules_drops_nothing_of_others(project: Path) -> None:
    for name in ("a.py", "b.py", "c.py"):
        (project / name).write_text("import numpy as np\nprint(np.random.rand())\n")
    check("--write-baseline", ".")
    before = (project / "known.json").read_bytes()
    assert check("--write-baseline", "a.py") == 0
    assert check("--write-baseline", "--select=RPL301", "b.py") == 0
    assert (project / "known.json").read_bytes() == before
    (project / "b.py").write_text("print(1)\n")
    (project / "c.py").write_text("print(\n")  # a file that cannot be judged now
    assert check("--write-baseline", "--select=RPL301", ".") == 2
    left = baseline.load(project / "known.json")
    assert {(entry.path, entry.rule) for entry in left} == {
        *(("a.py", "RPL001"), ("a.py", "RPL301")),
        *(("b.py", "RPL001"), ("c.py", "RPL001"), ("c.py", "RPL301")),
    }


def test_paths_are_relative_to_the_root(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "lib").mkdir()
    (project / "lib/a.py").write_text("import numpy as np\nprint(np.random.rand())\n")
    check("--write-baseline", ".")
    assert {entry.path for entry in baseline.load(project / "known.json")} == {"lib/a.py"}
    monkeypatch.chdir(project / "lib")
    assert found(capsys) == []
    assert check("a.py") == 0


def test_the_file_is_sorted_and_comes_back(tmp_path: Path) -> None:
    known = Known({Entry("b.py", "RPL101", "x = '\udce9ä'"): 2, Entry("a.py", "RPL001", ""): 1, Entry("z", "R", ""): 0})
    baseline.write(tmp_path / "known.json", known)
    text = (tmp_path / "known.json").read_text(encoding="ascii")
    assert [line[:16] for line in text.splitlines()[1:3]] == ['  {"path": "a.py', '  {"path": "b.py']
    assert baseline.load(tmp_path / "known.json") == +known
    assert [path.name for path in tmp_path.iterdir()] == ["known.json"]


def test_a_long_line_is_kept_as_its_digest(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "a.py").write_text(f"import numpy as np\nprint(np.random.rand(), '{'x' * 5000}')\n")
    check("--write-baseline", ".")
    assert (project / "known.json").stat().st_size < 500
    assert found(capsys) == []


def test_a_json_report_is_refused_with_what_to_do(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "a.py").write_text("import numpy as np\nprint(np.random.rand())\n")
    (project / "old.json").write_text('{"version": 1, "findings": [], "summary": {}}')
    assert check("--baseline=old.json", ".") == 2
    assert "old.json: is a JSON report, which served as a baseline once: make it anew with" in capsys.readouterr().err
    assert check("--baseline=old.json", "--write-baseline", ".") == 0
    assert check("--baseline=old.json", ".") == 0


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "3", "x = 1\n", '{"findings": [1]}', "[" * 100_000, "9" * 5000),
        HEAD + "[{}]}",
        HEAD + "3}",
        HEAD + '[{"path": "", "rule": "", "line": "", "times": 1e999}]}',
    ],
)
def test_what_is_no_baseline_is_neither_used_nor_overwritten(project: Path, content: str) -> None:
    (project / "a.py").write_text("print(1)\n")
    (project / "other").write_text(content)
    assert check("--baseline=other", ".") == 2
    assert check("--baseline=other", "--write-baseline", ".") == 2
    assert (project / "other").read_text() == content


def test_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text('{"format": "repro-lint baseline", "version": 2, "findings": []}')
    with pytest.raises(baseline.OutdatedError, match="is of version 2, and only 1 is read"):
        baseline.load(tmp_path / "known.json")


@pytest.mark.parametrize("words", [["--diff"], ["--write-baseline", "--diff"], ["--write-baseline", "-"]])
def test_what_does_not_go_together_is_refused(project: Path, words: list[str]) -> None:
    (project / "a.py").write_text("print(1)\n")
    assert check(*words) == 2
    assert not (project / "known.json").exists()


def test_writing_needs_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert check("--write-baseline", ".") == 2
    assert "--write-baseline needs a file: --baseline FILE" in capsys.readouterr().err
