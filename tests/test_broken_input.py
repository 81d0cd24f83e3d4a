"""Input that is broken, beside a healthy file: one clear line for it, the healthy file done, the exit code."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from repro_lint import cli
from repro_lint.linter import pipeline, scan
from repro_lint.linter.memory import Scanned
from repro_lint.source import discover
from repro_lint.source.syntax import VERSION

DRAW = "import random\n\nprint(random.random())\n"
SEEDED = "import random\n\nSEED = 42\nrandom.seed(SEED)\n\nprint(random.random())\n"
HINT = "  to leave a file out, name it in `extend-exclude` under [tool.repro-lint] in pyproject.toml\n"
HEAD = b"import random\nrandom.seed(3)\n"
PARSER = f"does not parse as {VERSION}"
EXCLUDE = "; fix the file, or leave it out with `exclude` in [tool.repro-lint]"


def notebook(*cells: str, **changes: object) -> bytes:
    code = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 4, **changes}).encode()


BROKEN = {
    "undecodable.py": (HEAD + b"x = '\xff'\n", ":3: is not utf-8 (declare the encoding, or save the file as UTF-8)"),
    "cookie.py": (b"# coding: no-such\n" + HEAD, ":1: cannot be decoded: unknown encoding: no-such"),
    "null.py": (HEAD + b"\0\n", f":3: holds a null byte, so it is no text{EXCLUDE}"),
    "syntax.py": (HEAD + b"print(\n", f":3: {PARSER}: '(' was never closed{EXCLUDE}"),
    "python2.py": (
        HEAD + b"print random.random()\n",
        f":3: {PARSER}: Missing parentheses in call to 'print'. Did you mean print(...)?{EXCLUDE}",
    ),
    "brackets.py": (
        HEAD + b"x = " + b"(" * 2000 + b"random.random()" + b")" * 2000,
        f":3: {PARSER}: too many nested parentheses{EXCLUDE}",
    ),
    "half.ipynb": (b'{"cells": ["import random', ":1: is not valid JSON: Unterminated string starting at"),
    "empty.ipynb": (b"", ":1: is not valid JSON: Expecting value"),
    "list.ipynb": (b'["import random"]', ": is not a notebook: the JSON text is not an object"),
    "undecodable.ipynb": (
        b'{"cells": [], "x": "import random \xff"}',
        ":1: is not utf-8 (declare the encoding, or save the file as UTF-8)",
    ),
    "old.ipynb": (
        b'{"worksheets": [{"cells": []}], "metadata": {}, "nbformat": 3, "x": "import random"}',
        ": is of nbformat 3, only 4 is read: `jupyter nbconvert --to notebook` converts it",
    ),
    "cell.ipynb": (
        notebook("import random", "print(", "random.seed(1)"),
        f": cell 2, line 1: {PARSER}: '(' was never closed; the cell is not judged",
    ),
    "unknown.py": (
        HEAD + b"print(random.random())  # repro-lint: ignore[unseeded-drow]\n",
        ":3: the suppression names an unknown rule `unseeded-drow`; did you mean `unseeded-draw`?",
    ),
    "order.py": (
        HEAD + b"print(random.random())  # repro-lint: disable\n",
        ":3: `repro-lint: disable` is neither `ignore[rule]` nor `ignore-file[rule]`",
    ),
}
UNUSUAL = {
    "empty.py": b"",
    "blank.py": b"\n\x0c\n \t\n",
    "no_cells.ipynb": b'{"metadata": {}, "nbformat": 4, "nbformat_minor": 4, "x": "import random"}',
    "none.ipynb": notebook(),
    "elif.py": HEAD + b"x = random.random()\nif x == 0:\n    pass\n" + b"elif x:\n    y = random.random()\n" * 500,
    "chain.py": HEAD + b"x = random" + b".a()" * 1000 + b"\n",
    "plus.py": HEAD + b"x = " + b" + ".join([b"random.random()"] * 1000) + b"\n",
    "brackets.py": HEAD + b"x = " + b"[" * 150 + b"random.random()" + b"]" * 150 + b"\n",
    "calls.py": HEAD + b"".join(b"def f%d(x):\n    return f%d([x])\n" % (n, n + 1) for n in range(900)) + b"f0(1)\n",
    "itself.py": HEAD + b"class A(A):\n    def __getattr__(self, n):\n        return getattr(self, n)\nA().x.y()\n",
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a healthy file, which is the working directory; processes even for a few files."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "draw.py").write_text(DRAW)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(scan, "POOL_FROM", 2)
    return tmp_path


WAYS = ("-j1", "-j2", "--diff", "--fix")


STATUSES = ("reproducible", "not reproducible", "cannot tell")


class Told(NamedTuple):
    """What stderr says: single lines, the rows of the table of programs, and the counts of the summary."""

    lines: list[str]
    rows: list[str]
    counts: list[str]

    @classmethod
    def of(cls, stderr: str) -> Told:
        *lines, counts = stderr.rstrip("\n").split("\n")
        rows = [" ".join(line.split()) for line in lines if line.startswith(STATUSES)]
        counted = [count for count in counts.split(" · ") if "program" not in count]
        return cls([line for line in lines if not line.startswith(STATUSES)], rows, counted)


def check(way: str, failures: Sequence[str], capsys: pytest.CaptureFixture[str], *paths: str, files: int = 2) -> None:
    """Run one way: stderr to the letter, the exit code, and the healthy file done as if it were alone."""
    alone = cli.main([way, "draw.py"])
    out, err = capsys.readouterr()
    healthy = Told.of(err)
    Path("draw.py").write_text(DRAW)
    code = cli.main([way, *(paths or (".",))])
    found = capsys.readouterr()
    told = Told.of(found.err)
    failed = [f"{len(failures)} failure{'s' * (len(failures) > 1)}"] if failures else []
    assert found.out == out
    assert told.lines == [
        *(f"failure: {line}" for line in failures),
        *HINT.splitlines()[: len(failures)],
        *healthy.lines,
    ]
    assert set(healthy.rows) <= set(told.rows)
    assert told.counts == [f"{files} file{'s' * (files > 1)}", healthy.counts[1], *failed, *healthy.counts[2:]]
    assert code == (2 if failures else alone)
    assert Path("draw.py").read_text() == (SEEDED if way == "--fix" else DRAW)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", BROKEN)
def test_broken_files(name: str, way: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, failure = BROKEN[name]
    (project / name).write_bytes(data)
    check(way, [name + failure], capsys)
    assert (project / name).read_bytes() == data


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_files(name: str, way: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / name).write_bytes(UNUSUAL[name])
    check(way, [], capsys)
    assert (project / name).read_bytes() == UNUSUAL[name]


@pytest.mark.parametrize("way", WAYS)
class TestPaths:
    """Paths that lead nowhere, or elsewhere than they look."""

    def test_missing(self, way: str, capsys: pytest.CaptureFixture[str]) -> None:
        check(way, ["missing.py: does not exist"], capsys, "missing.py", "draw.py", files=1)

    def test_a_folder_that_is_called_like_a_file(
        self, way: str, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (project / "x.py").mkdir()
        (project / "x.py" / "inner.py").write_bytes(HEAD)
        check(way, [], capsys)

    @pytest.mark.parametrize("paths", [(), ("loop.py", "draw.py")])
    def test_a_link_to_itself(
        self, way: str, paths: tuple[str, ...], project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (project / "loop.py").symlink_to("loop.py")
        (project / "folder").symlink_to(".")
        reason = os.strerror(40) if sys.platform == "linux" else "Too many levels of symbolic links"
        check(way, [f"loop.py: cannot be read: {reason}"], capsys, *paths, files=1)

    def test_a_link_to_nothing(self, way: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (project / "dangling.py").symlink_to("gone.py")
        check(way, ["dangling.py: does not exist"], capsys, "dangling.py", "draw.py", files=1)

    def test_no_file_at_all(self, way: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        os.mkfifo(project / "pipe.py")
        check(way, ["pipe.py: is neither a file nor a folder"], capsys, "pipe.py", "draw.py", files=1)

    @pytest.mark.parametrize("few", [scan.READ_ANYWAY, 0])
    def test_a_file_that_disappears(
        self, way: str, few: int, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(scan, "READ_ANYWAY", few)
        gone, found = project / "gone.py", discover.discover

        def discovered(*arguments: Any, **options: Any) -> Any:
            gone.write_bytes(HEAD)
            result = found(*arguments, **options)
            gone.unlink()
            return result

        monkeypatch.setattr("repro_lint.linter.request.discover", discovered)
        check(way, ["gone.py: cannot be read: No such file or directory"], capsys)


@pytest.mark.parametrize("way", WAYS)
def test_a_run_nested_too_deep(
    way: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is given up; what its comments silence is not known, so `--fix` leaves them."""
    monkeypatch.setattr(pipeline, "RECURSION_LIMIT", 0)
    deep = b"elif x:\n    y = random.random()\n" * 700
    silenced = b"print(1)  # repro-lint: ignore[unseeded-draw]\n"
    (project / "deep.py").write_bytes(HEAD + b"x = input()\nif x:\n    pass\n" + deep + silenced)
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(1500)
        check(way, ["deep.py: what runs from here is nested too deep, or too large, to be followed"], capsys)
    finally:
        sys.setrecursionlimit(limit)
    assert silenced in (project / "deep.py").read_bytes()


SETTINGS = {
    "[tool.repro-lint\n": "is not valid TOML: ",
    "[tool.repro-lint]\nignore = ['unseeded-drow']\n": "ignore: unknown rule 'unseeded-drow'; did you mean",
    "[tool.repro-lint]\nignroe = []\n": "ignroe: unknown key; did you mean 'ignore'?",
    "[tool]\nrepro-lint = 3\n": "tool.repro-lint: must be a table",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", SETTINGS)
def test_broken_settings(text: str, way: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "pyproject.toml").write_text(text)
    assert cli.main([way, "."]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"repro-lint: {project / 'pyproject.toml'}: {SETTINGS[text]}")
    assert err.count("\n") == 1
    assert (project / "draw.py").read_text() == DRAW


@pytest.mark.parametrize("target", ["no/such/folder", "."])
def test_an_output_file_that_cannot_be(target: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--fix", "--output-file", target, "."]) == 2
    assert capsys.readouterr().err.startswith(f"repro-lint: --output-file {target}: ")
    assert (project / "draw.py").read_text() == DRAW


def test_a_large_generated_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [HEAD, *(b"x%d = f(%d, [1, 2, 3])\ndef f(*a):\n    return a\n" % (n, n) for n in range(6_666))]
    (project / "large.py").write_bytes(b"".join(lines))
    begun = time.process_time()
    check("-j1", [], capsys)
    assert time.process_time() - begun < 20  # some 2 seconds where nothing else runs


def launch(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "repro_lint", *words)


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="the worker must inherit the change")
def test_a_file_that_ends_its_worker(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every time: the others are read by the workers that replace it."""
    for number in range(20):
        (project / f"other{number}.py").write_bytes(HEAD)
    for name in ("fatal.py", "fatal2.py"):
        (project / name).write_bytes(HEAD)
    one, here = scan.scan_one, os.getpid()

    def scan_one(key: str, cwd: Path, data: bytes | None) -> Scanned:
        if "fatal" in key and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return one(key, cwd, data)

    monkeypatch.setattr(scan, "scan_one", scan_one)
    failures = [f"{name}: ends the process that reads it" for name in ("fatal.py", "fatal2.py")]
    check("-j2", failures, capsys, files=23)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def slow(project: Path) -> Path:
    """Work enough that several processes can be caught at it."""
    for number in range(60):
        (project / f"a{number}.py").write_bytes(HEAD + b"def f(x):\n    return random.random()\n" * 300)
    return project


def _with_workers(process: subprocess.Popen[str]) -> list[int]:
    while process.poll() is None:
        if len(workers := _children(process.pid)) > 1:
            return workers
        time.sleep(0.005)
    raise AssertionError("it ended before it had workers")


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the workers in /proc")
@pytest.mark.usefixtures("slow")
class TestWorkers:
    """What happens to the processes of a run from outside."""

    def test_one_is_killed(self) -> None:
        """By chance: nothing is lost, since its files are read again."""
        expected = subprocess.run(launch("-j1", "."), capture_output=True, text=True, check=False)
        process = subprocess.Popen(
            launch("-j2", "--no-cache", "."), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        os.kill(_with_workers(process)[0], signal.SIGKILL)
        assert process.communicate(timeout=120) == (expected.stdout, expected.stderr)
        assert process.returncode == expected.returncode == 1

    def test_ctrl_c(self) -> None:
        """The terminal sends it to every process."""
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
        process = subprocess.Popen(
            launch("-j2", "--fix", "."),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        signal.signal(signal.SIGINT, before)
        _with_workers(process)
        os.killpg(process.pid, signal.SIGINT)
        printed, said = process.communicate(timeout=60)
        assert printed == ""
        assert re.fullmatch(r"(repro-lint: interrupted while .*\n)?", said)  # without a place, before there is one
        assert process.returncode == 130
        assert Path("draw.py").read_text() == DRAW


def test_a_reader_that_leaves(project: Path) -> None:
    (project / "many.py").write_text(DRAW + "print(random.random())\n" * 3000)
    command = launch("--output-format", "json", "many.py")
    # Unbuffered, Python would take the part that the pipe held for the whole.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    assert process.stdout is not None
    assert process.stdout.read(1) == "{"
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(timeout=60) == 1


UNPRIVILEGED = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all")


@pytest.fixture
def open_project() -> Iterator[Path]:
    """A project that a user without privileges owns; an administrator may read and write whatever there is."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    for name in ("pyproject.toml", "draw.py", "sub/draw.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(DRAW if name.endswith(".py") else "")
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, 65534)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777)
    shutil.rmtree(folder)


def unprivileged(folder: Path, *words: str) -> tuple[int, str]:
    """Exit code and stderr of a run by a user without privileges."""
    command = (*(UNPRIVILEGED if os.geteuid() == 0 else ()), *launch(*words))
    if os.geteuid() == 0 and subprocess.run((*UNPRIVILEGED, sys.executable, "-c", ""), check=False).returncode:
        pytest.skip("an administrator who cannot become somebody else")
    root = str(Path(__file__).parents[1])
    run = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": root}
    )
    return run.returncode, run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="permissions as POSIX has them")
class TestPermissions:
    """What may not be read or written is told, and stays as it is."""

    def test_unreadable(self, open_project: Path) -> None:
        (open_project / "draw.py").chmod(0)
        (open_project / "sub").chmod(0)
        told = [f"failure: {name}: cannot be read: Permission denied\n" for name in ("draw.py", "sub")]
        assert unprivileged(open_project, ".") == (2, "".join(told) + HINT + "1 file · no findings · 2 failures\n")

    def test_a_folder_that_can_be_listed_and_not_searched(self, open_project: Path) -> None:
        (open_project / "sub").chmod(0o444)
        told = "failure: sub/draw.py: cannot be read: Permission denied\n"
        code, said = unprivileged(open_project, ".")
        table = "not reproducible  draw.py  1 cause · --fix\n"
        counts = "2 files · 1 program: 1 not reproducible · 1 cause: 2 errors · 1 failure · 2 fixable with --fix\n"
        assert (code, said) == (2, told + HINT + table + counts)

    def test_a_read_only_file(self, open_project: Path) -> None:
        (open_project / "sub/draw.py").chmod(0o444)
        self._is_left(open_project, "the file is read-only")

    def test_a_read_only_folder(self, open_project: Path) -> None:
        (open_project / "sub").chmod(0o555)
        self._is_left(open_project, "Permission denied")

    def _is_left(self, folder: Path, reason: str) -> None:
        code, err = unprivileged(folder, "--fix", ".")
        told = f"not fixed: sub/draw.py:1: RPL001 {folder / 'sub/draw.py'}: {reason}\n"
        assert code == 1
        assert told in err
        lines = Told.of(err).lines
        assert all(line.startswith(("fixed: draw.py:", "not fixed: sub/draw.py:")) for line in lines)
        assert (folder / "draw.py").read_text() == SEEDED
        assert (folder / "sub/draw.py").read_text() == DRAW
        assert sorted(path.name for path in (folder / "sub").iterdir()) == ["draw.py"]
