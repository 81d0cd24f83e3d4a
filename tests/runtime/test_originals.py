"""Whatever a program does to its files, the user's stay as they were: with a private view, and with the guard alone."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from hashlib import blake2b
from pathlib import Path

import pytest

from repro_lint.runtime import private, workspace
from repro_lint.runtime.job import Job
from repro_lint.runtime.verify import Verdict, verify

LARGE = 2**20
"""Bytes from which a file counts as large in these tests."""

Snapshot = dict[str, tuple[object, ...]]


class Project:
    """A program in `project/source`, with large and small data inside, beside and outside."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = root / "project" / "source"
        self.source.mkdir(parents=True)
        for folder in ("project/data", "disk"):
            (root / folder).mkdir()
            (root / folder / "x.csv").write_text("1,2\n")
        (self.source / "small.txt").write_text("small")
        with (self.source / "large.npy").open("wb") as file:
            file.write(b"head")
            file.truncate(LARGE)
        os.link(self.source / "small.txt", self.source / "second.txt")
        (self.source / "disk").symlink_to(root / "disk")
        for path in root.rglob("*"):
            os.utime(path, (1, 1), follow_symlinks=False)

    def snapshot(self) -> Snapshot:
        """Everything about every entry but when it was read."""
        return {str(path): _seen(path) for path in sorted(self.root.rglob("*"))}

    def verify(self, text: str) -> Verdict:
        """The verdict, once it is sure that nothing has changed."""
        (self.source / "train.py").write_text(textwrap.dedent(text).replace("{root}", str(self.root)))
        before = self.snapshot()
        verdict = verify(Job(("train.py",), timeout=120))
        assert self.snapshot() == before
        return verdict


def _seen(path: Path) -> tuple[object, ...]:
    status = path.lstat()
    content = blake2b(path.read_bytes()).hexdigest() if path.is_file() and status.st_size < 2**30 else ""
    return (status.st_mode, status.st_nlink, status.st_size, status.st_blocks, status.st_mtime_ns, content)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = Project(tmp_path)
    monkeypatch.setattr(workspace, "LINKED_FROM", LARGE)
    monkeypatch.chdir(made.source)
    return made


@pytest.fixture
def unprotected(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which a run gets no view of its own."""
    monkeypatch.setattr(private.View, "works", lambda _self: False)


INSIDE = {
    "mmap": """\
        import mmap
        with open("large.npy", "r+b") as file, mmap.mmap(file.fileno(), 0) as view:
            print(view[:4])
            view[:4] = b"tail"
        """,
    "append": "print(open('large.npy', 'rb').read(4))\nopen('large.npy', 'ab').write(b'x')\n",
    "truncate": "import os\nprint(os.path.getsize('large.npy'))\nopen('large.npy', 'wb').close()\n",
    "O_TRUNC": "import os\nos.write(os.open('large.npy', os.O_RDWR | os.O_TRUNC), b'new')\n",
    "os.truncate": "import os\nprint(os.stat('large.npy').st_size)\nos.truncate('large.npy', 3)\n",
    "second name": "open('second.txt', 'a').write('more')\nprint(open('small.txt').read())\n",
    "rename over": "import os\nprint(len(os.listdir()))\nos.rename('small.txt', 'large.npy')\n",
    "unlink": "import os\nprint(len(os.listdir()))\nos.unlink('large.npy')\nos.unlink('disk')\n",
    "permissions": "import os\nos.chmod('small.txt', 0)\nos.utime('second.txt', (5, 5))\n",
    "above": "import os\nprint(os.path.exists('../new.txt'))\nopen('../new.txt', 'w').write('x')\n",
}
OUTSIDE = {
    "beside": "print(open('../data/x.csv').read())\nopen('../data/x.csv', 'a').write('3')\n",
    "through a link": "print(open('disk/x.csv').read())\nopen('disk/x.csv', 'w').write('3')\n",
    "its own full path": "open('{root}/project/source/small.txt', 'r+').write('new')\n",
    "remove outside": "import os\nprint(os.listdir('../data'))\nos.remove('../data/x.csv')\n",
    "remove all": "import shutil\nshutil.rmtree('{root}/disk')\n",
    "permissions outside": "import os\nos.chmod('disk/x.csv', 0o777)\n",
    "times outside": "import os\nos.utime('disk/x.csv', (7, 7))\n",
    "another name": "import os\nos.link('{root}/disk/x.csv', 'mine')\nopen('mine', 'a').write('x')\n",
    "rename outside": "import os\nos.rename('disk/x.csv', 'disk/y.csv')\n",
    "new": "open('../new-beside-data.txt', 'w')\nopen('disk/new.txt', 'w').write('x')\n",
    "new database": "import sqlite3\nsqlite3.connect('disk/new.sqlite').execute('create table t(x)')\n",
    "in a fork": """\
        import os
        pid = os.fork()
        if not pid:
            open("disk/x.csv", "a").write("x")
            os._exit(0)
        raise SystemExit(os.waitpid(pid, 0)[1] >> 8)
        """,
}
FOREIGN = {
    "another program": "import os\nos.system('cat ../data/x.csv; echo 3 >> ../data/x.csv; rm disk/x.csv')\n",
    "ctypes": "import ctypes\nlibc = ctypes.CDLL(None)\nprint(libc.truncate(b'disk/x.csv', 1))\n",
}


@pytest.fixture
def has_view(tmp_path: Path) -> None:
    view = private.View((tmp_path,), tmp_path.parent / f"{tmp_path.name}-layers")
    view.renew()
    if not view.works():
        pytest.skip("this machine gives no private view")


PROGRAMS = {**INSIDE, **OUTSIDE, **FOREIGN}
del PROGRAMS["another name"]  # a hard link from one file system into another is refused by the system


@pytest.mark.usefixtures("has_view")
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_run_may_write_everywhere_and_changes_nothing(project: Project, name: str) -> None:
    verdict = project.verify(PROGRAMS[name])
    assert verdict.verdict == "identical", (verdict.reason, verdict.runs[-1].stderr)


@pytest.mark.usefixtures("has_view")
def test_what_was_written_outside_is_compared(project: Project) -> None:
    verdict = project.verify("import os\nopen('../data/y.csv', 'wb').write(os.urandom(9))\n")
    assert verdict.verdict == "differs"
    assert verdict.comparison is not None
    assert verdict.comparison.files == (f"{project.root}/project/data/y.csv",)


@pytest.mark.usefixtures("unprotected")
@pytest.mark.parametrize("name", INSIDE)
def test_without_a_view_the_folder_is_copied_whole(project: Project, name: str) -> None:
    verdict = project.verify(INSIDE[name])
    assert verdict.verdict == "identical", (verdict.reason, verdict.runs[-1].stderr)


@pytest.mark.usefixtures("unprotected")
@pytest.mark.parametrize("name", OUTSIDE)
def test_without_a_view_python_is_refused_to_change_what_is_outside(project: Project, name: str) -> None:
    verdict = project.verify(OUTSIDE[name])
    assert verdict.verdict == "unknown"
    assert "repro-lint verify keeps what is outside" in verdict.runs[0].stderr
    if name != "in a fork":
        assert any("may not change" in note and "train.py:" in note for note in verdict.notes)


@pytest.mark.usefixtures("unprotected")
def test_without_a_view_a_change_by_another_program_is_told(project: Project) -> None:
    (project.source / "train.py").write_text("import os\nos.system('echo 3 >> disk/x.csv')\n")
    verdict = verify(Job(("train.py",), timeout=120))
    assert any("disk/x.csv was changed while the program ran" in note for note in verdict.notes)


@pytest.mark.usefixtures("unprotected")
def test_without_a_view_a_database_outside_is_named(project: Project) -> None:
    import sqlite3

    sqlite3.connect(project.root / "disk" / "x.sqlite").close()
    verdict = project.verify("import sqlite3\nsqlite3.connect('disk/x.sqlite').close()\n")
    assert any("train.py:2 opens the database" in note for note in verdict.notes)


@pytest.mark.parametrize("view", [True, False])
def test_holes_cost_nothing(project: Project, monkeypatch: pytest.MonkeyPatch, view: bool) -> None:
    """Six gigabytes of which a few kilobytes are there; the program sees all of it and changes its middle."""
    if not view:
        monkeypatch.setattr(private.View, "works", lambda _self: False)
    with (project.source / "sparse.npy").open("wb") as file:
        file.truncate(6 * 2**30)
        file.seek(3 * 2**30)
        file.write(b"middle")
    text = """\
with open("sparse.npy", "r+b") as file:
    file.seek(3 * 2**30)
    print(file.read(6), file.seek(0, 2))
    file.seek(2**30)
    file.write(b"x")
"""
    verdict = project.verify(text)
    assert verdict.verdict == "identical", (verdict.reason, verdict.runs[-1].stderr)


@pytest.mark.usefixtures("unprotected")
def test_what_is_too_large_is_refused_before_anything_is_copied(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.source / "data.bin").write_bytes(bytes(range(256)) * 4096)
    monkeypatch.setattr(workspace, "MOST_BYTES", 2**20 - 1)
    monkeypatch.setattr(workspace, "make_copy", None)
    with pytest.raises(workspace.TooLargeError, match="use --in-place"):
        project.verify("print(1)\n")


def test_special_and_unreadable_entries_and_a_temporary_folder_inside(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(project.source / "pipe")
    (project.source / "loop").symlink_to("loop")
    (project.source / "dangling").symlink_to("nowhere")
    (project.source / "locked").mkdir(mode=0)
    (project.source / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(project.source / "tmp"))
    text = "import os, stat\nprint(sorted(os.listdir()), stat.S_ISFIFO(os.stat('pipe').st_mode))\n"
    (project.source / "train.py").write_text(text)
    verdict = verify(Job(("train.py",), timeout=120))
    assert verdict.verdict == "identical", (verdict.reason, verdict.runs[-1].stderr)
    assert list((project.source / "tmp").iterdir()) == []


def test_a_copy_without_permissions_is_removed(project: Project) -> None:
    verdict = project.verify(
        "import os\nos.makedirs('a/b')\nopen('a/b/c', 'w')\nos.chmod('a/b', 0)\nos.chmod('a', 0)\n"
    )
    assert verdict.verdict == "identical", (verdict.reason, verdict.runs[-1].stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
def test_a_gigabyte_of_output_is_not_held_in_memory(tmp_path: Path) -> None:
    """A quarter of one here; what is printed does not show in the memory of `verify`."""
    (tmp_path / "train.py").write_text("for _ in range(2**11):\n    print('x' * 2**16)\nprint('y' * 2**27, end='')\n")
    code = """
import re
from pathlib import Path
from repro_lint.runtime.cli import main
status = main(["verify", "train.py"])
peak = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]
print(status, int(peak) // 1024)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    status, megabytes = map(int, done.stdout.split()[-2:])
    assert status == 0, done.stdout
    assert megabytes < 100


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small file system")
def test_a_full_temporary_folder_is_the_reason(tmp_path: Path) -> None:
    small = tmp_path / "small"
    (tmp_path / "project").mkdir()
    small.mkdir()
    (tmp_path / "project" / "train.py").write_text("open('weights', 'wb').write(bytes(9_000_000))\n")
    verify_it = f"TMPDIR={small} {sys.executable} -m repro_lint verify train.py"
    script = f"mount -t tmpfs -o size=2m tmpfs {small} || exit 77; {verify_it}; echo $?; ls -A {small}"
    command = ["unshare", "-m", "sh", "-c", script]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        command, cwd=tmp_path / "project", env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode == 77 or "Operation not permitted" in done.stderr:
        pytest.skip("this machine mounts nothing")
    assert f"the temporary folder {small} is full" in done.stdout
    assert done.stdout.splitlines()[-1] == "2"
