"""Nothing that a client says ends the server, and every request has an answer."""

from __future__ import annotations

import io
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rawclient import RawClient

from repro_lint.lsp.wire import messages

DRAW = "import random\n\nprint(random.random())\n"
FOUND = ["missing-seed-block", "unseeded-draw"]
PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS, NOT_BEGUN = -32700, -32600, -32601, -32602, -32002
MESSAGES = int(os.environ.get("REPRO_LINT_MESSAGES", "400"))
SEED = int(os.environ.get("REPRO_LINT_SEED", "5"))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RawClient]:
    """One session for all tests: whatever was said before, the server answers to the end, and ends well."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").write_text("")
    with RawClient(folder) as one:
        one.begin()
        yield one
        assert one.call("shutdown")["result"] is None
        one.tell("exit")
        assert one.ended() == 0


@pytest.fixture
def client(begun: RawClient) -> Iterator[RawClient]:
    """A client in the middle of a session, with one text open."""
    uri = begun.open("a.py", DRAW)
    begun.heard.clear()
    yield begun
    begun.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    uri = begun.open("last.py", DRAW)
    assert begun.codes(uri) == FOUND


def refusal(client: RawClient) -> int:
    """The code of the next error."""
    return int(client.until(lambda message: "error" in message)["error"]["code"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Content-Length: 3\r\n\r\n{]}", PARSE_ERROR),
        (b"Content-Length: 2\r\n\r\n\xff\xfe", PARSE_ERROR),
        (b"Content-Length: 0\r\n\r\n", PARSE_ERROR),
        (b"content-length:4\nContent-Type: x\n\nnull", INVALID_REQUEST),
        (b"Content-Length: 2\r\n\r\n[]", INVALID_REQUEST),
        (b"Content-Length: 200000\r\n\r\n" + b"[" * 200000, PARSE_ERROR),
        (b"Content-Length: 6000\r\n\r\n" + b"7" * 6000, PARSE_ERROR),
        (b"Content-Length: -5\r\n\r\n{}{}Content-Length: 2\r\n\r\n{}", INVALID_REQUEST),
        (b"Content-Length: 99999999999999999999\r\n\r\nContent-Length: 2\r\n\r\n{}", INVALID_REQUEST),
        (b"x" * 200000 + b"\r\n\r\n\x00\nContent-Length: 2\r\n\r\n{}", INVALID_REQUEST),
    ],
)
def test_no_message_at_all(client: RawClient, data: bytes, code: int) -> None:
    client.raw(data)
    assert refusal(client) == code


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"jsonrpc": "1.0", "id": 7, "method": "shutdown"}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": [7], "method": "shutdown"}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": None, "method": "shutdown"}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": 7, "method": {}}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": {"capabilities": {}}}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": 7, "method": "textDocument/nonsense", "params": {"type_name": "1 x"}}, NO_METHOD),
        ({"jsonrpc": "2.0", "id": 7, "method": "$/nonsense"}, NO_METHOD),
    ],
)
def test_no_request(client: RawClient, message: object, code: int) -> None:
    client.send(message)
    assert refusal(client) == code


def test_what_comes_too_early(tmp_path: Path) -> None:
    with RawClient(tmp_path) as client:
        client.tell("textDocument/didOpen", {"textDocument": 5})
        assert client.call("textDocument/hover", {})["error"]["code"] == NOT_BEGUN
        assert client.call("shutdown")["error"]["code"] == NOT_BEGUN
        assert client.call("initialize", {"capabilities": 5})["error"]["code"] == INVALID_PARAMS
        assert "result" in client.begin()


def test_what_comes_too_late(tmp_path: Path) -> None:
    with RawClient(tmp_path) as client:
        client.begin()
        client.call("shutdown")
        assert client.call("textDocument/hover", {})["error"]["code"] == INVALID_REQUEST
        assert client.call("shutdown")["error"]["code"] == INVALID_REQUEST
        client.tell("textDocument/didOpen", {})
        client.tell("exit")
        assert client.ended() == 0


def test_answers_that_nobody_asked_for(client: RawClient) -> None:
    for answer in ({"result": 5}, {"error": 5}, {"error": {"code": "x"}}, {"result": None, "error": None}, {}):
        for number in (7, "x", None, [1], {"a": 1}):
            client.send({"jsonrpc": "2.0", "id": number, **answer})
    assert client.codes((client.folder / "a.py").as_uri()) == FOUND


WHERE = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
ORDER = {"job": "fix", "uri": "", "version": 1, "rule": "RPL301", "cell": None, "line": 3, "column": 7, "fix": 0}


def requests(uri: str) -> dict[str, dict[str, Any]]:
    """A good request of each kind."""
    document = {"uri": uri}
    order = {"title": "x", "data": {**ORDER, "uri": uri}}
    return {
        "textDocument/hover": {"textDocument": document, "position": {"line": 2, "character": 10}},
        "textDocument/diagnostic": {"textDocument": document},
        "textDocument/codeAction": {"textDocument": document, "range": WHERE, "context": {"diagnostics": []}},
        "textDocument/inlayHint": {"textDocument": document, "range": WHERE},
        "textDocument/codeLens": {"textDocument": document},
        "codeAction/resolve": order,
        "workspace/executeCommand": {"command": "repro-lint.explain", "arguments": ["RPL301"]},
    }


def notifications(uri: str) -> dict[str, dict[str, Any]]:
    """A good notification of each kind."""
    versioned, book = {"uri": uri, "version": 2}, uri + ".ipynb"
    cell = {"kind": 2, "document": uri + "#1"}
    text = {"uri": uri + "#1", "languageId": "python", "version": 1, "text": DRAW}
    moved = {"array": {"start": 0, "deleteCount": 1, "cells": [cell, cell]}, "didOpen": [text], "didClose": []}
    content = {"document": {"uri": uri + "#1", "version": 2}, "changes": [{"text": DRAW}]}
    return {
        "textDocument/didOpen": {"textDocument": {**text, "uri": uri + "x"}},
        "textDocument/didChange": {"textDocument": versioned, "contentChanges": [{"range": WHERE, "text": "x = 1\n"}]},
        "textDocument/didSave": {"textDocument": {"uri": uri}},
        "textDocument/didClose": {"textDocument": {"uri": uri + "x"}},
        "notebookDocument/didOpen": {
            "notebookDocument": {"uri": book, "notebookType": "jupyter-notebook", "version": 1, "cells": [cell]},
            "cellTextDocuments": [text],
        },
        "notebookDocument/didChange": {
            "notebookDocument": {"uri": book, "version": 2},
            "change": {"cells": {"structure": moved, "textContent": [content], "data": [cell]}},
        },
        "notebookDocument/didSave": {"notebookDocument": {"uri": book}},
        "notebookDocument/didClose": {"notebookDocument": {"uri": book}, "cellTextDocuments": [{"uri": uri + "#1"}]},
        "workspace/didChangeConfiguration": {"settings": {"repro-lint": {"inlayHints": True}}},
        "workspace/didChangeWatchedFiles": {"changes": [{"uri": uri, "type": 2}]},
        "workspace/didChangeWorkspaceFolders": {"event": {"added": [{"uri": uri, "name": "x"}], "removed": []}},
        "$/cancelRequest": {"id": 3},
        "$/setTrace": {"value": "off"},
        "window/workDoneProgress/cancel": {"token": "x"},
    }


def paths(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to each part of some params."""
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from paths(part, (*at, key))


def replaced(value: Any, way: tuple[str | int, ...], by: object) -> Any:
    """A copy of params with one part replaced."""
    if not way:
        return by
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[way[0]] = replaced(value[way[0]], way[1:], by)
    return copy


WRONG: tuple[object, ...] = ([[]], -1, 1.5, "x", True)
KINDS = ("textDocument/hover", "textDocument/diagnostic", "textDocument/codeAction", "textDocument/inlayHint")


@pytest.mark.parametrize("method", [*KINDS, "textDocument/codeLens", "codeAction/resolve", "workspace/executeCommand"])
def test_params_of_the_wrong_type(client: RawClient, method: str) -> None:
    """Each part of a request is replaced by something of another type; what is not optional is refused."""
    params = requests((client.folder / "a.py").as_uri())[method]
    assert "result" in client.call(method, params)
    for way in paths(params):
        for by in WRONG:
            answer = client.call(method, replaced(params, way, by))
            if "error" in answer:
                assert answer["error"]["code"] == INVALID_PARAMS, (way, by, answer)
                assert "Traceback" not in answer["error"]["message"]
    assert client.call(method, None)["error"]["code"] == INVALID_PARAMS
    assert client.call(method, {})["error"]["code"] == INVALID_PARAMS


@pytest.mark.parametrize("line", [0, 2, 3, 10**6, 2**31 - 1])
@pytest.mark.parametrize("character", [0, 10**6, 2**31 - 1])
def test_positions_past_the_end(client: RawClient, line: int, character: int) -> None:
    uri = (client.folder / "a.py").as_uri()
    far = {"line": line, "character": character}
    assert "result" in client.call("textDocument/hover", {"textDocument": {"uri": uri}, "position": far})
    ends = {"start": far, "end": {"line": 0, "character": 0}}
    for method in ("textDocument/inlayHint", "textDocument/codeAction"):
        asked = {"textDocument": {"uri": uri}, "range": ends, "context": {"diagnostics": []}}
        assert "result" in client.call(method, asked)
    what = {"uri": uri, "version": 2}
    client.tell("textDocument/didChange", {"textDocument": what, "contentChanges": [{"range": ends, "text": "\n"}]})
    assert client.codes(uri) == FOUND


NAMES = {
    "long": "file:///" + "a" * 10_000 + ".py",
    "long folder": "file:///" + "a/" * 5_000 + "b.py",
    "null": "file:///a%00b.py",
    "unsaved": "untitled:Untitled-1",
    "other scheme": "git:/x/a.py?ref=HEAD",
    "elsewhere": "http://[::1/a.py",
    "empty": "",
    "surrogate": "file:///\ud800.py",
    "dots": "file:///../../../../a.py",
    "no file": "file://",
    "proc": "file:///proc/self/mem.py",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_strange_name_harms_no_other(client: RawClient, name: str) -> None:
    item = {"uri": NAMES[name], "languageId": "python", "version": 1, "text": DRAW}
    client.tell("textDocument/didOpen", {"textDocument": item})
    assert client.codes((client.folder / "a.py").as_uri()) == FOUND
    answer = client.call("textDocument/diagnostic", {"textDocument": {"uri": NAMES[name]}})
    told = [one["code"] for one in answer["result"]["items"]]
    assert told in (FOUND, ["failure"], [])
    if name == "unsaved":
        assert told == FOUND


TEXTS = {
    "surrogate": "import random\nx = '\ud800'\nprint(random.random())\n",
    "null": "import random\n\0\n",
    "no codec for text": "# coding: rot13\nimport random\nprint(random.random())\n",
    "no codec": "# coding: \nimport random\n",
    "names": "# coding: idna\n" + "a" * 100 + "..\n",
    "deep": "x = " + "(" * 5000 + ")" * 5000 + "\n",
    "brackets": "x = " + "[" * 90 + "]" * 90 + "\n",
    "long line": "x = '" + "a" * 10**6 + "'\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_strange_text_harms_no_other(client: RawClient, name: str) -> None:
    uri = client.open("strange.py", TEXTS[name])
    assert client.codes((client.folder / "a.py").as_uri()) == FOUND
    assert "result" in client.call("textDocument/diagnostic", {"textDocument": {"uri": uri}})


BOOK = "file:///b.ipynb"


@pytest.mark.parametrize(
    "cells",
    [
        ["#1", "#1"],
        ["#1", "#unknown"],
        ["#unknown"],
        ["#2", "#1", "#2", "#1", "#gone"],
        [],
    ],
)
def test_a_broken_notebook_harms_no_other(client: RawClient, cells: list[str]) -> None:
    texts = [{"uri": BOOK + f"#{n}", "languageId": "python", "version": 1, "text": DRAW} for n in (1, 2)]
    made = [{"kind": 2, "document": BOOK + cell} for cell in cells]
    book = {"uri": BOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": made}
    client.tell("notebookDocument/didOpen", {"notebookDocument": book, "cellTextDocuments": texts})
    change = {"structure": {"array": {"start": 90, "deleteCount": 10**6, "cells": made}}}
    what = {"uri": BOOK, "version": 2}
    client.tell("notebookDocument/didChange", {"notebookDocument": what, "change": {"cells": change}})
    client.tell("notebookDocument/didChange", {"notebookDocument": {**what, "uri": "file:///c"}, "change": {}})
    assert client.codes((client.folder / "a.py").as_uri()) == FOUND
    if "#1" in cells:
        assert "unseeded-draw" in client.codes(BOOK + "#1")


VALUES: tuple[object, ...] = (
    *(
        None,
        True,
        -1,
        0,
        1,
        2**31 - 1,
        2**31,
        10**30,
        1.5,
        1e300,
        "",
        "x",
        "\ud800",
        "\0",
        "file:///x.py",
        [],
        {},
        [[]],
    ),
    *({"a": []}, "untitled:1", "file:///" + "y" * 5000, [None], ["x"], DRAW),
)


def test_any_messages(client: RawClient) -> None:
    """Messages of all kinds, some of them spoiled in one place or two: each request has one answer."""
    dice = random.Random(SEED)
    uri = (client.folder / "a.py").as_uri()
    kinds = {**requests(uri), **notifications(uri)}
    asked = []
    for _ in range(MESSAGES):
        method = dice.choice(list(kinds))
        params: Any = kinds[method]
        for _ in range(dice.randrange(3)):
            params = replaced(params, dice.choice(list(paths(params))), dice.choice(VALUES))
        if method in requests(uri):
            asked.append(client.request(method, params))
        else:
            client.tell(method, params)
        if dice.random() < 0.1:
            client.raw(dice.randbytes(dice.randrange(40)) + b"\n")
    client.call("textDocument/hover", requests(uri)["textDocument/hover"])
    while len(answers := [one["id"] for one in client.heard if one.get("id") in asked and "method" not in one]) < len(
        asked
    ):
        client.next()
    assert sorted(answers) == asked
    wrong = [
        one for one in client.heard if one.get("error", {}).get("code", INVALID_PARAMS) not in (INVALID_PARAMS, -32800)
    ]
    assert not wrong, wrong[0]["error"]["message"]
    said = [one["params"]["message"] for one in client.heard if one.get("method") == "window/logMessage"]
    assert not [text for text in said if "Traceback" in text]


@given(st.lists(st.binary(max_size=60)), st.lists(st.binary(max_size=30)))
def test_messages_between_garbage(bodies: list[bytes], between: list[bytes]) -> None:
    """What is whole is found again behind any line that is no header."""
    data = b""
    for number, body in enumerate(bodies):
        noise = between[number].replace(b"\n", b"") if number < len(between) else b""
        data += noise + b"\n" + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    if not any(b"ontent" in noise.lower() for noise in between):
        assert list(messages(io.BytesIO(data))) == bodies


def test_messages_without_a_line_between() -> None:
    bodies = [json.dumps(number).encode() for number in range(3)]
    data = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    assert list(messages(io.BytesIO(data))) == bodies
    assert list(messages(io.BytesIO(data[:-1]))) == bodies[:2]
