"""What takes long, hangs or ends the process that judges costs its own file only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor import in_the_worker
from rawclient import RawClient

DRAW = "import random\n\nprint(random.random())\n"
FOUND = ["missing-seed-block", "unseeded-draw"]
PART = "def draw_{0}(start):\n    return [random.random() + start for _ in range({0})]\n\n\nprint(draw_{0}({0}))\n"
LARGE = "import random\n\n" + "".join(PART.format(number) for number in range(5000))
SPOILED = """\
import collections, itertools, os
from repro_lint.linter import judging

def judged(members, named, *rest, judged=judging.judged, **more):
    if any(name.endswith("slow.py") for name in named):
        {0}
    return judged(members, named, *rest, **more)

judging.judged = judged
"""
WAYS = {
    "spins": "while True: pass",
    "nests": "(f := lambda n: f(n - 1) if n else list(map(f, itertools.repeat(0))))(800)",
    "hangs": "collections.deque(itertools.count(), 0)",
    "dies": "os.abort()",
    "fails": "raise ZeroDivisionError",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of its own."""
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path


@pytest.fixture(params=WAYS)
def spoiled(project: Path, request: pytest.FixtureRequest) -> Iterator[RawClient]:
    """A client whose server fails at one file in some way."""
    server = in_the_worker(SPOILED.format(WAYS[request.param]))
    quick = "from repro_lint.lsp import supervisor; supervisor.SILENCE = 3; " + server
    with RawClient(project, (sys.executable, "-c", quick)) as client:
        client.begin()
        yield client
        assert client.call("shutdown")["result"] is None
        client.tell("exit")
        assert client.ended() == 0


def ask(client: RawClient, uri: str) -> int:
    return client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})


def change(client: RawClient, uri: str, version: int, text: str) -> None:
    what = {"uri": uri, "version": version}
    client.tell("textDocument/didChange", {"textDocument": what, "contentChanges": [{"text": text}]})


def answered(client: RawClient, number: int) -> bool:
    return any(message.get("id") == number and "method" not in message for message in client.heard)


def hover(client: RawClient, uri: str) -> str:
    position = {"line": 2, "character": 10}
    told = client.call("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})["result"]
    return "" if told is None else str(told["contents"]["value"])


def test_a_large_file_holds_up_no_other(project: Path) -> None:
    """The file is asked about first, and the others are answered before it."""
    hasty = in_the_worker("from repro_lint.lsp import scheduler; scheduler.PATIENCE = 0.1")
    with RawClient(project, (sys.executable, "-c", hasty)) as client:
        client.begin()
        large = ask(client, client.open("large.py", LARGE))
        quick = client.open("quick.py", DRAW)
        assert client.codes(quick) == FOUND
        assert not answered(client, large)
        change(client, quick, 2, DRAW + "print(random.random())\n")
        assert client.codes(quick) == [*FOUND, "unseeded-draw"]
        assert "draws from the stream" in hover(client, quick)


def test_a_spoiled_file_holds_up_no_other(spoiled: RawClient) -> None:
    slow = ask(spoiled, spoiled.open("slow.py", DRAW))
    quick = spoiled.open("quick.py", DRAW)
    assert spoiled.codes(quick) == FOUND
    for version in range(2, 6):
        change(spoiled, quick, version, DRAW + "print(random.random())\n" * (version - 1))
        assert spoiled.codes(quick) == [*FOUND, *["unseeded-draw"] * (version - 1)]
        assert "draws from the stream" in hover(spoiled, quick)
    spoiled.tell("textDocument/didClose", {"textDocument": {"uri": (spoiled.folder / "slow.py").as_uri()}})
    assert spoiled.codes(quick) == [*FOUND, *["unseeded-draw"] * 4]
    if not answered(spoiled, slow):  # it is not open any more
        spoiled.until(lambda message: message.get("id") == slow)


def test_what_ends_the_process_is_told_at_the_file(project: Path) -> None:
    with RawClient(project, (sys.executable, "-c", in_the_worker(SPOILED.format(WAYS["dies"])))) as client:
        client.begin()
        slow, quick = client.open("slow.py", DRAW), client.open("quick.py", DRAW)
        assert client.codes(slow) == ["failure"]
        assert client.codes(quick) == FOUND
        assert (
            len([one for one in client.heard if one.get("method") == "window/logMessage"]) == 2
        )  # together, and alone
        change(client, slow, 2, "print(1)\n")
        assert client.codes(slow) == ["failure"]


def test_thousands_of_changes(project: Path) -> None:
    """Only the last is judged: the answers are not more than the questions, and the worker lives."""
    with RawClient(project) as client:
        client.begin()
        uri = client.open("a.py", DRAW)
        assert client.codes(uri) == FOUND
        [worker] = client.children() or [0]
        numbers = []
        for version in range(2, 3002):
            change(client, uri, version, DRAW + f"print({version})\n")
            if version % 100 == 0:
                numbers.append(ask(client, uri))
        change(client, uri, 3002, "print(1)\n")
        assert client.codes(uri) == []
        assert ([worker] == client.children()) or not worker
        while not all(answered(client, number) for number in numbers):
            client.next()
        answers = [message["id"] for message in client.heard if message.get("id") in numbers]
        assert sorted(answers) == numbers


def test_changes_that_are_pushed(project: Path) -> None:
    """A client that does not pull hears of the last state, and of each state at most once."""
    with RawClient(project) as client:
        client.begin(capabilities={})
        uri = client.open("a.py", DRAW)
        for version in range(2, 502):
            change(client, uri, version, DRAW if version < 501 else "print(1)\n")
        last = client.until(lambda message: message.get("params", {}).get("version") == 501)
        assert last["params"]["diagnostics"] == []
        pushed = [m["params"]["version"] for m in client.heard if m.get("method") == "textDocument/publishDiagnostics"]
        assert pushed == sorted(set(pushed))
        assert uri == last["params"]["uri"]
