"""`--watch`: a round for each change of a file, until the user ends it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from pathlib import Path

from repro_lint import console
from repro_lint.source.discover import SUFFIXES

NAMES = frozenset({"pyproject.toml", ".gitignore"})
MISSING = "--watch needs watchfiles: pip install watchfiles"
WAITING = "repro-lint: waiting for changes (Ctrl-C ends)\n"
POLL = 200  # milliseconds until the watcher first answers: from then on no change is missed


def is_possible() -> bool:
    """Whether the package that watches is there."""
    return importlib.util.find_spec("watchfiles") is not None


def rounds(one: Callable[[], int], folders: Iterable[Path], written: Path | None) -> int:
    """Make a round now and after each change; the exit code of the last whole round when the user interrupts.

    The line after each round tells that its code stands: an interrupt during a round leaves the code before.

    `written`: the file that a round itself writes. Raises KeyboardInterrupt when the first round did not end.
    """
    from watchfiles import Change, DefaultFilter, watch

    usual = DefaultFilter()
    own = str(written.absolute()) if written else None

    def counts(change: Change, path: str) -> bool:
        matters = Path(path).suffix in SUFFIXES or Path(path).name in NAMES
        return matters and path != own and usual(change, path)

    code: int | None = None
    try:
        for changes in watch(*folders, watch_filter=counts, rust_timeout=POLL, yield_on_timeout=True):
            if changes or code is None:
                code = one()
                console.say(WAITING)
    except KeyboardInterrupt:
        if code is None:
            raise
    return 0 if code is None else code
