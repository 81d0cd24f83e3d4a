"""What changed, as a unified diff: of a script its lines, of a notebook the code of each cell."""

from __future__ import annotations

import difflib
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from repro_lint.foreign import patch_name
from repro_lint.source.text import Source, build


def diff(before: Mapping[str, bytes], after: Mapping[str, bytes], shown: Callable[[str], str]) -> str:
    """A unified diff of the files that differ; `shown` gives a file's path as the reader knows it."""
    parts = (_of_file(key, shown(key), old, after[key]) for key, old in sorted(before.items()) if after[key] != old)
    return "".join(line for part in parts for line in part)


def _of_file(key: str, name: str, old: bytes, new: bytes) -> Iterator[str]:
    first, second = (build(Path(key), name, data) if key.endswith(".ipynb") else None for data in (old, new))
    if isinstance(first, Source) and isinstance(second, Source) and len(first.cells) == len(second.cells):
        for cell, other in zip(first.cells, second.cells, strict=True):
            yield from _unified(f"{name}:cell {cell.number}", cell.lines.text, other.lines.text)
    else:
        yield from _unified(name, old.decode("utf-8", "replace"), new.decode("utf-8", "replace"))


def _unified(name: str, old: str, new: str) -> Iterator[str]:
    # What reads patches knows no line end but LF: a form feed or a carriage return is a character like others.
    first, second = (io.StringIO(text, newline="\n").readlines() for text in (old, new))
    for line in difflib.unified_diff(first, second, patch_name(f"a/{name}"), patch_name(f"b/{name}")):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
