"""A run that takes up what earlier ones left finds exactly what a run without any cache finds."""

from __future__ import annotations

import ast
import os
import random
import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from repro_lint import cli
from repro_lint.cache import store
from repro_lint.cache.store import Store
from repro_lint.facts.collect import collect
from repro_lint.facts.encoding import decoded, encoded
from repro_lint.linter import cached, pipeline, scan
from repro_lint.linter.memory import Scanned

EDITS = int(os.environ.get("REPRO_LINT_EDITS", "120"))
TEXTS = (
    "import random\n\n\ndef draw():\n    return random.random()\n",
    "import random\n\nrandom.seed(3)\n\n\ndef draw():\n    return 1\n",
    "from helper import draw\n\ndraw()\n",
    "import helper\nimport numpy as np\n\nnp.random.seed(helper.SEED)\nprint(np.random.rand(), helper.draw())\n",
    "import pkg.deep\n\nprint(pkg.deep.draw())\n",
    "SEED = 4\n\n\ndef draw():\n    return SEED\n",
    "import numpy as np\n\nprint(np.random.rand())  # repro-lint: ignore\n",
    "import numpy as np\n\n\ndef main():\n    print(np.random.rand())\n\n\nif __name__ == '__main__':\n    main()\n",
    "def broken(:\n",
    "print('nothing to see')\n",
    "from tensorflow import keras\n\nmodel = keras.Sequential([keras.layers.Dense(3)])\nmodel.fit([1], [2])\n",
)
NAMES = ("train.py", "helper.py", "pkg/__init__.py", "pkg/deep.py", "src/helper.py", "out/helper.py", "numpy.py")
SETTINGS = (
    "",
    "[tool.repro-lint]\nignore = ['RPL301']\n",
    "[tool.repro-lint]\nexclude = ['out', 'helper.py']\n",
    "[tool.repro-lint]\ngpu-policy = 'ignore'\nseed = 7\n",
    "[project]\nname = 'x'\n[project.scripts]\nx = 'helper:draw'\n",
    "[project]\nname = 'x'\ndependencies = ['tensorflow==2.8']\n",
)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _edited(project: Path, dice: random.Random) -> None:
    """One change, as users make them."""
    path, files = project / dice.choice(NAMES), sorted(project.rglob("*.py"))
    act = dice.randrange(7)
    if act == 0 and files:
        dice.choice(files).unlink()
    elif act == 1 and files:
        path.parent.mkdir(parents=True, exist_ok=True)
        dice.choice(files).replace(path)
    elif act == 2:
        _write(project / "pyproject.toml", dice.choice(SETTINGS))
    elif act == 3:
        _write(project / ".gitignore", dice.choice(["", "out/\n", "helper.py\n", "/src\n"]))
    else:
        _write(path, dice.choice(TEXTS))


def _request(project: Path, *names: str, fix: bool = False) -> pipeline.Request:
    paths = tuple(project / name for name in names)
    return pipeline.Request(paths, pipeline.configured(project), cwd=project, fix=fix)


def test_any_edits(tmp_path: Path, own_cache: Path) -> None:
    """Files change, come, go and shadow each other, and so do the settings."""
    project, dice, kept = tmp_path / "project", random.Random(5), Store(own_cache / store.NAME)
    _write(project / "pyproject.toml", "")
    for number in range(EDITS):
        if number % 3:
            _edited(project, dice)
        for names in ((".",), ("train.py",), ("helper.py", "pkg")):
            request = _request(project, *names)
            found, fresh = cached.run(request, kept), pipeline.run(request)
            assert found.report == fresh.report, (number, names)
            assert found.named == fresh.named
            assert [found.excerpt(one.location) for one in found.report.findings] == [
                fresh.excerpt(one.location) for one in fresh.report.findings
            ]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many runs were worked out since the last question."""
    looks: list[None] = []
    lint = pipeline.lint

    def counting(*given: object) -> pipeline.Linted:
        looks.append(None)
        return lint(*given)  # type: ignore[arg-type]

    def count() -> int:
        number = len(looks)
        looks.clear()
        return number

    monkeypatch.setattr(pipeline, "lint", counting)
    return count


def test_what_is_unchanged_is_not_worked_out_again(tmp_path: Path, own_cache: Path, counted: Callable[[], int]) -> None:
    kept = Store(own_cache / store.NAME)
    _write(tmp_path / "train.py", TEXTS[3])
    _write(tmp_path / "helper.py", TEXTS[0])
    assert cached.run(_request(tmp_path, "train.py"), kept).report.findings
    assert counted() == 1
    (tmp_path / "train.py").touch()
    _write(tmp_path / "train.log", "a module needs another name")
    assert cached.run(_request(tmp_path, "train.py"), kept).report.findings
    assert counted() == 0
    _write(tmp_path / "helper.py", TEXTS[5])
    cached.run(_request(tmp_path, "train.py"), kept)
    assert counted() == 1


def test_a_clean_program_need_not_be_fixed(tmp_path: Path, own_cache: Path, counted: Callable[[], int]) -> None:
    kept = Store(own_cache / store.NAME)
    _write(tmp_path / "train.py", TEXTS[7])
    cached.run(_request(tmp_path, "train.py", fix=True), kept)
    assert "random.seed" in (tmp_path / "train.py").read_text()
    assert not cached.run(_request(tmp_path, "train.py"), kept).report.findings
    counted()
    assert cached.run(_request(tmp_path, "train.py", fix=True), kept).report.fixed == 0
    assert counted() == 0


def _damaged(data: bytes, dice: random.Random) -> bytes:
    """A file with some bytes that are others, cut short, or of another kind."""
    act = dice.randrange(4)
    if act == 0:
        return dice.randbytes(dice.randrange(9000))
    if act == 1:
        return data[: dice.randrange(len(data))]
    changed = bytearray(data)
    for _ in range(dice.choice([1, 30])):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def test_a_damaged_file_costs_what_it_holds(tmp_path: Path, own_cache: Path) -> None:
    path, dice = own_cache / store.NAME, random.Random(2)
    _write(tmp_path / "train.py", TEXTS[7])
    fresh = pipeline.run(_request(tmp_path, "train.py")).report
    for number in range(40):
        assert cached.run(_request(tmp_path, "train.py"), Store(path)).report == fresh, number
        if path.is_file():
            path.write_bytes(_damaged(path.read_bytes(), dice))


def test_a_foreign_database_gives_way(tmp_path: Path) -> None:
    path = tmp_path / "foreign.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE entry (key TEXT, other TEXT)")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    kept = Store(path)
    assert kept.get([b"a"]) == {}
    kept.put({b"a": b"1"})
    assert kept.get([b"a", b"b"]) == {b"a": b"1"}


def test_a_file_that_is_no_database_gives_way(tmp_path: Path) -> None:
    path = tmp_path / "text.sqlite3"
    path.write_text("no database " * 500)
    Store(path).put({b"a": b"1"})
    assert Store(path).get([b"a"]) == {b"a": b"1"}


@pytest.mark.parametrize("blocked", ["folder", "file above", "null", "pipe", "pipe beside"])
def test_no_place_for_a_cache_is_no_error(tmp_path: Path, blocked: str) -> None:
    path = tmp_path / "cache"
    if blocked == "folder":
        path.mkdir()
    elif blocked == "file above":
        path.write_text("")
        path /= store.NAME
    elif blocked == "pipe":
        os.mkfifo(path)
    elif blocked == "pipe beside":  # SQLite looks for an unfinished write of others
        os.mkfifo(tmp_path / "cache-journal")
    else:
        path = Path("/dev/null")
    kept = Store(path)
    kept.put({b"a": b"1"})
    assert kept.get([b"a"]) == {}


def test_a_file_name_that_is_not_utf8_is_no_error(tmp_path: Path, own_cache: Path) -> None:
    """What names such a file cannot be written as an entry."""
    kept = Store(own_cache / store.NAME)
    name = os.fsdecode(b"x\xff.py")
    _write(tmp_path / name, TEXTS[7])
    for _ in range(2):
        assert cached.run(_request(tmp_path, name), kept).report.findings


def test_a_locked_file_is_not_waited_for_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_PATIENCE", 0.01)
    kept = Store(tmp_path / store.NAME)
    kept.put({b"a": b"1"})
    other = sqlite3.connect(tmp_path / store.NAME)
    other.execute("BEGIN EXCLUSIVE")
    assert kept.get([b"a"]) == {}
    kept.put({b"a": b"2"})
    other.rollback()
    assert kept.get([b"a"]) == {b"a": b"1"}
    other.close()


def test_the_oldest_entries_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, now = Store(tmp_path / store.NAME, largest=400_000), 1_000_000
    monkeypatch.setattr("time.time", lambda: now)
    first = bytes([255])
    kept.put({first: bytes(20_000)})
    for number in range(60):
        now += 100_000
        kept.put({bytes([number]): bytes(20_000)})
        assert first in kept.get([first])  # used each time
    there = kept.get(bytes([number]) for number in range(60))
    assert bytes([59]) in there
    assert bytes([3]) not in there
    assert (tmp_path / store.NAME).stat().st_size < 700_000


def _crowd(path: Path, number: int) -> bool:
    kept = Store(path)
    for turn in range(15):
        kept.put({bytes([number, turn]): bytes([number]) * 3000, b"all": bytes([number]) * 50})
        found = kept.get([b"all", bytes([number, turn])])
        if any(len(set(data)) != 1 for data in found.values()):
            return False
    return True


def test_many_processes_at_once(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4) as pool:
        assert all(pool.map(_crowd, [tmp_path / store.NAME] * 8, range(8)))


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import platformdirs

    monkeypatch.delenv(store.VARIABLE)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: Path("~/.cache/repro-lint"))
    monkeypatch.chdir(tmp_path)
    assert store.folder() is None
    Store.of_user().put({b"a": b"1"})
    assert not list(tmp_path.iterdir())


def test_cleaning(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path / "train.py", TEXTS[7])
    monkeypatch.chdir(tmp_path)
    assert cli.main(["--no-cache", "train.py"]) == 1
    assert not own_cache.exists()
    assert cli.main(["train.py"]) == 1
    assert (own_cache / store.NAME).is_file()
    assert cli.main(["clean"]) == 0
    assert not (own_cache / store.NAME).exists()
    assert "removed" in capsys.readouterr().err
    assert cli.main(["clean"]) == 0
    assert "there is no cache" in capsys.readouterr().err


def test_facts_of_unchanged_files_are_not_collected_again(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    one = scan.scan_one

    def scan_one(key: str, cwd: Path, data: bytes | None) -> Scanned:
        read.append(Path(key).name)
        return one(key, cwd, data)

    monkeypatch.setattr(scan, "scan_one", scan_one)
    kept = Store(own_cache / store.NAME)
    for name, text in (("train.py", TEXTS[3]), ("helper.py", TEXTS[0]), ("same.py", TEXTS[0]), ("broken.py", TEXTS[8])):
        _write(tmp_path / name, text)
    cached.run(_request(tmp_path, "."), kept)
    assert sorted(read) == ["broken.py", "helper.py", "same.py", "train.py"]
    read.clear()
    _write(tmp_path / "train.py", TEXTS[2])
    assert cached.run(_request(tmp_path, "."), kept).report == pipeline.run(_request(tmp_path, ".")).report
    assert read[:2] == ["broken.py", "train.py"]  # why a file cannot be read is not kept


@pytest.mark.parametrize(
    "text", ["x = 3j\n", "x = b'\\xff'\n", f"x = {10**30}\n", "x = '\\ud800'\n", "x = 1e400, -0.0, None, True\n"]
)
def test_constants_survive_being_kept(text: str) -> None:
    facts = collect(ast.parse(text))
    data = encoded(facts)
    assert data is None or repr(decoded(data)) == repr(facts)
    assert (data is None) == (text in (f"x = {10**30}\n", "x = '\\ud800'\n"))
    assert decoded(b"\xc1") is None
