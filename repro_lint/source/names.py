"""What files are called: between the stages, and in reports."""

from __future__ import annotations

import os
from pathlib import Path


def file_key(path: Path) -> str:
    """What a file is called between the stages: its absolute path, links not followed."""
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100  resolve() would follow links


def display_path(path: Path, cwd: Path) -> str:
    """A path as reports show it: POSIX, relative to `cwd` when it lies below."""
    absolute = Path(os.path.abspath(cwd / path))  # noqa: PTH100
    return (absolute.relative_to(cwd) if absolute.is_relative_to(cwd) else absolute).as_posix()
