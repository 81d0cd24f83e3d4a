"""Memory of a session that looks at a program many times: files, and results worked out from files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from repro_lint.disk import Disk
from repro_lint.facts.model import FileFacts
from repro_lint.linter.kept_facts import KeptFacts
from repro_lint.model import Failure
from repro_lint.resolve.program.prefix import RunPrefix
from repro_lint.source.text import Source

T = TypeVar("T")
Scanned = tuple[str, "FileFacts | None", tuple[Failure, ...]]


@dataclass(slots=True)
class PerFile(Generic[T]):
    """One thing for each file, made anew where the file's content is another."""

    _made: dict[str, tuple[bytes | None, T]] = field(default_factory=dict)

    def get(self, key: str, data: bytes | None, make: Callable[[], T]) -> T:
        """The result for this content, made by `make` if it is new."""
        known = self._made.get(key)
        if known is not None and known[0] == data:
            return known[1]
        made = make()
        self._made[key] = (data, made)
        return made

    def put(self, key: str, data: bytes | None, made: T) -> None:
        """Keep a result that was made elsewhere, such as in another process."""
        self._made[key] = (data, made)

    def knows(self, key: str, data: bytes | None) -> bool:
        """Whether a result for this content is kept."""
        return key in self._made and self._made[key][0] == data


@dataclass(slots=True)
class Memory:
    """All that is kept, `kept` of it on disk. Paths as they are shown are part of it, so it serves one working folder.

    `tick` is called now and then with how many files of how many are read; it may raise to end a look early. `begins`
    is called before each run, with where it begins and how many of how many are done.
    """

    disk: Disk = field(default_factory=Disk)
    facts: PerFile[Scanned] = field(default_factory=PerFile)
    sources: PerFile[Source | Failure] = field(default_factory=PerFile)
    prefix: RunPrefix = field(default_factory=RunPrefix)
    kept: KeptFacts = field(default_factory=KeptFacts)
    tick: Callable[[int, int], None] = lambda _done, _total: None
    begins: Callable[[str, int, int], None] = lambda _path, _done, _total: None

    def beside(self) -> Memory:
        """The same files, for looks at another part of the program: with a beginning of their own."""
        return Memory(self.disk, self.facts, self.sources)

    def changed(self, keys: Iterable[str] | None = None) -> None:
        """Some files changed on disk, came or went; None: any may have."""
        self.disk.changed(keys)
        self.prefix.forget()
