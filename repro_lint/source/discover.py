"""From named paths to the files to judge, in an order that depends on nothing but their names."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pathspec import GitIgnoreSpec

from repro_lint.config import Config
from repro_lint.model import Failure

SUFFIXES = frozenset({".py", ".ipynb"})


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Patterns as .gitignore has them, and the folder that they are relative to."""

    folder: Path
    spec: GitIgnoreSpec

    def verdict(self, path: Path, *, is_folder: bool) -> bool | None:
        """True: left out. False: taken back in by `!`. None: nothing is said."""
        if not path.is_relative_to(self.folder):
            return None
        relative = path.relative_to(self.folder).as_posix()
        return self.spec.check_file(f"{relative}/" if is_folder else relative).include


@dataclass(frozen=True, slots=True)
class _Filters:
    """What leaves a path out: the configured patterns, and the .gitignore files from the top down."""

    configured: _Patterns
    ignores: tuple[_Patterns, ...] = ()

    def leave_out(self, path: Path, *, is_folder: bool) -> bool:
        if self.configured.verdict(path, is_folder=is_folder):
            return True
        verdicts = (patterns.verdict(path, is_folder=is_folder) for patterns in reversed(self.ignores))
        return next((verdict for verdict in verdicts if verdict is not None), False)

    def below(self, folder: Path) -> _Filters:
        """The same with the folder's own .gitignore."""
        try:
            lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return self  # nearly always: there is none
        return replace(self, ignores=(*self.ignores, _Patterns(folder, GitIgnoreSpec.from_lines(lines))))


def discover(paths: Iterable[Path], config: Config, *, force_exclude: bool) -> tuple[list[Path], list[Failure]]:
    """The absolute paths of the files to judge, and a failure for every named path that gives none.

    A named path counts whatever `exclude` and .gitignore say about it, unless `force_exclude`. A named file may have
    any suffix. Folders are searched for `.py` and `.ipynb` files; links to folders are not followed.
    """
    found: list[Path] = []
    failures: list[Failure] = []
    for named in sorted({Path(os.path.abspath(path)) for path in paths}):  # noqa: PTH100  resolve() follows links
        found += _at(named, config, failures, force_exclude=force_exclude)
    return _unique(found), failures


def is_left_out(path: Path, config: Config) -> bool:
    """Whether `exclude` or .gitignore speak of a file, given by its absolute path."""
    return _filters_at(path, config).leave_out(path, is_folder=False)


def _at(named: Path, config: Config, failures: list[Failure], *, force_exclude: bool) -> list[Path]:
    try:
        return list(_search(named, config, failures, force_exclude=force_exclude))
    except OSError as error:
        failures.append(_unreadable(named, error))
        return []


def _search(named: Path, config: Config, failures: list[Failure], *, force_exclude: bool) -> Iterator[Path]:
    is_folder = named.is_dir()
    filters = _filters_at(named, config)
    left_out = filters.leave_out(named, is_folder=is_folder)
    if left_out and force_exclude:
        return
    if is_folder:
        yield from _walk(named, _bare(named, config) if left_out else filters, failures)
    elif flaw := _flaw(named):
        failures.append(Failure(named.as_posix(), flaw))
    else:
        yield named


def _filters_at(named: Path, config: Config) -> _Filters:
    """The filters that hold for a named path: .gitignore counts from the repository's top down."""
    inside = named.is_relative_to(config.root)
    filters = _bare(config.root if inside else named.parent, config)
    folders = named.parents
    top = next((number for number, folder in enumerate(folders) if (folder / ".git").exists()), -1)
    for folder in reversed(folders[: top + 1]):
        filters = filters.below(folder)
    return filters


def _bare(folder: Path, config: Config) -> _Filters:
    spec = GitIgnoreSpec.from_lines([*config.exclude, *config.extend_exclude])
    return _Filters(_Patterns(folder, spec))


def _walk(folder: Path, filters: _Filters, failures: list[Failure]) -> Iterator[Path]:
    filters = filters.below(folder)
    for entry in _entries(folder, failures):
        path = Path(entry.path)
        is_folder = entry.is_dir(follow_symlinks=False)
        if not is_folder and (path.suffix not in SUFFIXES or not _is_file(entry, failures)):
            continue
        if filters.leave_out(path, is_folder=is_folder):
            continue
        if is_folder:
            yield from _walk(path, filters, failures)
        else:
            yield path


def _entries(folder: Path, failures: list[Failure]) -> Sequence[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        failures.append(_unreadable(folder, error))
        return []


def _is_file(entry: os.DirEntry[str], failures: list[Failure]) -> bool:
    try:
        return entry.is_file()
    except OSError as error:  # a link that leads to itself
        failures.append(_unreadable(Path(entry.path), error))
        return False


def _unreadable(path: Path, error: OSError) -> Failure:
    return Failure(path.as_posix(), f"cannot be read: {error.strerror or error}")


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
    for path in sorted(paths, key=lambda path: (path.is_symlink(), path)):
        unique.setdefault(os.path.realpath(path), path)
    return sorted(unique.values())
