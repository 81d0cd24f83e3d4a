"""Which Python a program runs with: the project's own, where the linter is installed apart from it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

_BIN = "Scripts/python.exe" if os.name == "nt" else "bin/python"
_MISSING = re.compile(r"^ModuleNotFoundError: No module named '([^'\n]+)'", re.MULTILINE)


def interpreter(chosen: str | None) -> str:
    """The one chosen, else that of the active or the project's environment, else the linter's own."""
    return chosen or next(_found(), sys.executable)


def _found() -> Iterator[str]:
    """The active virtual environment, `.venv` in this folder or above, the active conda environment but its base.

    Conda's base is active in every terminal, so that nobody has chosen it for this program.
    """
    homes = [os.environ.get("VIRTUAL_ENV"), *(str(folder / ".venv") for folder in (Path.cwd(), *Path.cwd().parents))]
    if os.environ.get("CONDA_DEFAULT_ENV") != "base":
        homes.append(os.environ.get("CONDA_PREFIX"))
    for home in filter(None, homes):
        python = os.path.join(home, _BIN)  # noqa: PTH118 - a virtual environment's link must not be resolved
        if os.access(python, os.X_OK):
            yield python


def lacks(python: str, stderr: str) -> str:
    """What to do about a module that the program did not find; empty where it found all."""
    missing = _MISSING.findall(stderr)
    if not missing:
        return ""
    return f": {python} has no module {missing[-1]!r} (--python EXE chooses the interpreter that has)"
