"""The recorder: one JSON line for each event, with the place in the user's own code it belongs to."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Callable
from typing import Any, Protocol

from . import places
from .digest import digest
from .streams import Stream

OFTEN = 64
"""The first 64 changes of a stream at one line are recorded, then only the 128th, 256th, …: loops draw millions."""
IMPORTS = re.compile(r"\s*(import|from)\s")


class LineListener(Protocol):
    """Something that looks at the program before and after each of its lines."""

    def expect(self, place: places.Place) -> None:
        """The line at `place` is about to run."""

    def look(self, frame: Any, place: places.Place) -> None:
        """The line at `place` has run; `frame` is the one that runs next, mostly the same."""


class Recorder:
    """Where events go: a file for each observed process. Writes are unbuffered, so a killed program loses none."""

    def __init__(self, folder: str) -> None:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        self._path = os.path.join(folder, f"{os.getpid()}.jsonl")  # noqa: PTH118
        self._file = self._reopen()
        self._thread = threading.get_ident()
        self._streams: list[tuple[Stream, list[Any]]] = []
        self._often: dict[tuple[str, int, str], int] = {}
        self.listeners: list[LineListener] = []
        self.place: places.Place = ("", 0)
        self.before_close: Callable[[], None] = lambda: None
        self.open = True

    def emit(self, kind: str, place: places.Place | None = None, **fields: Any) -> None:
        """Write one event; nothing in forked children or after the file is gone."""
        if not self.open:
            return
        at = places.shown(place or places.caller() or self.place)
        event = {"kind": kind, "at": list(at), **fields}
        try:
            if not self._is_ours():
                self._file = self._reopen()
            os.write(self._file, (json.dumps(event) + "\n").encode())
        except OSError:
            self.open = False

    def _reopen(self) -> int:
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        status = os.fstat(file)
        self._identity = (status.st_dev, status.st_ino)
        return file

    def _is_ours(self) -> bool:
        """A program that closes every descriptor may have given ours to a file of its own."""
        try:
            status = os.fstat(self._file)
        except OSError:
            return False
        return (status.st_dev, status.st_ino) == self._identity

    def watch(self, stream: Stream) -> None:
        """Follow one stream from now on."""
        self._streams.append((stream, [stream.mark()]))

    def tick(self, frame: Any, file: str, line: int) -> None:
        """The main thread is about to run this line: what changed since the last one belongs to that one."""
        if threading.get_ident() != self._thread:
            return
        self.sync()
        for listener in self.listeners:
            listener.look(frame, self.place)
        self.place = (file, line)
        for listener in self.listeners:
            listener.expect(self.place)

    def sync(self) -> None:
        """Record every stream that moved since it was last looked at."""
        for stream, last in self._streams:
            mark = stream.mark()
            if mark != last[0]:
                last[0] = mark
                self._moved(stream)

    def sync_here(self) -> None:
        """As `sync`, on the main thread only: another thread's place is not known."""
        if threading.get_ident() == self._thread:
            self.sync()

    def _moved(self, stream: Stream) -> None:
        if not self.is_due(self.place, stream.name):
            return
        kind = "seed" if stream.fresh() else "draw"
        self.emit(kind, self.place, stream=stream.name, digest=stream.digest(), importing=_imports(self.place))

    def is_due(self, place: places.Place, what: str) -> bool:
        """Whether this time at this line is one of those that are recorded."""
        key = (*place, what)
        count = self._often[key] = self._often.get(key, 0) + 1
        return count <= OFTEN or not count & (count - 1)

    def unseeded_generator(self, place: places.Place, kind: str, digest: str) -> None:
        """A generator of the program's own was made there without a seed."""
        if threading.get_ident() == self._thread and self.is_due(place, kind):
            self.sync()
            self.emit("generator", place, name="", type=kind, digest=digest, importing=_imports(place))

    def close(self) -> None:
        """Record what the program leaves behind, then stop."""
        self.sync()
        self.before_close()
        main = sys.modules.get("__main__")
        containers = {
            name: value
            for name, value in list(vars(main).items() if main else ())
            if not name.startswith("_") and name not in {"In", "Out"} and _is_data(value)
        }
        digests = {name: digest(value) for name, value in containers.items()}
        file = places.name(str(getattr(main, "__file__", self.place[0])))
        self.emit("globals", self.place, file=file, digests=digests)
        self.emit("versions", self.place, versions=_versions())
        self.emit("end", self.place)
        self.open = False


def _imports(place: places.Place) -> bool:
    """Whether a library is being imported there: what it draws then precedes the program's own seeds."""
    return not place[0] or bool(IMPORTS.match(places.text(place)))


def _versions() -> dict[str, str]:
    names = ("numpy", "tensorflow", "keras", "tf_keras", "sklearn", "pandas", "scipy", "torch")
    found = {name: getattr(sys.modules.get(name), "__version__", None) for name in names}
    return {name: str(version) for name, version in found.items() if version}


def _is_data(value: Any) -> bool:
    if isinstance(value, (list, tuple, dict)):
        return len(value) > 1
    return type(value).__module__.split(".")[0] in {"numpy", "pandas", "scipy"} and hasattr(value, "shape")
