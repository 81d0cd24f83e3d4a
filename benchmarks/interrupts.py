"""Interrupted fixes: `--fix` is killed at random moments, raced, denied its disk; no file may be lost or half-fixed.

    python benchmarks/interrupts.py FOLDER [--rounds N]

FOLDER is copied. Each round kills `--fix` (and its workers) with SIGKILL at a random moment of its run; every file must
hold its old or its new content. Then two processes fix one tree, and one fixes a tree on a disk that is full.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "repro_lint", "-q", "--fix")


def main() -> int:
    """Interrupt, and count what became of the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=200)
    args = parser.parse_args()
    work = Path(tempfile.mkdtemp())
    shutil.copytree(args.folder, work / "old", ignore=shutil.ignore_patterns(".git"))
    begun = time.monotonic()
    old, new = _contents(_fresh(work)), _fixed(work)
    length = time.monotonic() - begun
    changed = sum(old[name] != new[name] for name in old)
    print(f"{len(old)} files, of which --fix changes {changed} in {length:.1f} s")
    flaws = _killed(work, old, new, length, args.rounds) + _raced(work, new, args.rounds // 10) + _full(work, old, new)
    shutil.rmtree(work)
    print(f"{flaws} files damaged")
    return int(flaws > 0)


def _fresh(work: Path) -> Path:
    shutil.rmtree(work / "now", ignore_errors=True)
    shutil.copytree(work / "old", work / "now")
    return work / "now"


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        (*COMMAND, "."),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _fixed(work: Path) -> dict[str, bytes]:
    _start(work / "now").wait()
    return _contents(work / "now")


def _killed(work: Path, old: Mapping[str, bytes], new: Mapping[str, bytes], length: float, rounds: int) -> int:
    """Most of a run reads; half of the kills wait for the first file that is written, and come a moment later."""
    outcomes: Counter[str] = Counter()
    rng, flaws = random.Random(0), 0
    for number in range(rounds):
        folder = _fresh(work)
        process = _start(folder)
        if number % 2:
            _wait_for_a_write(process, folder, old)
            time.sleep(rng.expovariate(1 / 0.02))
        else:
            time.sleep(rng.uniform(0, length))
        ended = process.poll() is not None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        found = _contents(folder)
        left = [name for name in found if ".repro-lint-" in name]
        damaged = [name for name in old if found.get(name) not in (old[name], new[name])]
        flaws += len(damaged) + len(found.keys() - old.keys() - {*left})
        outcomes["over before" if ended else _moment(found, old, new)] += 1
        outcomes["temporary files left"] += len(left)
        if damaged:
            print("damaged:", damaged)
        if left:
            again = subprocess.run(  # noqa: PLW1510
                (*COMMAND, "."), cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True
            )
            rest = {name: data for name, data in _contents(folder).items() if name not in left}
            flaws += rest != new
            assert b".repro-lint-" not in again.stdout + again.stderr
    print(f"killed {rounds} times: {dict(outcomes)}")
    return flaws


def _moment(found: Mapping[str, bytes], old: Mapping[str, bytes], new: Mapping[str, bytes]) -> str:
    done = sum(found[name] == new[name] != old[name] for name in old if name in found)
    everything = sum(old[name] != new[name] for name in old)
    return "at work" if 0 < done < everything else "after the last" if done else "before the first"


def _wait_for_a_write(process: subprocess.Popen[bytes], folder: Path, old: Mapping[str, bytes]) -> None:
    stamps = {name: (folder / name).stat().st_ino for name in old if name.endswith((".py", ".ipynb"))}
    while process.poll() is None:
        if any((folder / name).stat().st_ino != stamp for name, stamp in stamps.items()):
            return
        time.sleep(0.001)


def _raced(work: Path, new: Mapping[str, bytes], rounds: int) -> int:
    flaws = 0
    for number in range(rounds):
        folder = _fresh(work)
        first = _start(folder)
        time.sleep(number % 3 * 0.05)
        second = _start(folder)
        first.wait()
        second.wait()
        _start(folder).wait()  # what one skipped since the other had changed it
        flaws += sum(_contents(folder).get(name) != data for name, data in new.items())
    print(f"two processes on one tree, {rounds} times")
    return flaws


def _full(work: Path, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> int:
    """A small file system in memory, filled to the last byte."""
    disk = work / "disk"
    disk.mkdir()
    size = sum(map(len, old.values())) + 4096 * 2 * len(old) + (1 << 20)
    if subprocess.run(
        ("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk), check=False, capture_output=True
    ).returncode:
        print("full disk: not tried, a file system in memory cannot be mounted here")
        return 0
    try:
        shutil.copytree(work / "old", disk / "now")
        with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(b"\0" * 4096)
        run = subprocess.run(  # noqa: PLW1510
            (*COMMAND[:-2], "--fix", "."),
            cwd=disk / "now",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        found = _contents(disk / "now")
        print(f"full disk: {run.stderr.count('No space left')} fixes told as not made, exit code {run.returncode}")
        return sum(found.get(name) not in (data, new[name]) for name, data in old.items()) + len(
            found.keys() - old.keys()
        )
    finally:
        subprocess.run(("umount", disk), check=True)


if __name__ == "__main__":
    sys.exit(main())
