"""What the two streams of a command line need: colours or none, every character, an end that may come early."""

from __future__ import annotations

import io
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from repro_lint.report import Page

CLEAR = "\x1b[2J\x1b[H"  # empties a terminal


def show(text: str) -> None:
    """Print to stdout: what was asked for."""
    sys.stdout.write(text)


def say(text: str) -> None:
    """Print to stderr: all else. Where that cannot be written, nobody can be told so."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        drop_output(sys.stderr)


def page(stream: TextIO | None, color: str) -> Page:
    """What `stream` can show; None stands for a file. `color` is "auto", "always" or "never"."""
    terminal = stream is not None and stream.isatty()
    return Page(
        color=color == "always" or (color == "auto" and stream is not None and _wants_color(terminal=terminal)),
        width=shutil.get_terminal_size().columns if terminal else None,
    )


def _wants_color(*, terminal: bool) -> bool:
    """What the environment asks for: NO_COLOR before FORCE_COLOR, as Python itself does; else what is looked at."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")


def make_streams_safe() -> None:
    """Let a stream of a narrow encoding escape what it cannot say, rather than fail at it; one may be closed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # `>&-`
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  as long as the process
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def drop_output(stream: TextIO) -> None:
    """Give the interpreter's own flush at exit somewhere to go where a stream takes no more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
