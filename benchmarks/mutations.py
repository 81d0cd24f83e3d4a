"""Mutations of real files thrown at the whole pipeline, `--fix` in memory included.

    python benchmarks/mutations.py FOLDER [--count N] [--first N] [--keep FOLDER]

A mutation is known by its number: `--first N --count 1` shows that one again. What goes wrong is printed and the file
kept under `--keep`: an exception, a defect, a place outside of the file, a fix that does not parse or settle, more than
five seconds of processor time, and the end of the process (the work is done in a child, which is replaced).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import mutations

from repro_lint.catalog import load
from repro_lint.resolve.models.orders import ORDER_WORDS
from repro_lint.source.triage import mentions

SLOW = 5  # seconds
LARGEST = 40_000  # bytes: beyond, a file costs more time than it adds
NOTEBOOKS = 0.25  # of all mutations


class SlowError(BaseException):
    """Not to be caught by what is tested."""


def main() -> int:
    """Mutate, and count what goes wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("mutations"))
    args = parser.parse_args()
    corpus = {suffix: list(_files(args.folder, suffix)) for suffix in (".py", ".ipynb")}
    args.keep.mkdir(parents=True, exist_ok=True)
    keep, begun = args.keep.resolve(), time.monotonic()
    os.chdir(tempfile.mkdtemp())
    number, end, flaws = args.first, args.first + args.count, 0
    while number < end:
        done, found, status = _in_child(number, end, corpus, keep)
        flaws += found + (done < end)
        if done < end:
            print(f"{done}: the process ended with {status}", flush=True)
        number = done + 1
    print(f"{args.count} mutations of {sum(map(len, corpus.values()))} files, {flaws} flaws, ", end="")
    print(f"{time.monotonic() - begun:.0f} s")
    return int(flaws > 0)


def _files(folder: Path, suffix: str) -> Iterator[bytes]:
    """The files that repro-lint would look at; notebooks without their outputs."""
    roots = load().roots | ORDER_WORDS
    for path in sorted(folder.rglob(f"*{suffix}")):
        data = path.read_bytes() if path.is_file() else b""
        if suffix == ".ipynb":
            data = _without_outputs(data)
        if len(data) <= LARGEST and mentions(data, roots):
            yield data


def _without_outputs(data: bytes) -> bytes:
    try:
        document = json.loads(data)
        for cell in document["cells"]:
            cell.pop("outputs", None)
            cell.pop("attachments", None)
    except (ValueError, KeyError, TypeError):
        return data
    return json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _in_child(first: int, end: int, corpus: dict[str, list[bytes]], keep: Path) -> tuple[int, int, int]:
    """Work through the numbers in a child; the number it came to, what went wrong, how it ended."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        for number in range(first, end):
            os.write(writer, b"\1" if _is_flawed(number, corpus, keep) else b"\0")
        os._exit(0)
    os.close(writer)
    answers = b"".join(iter(lambda: os.read(reader, 1 << 16), b""))
    os.close(reader)
    return first + len(answers), sum(answers), os.waitpid(child, 0)[1]


def _is_flawed(number: int, corpus: dict[str, list[bytes]], keep: Path) -> bool:
    rng = random.Random(number)
    suffix = ".ipynb" if rng.random() < NOTEBOOKS else ".py"
    data, other = rng.choice(corpus[suffix]), rng.choice(corpus[suffix])
    data = (mutations.notebook if suffix == ".ipynb" else mutations.script)(data, other, rng)
    begun = time.process_time()
    try:
        signal.signal(signal.SIGALRM, _too_slow)
        signal.alarm(SLOW * 30)
        found = list(mutations.flaws(f"a{suffix}", data))
    except (Exception, SlowError):  # noqa: BLE001  whatever it is, it is what is looked for
        found = [traceback.format_exc()]
    finally:
        signal.alarm(0)
    taken = time.process_time() - begun
    if taken > SLOW:
        found.append(f"took {taken:.1f} s")
    if found:
        (keep / f"{number}{suffix}").write_bytes(data)
        print(f"{number}: {' | '.join(found)}", flush=True)
    return bool(found)


def _too_slow(_: int, __: FrameType | None) -> None:
    raise SlowError


if __name__ == "__main__":
    sys.exit(main())
