"""The program as rules and readers see it: places, names of files, code that was not judged."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from repro_lint.catalog import NOT_JUDGED
from repro_lint.linter import scan
from repro_lint.model import Location, in_words
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.verdicts.judgement import Judgement
from repro_lint.source.names import display_path

if TYPE_CHECKING:
    from repro_lint.remarks.model import Unused, View


def view(
    judgement: Judgement, scanned: scan.ProgramFiles, gpu_policy: str = "either", unused: tuple[Unused, ...] = ()
) -> View:
    """The view of a program that rules get."""
    from repro_lint.remarks.model import View

    def where(place: Place, home: str) -> str:
        location = locate(place, scanned)
        return "" if location is None else in_words(location, shown(home, scanned))

    def tensorflow_1(key: str) -> bool:
        facts = scanned.read(key)
        return facts is not None and facts.tensorflow_1

    return View(judgement, cache(lambda key: shown(key, scanned)), where, tensorflow_1, gpu_policy, unused)


def locate(place: Place, scanned: scan.ProgramFiles) -> Location | None:
    """A place as a reader sees it; None when the file is gone, or no line of it is to be shown (line 0)."""
    source = scanned.source(place.path)
    return source.location(*place.span) if source is not None and place.span.line else None


def shown(key: str, scanned: scan.ProgramFiles) -> str:
    """A file as the report names it."""
    return display_path(Path(key), scanned.cwd)


def not_judged(named: list[str], scanned: scan.ProgramFiles, judgement: Judgement) -> tuple[str, ...]:
    """Libraries that draw and are not in the catalogue, and the places behind which runs were not followed."""
    imported = {head for key in named for head in _imported(key, scanned)}
    imported |= {head for start in judgement.starts for head in start.libraries}
    libraries = {NOT_JUDGED[head] for head in imported if head in NOT_JUDGED}
    return (*sorted(libraries), *(_beyond(place, scanned) for place in sorted(judgement.stopped)))


def _imported(key: str, scanned: scan.ProgramFiles) -> Iterator[str]:
    """The outside packages that a file imports."""
    facts = scanned.facts.get(key)
    heads = {name.partition(".")[0] for name, level in facts.imports if not level} if facts is not None else ()
    folder = PurePosixPath(key).parent
    while f"{folder}/__init__.py" in scanned.facts and folder != folder.parent:
        folder = folder.parent
    folders = (folder, *folder.parents)
    for head in heads:
        own = (f"{where}/{head}{end}" for where in folders for end in (".py", "/__init__.py"))
        if not any(path in scanned.facts for path in own):
            yield head


def _beyond(place: Place, scanned: scan.ProgramFiles) -> str:
    source = scanned.source(place.path)
    location = None if source is None else source.location(*place.span)
    cell = "" if location is None or location.cell is None else f"cell {location.cell}, "
    line = place.span.line if location is None else location.line
    return f"all turns and calls behind {shown(place.path, scanned)}, {cell}line {line} (the program is too large)"
