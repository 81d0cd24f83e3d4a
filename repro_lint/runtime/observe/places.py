"""Which files are the user's own, and how a place in them is named the same in every run."""

from __future__ import annotations

import linecache
import os
import re
import sys
from types import FrameType

Place = tuple[str, int]

_CELL = re.compile(r"ipykernel_\d+[/\\](\w+)\.py$")
"""A notebook's cell is a file named after a hash of its text, in a folder named after the process."""
_LIBRARY = re.compile(r"[/\\](site-packages|dist-packages)[/\\]|__autograph_generated_file|(site|user)customize\.py$")
_STDLIB = os.path.dirname(os.path.abspath(os.__file__))  # noqa: PTH100, PTH120 - stay light in the user's process
_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120

_home = [""]
_known: dict[str, bool] = {}


def configure(home: str) -> None:
    """Name places relative to this folder."""
    _home[0] = os.path.join(os.path.realpath(home), "")  # noqa: PTH118


def is_user(file: str) -> bool:
    """Whether the code of this file is the user's: neither the standard library nor installed nor generated."""
    known = _known.get(file)
    if known is None:
        known = _known[file] = _decide(file)
    return known


def _decide(file: str) -> bool:
    if _CELL.search(file):
        return True
    if file.startswith("<") or _LIBRARY.search(file):
        return False
    full = os.path.abspath(file)  # noqa: PTH100
    inside = _home[0] and os.path.realpath(full).startswith(_home[0])
    return bool(inside) or not full.startswith((_STDLIB, _HERE, os.path.join(sys.prefix, "")))  # noqa: PTH118


def name(file: str) -> str:
    """The file as reported: relative to the working directory, `cell:` and its hash for a notebook's cell."""
    cell = _CELL.search(file)
    if cell:
        return f"cell:{cell.group(1)}"
    full = os.path.realpath(file)
    return full[len(_home[0]) :] if full.startswith(_home[0]) else full


def shown(place: Place) -> Place:
    """The place as it is written into an event."""
    return (name(place[0]), place[1]) if place[0] else place


def text(place: Place) -> str:
    """The source line at a place, empty where it cannot be read."""
    return linecache.getline(place[0], place[1])


def caller() -> Place | None:
    """The innermost place of the user's own code on the stack of this thread."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if is_user(frame.f_code.co_filename):
            return (frame.f_code.co_filename, frame.f_lineno)
        frame = frame.f_back
    return None
