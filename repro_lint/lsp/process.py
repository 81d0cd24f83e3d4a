"""The process that judges, as seen from the server. Starting it is all that is done here: no import takes long."""

from __future__ import annotations

import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import IO, Any

# Nothing is imported from the working directory, which comes first on a new path.
START = "import sys; sys.path[:] = sys.argv[1:]; from repro_lint.lsp.worker import main; main()"
_HEAD = struct.Struct("!Q")  # the length of a message in bytes


class Process:
    """A worker that was started. Threads of its own read and write, so that nobody waits for a pipe. Raises OSError."""

    def __init__(self) -> None:
        command = (sys.executable, "-c", START, *sys.path)
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._outbox: SimpleQueue[bytes] = SimpleQueue()
        threading.Thread(target=self._write, daemon=True).start()

    @property
    def pid(self) -> int:
        """As the system calls it."""
        return self._process.pid

    def send(self, message: object) -> None:
        """Say something, as soon as it is listened to."""
        self._outbox.put(packed(message))

    def listen(self, hear: Callable[[object], object]) -> None:
        """Let a thread hand on what the worker says: None at its end."""
        threading.Thread(target=self._read, args=(hear,), daemon=True).start()

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()

    def _write(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # it ended
            while True:
                self._process.stdin.write(self._outbox.get())
                self._process.stdin.flush()

    def _read(self, hear: Callable[[object], object]) -> None:
        assert self._process.stdout is not None
        with suppress(RuntimeError):  # the loop of the server is over
            while (message := received(self._process.stdout)) is not None:
                hear(message)
            hear(None)


def packed(message: object) -> bytes:
    """A message as it is sent: after its length."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _HEAD.pack(len(body)) + body


def received(stream: IO[bytes]) -> Any:
    """The next message; None at the end, or where the sender ended in the middle."""
    head = stream.read(_HEAD.size)
    size = _HEAD.unpack(head)[0] if len(head) == _HEAD.size else 0
    body = stream.read(size)
    return pickle.loads(body) if size and len(body) == size else None  # noqa: S301  of our own child or parent
