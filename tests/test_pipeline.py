"""Whole runs over real files: what is named, what fails, what is printed, and what is written."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path

import pytest
from literate import lint, places

from repro_lint import cli
from repro_lint.linter import filling, pipeline
from repro_lint.model import Fix
from repro_lint.resolve.verdicts.judgement import Start

HIDES = b"import os\n\nos.environ['CUDA_VISIBLE_DEVICES'] = '-1'\n\n"
DRAW = "import random\n\nprint(random.random())\n"
CLEAN = "import random\n\nrandom.seed(3)\nprint(random.random())\n"
SEEDED = "import random\n\nSEED = 42\nrandom.seed(SEED)\n\nprint(random.random())\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, which is the working directory."""
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of one command."""
    code = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def notebook(*cells: str) -> str:
    return json.dumps(
        {
            "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 4,
        }
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "def main():\n    print(1)\n    import numpy as np\n\n    print(np.random.rand())\n",
            "`main` gives `np` a meaning of its own",
        ),
        ("import random\n\n\ndef main(): print(random.random())\n", "`main` has no line of its own for it"),
        (
            "import random\n\nSTART = random.random()\n\n\ndef main():\n    print(START, random.random())\n",
            "what `tool/cli.py` imports or does draws before any of its functions runs",
        ),
    ],
)
def test_where_the_function_of_a_console_script_cannot_begin_with_seeds(
    project: Path, capsys: pytest.CaptureFixture[str], text: str, reason: str
) -> None:
    (project / "pyproject.toml").write_text('[project.scripts]\ntrain = "tool.cli:main"\n')
    (project / "tool").mkdir()
    (project / "tool/__init__.py").touch()
    (project / "tool/cli.py").write_text(text)
    code, _, err = run(capsys, "--fix", "tool")
    assert code == 1
    assert f"RPL001 {reason}" in err
    assert (project / "tool/cli.py").read_text() == text


def test_a_draw_is_not_told_of_a_path_on_which_its_library_is_missing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "have.py").write_text(
        "try:\n    import tensorflow\n    found = True\nexcept ImportError:\n    found = False\n"
    )
    (project / "train.py").write_text("import tensorflow as tf\nimport have\n\nprint(tf.random.normal([2]))\n")
    _, out, _ = run(capsys, "--output-format", "json", "train.py")
    draw = next(finding for finding in json.loads(out)["findings"] if finding["rule"] == "RPL301")
    assert draw["message"] == "the result of `tf.random.normal` is random and `tf.random.set_seed()` is never called"
    assert not draw["related"]


def test_a_seed_that_the_project_throws_away_again_is_not_inserted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "network.py").write_text(
        "import tensorflow as tf\n\n\n"
        "class Network:\n"
        "    def __init__(self):\n"
        "        tf.compat.v1.reset_default_graph()\n"
        "        self.weights = tf.random.normal([3])\n"
    )
    (project / "run.py").write_text("import random\n\nimport network\n\nnetwork.Network()\nprint(random.random())\n")
    reason = "`tensorflow.reset_default_graph` in line 6 of `network.py` throws the seed away: seed behind it"
    first, second = (run(capsys, "--fix", "run.py") for _ in range(2))
    assert "insert the seeding block" in first[2]
    assert "fixed:" not in second[2].replace("not fixed:", "")
    assert reason in second[2]
    text = (project / "run.py").read_text()
    assert "random.seed(SEED)" in text
    assert "set_seed" not in text


def test_a_seed_that_is_thrown_away_where_the_program_draws_is_not_inserted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "run.py").write_text(
        "import tensorflow as tf\n\n\ndef draw():\n"
        "    tf.compat.v1.disable_eager_execution()\n"
        "    print(tf.random.normal([3]))\n\n\n"
        'if __name__ == "__main__":\n'
        "    draw()\n    draw()\n"
    )
    for _ in range(2):
        _, _, err = run(capsys, "--fix", "run.py")
    assert "in line 5 of `run.py` throws the seed away: seed behind it" in err
    assert "set_seed" not in (project / "run.py").read_text()


def test_a_package_of_the_project_is_not_among_those_that_nobody_has_judged(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pymc").mkdir()
    (project / "pymc" / "__init__.py").write_text("import random\n")
    (project / "train.py").write_text("import random\nimport pymc\nimport mxnet\nprint(random.Random(1))\n")
    _, out, _ = run(capsys, "--output-format", "json", ".")
    document = json.loads(out)
    assert document["summary"]["not_judged"] == ["mxnet"]
    assert [one["why"] for one in document["programs"]] == ["uses mxnet, not judged"]


def test_a_folder_of_the_project_hides_no_library_of_its_name(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`utils/pymc` is imported as `utils.pymc`; what is imported by a module that was not named is told, too."""
    (project / "utils" / "pymc").mkdir(parents=True)
    for package in ("utils", "utils/pymc"):
        (project / package / "__init__.py").write_text("import random\n")
    (project / "utils" / "model.py").write_text("import mxnet\nimport pymc\n")
    (project / "train.py").write_text("import random\nfrom utils import model, pymc\nprint(random.Random(1))\n")
    _, out, _ = run(capsys, "--output-format", "json", "train.py")
    assert json.loads(out)["summary"]["not_judged"] == ["mxnet", "pymc"]


def test_a_test_runs_only_where_it_is_named(project: Path) -> None:
    """What it calls is judged alike with and without it, and large suites take long to follow."""
    (project / "tests").mkdir()
    (project / "lab.py").write_text("import random\n\n\ndef draw(n=3):\n    return random.sample(range(9), n)\n")
    (project / "tests" / "test_lab.py").write_text("from lab import draw\n\n\ndef test_draw():\n    assert draw(2)\n")

    def look(*names: str) -> pipeline.Linted:
        paths = tuple(project / name for name in names)
        return pipeline.lint(pipeline.Request(paths, pipeline.configured(project), cwd=project), {})

    alone, both = look("lab.py"), look("lab.py", "tests/test_lab.py")
    assert [verdict.test for verdict in alone.judgement.executions] == [False]
    assert [verdict.test for verdict in both.judgement.executions] == [False, True]
    assert alone.findings == both.findings


def test_library_code_that_writes_no_name_of_a_named_file_does_not_run(project: Path) -> None:
    (project / "lab.py").write_text("import numpy as np\n\n\ndef make(s=None):\n    return np.random.default_rng(s)\n")
    (project / "calls.py").write_text("import lab\n\n\ndef three():\n    return lab.make(3).random()\n")
    (project / "other.py").write_text("import random\n\nimport lab\n\n\ndef own():\n    return random.random()\n")

    def look(*names: str) -> pipeline.Linted:
        paths = tuple(project / name for name in names)
        return pipeline.lint(pipeline.Request(paths, pipeline.configured(project), cwd=project), {})

    alone, whole = look("lab.py"), look(".")
    ran = {Path(verdict.draw.place.path).name for verdict in alone.judgement.executions}
    assert "lab.py" in ran
    assert "other.py" not in ran
    assert "other.py" in {Path(verdict.draw.place.path).name for verdict in whole.judgement.executions}
    assert alone.findings == tuple(one for one in whole.findings if one.location.path == "lab.py")


class TestDeterminism:
    """The same bytes, however the work is shared out."""

    FILES = 60  # enough for the pool of processes

    @pytest.fixture
    def names(self, project: Path) -> list[str]:
        for number in range(self.FILES):
            helper = f"import lib{number - 1}\n" if number % 3 else ""
            text = f"{helper}import random\nimport numpy as np\n\n\ndef draw():\n    return np.random.rand()\n\n\n"
            name = f"lib{number}.py" if number % 3 < 2 else f"train{number}.py"
            ending = "print(draw(), random.random())\n" if name.startswith("train") else ""
            (project / name).write_text(text + ending)
        (project / "broken.py").write_text("import random\nprint(\n")
        return sorted(path.name for path in project.glob("*.py"))

    @pytest.mark.parametrize("form", ["json", "text", "sarif"])
    def test_jobs_and_order_of_arguments(self, names: list[str], form: str, capsys: pytest.CaptureFixture[str]) -> None:
        shuffled = random.Random(4).sample(names, len(names))
        first = run(capsys, "--no-cache", "-j1", "--output-format", form, *names)
        assert first[0] == 2
        assert "broken.py" in first[2]
        assert first == run(capsys, "--no-cache", "-j2", "--output-format", form, *names)
        assert first == run(capsys, "--no-cache", "-j2", "--output-format", form, *shuffled)
        assert first == run(capsys, "--no-cache", "-j1", "--output-format", form, ".")
        assert first == run(capsys, "-j2", "--output-format", form, *names)
        assert first == run(capsys, "-j1", "--output-format", form, *names)

    def test_fixing(self, names: list[str], project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = {name: (project / name).read_bytes() for name in names}
        texts = []
        for jobs, order in (("-j1", names), ("-j2", names[::-1])):
            for name, data in before.items():
                (project / name).write_bytes(data)
            run(capsys, jobs, "--fix", *order)
            texts.append({name: (project / name).read_bytes() for name in names})
        assert texts[0] == texts[1]
        assert texts[0]["broken.py"] == before["broken.py"]
        assert texts[0]["train2.py"] != before["train2.py"]


class TestFailures:
    """One bad file costs its own findings, and the exit code."""

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("syntax.py", b"import random\nprint(\n", "syntax.py:2"),
            ("python2.py", b"import random\nprint random.random()\n", "python2.py:2"),
            ("bytes.py", b"import random\nx = '\xff'\n", "bytes.py:2"),
            ("cookie.py", b"# coding: nonsense\nimport random\n", "cookie.py"),
            ("null.py", b"import random\n\0\n", "null.py:2"),
            ("deep.py", b"import random\nx = " + b"(" * 5000 + b")" * 5000 + b"\n", "deep.py"),
            ("notebook.ipynb", b'{"cells": ["import random', "notebook.ipynb"),
        ],
    )
    def test_the_others_are_linted(
        self, name: str, data: bytes, said: str, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (project / name).write_bytes(data)
        (project / "draw.py").write_text(DRAW)
        code, out, err = run(capsys, ".")
        assert code == 2
        assert "draw.py" in out
        assert said in err
        assert run(capsys, "--fix", ".")[0] == 2
        assert (project / name).read_bytes() == data
        assert (project / "draw.py").read_text() == SEEDED

    def test_a_broken_cell(self, project: Path) -> None:
        (project / "a.ipynb").write_text(notebook("import random", "print(", "print(random.random())"))
        report = lint(project)
        assert [(f.path, f.cell) for f in report.failures] == [("a.ipynb", 2)]
        assert ("a.ipynb", 3, 1, "error", "unseeded-draw") in places(report)

    def test_a_missing_path(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (project / "draw.py").write_text(DRAW)
        code, out, err = run(capsys, "missing.py", "draw.py")
        assert (code, "draw.py" in out, "missing.py" in err) == (2, True, True)


class TestExitCodes:
    """0 clean, 1 findings, 2 could not."""

    @pytest.mark.parametrize(
        ("text", "arguments", "code"),
        [
            (CLEAN, (), 0),
            (DRAW, (), 1),
            (DRAW, ("--fix",), 0),
            (DRAW, ("--diff",), 1),
            (DRAW, ("--select", "RPL901"), 0),
            (DRAW, ("--ignore", "missing-seed-block,unseeded-draw"), 0),
            (DRAW, ("--select", "no-such-rule"), 2),
            ("import keras\n\nkeras.utils.set_random_seed(1)\nkeras.layers.Dropout(0.5)\n", (), 0),
            ("import keras\n\nkeras.utils.set_random_seed(1)\nkeras.layers.Dropout(0.5)\n", ("--fail-on", "note"), 1),
            (
                "import keras\n\nkeras.utils.set_random_seed(1)\nkeras.layers.Dropout(0.5)\n",
                ("--strict", "--fail-on", "warning"),
                1,
            ),
        ],
    )
    def test_code(
        self, text: str, arguments: tuple[str, ...], code: int, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (project / "a.py").write_text(text)
        assert run(capsys, "a.py", *arguments)[0] == code


class TestStandardInput:
    """`-` is linted as if it were the named file."""

    @pytest.fixture
    def say(self, monkeypatch: pytest.MonkeyPatch) -> io.TextIOWrapper:
        stdin = io.TextIOWrapper(io.BytesIO(DRAW.encode()))
        monkeypatch.setattr("sys.stdin", stdin)
        return stdin

    @pytest.mark.usefixtures("say")
    def test_findings(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "-", "--stdin-filename", "sub/draw.py", "--output-format", "json")
        assert code == 1
        assert {finding["path"] for finding in json.loads(out)["findings"]} == {"sub/draw.py"}

    @pytest.mark.usefixtures("say")
    def test_fix_prints_the_program(self, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        assert cli.main(["--fix", "-"]) == 0
        assert capfdbinary.readouterr().out.decode() == SEEDED

    def test_what_is_typed_counts_and_not_what_is_saved(
        self, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (project / "seeds.py").write_text("import random\n\n\ndef start():\n    random.seed(3)\n")
        (project / "train.py").write_text(DRAW)
        typed = "import random\nfrom seeds import start\n\nstart()\nprint(random.random())\n"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        assert run(capsys, "-", "--stdin-filename", "train.py")[:2] == (0, "")


class TestFixing:
    """Only the span of a fix changes."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (DRAW.encode(), SEEDED.encode()),
            (DRAW.replace("\n", "\r\n").encode(), SEEDED.replace("\n", "\r\n").encode()),
            (b"\xef\xbb\xbf" + DRAW.encode(), b"\xef\xbb\xbf" + SEEDED.encode()),
            (
                b"# coding: latin-1\nimport random\n\nprint('\xe9', random.random())",
                b"# coding: latin-1\nimport random\n\nSEED = 42\nrandom.seed(SEED)\n\nprint('\xe9', random.random())",
            ),
            (
                "import random\nfrom sklearn.utils import shuffle\n\nprint('🌸', shuffle([1, 2]))\n".encode(),
                "import random\nfrom sklearn.utils import shuffle\n\n"
                "print('🌸', shuffle([1, 2], random_state=42))\n".encode(),
            ),
            (
                b"from sklearn.utils import shuffle\n\x0c\nprint(shuffle(\r\n\t[1,\n\t 2],  # two\r\n))\n",
                (
                    b"from sklearn.utils import shuffle\n\x0c\nprint(shuffle(\r\n\t[1,\n\t 2],  # two\r\n\t"
                    b"random_state=42,\r\n))\n"
                ),
            ),
            (
                (
                    b"import os, tensorflow as tf\r\ntf.test.gpu_device_name()\r\n"
                    b"\x0cos.environ[\r\n\t'CUDA_VISIBLE_DEVICES'] = \\\r\n'-1' # late\r\nx = 1"
                ),
                HIDES.replace(b"\n", b"\r\n") + b"import os, tensorflow as tf\r\ntf.test.gpu_device_name()\r\nx = 1",
            ),
            (
                b"import tensorflow as tf\ntf.test.gpu_device_name()\ntf.config.set_visible_devices([], 'GPU')",
                HIDES + b"import tensorflow as tf\ntf.test.gpu_device_name()",
            ),
        ],
        ids=[
            "plain",
            "crlf",
            "bom",
            "latin-1, no final newline",
            "columns behind wide characters",
            "mixed line ends, a form feed, tabs, a comment",
            "a statement over several lines is taken away",
            "the last one is taken away, no final newline",
        ],
    )
    def test_bytes(self, before: bytes, after: bytes, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = project / "a.py"
        path.write_bytes(before)
        path.chmod(0o751)
        assert run(capsys, "--fix", "a.py")[0] == 0
        assert path.read_bytes() == after
        assert path.stat().st_mode & 0o777 == 0o751
        assert sorted(child.name for child in project.iterdir()) == ["a.py", "pyproject.toml"]

    def test_one_layer_of_many_programs(self, project: Path) -> None:
        """Each round sees the whole program anew: what is to be done in all of its files is done in one."""
        (project / "model.py").write_text("import keras\n\n\ndef build():\n    return keras.layers.Embedding(9, 4)\n")
        body = (
            "from model import build\n\nkeras.utils.set_random_seed(1)\nmodel = keras.Sequential([build()])\n"
            "model.compile('sgd', 'mse')\nmodel.fit(tf.ones((4, 2)), tf.ones((4, 2, 4)))\n"
        )
        self.check_programs(project, body)

    def test_one_race_of_many_programs(self, project: Path) -> None:
        (project / "data.py").write_text(
            "import tensorflow as tf\n\n\ndef load():\n    rows = tf.data.Dataset.range(9)\n"
            "    return rows.map(lambda row: tf.random.uniform([]), num_parallel_calls=4)\n"
        )
        self.check_programs(project, "from data import load\n\nkeras.utils.set_random_seed(1)\nprint(list(load()))\n")

    def check_programs(self, project: Path, body: str) -> None:
        start = "import os\n\nos.environ['CUDA_VISIBLE_DEVICES'] = '-1'\nimport keras\nimport tensorflow as tf\n"
        for number in range(7):
            (project / f"train{number}.py").write_text(start + body)
        report = lint(project, fix=True)
        assert (len(report.applied), report.fixed) == (7, 1)
        assert not lint(project, fix=True).applied

    def test_diff_writes_nothing(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = project / "a.py"
        path.write_text(DRAW)
        stamp = path.stat()
        code, out, _ = run(capsys, "--diff", "a.py")
        assert code == 1
        assert out == (
            "--- a/a.py\n+++ b/a.py\n@@ -1,3 +1,6 @@\n import random\n \n"
            "+SEED = 42\n+random.seed(SEED)\n+\n print(random.random())\n"
        )
        assert path.read_text() == DRAW
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == (stamp.st_mtime_ns, stamp.st_ino)

    def test_a_clean_file_is_not_written(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = project / "a.py"
        path.write_text(CLEAN)
        stamp = path.stat()
        assert run(capsys, "--fix", ".")[0] == 0
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == (stamp.st_mtime_ns, stamp.st_ino)

    def test_the_rest_of_a_notebook_stays(self, project: Path) -> None:
        text = notebook("import random", "print(random.random())").replace('"metadata": {}', '"metadata":  { }')
        (project / "a.ipynb").write_text(text)
        assert not lint(project, fix=True).findings
        after = (project / "a.ipynb").read_text()
        assert after.replace("import random\\n\\nSEED = 42\\nrandom.seed(SEED)", "import random") == text


class TestNamedPaths:
    """They filter the report and what is fixed; the whole program is judged."""

    @pytest.fixture(autouse=True)
    def program(self, project: Path) -> None:
        (project / "noise.py").write_text("import random\n\n\ndef noise():\n    return random.random()\n")
        (project / "seeds.py").write_text("import random\n\n\ndef start():\n    random.seed(3)\n")
        (project / "good.py").write_text("import noise\nimport seeds\n\nseeds.start()\nprint(noise.noise())\n")
        (project / "bad.py").write_text("import noise\n\nprint(noise.noise())\n")

    def test_a_helper_that_is_not_named_seeds(self, project: Path) -> None:
        assert places(lint(project, "good.py")) == []

    def test_a_library_knows_its_programs(self, project: Path) -> None:
        assert places(lint(project, "noise.py")) == [("noise.py", 0, 5, "error", "unseeded-draw")]
        (project / "bad.py").unlink()
        assert places(lint(project, "noise.py")) == []

    def test_only_what_is_named_is_told_and_fixed(self, project: Path) -> None:
        assert {place[0] for place in places(lint(project, "bad.py"))} == {"bad.py"}
        before = {path.name: path.read_bytes() for path in project.glob("*.py")}
        lint(project, "noise.py", fix=True)
        assert {path.name: path.read_bytes() for path in project.glob("*.py")} == before
        lint(project, "bad.py", fix=True)
        assert {path.name for path in project.glob("*.py") if path.read_bytes() != before[path.name]} == {"bad.py"}
        assert places(lint(project)) == []

    def test_a_fix_that_belongs_elsewhere_says_where(self, project: Path) -> None:
        (project / "option.py").write_text("SEED = None\n")
        (project / "sampler.py").write_text(
            "import numpy as np\nfrom option import SEED\n\nprint(np.random.default_rng(SEED).random())\n"
        )
        report = lint(project, "noise.py", "sampler.py", fix=True)
        reasons = [
            "it belongs into `bad.py`, which was not named",
            "it belongs into line 1 of `option.py`, which was not named",
        ]
        assert [(one.path, one.line, one.reason) for one in report.skipped] == [
            ("noise.py", 5, reasons[0]),
            ("sampler.py", 4, reasons[1]),
        ]
        assert [reason in finding.help for finding, reason in zip(report.findings, reasons, strict=True)] == [True] * 2
        assert "in `bad.py`" in report.findings[0].help
        report = lint(project, "option.py", "sampler.py", fix=True)
        assert not report.skipped
        assert (project / "option.py").read_text() == "SEED = 42\n"

    def test_from_another_folder(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (project / "sub").mkdir()
        monkeypatch.chdir(project / "sub")
        assert {Path(place[0]).name for place in places(lint(project / "sub", "../bad.py"))} == {"bad.py"}


def test_a_defect_of_ours_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of ours that breaks may look like a clean program."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text("import random\nprint(random.random())\n")

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr("repro_lint.linter.judging.join", broken)
    assert cli.main(["train.py"]) == 2


def test_a_fix_that_cannot_be_made_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = "from sklearn.utils import shuffle\n\nprint(shuffle(number for number in range(9)))\n"
    (tmp_path / "train.py").write_text(code)
    report = lint(tmp_path, "train.py", fix=True)
    assert any("--fix cannot do it: the only argument is a generator" in finding.help for finding in report.findings)
    text = (tmp_path / "train.py").read_text()
    assert "np.random.seed(SEED)\n" in text  # the stream is seeded instead
    assert text.endswith(code.splitlines(keepends=True)[-1])


def test_a_seed_alone_takes_its_constant_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the block's seed is set also where only the seed of a split is asked for."""
    monkeypatch.chdir(tmp_path)
    code = (
        "import numpy as np\nfrom sklearn.model_selection import train_test_split\n\n"
        "rows = np.random.rand(9)\nprint(train_test_split(rows))\n"
    )
    (tmp_path / "train.py").write_text(code)
    cli.main(["--fix", "--select", "unseeded-split", "train.py"])
    seeded = code.replace("\n\n", "\n\nSEED = 42\n\n").replace("split(rows)", "split(rows, random_state=SEED)")
    assert (tmp_path / "train.py").read_text() == seeded
    cli.main(["--fix", "train.py"])
    seeded = seeded.replace("SEED = 42\n", "SEED = 42\n\nnp.random.seed(SEED)\n")
    assert (tmp_path / "train.py").read_text() == seeded


class TestAccounts:
    """What --fix says that it did."""

    CODE = (
        "import random\nfrom sklearn.model_selection import train_test_split\n\n\n"
        "def split(rows, **options):\n    return train_test_split(rows, **options)\n\n\n"
        "print(split([random.random(), random.random(), random.random()]))\n"
    )

    def test_fixed_and_fixable_count_findings(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (project / "a.py").write_text(self.CODE)
        assert " 5 errors · 5 fixable with --fix" in run(capsys, "a.py")[2]
        said = run(capsys, "--fix", "a.py")[2]
        assert "fixed: a.py: RPL001, RPL101, RPL301 insert the seeding block (5 findings)\n" in said
        assert " · 5 fixed\n" in said

    def test_what_is_not_fixed_stands_where_the_reader_sees_it(
        self, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        reason = "RPL101 `**options` may hold a seed: that is up to the caller\n"
        (project / "a.py").write_text(self.CODE)
        assert f"not fixed: a.py:6: {reason}" in run(capsys, "--diff", "a.py")[2]
        assert f"not fixed: a.py:11: {reason}" in run(capsys, "--fix", "a.py")[2]
        (project / "b.ipynb").write_text(notebook(*self.CODE.split("\n\n\n")))
        assert f"not fixed: b.ipynb: cell 2, line 2: {reason}" in run(capsys, "--diff", "b.ipynb")[2]

    def test_a_block_is_told_of_what_it_cures(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (project / "a.py").write_text(
            "import numpy as np\nimport tensorflow as tf\nfrom sklearn.model_selection import train_test_split\n\n"
            "tf.keras.utils.set_random_seed(1)\nrows = np.ones((9, 2))\nmodel = tf.keras.Sequential([])\n"
            "rng = np.random.default_rng()\nmodel.compile('sgd', 'mse')\nmodel.fit(rows, rng.random((9, 2)))\n"
        )
        said = run(capsys, "--fix", "a.py")[2]
        assert "fixed: a.py: RPL002 hide the GPUs\n" in said
        assert "RPL001" not in said

    def test_a_fix_that_hides_the_gpus_says_what_that_costs(
        self, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (project / "a.py").write_text('import tensorflow as tf\n\ntf.keras.models.load_model("m").fit([1], [1])\n')
        told = "insert the seeding block and hide the GPUs"
        said = run(capsys, "--diff", "a.py")[2]
        note = 'now trains on the CPU; `gpu-policy = "deterministic"` keeps the GPU'
        assert told in said
        assert said.count(f"  {note}\n") == 1
        assert note not in run(capsys, "--diff", "--gpu-policy", "deterministic", "a.py")[2]

    @pytest.mark.parametrize("option", [("--unfixable", "gpu-not-hidden"), ("--fixable", "RPL001,RPL206")])
    def test_rules_whose_fixes_are_not_wanted(
        self, project: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, str]
    ) -> None:
        (project / "a.py").write_text('import tensorflow as tf\n\ntf.keras.models.load_model("m").fit([1], [1])\n')
        _, out, said = run(capsys, "--fix", *option, "a.py")
        fixed = (project / "a.py").read_text()
        assert "set_seed" in fixed
        assert "CUDA_VISIBLE_DEVICES" not in fixed
        assert "RPL002" in out
        assert "fixable" not in said


def test_the_diff_of_a_notebook_shows_cells_as_code(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "a.ipynb").write_text(notebook("import random", "print(1)", "x = 'ü'\nrandom.random()"))
    _, out, _ = run(capsys, "--diff", "a.ipynb")
    assert out == (
        "--- a/a.ipynb:cell 1\n+++ b/a.ipynb:cell 1\n@@ -1 +1,4 @@\n"
        "-import random\n\\ No newline at end of file\n"
        "+import random\n+\n+SEED = 42\n+random.seed(SEED)\n\\ No newline at end of file\n"
    )


def test_a_helper_that_was_not_named_is_told_of(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    helper = "import numpy as np\n\n\ndef set_seeds(seed):\n    np.random.seed(seed)\n"
    (project / "helper.py").write_text(helper)
    code = "import random\nfrom helper import set_seeds\n\nset_seeds(3)\nprint(random.random())\n"
    (project / "train.py").write_text(code)
    _, _, said = run(capsys, "--fix", "train.py")
    assert "not fixed: train.py:1: RPL001 it belongs into `helper.py`, which was not named" in said
    assert ((project / "helper.py").read_text(), (project / "train.py").read_text()) == (helper, code)
    assert "complete `set_seeds`" in run(capsys, "--fix", "train.py", "helper.py")[2]
    assert "random.seed(seed)\n    np.random" in (project / "helper.py").read_text()
    assert (project / "train.py").read_text() == code


@pytest.mark.parametrize(
    ("network", "fixed"),
    [
        ("import numpy as np\nfrom layers import *\n\n\ndef size():\n    return 3\n", "np.random.seed(SEED)"),
        ("import numpy\n\nrandom = 1\n\n\ndef size():\n    return 3\n", "numpy.random.seed(SEED)"),
        ("import numpy\n\n__all__ = ['size']\n\n\ndef size():\n    return 3\n", "numpy.random.seed(SEED)"),
    ],
)
def test_what_a_star_brings_in_is_used_and_not_imported_again(project: Path, network: str, fixed: str) -> None:
    (project / "network.py").write_text(network)
    (project / "layers.py").write_text("import random\n")
    draw = fixed.replace("seed(SEED)", "rand(size())")
    imported = "import numpy\n" if "__all__" in network else ""
    (project / "train.py").write_text(f"{imported}from network import *\n\nprint({draw})\n")
    cli.main(["--fix", "train.py"])
    text = (project / "train.py").read_text()
    assert text == f"{imported}from network import *\n\nSEED = 42\n{fixed}\n\nprint({draw})\n"


@pytest.mark.parametrize(
    ("imported", "whole"),
    [
        ("from tensorflow.keras.datasets import mnist", False),
        ("from keras.datasets import mnist\nfrom keras.utils import to_categorical", False),
        ("from tensorflow.keras import layers", True),
        ("import tensorflow as tf", True),
    ],
)
def test_data_that_keras_brings_makes_no_program_on_tensorflow(project: Path, imported: str, whole: bool) -> None:
    (project / "train.py").write_text(f"import numpy as np\n{imported}\n\nprint(np.random.rand())\n")
    cli.main(["--fix", "train.py"])
    text = (project / "train.py").read_text()
    assert "np.random.seed(SEED)" in text
    assert ("PYTHONHASHSEED" in text, "set_seed(SEED)" in text) == (whole, whole)


LIBRARY = """\
import numpy as np
import tensorflow as tf


class Sampler:
    def __init__(self, seed=0):
        self._seed(seed)

    def _seed(self, seed):
        np.random.seed(seed)

    def sample(self):
        return np.random.rand() + tf.random.uniform(())


def batches(n):
    return tf.data.Dataset.range(n).shuffle(n)
"""


@pytest.mark.parametrize("layout", ["", "src/"])
@pytest.mark.parametrize(
    ("name", "text"), [("setup.py", ""), ("pyproject.toml", "[build-system]\nrequires = ['flit_core']\n"), ("", "")]
)
def test_a_package_for_others_is_not_seeded_for_one_program(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, layout: str
) -> None:
    """Its functions are for all who call them; a package that nobody installs is a part of the program."""
    package = project / f"{layout}samplers"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "core.py").write_text(LIBRARY)
    if name:
        (project / name).write_text(text)
    code = (
        "import tensorflow as tf\nfrom samplers.core import Sampler, batches\n\nprint(Sampler().sample(), batches(9))\n"
    )
    (project / f"{layout}example.py").write_text(code)
    _, _, said = run(capsys, "--fix", ".")
    told = "the seeds in the package `samplers` are left as they are: other programs call it"
    assert (told in said, (package / "core.py").read_text() == LIBRARY) == (bool(name), bool(name))
    assert ((project / f"{layout}example.py").read_text() == code) == (not name)
    assert run(capsys, ".")[0] == 0


TRAINS = """\
import tensorflow as tf

tf.keras.utils.set_random_seed(1)
model = tf.keras.Sequential([tf.keras.layers.Input((2,)), tf.keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(tf.ones((4, 2)), tf.ones((4, 1)))
"""


@pytest.mark.parametrize(
    ("comment", "settings"),
    [
        ("  # repro-lint: ignore[gpu-not-hidden] one GPU for all", ""),
        ("  # repro-lint: ignore", ""),
        ("", '[tool.repro-lint.per-file-ignores]\n"train*.py" = ["RPL002"]\n'),
    ],
)
def test_what_is_silenced_is_not_done_with_what_is_not(project: Path, comment: str, settings: str) -> None:
    """The block hides no GPUs where that rule is silenced, and seeds all the same."""
    (project / "pyproject.toml").write_text(settings)
    code = TRAINS.replace("(4, 1)))\n", f"(4, 1))){comment}\n")
    (project / "train.py").write_text(code)
    cli.main(["--fix", "train.py"])
    assert (project / "train.py").read_text() == code
    unseeded = code.replace("tf.keras.utils.set_random_seed(1)\n", "print(tf.random.normal(()))\n")
    (project / "train.py").write_text(unseeded)
    cli.main(["--fix", "train.py"])
    fixed = (project / "train.py").read_text()
    assert ("tf.random.set_seed(SEED)" in fixed, "CUDA_VISIBLE_DEVICES" in fixed) == (True, False)
    assert fixed.endswith(f"(4, 1))){comment}\n")


def test_one_edit_that_two_rules_ask_for_is_told_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "train.py").write_text(
        "import numpy as np\nfrom absl import app, flags\n\n"
        'flags.DEFINE_integer("seed", None, "The seed.")\nFLAGS = flags.FLAGS\n\n\n'
        "def main(_):\n    if FLAGS.seed is not None:\n        np.random.seed(FLAGS.seed)\n"
        "    print(np.random.rand())\n\n\n"
        'if __name__ == "__main__":\n    app.run(main)\n'
    )
    said = run(capsys, "--fix", "train.py")[2]
    assert said.count("fixed: train.py:") == 1
    assert "RPL001, RPL006, RPL301 give `seed` the default 42" in said


def test_seeds_that_are_completed_and_hidden_gpus_are_one_fix(project: Path) -> None:
    (project / "train.py").write_text(
        "import numpy as np\nimport tensorflow as tf\n\n\n"
        "def main():\n    np.random.seed(3)\n    layers = [tf.keras.layers.Embedding(9, 4), tf.keras.layers.Dense(1)]\n"
        "    tf.keras.Sequential(layers).fit(np.ones((2, 5)), np.ones((2, 1)))\n\n\n"
        'if __name__ == "__main__":\n    main()\n'
    )
    cli.main(["--fix", "train.py"])
    fixed = (project / "train.py").read_text()
    assert fixed.startswith('import os\nimport random\n\nos.environ["CUDA_VISIBLE_DEVICES"] = "-1"\n\nimport numpy')
    assert (
        "    np.random.seed(3)\n    tf.random.set_seed(3)\n    tf.config.experimental.enable_op_determinism()\n"
        in fixed
    )
    assert fixed.count("import os") == fixed.count("enable_op_determinism") == 1


PLACES = """\
import numpy as np


def named(function):
    return function


@named
def noise(seed=None):
    if seed is not None:
        np.random.seed(seed)


{call}
print(np.random.rand())
"""


@pytest.mark.parametrize(("call", "trials"), [("noise", 0), ("noise()", 1)])
def test_a_default_is_tried_only_where_its_function_is_called(
    project: Path, monkeypatch: pytest.MonkeyPatch, call: str, trials: int
) -> None:
    assert len(_trials(project, monkeypatch, PLACES.format(call=call))) == trials


def test_the_trials_of_a_program_are_bounded(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = "\n".join(f"CONFIG_{number} = {{'seed': None}}" for number in range(3 * filling.MAX_TRIALS))
    found = _trials(project, monkeypatch, f"import numpy as np\n\n{places}\nprint(np.random.rand())\n")
    assert len(found) == filling.MAX_TRIALS


def _trials(project: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> list[str]:
    """The fixes that are tried by a run of the program after them."""
    tried: list[str] = []
    helps = filling.Trials._helps

    def noted(trials: filling.Trials, start: Start, key: str, fix: Fix) -> bool:
        tried.append(fix.title)
        return helps(trials, start, key, fix)

    monkeypatch.setattr(filling.Trials, "_helps", noted)
    (project / "train.py").write_text(code)
    lint(project, "train.py")
    return tried
