"""The recorder: one JSON line for each event, with the place in the user's own code it belongs to."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Callable
from typing import Any

from . import lines, places
from .digest import digest
from .imports import PostImport
from .leave import at_end
from .streams import NumpyStream, PythonStream, Stream, TensorflowStream, generator_digest

OFTEN = 64
"""The first 64 changes of a stream at one line are recorded, then only the 128th, 256th, …: loops draw millions."""
MAKES_GENERATOR = re.compile(r"default_rng|RandomState|Random\(|Generator|PCG64|Philox|SFC64|MT19937")
IMPORTS = re.compile(r"\s*(import|from)\s")


class Recorder:
    """Where events go. Writes are unbuffered, so a killed program loses none."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = self._reopen()
        self._thread = threading.get_ident()
        self._streams: list[tuple[Stream, list[Any]]] = []
        self._often: dict[tuple[str, int, str], int] = {}
        self._makes: dict[tuple[str, int], bool] = {}
        self._generators: dict[str, str] = {}
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
        if self._makes.get(self.place):
            self._look_for_generators(frame)
        place = (file, line)
        if place not in self._makes:
            self._makes[place] = bool(MAKES_GENERATOR.search(places.text(place)))
        self.place = place

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
        key = (*self.place, stream.name)
        count = self._often[key] = self._often.get(key, 0) + 1
        if count > OFTEN and count & (count - 1):
            return
        kind = "seed" if stream.fresh() else "draw"
        during_import = not self.place[0] or bool(IMPORTS.match(places.text(self.place)))
        self.emit(kind, self.place, stream=stream.name, digest=stream.digest(), importing=during_import)

    def _look_for_generators(self, frame: Any) -> None:
        for name, value in list(frame.f_locals.items()):
            state = generator_digest(value)
            if state is not None and self._generators.get(name) != state:
                self._generators[name] = state
                self.emit("generator", self.place, name=name, type=type(value).__name__, digest=state)

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
        self.emit("globals", self.place, digests={name: digest(value) for name, value in containers.items()})
        self.emit("versions", self.place, versions=_versions())
        self.emit("end", self.place)
        self.open = False


def _versions() -> dict[str, str]:
    names = ("numpy", "tensorflow", "keras", "tf_keras", "sklearn", "pandas", "scipy")
    found = {name: getattr(sys.modules.get(name), "__version__", None) for name in names}
    return {name: str(version) for name, version in found.items() if version}


def _is_data(value: Any) -> bool:
    if isinstance(value, (list, tuple, dict)):
        return len(value) > 1
    return type(value).__module__.split(".")[0] in {"numpy", "pandas", "scipy"} and hasattr(value, "shape")


def install(settings: dict[str, Any], post_import: PostImport) -> None:
    """Start recording in this process; forked children stay silent."""
    from . import frameworks

    places.configure(settings["home"])
    recorder = Recorder(settings["events"])
    recorder.emit("start", ("", 0), argv=getattr(sys, "orig_argv", sys.argv), python=sys.version.split()[0])
    post_import.after("random", lambda module: recorder.watch(PythonStream(module)))
    post_import.after("numpy.random.mtrand", lambda module: recorder.watch(NumpyStream(module)))
    post_import.after("tensorflow.python.eager.context", lambda module: recorder.watch(TensorflowStream(module)))
    os.register_at_fork(after_in_child=lambda: _forget(recorder))
    at_end(recorder.close, post_import)
    results = frameworks.install(recorder, post_import, fine=bool(settings.get("fine")))
    recorder.before_close = results.final
    lines.install(recorder, post_import)


def _forget(recorder: Recorder) -> None:
    recorder.open = False
    lines.stop()
