"""The server ends with its client, whatever it is busy with, and leaves no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from editor import COMMAND, PATIENCE, in_the_worker
from rawclient import RawClient

BUSY = """\
import collections, itertools
from repro_lint.linter import judging

def judged(*_, **__):
    {0}

judging.judged = judged
"""
ENDLESS = BUSY.format("while True: pass")
HANGS = BUSY.format("collections.deque(itertools.count(), 0)")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are looked up as POSIX does")


def gone(process: int) -> bool:
    """Whether a process is over, or over and not waited for yet."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def shut_down(client: RawClient) -> None:
    assert client.call("shutdown")["result"] is None
    client.tell("exit")


ENDS: dict[str, tuple[Callable[[RawClient], object], int]] = {
    "exit": (lambda client: client.tell("exit"), 1),
    "shutdown and exit": (shut_down, 0),
    "stdin closed": (lambda client: client.hang_up(), 1),
}


@pytest.mark.parametrize("busy", [ENDLESS, HANGS, ""], ids=["in Python", "in C", "idle"])
@pytest.mark.parametrize("way", ENDS)
def test_the_end_of_a_session(tmp_path: Path, busy: str, way: str) -> None:
    command = (sys.executable, "-c", in_the_worker(busy)) if busy else COMMAND
    end, code = ENDS[way]
    with RawClient(tmp_path, command) as client:
        client.begin()
        uri = client.open("a.py", "import random\nprint(random.random())\n")
        client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        wait_for(lambda: bool(client.children()))
        children = client.children()
        end(client)
        assert client.ended() == code
        wait_for(lambda: all(gone(child) for child in children))
        assert b"Traceback" not in client.noise


@pytest.mark.parametrize("busy", [ENDLESS, HANGS], ids=["in Python", "in C"])
def test_the_client_is_killed_and_its_pipe_stays_open(tmp_path: Path, busy: str) -> None:
    """The `processId` of the client is watched: somebody else may hold the pipe, too."""
    editor = subprocess.Popen(["sleep", "1000"])
    with RawClient(tmp_path, (sys.executable, "-c", in_the_worker(busy))) as client:
        client.begin(processId=editor.pid)
        uri = client.open("a.py", "import random\nprint(random.random())\n")
        client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        wait_for(lambda: bool(client.children()))
        children = client.children()
        editor.kill()
        editor.wait()
        assert client.ended() == 1
        wait_for(lambda: all(gone(child) for child in children))


def test_a_killed_client(tmp_path: Path) -> None:
    """The whole client goes, and with it its end of the pipe."""
    code = (
        "import subprocess, sys, time\n"
        "server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        'body = b\'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}\'\n'
        "server.stdin.write(b'Content-Length: %d\\r\\n\\r\\n%s' % (len(body), body)); server.stdin.flush()\n"
        "server.stdout.readline(); print(server.pid, flush=True); time.sleep(1000)"
    )
    client = subprocess.Popen([sys.executable, "-c", code, *COMMAND], stdout=subprocess.PIPE, cwd=tmp_path)
    assert client.stdout is not None
    server = int(client.stdout.readline())
    client.send_signal(signal.SIGKILL)
    client.wait()
    client.stdout.close()
    wait_for(lambda: gone(server))


def test_a_client_of_another_world_is_not_watched(tmp_path: Path) -> None:
    """Its number means nothing inside of a container."""
    gone_already = subprocess.Popen(["true"])
    gone_already.wait()
    with RawClient(tmp_path) as client:
        client.begin(processId=gone_already.pid)
        uri = client.open("a.py", "import random\nprint(random.random())\n")
        assert client.codes(uri) == ["missing-seed-block", "unseeded-draw"]


def test_the_server_is_killed(tmp_path: Path) -> None:
    with RawClient(tmp_path) as client:
        client.begin()
        uri = client.open("a.py", "import random\nprint(random.random())\n")
        client.codes(uri)
        children = client.children()
        client.process.kill()
        wait_for(lambda: all(gone(child) for child in children))
