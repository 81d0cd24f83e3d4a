"""A working copy of a folder for each run, so that no run sees what another one wrote."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

LINKED_FROM = 64 * 2**20
"""Data files of at least this many bytes are linked instead of copied."""
ABOVE = 2
"""So many folders above the working directory are there to be reached by `..`."""
MOST_FILES = 20_000
MOST_BYTES = 4 * 2**30
_REWRITTEN = {".h5", ".hdf5", ".keras", ".ckpt", ".index", ".pt", ".pth", ".pkl", ".joblib", ".db", ".sqlite", ".log"}
"""Files of these kinds are written in place: always copied, however large."""
_LINKED_FOLDERS = {".git", "node_modules", ".tox", ".venv"}
_SKIPPED_FOLDERS = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}

Stamp = tuple[int, int]


class TooLargeError(RuntimeError):
    """The folder holds more than a copy is reasonable for."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A working copy: where it is, how its files looked at first, and the originals that it only links to."""

    root: Path
    before: dict[str, Stamp]
    linked: dict[Path, Stamp]

    def written(self) -> dict[str, str]:
        """Digest of every file that was created or changed, by its path relative to the root."""
        after = _stamps(self.root)
        changed = sorted(name for name, stamp in after.items() if self.before.get(name) != stamp)
        return {name: file_digest(self.root / name) for name in changed}

    def damaged(self) -> list[Path]:
        """Originals that were changed through their links."""
        return [path for path, stamp in self.linked.items() if not path.exists() or _stamp(path) != stamp]


def beside(source: Path, scratch: Path) -> Path:
    """Where in `scratch` to copy `source` to: what lies beside it and its parent is linked there, so `../data` is."""
    target, outer = scratch, [folder for folder in source.parents if folder != folder.parent][:ABOVE]
    for folder in reversed(outer):
        target /= folder.name
        target.mkdir(parents=True)
        with contextlib.suppress(PermissionError):  # a folder that may be passed but not listed
            for entry in folder.iterdir():
                if entry != source and entry not in outer:
                    (target / entry.name).symlink_to(entry)
    return target / (source.name or "root")


def make_copy(source: Path, target: Path) -> Copy:
    """Copy `source` to `target`: small files copied, large data linked, virtual environments and `.git` linked.

    Raises TooLargeError when there are more than 20,000 files or 4 GiB to copy.
    """
    linked: dict[Path, Stamp] = {}
    files = size = 0
    target.mkdir(parents=True)
    for path, folder in _walk(source):
        inside = target / path.relative_to(source)
        if folder:
            inside.mkdir(exist_ok=True)
        elif path.is_symlink() or path.is_dir():
            inside.symlink_to(_moved(path.resolve(), source, target))
        elif path.stat().st_size >= LINKED_FROM and path.suffix not in _REWRITTEN:
            inside.symlink_to(path.resolve())
            linked[path] = _stamp(path)
        elif path.is_file():
            shutil.copy2(path, inside)
            files, size = files + 1, size + path.stat().st_size
            if files > MOST_FILES or size > MOST_BYTES:
                raise TooLargeError(f"{source} holds more than {MOST_FILES} files or 4 GiB: use --in-place")
    return Copy(target, _stamps(target), linked)


def _moved(path: Path, source: Path, target: Path) -> Path:
    """A link to something inside the folder leads into the copy: else every run would write to the original."""
    root = source.resolve()
    return target / path.relative_to(root) if path.is_relative_to(root) and not _stays(path, root) else path


def _stays(path: Path, root: Path) -> bool:
    return any(_is_linked(folder) for folder in (path, *path.parents) if folder != root and folder.is_relative_to(root))


def in_place(source: Path) -> Copy:
    """The folder itself, used as it is."""
    return Copy(source, _stamps(source), {})


def file_digest(path: Path) -> str:
    """Digest of a file's bytes, empty where it cannot be read."""
    hasher = blake2b(digest_size=8)
    try:
        with path.open("rb") as file:
            while block := file.read(2**20):
                hasher.update(block)
    except OSError:
        return ""
    return hasher.hexdigest()


def _walk(source: Path) -> Iterator[tuple[Path, bool]]:
    """Every entry, folders before what they hold; True for a folder to descend into."""
    for entry in sorted(source.iterdir()):
        if entry.is_symlink() or not entry.is_dir() or _is_linked(entry):
            yield entry, False
        elif entry.name not in _SKIPPED_FOLDERS:
            yield entry, True
            yield from _walk(entry)


def _is_linked(folder: Path) -> bool:
    return folder.name in _LINKED_FOLDERS or (folder / "pyvenv.cfg").exists()


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return (status.st_size, status.st_mtime_ns)


def _stamps(root: Path) -> dict[str, Stamp]:
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - _SKIPPED_FOLDERS - _LINKED_FOLDERS)
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                found[path.relative_to(root).as_posix()] = _stamp(path)
    return found
