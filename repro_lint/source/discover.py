"""From named paths to the files to judge, in an order that depends on nothing but their names."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from repro_lint.model import Failure, Notice
from repro_lint.settings.config import Config
from repro_lint.source.filters import Filters, filters_at

SUFFIXES = frozenset({".py", ".ipynb"})


class Found(NamedTuple):
    """The absolute paths of the files to judge, a failure for every path that gives none, and what was passed over."""

    files: list[Path]
    failures: list[Failure]
    notices: list[Notice]


def discover(paths: Iterable[Path], config: Config, *, force_exclude: bool) -> Found:
    """Search the named paths.

    A named path counts whatever `exclude` and .gitignore say about it, unless `force_exclude`. A named file may have
    any suffix. Folders are searched for `.py` and `.ipynb` files; links to folders are not followed, nor are links
    to files that lie in none of the named paths.
    """
    named = sorted({Path(os.path.abspath(path)) for path in paths})  # noqa: PTH100  resolve() follows links
    search = _Search(config, force_exclude, frozenset(Path(os.path.realpath(path)) for path in named))
    for path in named:
        search.at(path)
    return Found(_unique(search.files), search.failures, list(dict.fromkeys(search.notices)))


def is_left_out(path: Path, config: Config) -> bool:
    """Whether `exclude` or .gitignore speak of a file, given by its absolute path."""
    return filters_at(path, config, lambda _: None).leave_out(path, is_folder=False)


@dataclass(slots=True)
class _Search:
    """One search. `inside`: where the named paths lead to."""

    config: Config
    force_exclude: bool
    inside: frozenset[Path]
    files: list[Path] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def at(self, named: Path) -> None:
        """Search one named path."""
        try:
            is_folder = named.is_dir()
            flaw = None if is_folder else _flaw(named)
        except OSError as error:
            self._unreadable(named, error)
            return
        filters = filters_at(named, self.config, self.notices.append)
        left_out = filters.leave_out(named, is_folder=is_folder)
        if left_out and self.force_exclude:
            return
        if is_folder:
            self._walk(named, filters.configured_only() if left_out else filters)
        elif flaw:
            self.failures.append(Failure(named.as_posix(), flaw))
        else:
            self.files.append(named)

    def _walk(self, top: Path, filters: Filters) -> None:
        pending = [(top, filters)]
        while pending:
            folder, filters = pending.pop()
            entries = self._entries(folder)
            if any(entry.name in (".gitignore", ".git") for entry in entries):
                filters = filters.below(folder)
            for entry in entries:
                path = Path(entry.path)
                is_folder = self._is_folder(entry)
                if not is_folder and (path.suffix not in SUFFIXES or not self._is_file(entry)):
                    continue
                if filters.leave_out_of_search(path, is_folder=is_folder):
                    continue
                if is_folder:
                    pending.append((path, filters))
                elif not self._leads_out(entry):
                    self.files.append(path)

    def _entries(self, folder: Path) -> Sequence[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._unreadable(folder, error)
            return []

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir(follow_symlinks=False)
        except OSError:
            return False  # `is_file` tells

    def _is_file(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_file()
        except OSError as error:  # a link that leads to itself
            self._unreadable(Path(entry.path), error)
            return False

    def _leads_out(self, entry: os.DirEntry[str]) -> bool:
        if not entry.is_symlink():
            return False
        target = Path(os.path.realpath(entry.path))
        if any(target.is_relative_to(folder) for folder in self.inside):
            return False
        self.notices.append(Notice(Path(entry.path).as_posix(), f"is not followed: the link leads out, to {target}"))
        return True

    def _unreadable(self, path: Path, error: OSError) -> None:
        self.failures.append(Failure(path.as_posix(), f"cannot be read: {error.strerror or error}"))


def _flaw(path: Path) -> str | None:
    """Why a named path gives no file. Raises OSError."""
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return "does not exist"
    if not is_file:
        return "is neither a file nor a folder"
    if path.suffix in SUFFIXES:
        return None
    with path.open("rb") as file:
        return "is not a text file" if b"\0" in file.read(8192) else None


def _unique(paths: Iterable[Path]) -> list[Path]:
    """Each file once, sorted; a link gives way to the file it leads to."""
    unique: dict[str, Path] = {}
    for path in sorted(paths, key=lambda path: (os.path.islink(path), path)):  # noqa: PTH114  which never raises
        unique.setdefault(os.path.realpath(path), path)
    return sorted(unique.values())
