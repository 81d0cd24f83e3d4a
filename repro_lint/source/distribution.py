"""Packages of the project that others install: what stands in them is there for all who call it."""

from __future__ import annotations

from pathlib import Path

from repro_lint.reading import is_there
from repro_lint.settings.tables import TableError, read_tables

_LAYOUTS = frozenset({"src", "lib", "python"})


def package_around(home: str) -> str:
    """The outermost package around the files of a folder if it is built for others; empty where there is none."""
    top = None
    for folder in (Path(home), *Path(home).parents):
        if not is_there(folder / "__init__.py"):
            break
        top = folder
    return top.name if top is not None and _is_built(top.parent) else ""


def _is_built(folder: Path) -> bool:
    """Whether packages in a folder are built, so that more programs than those of the project may call them."""
    roots = (folder, folder.parent) if folder.name in _LAYOUTS else (folder,)
    return any(is_there(root / "setup.py") or _has_build_system(root / "pyproject.toml") for root in roots)


def _has_build_system(path: Path) -> bool:
    try:
        return "build-system" in read_tables(path)
    except (OSError, TableError):
        return False
