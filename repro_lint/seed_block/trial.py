"""A file as a fix would leave it."""

from __future__ import annotations

from repro_lint.fixes.apply import apply, edits_of
from repro_lint.fixes.splice import EditError
from repro_lint.model import Fix
from repro_lint.source.text import Source


def after(source: Source, fix: Fix) -> bytes | None:
    """The content of a file after a fix; None where that cannot be made."""
    try:
        return apply(source, edits_of([fix], source.display))
    except EditError:
        return None
