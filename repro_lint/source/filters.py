"""What leaves a path out of a search: the configured patterns, what git ignores, and .gitignore from the top down."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from repro_lint.model import Notice
from repro_lint.reading import SETTINGS, read_regular
from repro_lint.settings.config import Config
from repro_lint.settings.patterns import PatternError, Patterns, pattern_text
from repro_lint.source.gitconfig import exclude_files

Tell = Callable[[Notice], None]


@dataclass(frozen=True, slots=True)
class _Scoped:
    """Patterns, and the folder that they are relative to."""

    folder: Path
    patterns: Patterns

    def verdict(self, path: Path, *, is_folder: bool) -> bool | None:
        """True: left out, itself or with a folder above it. False: taken back in by `!`. None: nothing is said."""
        names = self._names(path)
        return self.patterns.verdict(names, is_folder=is_folder) if names else None

    def own_verdict(self, path: Path, *, is_folder: bool) -> bool | None:
        """The same where no folder above is left out."""
        names = self._names(path)
        return self.patterns.own_verdict(names, is_folder=is_folder) if names else None

    def _names(self, path: Path) -> tuple[str, ...]:
        own = len(self.folder.parts)
        return path.parts[own:] if path.parts[:own] == self.folder.parts else ()


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters that hold at one folder. `tell` hears of lines of .gitignore that cannot be used."""

    configured: _Scoped
    tell: Tell
    ignores: tuple[_Scoped, ...] = ()

    def leave_out(self, path: Path, *, is_folder: bool) -> bool:
        """Whether a named path is left out; the .gitignore nearest to it decides."""
        if self.configured.verdict(path, is_folder=is_folder):
            return True
        return _first(scoped.verdict(path, is_folder=is_folder) for scoped in reversed(self.ignores))

    def leave_out_of_search(self, path: Path, *, is_folder: bool) -> bool:
        """The same for what is found in a folder that is searched, whatever is said of the folder."""
        if self.configured.own_verdict(path, is_folder=is_folder):
            return True
        return _first(scoped.own_verdict(path, is_folder=is_folder) for scoped in reversed(self.ignores))

    def below(self, folder: Path) -> Filters:
        """The same with the folder's own .gitignore, and where a repository starts with what git adds to it."""
        added = [folder / ".gitignore"]
        if _is_repository(folder):
            added[:0] = exclude_files(folder)
        ignored = [_Scoped(folder, patterns) for path in added if (patterns := _ignored(path, self.tell)).patterns]
        return replace(self, ignores=(*self.ignores, *ignored)) if ignored else self

    def configured_only(self) -> Filters:
        """The same without anything that git ignores."""
        return replace(self, ignores=())


def filters_at(named: Path, config: Config, tell: Tell) -> Filters:
    """The filters that hold for a named path: .gitignore counts from the repository's top down."""
    folder = config.root if named.is_relative_to(config.root) else named.parent
    filters = Filters(_Scoped(folder, Patterns.of([*config.exclude, *config.extend_exclude])), tell)
    above = named.parents
    top = next((number for number, parent in enumerate(above) if _is_repository(parent)), -1)
    for parent in reversed(above[: top + 1]):
        filters = filters.below(parent)
    return filters


def _first(verdicts: Iterable[bool | None]) -> bool:
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _is_repository(folder: Path) -> bool:
    try:
        return (folder / ".git").exists()
    except OSError:
        return False  # a folder that cannot be searched


def _ignored(path: Path, tell: Tell) -> Patterns:
    """The patterns of one such file; of the lines that mean nothing the first is told."""
    try:
        text = read_regular(path, SETTINGS).decode("utf-8-sig", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return Patterns()  # nearly always
    except OSError as error:
        tell(Notice(path.as_posix(), f"is not heeded: {error.strerror or error}"))
        return Patterns()
    lines = text.split("\n")
    flaws = {number: flaw for number, line in enumerate(lines, 1) if (flaw := _flaw(line))}
    for number, flaw in list(flaws.items())[:1]:
        rest = f", as are {len(flaws) - 1} more" if len(flaws) > 1 else ""
        message = f"the pattern `{pattern_text(lines[number - 1])}` {flaw}, and is skipped{rest}"
        tell(Notice(path.as_posix(), message, number))
    return Patterns.of([line for number, line in enumerate(lines, 1) if number not in flaws])


def _flaw(line: str) -> str:
    try:
        Patterns.of([line])
    except PatternError as error:
        return str(error)
    return ""
