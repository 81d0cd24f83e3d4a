"""The cache on disk: one SQLite file in the user's cache directory, whose content nobody needs.

Where the file is foreign, damaged, locked by others for long, or cannot be written, the cache is empty, and never an
error. Each entry carries a checksum, because SQLite finds damage to its own structure only.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path

VARIABLE = "REPRO_LINT_CACHE_DIR"
NAME = "cache.sqlite3"
LARGEST = 512 * 2**20  # bytes of entries; beyond that those go that were not used for longest
_KEPT = 0.75  # the part of that which stays when some have to go
_LAYOUT = 0x52504C01  # what the file says of its table; one that says something else is begun anew
_PATIENCE = 2.0  # seconds to wait for other processes that write
_A_DAY = 24 * 60 * 60
_SUM = 16  # bytes of a checksum
_CREATE = "CREATE TABLE entry (key BLOB PRIMARY KEY, used INTEGER NOT NULL, data BLOB NOT NULL)"


def folder() -> Path | None:
    """Where the cache lies; None where the user has no place of that kind."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).absolute()
    import platformdirs

    usual = platformdirs.user_cache_path("repro-lint", appauthor=False)
    return usual if usual.is_absolute() else None  # a user without a home


class Store:
    """Entries by key. A store without a file holds nothing and keeps nothing."""

    def __init__(self, path: Path | None, largest: int = LARGEST) -> None:
        self._path = path
        self._largest = largest

    @classmethod
    def of_user(cls) -> Store:
        """The store that all runs of a user share."""
        home = folder()
        return cls(home / NAME if home else None)

    @property
    def exists(self) -> bool:
        """Whether it can hold anything."""
        return self._path is not None

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The data of those keys that there are entries for."""
        try:
            if self._path is None or not self._path.is_file() or not _all_regular(self._path):
                return {}
            with closing(self._opened(self._path)) as connection:
                return _found(connection, keys)
        except (sqlite3.OperationalError, OSError):  # locked, not to be read, in a folder that may not be searched
            return {}
        except sqlite3.DatabaseError:
            self._discard()
            return {}

    def put(self, entries: Mapping[bytes, bytes]) -> None:
        """Keep entries, in place of those of the same keys."""
        if self._path is not None and entries and not self._is_kept(self._path, entries):
            self._is_kept(self._path, entries)  # in place of a file that was no cache

    def clean(self) -> int:
        """Remove the file; how many bytes that frees. Raises OSError."""
        if self._path is None or not self._path.exists():
            return 0
        size = self._path.stat().st_size
        self._path.unlink()
        return size

    def _is_kept(self, path: Path, entries: Mapping[bytes, bytes]) -> bool:
        """False where there was another file, which is gone now. What cannot be kept need not be."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _all_regular(path):
                return True
            with closing(self._opened(path)) as connection, connection:
                self._write(connection, entries)
        except (sqlite3.OperationalError, OSError):  # locked, full, read-only
            return True
        except sqlite3.DatabaseError:
            self._discard()
            return False
        return True

    def _opened(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=_PATIENCE)
        connection.execute("PRAGMA synchronous = OFF")  # what a power failure damages is begun anew
        return connection

    def _write(self, connection: sqlite3.Connection, entries: Mapping[bytes, bytes]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA user_version").fetchone() != (_LAYOUT,):
            connection.execute("DROP TABLE IF EXISTS entry")
            connection.execute(_CREATE)
            connection.execute(f"PRAGMA user_version = {_LAYOUT}")
        rows = ((key, int(time.time()), _sum(data) + data) for key, data in entries.items())
        connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", rows)
        self._shrink(connection)

    def _shrink(self, connection: sqlite3.Connection) -> None:
        """Drop the entries whose last use is longest ago, where there are too many."""
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        excess = (pages - free) * size - self._largest
        if excess <= 0:
            return
        excess += int((1 - _KEPT) * self._largest)
        gone = []
        for row, length in connection.execute("SELECT rowid, length(data) FROM entry ORDER BY used, rowid"):
            if excess <= 0:
                break
            gone.append((row,))
            excess -= length
        connection.executemany("DELETE FROM entry WHERE rowid = ?", gone)

    def _discard(self) -> None:
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink()


def _all_regular(path: Path) -> bool:
    """Whether SQLite waits for none of its files, as a pipe in the place of one would have it do."""
    beside = (path.with_name(f"{path.name}{suffix}") for suffix in ("", "-journal", "-wal", "-shm"))
    return all(each.is_file() or not each.exists() for each in beside)


def _found(connection: sqlite3.Connection, keys: Iterable[bytes]) -> dict[bytes, bytes]:
    if connection.execute("PRAGMA user_version").fetchone() != (_LAYOUT,):
        return {}
    found: dict[bytes, bytes] = {}
    stale: list[tuple[int, bytes]] = []
    now = int(time.time())
    for key in keys:
        row = connection.execute("SELECT used, data FROM entry WHERE key = ?", (key,)).fetchone()
        if row is None or not isinstance(row[1], bytes) or row[1][:_SUM] != _sum(row[1][_SUM:]):
            continue
        found[key] = row[1][_SUM:]
        if abs(now - row[0]) > _A_DAY:
            stale.append((now, key))
    if stale:  # a use is noted once a day, so that most runs write nothing
        with suppress(sqlite3.OperationalError), connection:
            connection.executemany("UPDATE entry SET used = ? WHERE key = ?", stale)
    return found


def _sum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SUM).digest()
