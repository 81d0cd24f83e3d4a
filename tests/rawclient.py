"""A client that says whatever it likes: bytes over a pipe to a real server."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from editor import COMMAND, PATIENCE

from repro_lint.lsp.wire import messages

CAPABILITIES = {"textDocument": {"diagnostic": {}, "hover": {"contentFormat": ["markdown"]}}}


class RawClient:
    """`heard`: all that the server said that was no answer to a call."""

    def __init__(self, folder: Path, command: tuple[str, ...] = COMMAND, **popen: Any) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, **popen
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._stdin, self._stdout, self._stderr = self.process.stdin, self.process.stdout, self.process.stderr
        self.heard: list[dict[str, Any]] = []
        self.noise = b""
        self._said: Queue[dict[str, Any] | None] = Queue()
        self._number = 0
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._collect, daemon=True).start()

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def raw(self, data: bytes) -> None:
        """Send bytes."""
        self._stdin.write(data)
        self._stdin.flush()

    def send(self, message: object) -> None:
        """Send anything as a message."""
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def tell(self, method: str, params: object = None) -> None:
        """Send a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object = None) -> int:
        """Send a request; its number."""
        self._number += 1
        self.send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        return self._number

    def call(self, method: str, params: object = None) -> dict[str, Any]:
        """The answer to a request."""
        number = self.request(method, params)
        return self.until(lambda message: message.get("id") == number and "method" not in message)

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message of some kind; what came before it is heard."""
        while True:
            message = self.next()
            if wanted(message):
                return message

    def next(self) -> dict[str, Any]:
        """The next message."""
        try:
            message = self._said.get(timeout=PATIENCE)
        except Empty:
            raise AssertionError(f"the server says nothing more; stderr: {self.noise.decode()[-3000:]}") from None
        assert message is not None, f"the server ended: {self.noise.decode()[-3000:]}"
        self.heard.append(message)
        return message

    def begin(self, **more: object) -> dict[str, Any]:
        """Introduce this client."""
        params = {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": CAPABILITIES, **more}
        answer = self.call("initialize", params)
        self.tell("initialized", {})
        return answer

    def open(self, name: str, text: str) -> str:
        """Open a text, by the name of a file or by a URI."""
        uri = name if ":" in name else (self.folder / name).as_uri()
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})
        return uri

    def codes(self, uri: str) -> list[str]:
        """The rules of the diagnostics of a text."""
        answer = self.call("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        return [item["code"] for item in answer["result"]["items"]]

    def ended(self) -> int:
        """The exit code of the server; waits for its end."""
        return self.process.wait(PATIENCE)

    def hang_up(self) -> None:
        """Close the pipe to the server."""
        self._stdin.close()

    def children(self) -> list[int]:
        """The processes that the server started."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in path.read_text().split()] if path.exists() else []

    def _listen(self) -> None:
        for body in messages(self._stdout):
            self._said.put(json.loads(body))
        self._said.put(None)

    def _collect(self) -> None:
        while data := os.read(self._stderr.fileno(), 65536):
            self.noise += data
