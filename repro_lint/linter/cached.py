"""Answers requests from the cache: a run whose program, settings and folders are unchanged is not repeated."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from repro_lint.cache.identity import digest, of_content, of_linter
from repro_lint.cache.store import Store
from repro_lint.disk import Disk
from repro_lint.linter.request import Named, Outcome, Request, named, project_files
from repro_lint.model import Report
from repro_lint.reading import entries
from repro_lint.settings.pyproject import console_scripts
from repro_lint.source.names import file_key

if TYPE_CHECKING:
    from repro_lint.linter.pipeline import Linted
    from repro_lint.source.text import Source


_MARKERS = frozenset({"pyproject.toml", ".git"})


@dataclass(frozen=True, slots=True)
class Remembered:
    """The report of a run before any fix, and the files and folders besides the program that the report depends on.

    `state`: the digest of all of these. `others`: files outside of the program that were read, or looked for and not
    found; `folders`: where modules or the settings of a project were looked for; `tops`: where packages were, too.
    """

    others: tuple[str, ...]
    folders: tuple[str, ...]
    tops: tuple[str, ...]
    report: Report
    state: bytes = b""


@dataclass(frozen=True, slots=True)
class _Question:
    """A request, and the files that its paths lead to."""

    request: Request
    contents: Mapping[str, bytes]
    found: Named
    disk: Disk

    @property
    def key(self) -> bytes:
        """The identity of the question, whatever is in the files."""
        asked = self.request
        names = asked.paths, sorted(self.contents), asked.stdin is None, asked.force_exclude, asked.cwd
        return digest("run", of_linter(), names, asked.config)

    @property
    def program(self) -> list[str]:
        """The files that may lead to the named ones, and these."""
        return sorted({*self.found.keys, *project_files(self.request.config, self.disk)})

    def data(self, path: str) -> bytes | None:
        return self.contents[path] if path in self.contents else self.disk.read(path)

    def state(self, kept: Remembered) -> bytes:
        """The digest of everything that the answer depends on."""
        files = [(path, of_content(self.data(path))) for path in (*self.program, *kept.others)]
        folders = [sorted(filter(_is_module, self.disk.listing(folder))) for folder in kept.folders]
        tops = [sorted(filter(str.isidentifier, self.disk.listing(folder))) for folder in kept.tops]
        return digest(self.found, files, folders, tops, console_scripts(self.request.config.root))


def run(request: Request, store: Store) -> Outcome:
    """Lint, and fix if asked to; the report comes from the store where nothing changed."""
    contents = request.contents()
    question = _Question(request, contents, named(request, contents), Disk())
    kept = _looked_up(question, store)
    if kept is not None and not (kept.report.findings and (request.fix or request.diff)):
        return Outcome(kept.report, source=_sources(question), named=question.found.keys)
    from repro_lint.linter import pipeline
    from repro_lint.linter.kept_facts import KeptFacts
    from repro_lint.linter.memory import Memory

    memory = Memory(question.disk, kept=KeptFacts(store), tick=request.on_files, begins=request.on_run)
    linted = pipeline.lint(request, contents, memory)
    memory.kept.write()
    if kept is None and linted.complete:
        _keep(question, linted, store)
    return pipeline.outcome(request, linted, contents)


def _looked_up(question: _Question, store: Store) -> Remembered | None:
    """The stored answer to the question, if the answer still holds."""
    data = store.get([question.key]).get(question.key)
    if data is None:
        return None
    try:
        kept = msgspec.msgpack.decode(zlib.decompress(data), type=Remembered)
    except (zlib.error, msgspec.MsgspecError):
        return None
    return kept if kept.state == question.state(kept) else None


def _keep(question: _Question, linted: Linted, store: Store) -> None:
    from repro_lint.linter import pipeline

    program = set(question.program)
    if any(question.data(path) is None for path in program):
        return  # why a file cannot be read is not in its digest
    report = pipeline.report(linted)
    others = question.disk.contents.keys() - program - question.contents.keys()
    tops, above = _beside_edits(report, question.request.cwd)
    folders = {*question.disk.listings, *above, *tops}
    kept = Remembered(tuple(sorted(others)), tuple(sorted(folders)), tuple(sorted(tops)), report)
    kept = replace(kept, state=question.state(kept))
    with suppress(UnicodeEncodeError):  # a file name that is not UTF-8: its run is not kept
        store.put({question.key: zlib.compress(msgspec.msgpack.encode(kept), 1)})


def _is_module(name: str) -> bool:
    return name.endswith(".py") or name in _MARKERS


def _beside_edits(report: Report, cwd: Path) -> tuple[set[str], set[str]]:
    """Where a fix looks for modules of the project, to place an import beside its like, and the folders on the way."""
    edited = {edit.location.path for one in report.findings for fix in one.fixes for edit in fix.edits}
    tops: set[str] = set()
    above: set[str] = set()
    for home in {Path(file_key(cwd / path)).parent for path in edited}:
        way = (home, *home.parents)
        top = next((folder for folder in way if entries(folder.as_posix()) & _MARKERS), cwd)
        above |= {folder.as_posix() for folder in way}
        tops |= {top.as_posix(), (top / "src").as_posix()}
    return tops, above


def _sources(question: _Question) -> Callable[[str], Source | None]:
    """The texts behind the paths of a report."""

    @cache
    def source(path: str) -> Source | None:
        from repro_lint.source.text import Source, from_bytes

        key = file_key(question.request.cwd / path)
        data = question.data(key)
        made = None if data is None else from_bytes(Path(key), data, question.request.cwd)
        return made if isinstance(made, Source) else None

    return source
