"""The work of the server: looks at the open files, made on a thread of their own, always of the latest state."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from repro_lint import pipeline
from repro_lint.config import Config, ConfigError
from repro_lint.lsp.documents import Documents, File
from repro_lint.lsp.look import Look
from repro_lint.lsp.positions import Encoding
from repro_lint.memory import Memory
from repro_lint.report.adjust import raise_notes
from repro_lint.source.discover import is_left_out

T = TypeVar("T")
LOG = logging.getLogger(__name__)
STACK = 256 * 1024 * 1024  # the abstract run nests deeply, and a thread gets far less of a stack than a process


class ObsoleteError(BaseException):
    """Something changed: what is being looked at is no longer what is there. No defect, so no `Exception`."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What is known of all open files at one moment. `refused`: the files whose settings cannot be used, and why."""

    moment: int = -1
    by_key: Mapping[str, Look] = field(default_factory=dict)
    files: Mapping[str, File] = field(default_factory=dict)
    refused: Mapping[str, ConfigError] = field(default_factory=dict)


class Analysis:
    """Looks at what `documents` holds. Every change makes a new moment, and only the latest is worth a look.

    `folders`: those of the workspace. `overrides`: settings that count before pyproject.toml. `on_defect` and
    `on_progress` are called on the thread.
    """

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.encoding = Encoding("utf-16")
        self.folders: tuple[Path, ...] = ()
        self.overrides: Mapping[str, object] = {}
        self.on_defect: Callable[[str], object] = LOG.error
        self.on_progress: Callable[[int, int], object] = lambda _done, _total: None
        self.moment = 0
        self.looks = Looks()
        self._running: asyncio.Future[Looks | None] | None = None
        self._kept: dict[tuple[Config, Path], Memory] = {}
        self._settings: dict[Path, Config | ConfigError] = {}
        self._defects: set[str] = set()
        before = threading.stack_size(STACK)
        self._thread = ThreadPoolExecutor(1, "analysis")
        self._thread.submit(_prepare).result()
        threading.stack_size(before)

    def changed(self) -> None:
        """Something is not as it was."""
        self.moment += 1

    def disk_changed(self, keys: Iterable[str] | None = None) -> None:
        """Files changed on disk; None: any may have."""
        self._thread.submit(self._forget, None if keys is None else tuple(keys))
        self.changed()

    def _forget(self, keys: tuple[str, ...] | None) -> None:
        self._settings.clear()
        for memory in self._kept.values():
            memory.changed(keys)

    def tidy(self) -> None:
        """Nothing is going on: the time for what would be in the way of a keystroke."""
        self._thread.submit(gc.collect)

    async def latest(self) -> Looks:
        """The looks at what is open now; waits for them."""
        while self.looks.moment != self.moment:
            if self._running is None:
                job = (self.moment, self.documents.files())
                self._running = asyncio.get_running_loop().run_in_executor(self._thread, self._look, *job)
            running = self._running
            try:
                looks = await asyncio.shield(running)
                self.looks = self.looks if looks is None else looks
            finally:
                if self._running is running and running.done():
                    self._running = None
        return self.looks

    async def repair(self, look: Look, file: File, work: Callable[[pipeline.Request, Memory], T]) -> T:
        """Do more with one file of a look, on the same thread."""
        request = self._request(look.config, [file], look.files)
        memory = self._memory(request)

        def job() -> T:
            memory.tick = lambda _done, _total: None
            return work(request, memory)

        return await asyncio.get_running_loop().run_in_executor(self._thread, job)

    def _look(self, moment: int, files: Mapping[str, File]) -> Looks | None:
        def tick(done: int, total: int) -> None:
            if moment != self.moment:
                raise ObsoleteError
            self.on_progress(done, total)

        groups: dict[Config, list[File]] = {}
        refused: dict[str, ConfigError] = {}
        for file in files.values():
            config = self._config(file)
            if isinstance(config, ConfigError):
                refused[file.key] = config
            elif not is_left_out(Path(file.key), config):
                groups.setdefault(config, []).append(file)
        try:
            looks = [(members, self._look_at(config, members, files, tick)) for config, members in groups.items()]
        except ObsoleteError:
            return None
        self._kept = {(look.config, look.cwd): self._kept[look.config, look.cwd] for _, look in looks}
        return Looks(moment, {file.key: look for members, look in looks for file in members}, files, refused)

    def _config(self, file: File) -> Config | ConfigError:
        """The settings for a file, as the command line finds them."""
        folder = Path(file.key).parent
        if folder not in self._settings:
            try:
                self._settings[folder] = pipeline.configured(folder, said=self.overrides)
            except ConfigError as error:
                self._settings[folder] = error
        return self._settings[folder]

    def _look_at(
        self, config: Config, members: list[File], files: Mapping[str, File], tick: Callable[[int, int], None]
    ) -> Look:
        request = self._request(config, members, files)
        memory = self._memory(request)
        memory.tick = tick
        linted = pipeline.lint(request, request.held, memory)
        if linted.defect and linted.defect not in self._defects:
            self._defects.add(linted.defect)
            self.on_defect(f"a defect while judging {', '.join(map(str, request.paths))}\n{linted.defect}")
        report = pipeline.report(linted)
        return Look(files, config, linted, raise_notes(report) if config.strict else report, self.encoding)

    def _memory(self, request: pipeline.Request) -> Memory:
        return self._kept.setdefault((request.config, request.cwd), Memory())

    def _request(self, config: Config, members: Iterable[File], files: Mapping[str, File]) -> pipeline.Request:
        """The job of the command line for the same files, with what is typed instead of what is saved."""
        paths = tuple(Path(file.key) for file in members)
        around = [folder for folder in self.folders if paths[0].is_relative_to(folder)]
        cwd = max(around, key=lambda folder: len(folder.parts), default=config.root)
        held = {file.key: file.data for file in files.values()}
        return pipeline.Request(paths, config, held=held, cwd=cwd)


def _prepare() -> None:
    sys.setrecursionlimit(max(sys.getrecursionlimit(), pipeline.RECURSION_LIMIT))
