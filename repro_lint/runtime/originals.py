"""Sees to it that no run changes what the user has: by a view of its own, else by a guard in the program."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repro_lint.runtime import private, workspace

UNPROTECTED = (
    "this machine gives a run no private view of its files: what Python itself writes outside the copy is refused,"
    " what other programs and C libraries write there is not"
)


@dataclass(frozen=True, slots=True)
class Protection:
    """How the originals around `here` are kept. `view` is None where the machine allows none."""

    kept: tuple[Path, ...]
    free: tuple[Path, ...]
    watched: tuple[Path, ...]
    view: private.View | None = None

    def guard(self) -> dict[str, Any] | None:
        """Settings for the observer's guard; None where a view makes it needless."""
        if self.view is not None:
            return None
        return {"kept": [str(path) for path in self.kept], "free": [str(path) for path in self.free]}

    def stamps(self) -> dict[str, workspace.Stamp]:
        """How the originals look that nothing but the guard protects, so that a change can be told."""
        return {} if self.view else {path: at for folder in self.watched for path, at in workspace.stamps(folder)}

    def covers(self, folder: Path) -> bool:
        """Whether whatever writes into the folder writes into the run's own layer."""
        return self.view is not None and any(folder.is_relative_to(outer) for outer in self.view.folders)


def protect(here: Path, outward: list[Path], scratch: Path) -> Protection:
    """Keep the working directory, what a run reaches by `..` and by links, and the home folder.

    What libraries download and the temporary folder stay shared.
    """
    kept = tuple(dict.fromkeys(Path(path).resolve() for path in (*workspace.above(here), here, Path.home(), *outward)))
    folders = private.private_folders([*kept], scratch)
    shared = private.caches(here)
    temporary = Path(tempfile.gettempdir()).resolve()
    free = (scratch, temporary, *shared)
    view = private.View(folders, scratch / "layers", _below(folders, shared))
    view.renew()
    watched = tuple(dict.fromkeys((here, *outward)))
    return Protection(kept, free, watched, view if view.works() else None)


def _below(folders: tuple[Path, ...], shared: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(path for path in shared if any(outer in path.parents for outer in folders))
