"""What programs print, compared line by line and never held in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

LONGEST = 1 << 16
"""Bytes after which a line is compared in pieces: an output may be one line of a gigabyte."""
SHOWN, BEFORE = 200, 40
"""Characters of a line that a message quotes, and how many of them stand before the difference."""
_CHANGING = re.compile(
    r"0x[0-9a-f]+"  # addresses
    r"|(?<!\d)(\d{4}-\d\d-\d\d|\d+:\d\d(:\d\d)?([.,]\d+)?)"  # dates, times of day, durations
    r"|(?<!\d)\d+(\.\d+)?(e-?\d+)?\s*(ns|us|µs|ms|s|sec|secs|seconds|min|m|h)\b(/\w+)?"
)

Difference = tuple[int, str, str]


def first_difference(first: Path | None, second: Path | None) -> Difference | None:
    """The number of the first line that differs, and both texts, without times, addresses and progress bars."""
    for number, (a, b) in enumerate(zip_longest(_lines(first), _lines(second)), start=1):
        if a == b:
            continue
        ours, theirs = _text(a), _text(b)
        if a is None or b is None or ours != theirs:
            return (number, *_quoted(ours, theirs))
    return None


def settled(line: str) -> str:
    """A line of output without what changes from run to run anyway."""
    return _CHANGING.sub("…", line)


def tail(path: Path, size: int) -> str:
    """The last `size` bytes of an output."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - size))
        return file.read(size).decode("utf-8", "replace")


def _lines(path: Path | None) -> Iterator[bytes]:
    if path is None:
        return
    with path.open("rb") as file:
        while line := file.readline(LONGEST):
            yield line


def _text(line: bytes | None) -> str:
    """The line as a terminal ends up showing it: a progress bar writes over itself."""
    text = (line or b"").decode("utf-8", "replace").rstrip("\r\n")
    return settled(text.rsplit("\r", 1)[-1].replace("\b", ""))


def _quoted(first: str, second: str) -> tuple[str, str]:
    """As much of both as a message holds: from a little before the first character that differs."""
    if max(len(first), len(second)) <= SHOWN:
        return first, second
    pairs = enumerate(zip_longest(first, second))
    begin = max(0, next((at for at, (a, b) in pairs if a != b), 0) - BEFORE)
    return first[begin : begin + SHOWN], second[begin : begin + SHOWN]
