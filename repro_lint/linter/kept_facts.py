"""The facts that earlier runs left on disk, by the content of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from repro_lint.cache.identity import digest, of_content, of_linter
from repro_lint.cache.store import Store
from repro_lint.facts.encoding import decoded
from repro_lint.facts.model import FileFacts
from repro_lint.model import Failure

AT_ONCE = 256  # files that are looked up together: the bytes of all files of a large tree would fill the memory
WAITING = 16 * 2**20  # bytes of facts that wait to be written together


class Encoded(NamedTuple):
    """The facts of a file as bytes: the digest of the file's content, its facts, and the errors in the file."""

    name: str
    content: bytes
    facts: bytes | None
    failures: tuple[Failure, ...]


@dataclass(slots=True)
class KeptFacts:
    """The facts in a store, and those still to be written there."""

    store: Store = field(default_factory=lambda: Store(None))
    _waiting: dict[bytes, bytes] = field(default_factory=dict)
    _size: int = 0

    def find(self, files: Iterable[tuple[str, bytes | None]]) -> Iterator[tuple[str, FileFacts]]:
        """The stored facts of those files whose content, given here, is known to the store."""
        if not self.store.exists:
            return
        pending = iter(files)
        while some := list(islice(pending, AT_ONCE)):
            wanted = {name: _key(name, of_content(data)) for name, data in some if data is not None}
            kept = {key: decoded(data) for key, data in self.store.get({*wanted.values()}).items()}
            for name, key in wanted.items():
                facts = kept.get(key)
                if facts is not None:
                    yield name, facts

    def add(self, made: Encoded) -> None:
        """Keep the facts of a file without errors."""
        if made.facts is None or made.failures or not self.store.exists:
            return
        self._waiting[_key(made.name, made.content)] = made.facts
        self._size += len(made.facts)
        if self._size > WAITING:
            self.write()

    def write(self) -> None:
        """Write the pending facts to the store."""
        self.store.put(self._waiting)
        self._waiting, self._size = {}, 0


def _key(name: str, content: bytes) -> bytes:
    return digest("facts", of_linter(), PurePosixPath(name).suffix, content)
