"""A working copy of a folder for each run, so that no run sees what another one wrote."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from repro_lint.runtime import copying

LINKED_FROM = 64 * 2**20
"""Files of at least this many bytes are linked instead of copied, where the run's view protects the original."""
ABOVE = 2
"""So many folders above the working directory are there to be reached by `..`."""
MOST_FILES = 20_000
MOST_BYTES = 4 * 2**30
_LINKED_FOLDERS = {".git", "node_modules", ".tox", ".venv"}
_SKIPPED_FOLDERS = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}

Stamp = tuple[int, int]


class TooLargeError(RuntimeError):
    """The folder holds more than a copy is reasonable for."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A working copy: where it is, and how its files looked at first."""

    root: Path
    before: dict[str, Stamp]

    def written(self) -> dict[str, str]:
        """Digest of every file that was created or changed, by its path relative to the root."""
        after = _stamps(self.root)
        changed = sorted(name for name, stamp in after.items() if self.before.get(name) != stamp)
        return {name: file_digest(self.root / name) for name in changed}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to copy, decided before a byte is. `large` files may be linked, where something protects the original."""

    source: Path
    folders: list[Path] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    large: list[Path] = field(default_factory=list)
    special: list[Path] = field(default_factory=list)
    links: list[Path] = field(default_factory=list)

    @property
    def outward(self) -> list[Path]:
        """Folders outside the source that links lead to or into."""
        root = self.source.resolve()
        leads = [path for path in (Path(os.path.realpath(link)) for link in self.links) if path.exists()]
        return [path if path.is_dir() else path.parent for path in leads if not path.is_relative_to(root)]

    def with_large_linked(self) -> Plan:
        """The same with nothing large to copy."""
        return replace(self, large=[], links=[*self.links, *self.large])

    def check(self, place: Path) -> None:
        """Raises TooLargeError when this is more than 4 GiB or than is free at `place`; holes count nothing."""
        size = sum(copying.allocated(path.stat()) for path in (*self.files, *self.large))
        if size > min(MOST_BYTES, shutil.disk_usage(place).free):
            raise TooLargeError(
                f"{self.source} holds {size / 2**20:,.1f} MiB to copy for each run, more than 4 GiB or what is free in"
                f" {place.parent}: use --in-place"
            )


def plan(source: Path, besides: Path) -> Plan:
    """Look at the folder and choose what is copied; `besides` is left out: the place that the copy goes to.

    Raises TooLargeError when there are more than 20,000 files.
    """
    found = Plan(source)
    for path in _walk(source, besides.resolve()):
        _kind(found, path).append(path)
        if len(found.files) > MOST_FILES:
            raise TooLargeError(f"{source} holds more than {MOST_FILES} files: use --in-place")
    return found


def _kind(found: Plan, path: Path) -> list[Path]:
    """The list of the plan that the entry belongs to. What may not be read is linked: the program may not either."""
    if _is_copied_folder(path):
        return found.folders
    if path.is_symlink() or path.is_dir() or not os.access(path, os.R_OK):
        return found.links
    if not path.is_file():
        return found.special
    return found.large if path.stat().st_size >= LINKED_FROM else found.files


def beside(source: Path, scratch: Path) -> Path:
    """Where in `scratch` to copy `source` to: what lies beside it and its parent is linked there, so `../data` is."""
    target, outer = scratch, above(source)
    for folder in reversed(outer):
        target /= folder.name
        target.mkdir(parents=True)
        with contextlib.suppress(PermissionError):  # a folder that may be passed but not listed
            for entry in folder.iterdir():
                if entry != source and entry not in outer:
                    (target / entry.name).symlink_to(entry)
    return target / (source.name or "root")


def above(source: Path) -> list[Path]:
    """The folders above, the nearest first, that a run finds in their places."""
    return [folder for folder in source.parents if folder != folder.parent][:ABOVE]


def make_copy(planned: Plan, target: Path) -> Copy:
    """Copy what is planned: files as they are, links to inside the folder into the copy."""
    source = planned.source
    target.mkdir(parents=True)
    for path in planned.folders:
        (target / path.relative_to(source)).mkdir()
    for path in planned.links:
        (target / path.relative_to(source)).symlink_to(_lead(path, source, target))
    with contextlib.suppress(FileNotFoundError):  # something else may be tidying up meanwhile
        for path in planned.special:
            copying.copy_special(path, target / path.relative_to(source))
    _copy_files(planned, target)
    return Copy(target, _stamps(target))


def _copy_files(planned: Plan, target: Path) -> None:
    """Two names of one file stay two names of one file."""
    names: dict[tuple[int, int], Path] = {}
    for path in (*planned.files, *planned.large):
        inside = target / path.relative_to(planned.source)
        with contextlib.suppress(FileNotFoundError):
            status = path.stat()
            first = names.setdefault((status.st_dev, status.st_ino), inside) if status.st_nlink > 1 else inside
            if first is inside:
                copying.copy_file(path, inside)
            else:
                inside.hardlink_to(first)


def _lead(path: Path, source: Path, target: Path) -> Path:
    """Where the copy's link leads: a link to something inside the folder into the copy, all else to the original."""
    real, root = Path(os.path.realpath(path)), source.resolve()
    return target / real.relative_to(root) if path.is_symlink() and real.is_relative_to(root) else real


def in_place(source: Path) -> Copy:
    """The folder itself, used as it is."""
    return Copy(source, _stamps(source))


def file_digest(path: Path) -> str:
    """Digest of a file's bytes, empty where it cannot be read."""
    hasher = blake2b(digest_size=8)
    try:
        with path.open("rb", buffering=0) as file:
            for offset, block in copying.blocks(file):
                hasher.update(offset.to_bytes(8, "big") + block)
            hasher.update(file.seek(0, os.SEEK_END).to_bytes(8, "big"))
    except OSError:
        return ""
    return hasher.hexdigest()


def _walk(source: Path, besides: Path) -> Iterator[Path]:
    """Every entry but the caches of tools, folders before what they hold."""
    for entry in sorted(source.iterdir()):
        if entry == besides or entry.name in _SKIPPED_FOLDERS:
            continue
        yield entry
        if _is_copied_folder(entry):
            yield from _walk(entry, besides)


def _is_copied_folder(path: Path) -> bool:
    if path.is_symlink() or not path.is_dir() or not os.access(path, os.R_OK | os.X_OK):
        return False
    return path.name not in _LINKED_FOLDERS and not (path / "pyvenv.cfg").exists()


def stamps(folder: Path) -> Iterator[tuple[str, Stamp]]:
    """Size and time of the regular files in the folder, by full path; of the first 20,000."""
    return islice(_stamped(folder), MOST_FILES)


def _stamps(root: Path) -> dict[str, Stamp]:
    return {Path(path).relative_to(root).as_posix(): stamp for path, stamp in _stamped(root)}


def _stamped(root: Path) -> Iterator[tuple[str, Stamp]]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - _SKIPPED_FOLDERS - _LINKED_FOLDERS)
        for path in (Path(folder, name) for name in sorted(names)):
            with contextlib.suppress(FileNotFoundError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode):
                    yield str(path), (status.st_size, status.st_mtime_ns)
