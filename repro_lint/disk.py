"""Files and folders as a run sees them: each is asked for once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from repro_lint.reading import entries, read_regular


@dataclass(slots=True)
class Disk:
    """Files and folders as they were last seen; whoever keeps this for long says what changed."""

    contents: dict[str, bytes | None] = field(default_factory=dict)
    listings: dict[str, frozenset[str]] = field(default_factory=dict)
    _found: dict[tuple[object, ...], tuple[str, ...]] = field(default_factory=dict)

    def read(self, key: str) -> bytes | None:
        """The content of a file; None where it cannot be read."""
        if key not in self.contents:
            try:
                self.contents[key] = read_regular(Path(key))
            except OSError:
                self.contents[key] = None
        return self.contents[key]

    def listing(self, folder: str) -> frozenset[str]:
        """The names in a folder; none where there is no such folder."""
        if folder not in self.listings:
            self.listings[folder] = entries(folder)
        return self.listings[folder]

    def find(self, what: tuple[object, ...], search: Callable[[], Iterable[str]]) -> tuple[str, ...]:
        """What a search through the files found, searched once."""
        if what not in self._found:
            self._found[what] = tuple(search())
        return self._found[what]

    def changed(self, keys: Iterable[str] | None = None) -> None:
        """Some files changed, came or went; None: any may have."""
        if keys is None:
            self.contents.clear()
        for key in keys or ():
            self.contents.pop(key, None)
        self._found.clear()
        self.listings.clear()
