"""The connection to the client: messages cut out of a stream of bytes, and the stream that goes back."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO

LONGEST = 8  # digits of the length of a message: 100 MB
LINE = 1 << 16  # bytes; what is longer is no line of a header
_LENGTH = re.compile(rb"content-length:[ \t]*(\d{1,%d})\s*$" % LONGEST, re.IGNORECASE)


def messages(stream: IO[bytes]) -> Iterator[bytes]:
    """The bodies of the messages of a stream, to its end. What is no message is passed over, up to the next header."""
    size: int | None = None
    while line := stream.readline(LINE):
        found = _LENGTH.search(line)
        if found is not None:
            size = int(found[1])
        elif size is not None and not line.strip():
            body = stream.read(size)
            if len(body) < size:
                return
            yield body
            size = None


class Output:
    """What goes to the client. `lost`: called when nobody reads it any more."""

    def __init__(self, stream: BinaryIO, lost: Callable[[], object]) -> None:
        self._stream = stream
        self._lost = lost

    def write(self, data: bytes) -> None:
        """Send what is whole."""
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self._lost()

    def close(self) -> None:
        """The session is over."""


def standard() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output, as they belong to the protocol alone."""
    # A reader of its own: the interpreter closes `sys.stdin` at its end, and would wait for the thread that reads it.
    return open(sys.stdin.fileno(), "rb", closefd=False), sys.stdout.buffer


def accepted(port: int, listening: Callable[[int], object]) -> tuple[BinaryIO, BinaryIO]:
    """The streams of the one client that connects to a port of this machine; `listening` is told which port it is."""
    with socket.create_server(("127.0.0.1", port)) as server:
        listening(server.getsockname()[1])
        connection, _ = server.accept()
    return connection.makefile("rb"), connection.makefile("wb")
