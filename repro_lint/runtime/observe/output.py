"""Remembers which line of the program wrote which line of its output."""

from __future__ import annotations

import sys
from typing import Any

from . import places
from .record import Recorder

MOST = 10_000
"""So many lines of output are followed: a program that prints megabytes must not slow down."""
LONGEST = 200


def install(recorder: Recorder) -> None:
    """Listen to `sys.stdout.write`; the stream stays the object that it is."""
    stream: Any = sys.stdout
    if not hasattr(stream, "__dict__"):
        return
    write = stream.write
    line, last = 1, None

    def observed(text: str) -> int:
        nonlocal line, last
        if line < MOST and isinstance(text, str):
            place = places.caller()
            if text.strip() and (line, place) != last:
                last = (line, place)
                recorder.emit("stdout", place, number=line, text=text.lstrip("\n")[:LONGEST])
            line += text.count("\n")
        count: int = write(text)
        return count

    stream.write = observed
