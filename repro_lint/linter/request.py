"""The request to a run and its outcome; the files that a request is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from repro_lint.disk import Disk
from repro_lint.model import Edit, Failure, Location, Notice, Report
from repro_lint.settings.config import Config, override
from repro_lint.settings.config import load as load_config
from repro_lint.settings.rule_selection import check_rules
from repro_lint.source.discover import discover
from repro_lint.source.names import display_path, file_key

if TYPE_CHECKING:
    from repro_lint.source.text import Source

_MARKERS = ("pyproject.toml", ".git", "setup.py", "setup.cfg")


@dataclass(frozen=True, slots=True)
class Request:
    """The order to a run: which paths, and whether to fix.

    `only`: the code of the one rule whose fixes are made. `stdin`: the content of `-`, linted as if it were the file
    `stdin_filename`. `held`: content that is not (yet) on disk, by file key; it counts instead of the file. `cwd`:
    the folder of reported paths. `on_files` and `on_run` hear how far the first look is, as in `Memory`.
    """

    paths: tuple[Path, ...]
    config: Config
    fix: bool = False
    unsafe: bool = False
    only: str | None = None
    diff: bool = False
    jobs: int = 1
    force_exclude: bool = False
    stdin: bytes | None = None
    stdin_filename: str | None = None
    held: Mapping[str, bytes] = field(default_factory=dict)
    cwd: Path = field(default_factory=Path.cwd)
    on_files: Callable[[int, int], None] = lambda _done, _total: None
    on_run: Callable[[str, int, int], None] = lambda _path, _done, _total: None

    def contents(self) -> dict[str, bytes]:
        """Content that is not (yet) on disk, by file key."""
        if self.stdin is None:
            return dict(self.held)
        return {file_key(self.cwd / (self.stdin_filename or "stdin.py")): self.stdin}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a run. `fixed_stdin`: the text that `--fix -` prints; `changed`: the new content of files, by key.

    `named`: the keys of the files that were reported on.
    """

    report: Report
    diff: str = ""
    fixed_stdin: bytes | None = None
    changed: Mapping[str, bytes] = field(default_factory=dict)
    source: Callable[[str], Source | None] = lambda _: None
    named: tuple[str, ...] = ()

    def excerpt(self, location: Location) -> str:
        """The source line at a location; empty when the file is gone."""
        source = self.source(location.path)
        return "" if source is None else source.line_text(location)

    def in_file(self, location: Location) -> Location:
        """The place in the file itself: that of a notebook's cell in its JSON text."""
        source = self.source(location.path)
        return location if source is None else source.in_file(location)

    def edit_in_file(self, edit: Edit) -> Edit | None:
        """The edit of the file itself: that of a notebook's JSON text; None where that cannot be made."""
        from repro_lint.fixes.apply import in_file

        source = self.source(edit.location.path)
        return None if source is None else in_file(source, edit)


@dataclass(frozen=True, slots=True)
class Named:
    """The keys of the files to report on, the errors in the named paths, and the paths that lead to no file."""

    keys: tuple[str, ...]
    failures: tuple[Failure, ...] = ()
    notices: tuple[Notice, ...] = ()


def configured(start: Path, explicit: Path | None = None, said: Mapping[str, object] | None = None) -> Config:
    """The settings for files below `start`, overridden by the user's own words. Raises ConfigError."""
    settings = override(load_config(start, explicit), said or {})
    if settings.names_rules:
        from repro_lint.rules import all_rules

        check_rules(settings, {rule.code: rule.name for rule in all_rules()})
    return settings


def named(request: Request, contents: Mapping[str, bytes]) -> Named:
    """The files that the paths of a request lead to. `contents` count before the disk."""
    if request.stdin is not None:
        return Named(tuple(contents))
    held = {key for path in request.paths if (key := file_key(request.cwd / path)) in contents}
    on_disk = [path for path in request.paths if file_key(request.cwd / path) not in held]
    found = discover(on_disk, request.config, force_exclude=request.force_exclude)
    failures = tuple(replace(one, path=display_path(Path(one.path), request.cwd)) for one in found.failures)
    notices = tuple(replace(one, path=display_path(Path(one.path), request.cwd)) for one in found.notices)
    return Named(tuple(sorted(held.union(path.as_posix() for path in found.files))), failures, notices)


def project_files(config: Config, disk: Disk) -> tuple[str, ...]:
    """The files of the project, where there is a project to look through."""
    root = config.root
    if not any((root / marker).exists() for marker in _MARKERS):
        return ()
    return disk.find(
        ("project", config), lambda: (path.as_posix() for path in discover([root], config, force_exclude=False).files)
    )
