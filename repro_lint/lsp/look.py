"""One look at the open files of one project: what the pipeline says of them, and where that stands in the editor."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path

from repro_lint.linter.pipeline import Linted
from repro_lint.lsp.documents import File
from repro_lint.lsp.positions import Encoding
from repro_lint.model import Failure, Finding, Location, Report
from repro_lint.settings.config import Config
from repro_lint.source.lines import Lines
from repro_lint.source.text import Source
from repro_lint.story import Story


@dataclass(frozen=True, slots=True)
class Look:
    """The findings of files as they were at one moment. `report`: what the command line would print."""

    files: Mapping[str, File]
    config: Config
    linted: Linted
    report: Report
    encoding: Encoding
    _stories: dict[str, Story] = field(default_factory=dict)
    _places: dict[Location, types.Location | None] = field(default_factory=dict)

    @property
    def cwd(self) -> Path:
        """What paths of the report are relative to."""
        return self.linted.scan.cwd

    def story(self, file: File) -> Story:
        """All there is to tell of an open file."""
        if file.key not in self._stories:
            self._stories[file.key] = self.linted.story(file.key)
        return self._stories[file.key]

    def broken(self, file: File) -> dict[int | None, str]:
        """Why a file, or which of its cells, does not parse."""
        return {failure.cell: failure.message for failure in self.linted.scan.failures.get(file.key, ())}

    def key(self, path: str) -> str:
        """The key of a file by its path in the report."""
        return os.path.join(self.cwd, path)  # noqa: PTH118  asked for each finding at each keystroke

    def source(self, key: str) -> Source | None:
        """The text of any file of the program, as it was judged."""
        return self.linted.scan.source(key)

    def found(self, file: File) -> list[Finding]:
        """All findings of an open file, as the fixes of the command line go by them."""
        return [finding for finding in self.report.findings if self.key(finding.location.path) == file.key]

    def findings(self, file: File) -> list[Finding]:
        """The findings of an open file that the command line would list."""
        least = self.config.shown.rank
        return [finding for finding in self.found(file) if finding.severity.rank >= least]

    def failures(self, file: File) -> list[Failure]:
        """Why an open file, or a cell of it, could not be judged."""
        return [failure for failure in self.report.failures if self.key(failure.path) == file.key]

    def place(self, location: Location) -> types.Location | None:
        """Where a location stands in the editor; None when its file is gone."""
        if location not in self._places:  # one entry point is related to all that is drawn from there
            self._places[location] = self._place(location)
        return self._places[location]

    def _place(self, location: Location) -> types.Location | None:
        key = self.key(location.path)
        source = self.source(key)
        if source is None:
            return None
        file = self.files.get(key)
        uri = file.uri if file else from_fs_path(key)
        if location.cell is None:
            return types.Location(uri, self.range(source.lines, location))
        if file is not None and location.cell in file.texts:
            return types.Location(file.texts[location.cell].uri, self.range(source.shown(location.cell), location))
        return types.Location(uri, self.range(Lines.of(source.data.decode(source.encoding)), source.in_file(location)))

    def range(self, lines: Lines, location: Location) -> types.Range:
        """The range of a location in the text that it counts in."""
        start = lines.offset(location.line, location.column - 1)
        return self.encoding.range(lines, start, lines.offset(location.end_line, location.end_column - 1))
