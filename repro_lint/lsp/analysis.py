"""Looks at the open files, made in the worker: runs of the pipeline, with what is typed instead of what is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from repro_lint import baselined
from repro_lint.linter import pipeline
from repro_lint.linter.memory import Memory
from repro_lint.lsp.documents import File
from repro_lint.lsp.look import Look
from repro_lint.lsp.messages import EditorState, Options
from repro_lint.lsp.stale import LastGood
from repro_lint.report.adjust import raise_notes
from repro_lint.report.baseline import BaselineError
from repro_lint.settings.config import Config
from repro_lint.settings.pyproject import ConfigError
from repro_lint.source.discover import is_left_out

T = TypeVar("T")
CRASHED = "the process that judged this file ended, or had to be ended; it is judged again when it changes"
UNUSABLE = (ConfigError, OSError, ValueError, RecursionError)  # a path too long for the system, a folder gone


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of an open file: its look, or why there is none; neither for a file that is left out."""

    look: Look | None = None
    refused: str = ""


class Analysis:
    """Looks at files as they were last told. `seen`: by key, of the latest state only."""

    def __init__(self, on_defect: Callable[[str], object], on_progress: Callable[[int, int], None]) -> None:
        self.moment = -1
        self.seen: dict[str, Seen] = {}
        self.good = LastGood()
        self._on_defect = on_defect
        self._on_progress = on_progress
        self._options = Options()
        self._files: dict[str, File] = {}
        self._owners: dict[str, File] = {}
        self._apart: set[Config] = set()
        self._always_apart = False
        self._memories: dict[tuple[Config, Path], Memory] = {}
        self._own: dict[tuple[str, ...], Memory] = {}  # of the looks at certain files, by their keys
        self._settings: dict[Path, Config | str] = {}
        self._defects: set[str] = set()

    def update(self, state: EditorState) -> None:
        """Files were opened, changed or closed, or settings of the session changed."""
        known = {file.uri: file for file in (*self._files.values(), *state.files)}
        if state.options != self._options:
            self._settings.clear()
        if set(state.uris) != {file.uri for file in self._files.values()}:
            self._apart.clear()
        self.moment, self._options, self._always_apart = state.moment, state.options, state.apart
        self._files = {known[uri].key: known[uri] for uri in state.uris}
        texts = {text.uri: file for file in self._files.values() for text in file.texts.values()}
        self._owners = {**texts, **{file.uri: file for file in self._files.values()}}
        self.good.retain(texts)
        self._own = {keys: memory for keys, memory in self._own.items() if self._files.keys() >= set(keys)}
        lost = (key for key, data in state.crashed.items() if key in self._files and self._files[key].data == data)
        self.seen = {key: Seen(refused=CRASHED) for key in lost}

    def touched(self, keys: Iterable[str] | None) -> None:
        """Files changed on disk; None: any may have."""
        self._settings.clear()
        for memory in (*self._memories.values(), *self._own.values()):
            memory.changed(keys)

    def owner(self, uri: str) -> File | None:
        """The open file that a text or notebook belongs to."""
        return self._owners.get(uri)

    def group(self, file: File) -> tuple[File, ...]:
        """The files to look at together with this one; none where it cannot be judged, which `seen` then says."""
        config = self._judged_by(file)
        if config is None or self._always_apart or config in self._apart:
            return () if config is None else (file,)
        return tuple(one for one in self._files.values() if self._judged_by(one) == config)

    def split(self, members: tuple[File, ...]) -> None:
        """Look at each of these files by itself from now on: together they take too long, or one spoils the others."""
        config = self._judged_by(members[0])
        if config is not None:
            self._apart.add(config)

    def look(self, members: tuple[File, ...]) -> None:
        """Look at files that have the same settings. May be stopped anywhere, by an exception, and begun again."""
        moment, request = self.moment, self._request(members)
        memory = self._own.get(_keys(members))
        if memory is None or memory.disk is not self._memory(request).disk:
            memory = self._own[_keys(members)] = self._memory(request).beside()
        memory.tick = self._on_progress
        linted = pipeline.lint(request, request.held, memory)
        if linted.defect and len(members) > 1:
            self.split(members)
            return
        if linted.defect and linted.defect not in self._defects:
            self._defects.add(linted.defect)
            self._on_defect(f"a defect while judging {', '.join(map(str, request.paths))}\n{linted.defect}")
        report = pipeline.report(linted)
        report = raise_notes(report) if request.config.strict else report
        try:
            new = baselined.without_known(report, linted.excerpt, request.config, request.cwd)
            seen = Seen(Look(dict(self._files), request.config, linted, new, self._options.encoding))
        except BaselineError as error:
            seen = Seen(refused=str(error))
        if moment == self.moment:
            self.seen.update((file.key, seen) for file in members)

    def fail(self, file: File, why: str) -> None:
        """A file cannot be judged."""
        self.seen[file.key] = Seen(refused=why)

    def stopped(self, members: tuple[File, ...]) -> None:
        """A look at these files was stopped: what is kept file by file is whole, the beginning of a run may not be."""
        self._own.pop(_keys(members), None)

    def repair(self, look: Look, file: File, work: Callable[[pipeline.Request, Memory], T]) -> T:
        """Do more with one file of a look."""
        request = self._request((file,), look.files)
        return work(request, self._memory(request).beside())

    def _judged_by(self, file: File) -> Config | None:
        """The settings for a file, as the command line finds them; None where the file is left out or refused."""
        if file.key in self.seen and self.seen[file.key].look is None:
            return None
        try:
            config = self._config(Path(file.key).parent)
            refused = config if isinstance(config, str) else ""
            if not isinstance(config, str) and not is_left_out(Path(file.key), config):
                return config
        except UNUSABLE as error:
            refused = f"cannot be judged: {error}"
        self.seen[file.key] = Seen(refused=refused)
        return None

    def _config(self, folder: Path) -> Config | str:
        if folder not in self._settings:
            try:
                self._settings[folder] = pipeline.configured(folder, said=self._options.overrides)
            except UNUSABLE as error:
                self._settings[folder] = str(error)
        return self._settings[folder]

    def _memory(self, request: pipeline.Request) -> Memory:
        """The files as earlier looks under the same settings read them."""
        used = {self._place(file) for file in self._files.values() if self._judged_by(file) is not None}
        self._memories = {place: memory for place, memory in self._memories.items() if place in used}
        return self._memories.setdefault((request.config, request.cwd), Memory())

    def _place(self, file: File) -> tuple[Config, Path]:
        config = self._config(Path(file.key).parent)
        assert not isinstance(config, str)
        return config, self._cwd(file, config)

    def _cwd(self, file: File, config: Config) -> Path:
        around = [folder for folder in self._options.folders if Path(file.key).is_relative_to(folder)]
        return max(around, key=lambda folder: len(folder.parts), default=config.root)

    def _request(self, members: tuple[File, ...], files: Mapping[str, File] | None = None) -> pipeline.Request:
        """The job of the command line for the same files, with what is typed instead of what is saved."""
        config, cwd = self._place(members[0])
        held = {file.key: file.data for file in (files or self._files).values()}
        return pipeline.Request(tuple(Path(file.key) for file in members), config, held=held, cwd=cwd)


def _keys(members: tuple[File, ...]) -> tuple[str, ...]:
    return tuple(sorted(file.key for file in members))
