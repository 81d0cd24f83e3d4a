"""Files made worse: mutations of scripts and notebooks, and what must hold of repro-lint whatever it is given."""

from __future__ import annotations

import ast
import copy
import json
import random
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from repro_lint.linter import pipeline
from repro_lint.model import Finding, Location, Report
from repro_lint.settings.config import Config
from repro_lint.source.text import Source

TOKENS = (
    b"random.seed(3)", b"np.random.rand()", b"tf.random.set_seed(1)", b"import random", b"import numpy as np",
    b"seed=None", b"train_test_split(x)", b"KFold(shuffle=True)", b"model.fit(x, y)", b"Dropout(0.5)",
    b"shuffle(x)", b"os.listdir('.')", b"lambda x: ", b"yield ", b"await ", b"return", b"raise", b"break",
    b"global x", b"del x", b"async ", b"def f(*a, **k): ", b"class C(C): ", b"if x: ", b"else:", b"while True: ",
    b"for x in x: ", b"try: ", b"finally: ", b"with x as y: ", b"match x:\n case ", b"@f\n", b"from . import *",
    b"from __future__ import annotations", b"x := ", b"*", b"**", b"()", b"(", b")", b"[", b"]", b"{", b"}", b":",
    b",", b";", b"=", b"==", b".", b"\\\n", b"'", b'"""', b"#", b"\n", b"\r", b"\t", b" ", b"0", b"-1", b"10**99",
    b"None", b"True", b"self", b"x", b"...", b"f'{x!r:{x}}'", b"b''", b"# repro-lint: ignore",
)  # fmt: skip
CHARACTERS = "\0\x0c\x1a\x7f\x85\xa0\xad\u2028\u2029\u200b\u202e\ufeff\ufffd\ud7ffé𝄞ﬁªµ²٣名\U0010ffff"
WORD = re.compile(rb"\w+|[^\w\s]")
Mutation = Callable[[bytes, bytes, random.Random], bytes]


def _flip(data: bytes, _: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + bytes([rng.randrange(256)]) + data[at + rng.randrange(2) :]


def _truncate(data: bytes, _: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _character(data: bytes, _: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(CHARACTERS).encode() + data[at:]


def _token(data: bytes, _: bytes, rng: random.Random) -> bytes:
    words = list(WORD.finditer(data))
    if not words:
        return rng.choice(TOKENS)
    word = rng.choice(words)
    new = rng.choice((rng.choice(TOKENS), rng.choice(words)[0]))
    return data[: word.start()] + new + data[rng.choice((word.start(), word.end())) :]


def _lines(change: Callable[[list[bytes], random.Random], None]) -> Mutation:
    def mutate(data: bytes, _: bytes, rng: random.Random) -> bytes:
        lines = data.splitlines(keepends=True) or [b""]
        change(lines, rng)
        return b"".join(lines)

    return mutate


def _some(lines: list[bytes], rng: random.Random) -> slice:
    start = rng.randrange(len(lines))
    return slice(start, start + rng.randint(1, 4))


def _delete(lines: list[bytes], rng: random.Random) -> None:
    del lines[_some(lines, rng)]


def _double(lines: list[bytes], rng: random.Random) -> None:
    at = rng.randrange(len(lines))
    lines[at:at] = lines[_some(lines, rng)]


def _swap(lines: list[bytes], rng: random.Random) -> None:
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _indent(lines: list[bytes], rng: random.Random) -> None:
    part = _some(lines, rng)
    shift = rng.choice((b"    ", b"\t", b"  ", b" "))
    lines[part] = [shift + line if rng.random() < 0.5 else line.removeprefix(shift) for line in lines[part]]


def _insert(lines: list[bytes], rng: random.Random) -> None:
    at = rng.randrange(len(lines))
    blank = lines[at][: len(lines[at]) - len(lines[at].lstrip())].strip(b"\r\n")
    lines.insert(at, blank + rng.choice(TOKENS) + rng.choice((b"\n", b"\r\n", b"; ", b"pass\n")))


def _splice(data: bytes, other: bytes, rng: random.Random) -> bytes:
    first, second = data.splitlines(keepends=True), other.splitlines(keepends=True)
    return b"".join(first[: rng.randrange(len(first) + 1)] + second[rng.randrange(len(second) + 1) :])


def _repeat(data: bytes, _: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(TOKENS) * rng.choice((2, 9, 120)) + data[at:]


def _newlines(data: bytes, _: bytes, rng: random.Random) -> bytes:
    return data.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\n\x0c")))


MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _truncate, _character, _token, _token, _splice, _repeat, _newlines),
    *map(_lines, (_delete, _delete, _double, _double, _swap, _swap, _indent, _insert, _insert)),
)


def script(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A script after one to three mutations; `other` lends parts."""
    for _ in range(rng.randint(1, 3)):
        data = rng.choice(MUTATIONS)(data, other, rng)
    return data


VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 3, 1e300, 10**30, "", "code", "x", [], {}, [[]], [None], {"source": []}, "é\ud800\n", "%%time\n",
    "%%bash\nls", "!ls\n", "import random\nrandom.random()", ["import random\n", "random.random()"],
)  # fmt: skip


def notebook(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A notebook after mutations of its cells, of its JSON structure, or of its bytes."""
    if rng.random() < 0.2:
        return script(data, other, rng)
    try:
        document, lender = json.loads(data), json.loads(other)
    except (ValueError, RecursionError):
        return script(data, other, rng)
    if not isinstance(document, (dict, list)):
        return script(data, other, rng)
    for _ in range(rng.randint(1, 3)):
        _cell(document, lender, rng) if rng.random() < 0.6 else _structure(document, rng)
    indent = rng.choice((None, 1, 1, 2, "\t"))
    separators = rng.choice((None, None, (",", ":"), (" , ", " : ")))
    text = json.dumps(document, indent=indent, ensure_ascii=rng.random() < 0.3, separators=separators)
    return text.encode("utf-8", "surrogatepass") + rng.choice((b"\n", b""))


def _cell(document: Any, lender: Any, rng: random.Random) -> None:
    """The text of one cell is mutated as a script is, or cells change their places."""
    cells = document.get("cells") if isinstance(document, dict) else None
    code = [c for c in cells if isinstance(c, dict) and "source" in c] if isinstance(cells, list) else []
    if not code or not isinstance(cells, list):
        return
    one, other = rng.choice(code), rng.choice(code)
    kind = rng.random()
    if kind < 0.1:
        rng.shuffle(cells)
    elif kind < 0.2:
        cells.remove(one)
    elif kind < 0.3 and isinstance(lender, dict) and isinstance(lender.get("cells"), list):
        cells.extend(lender["cells"][:3])
    else:
        text = script(_text(one["source"]), _text(other["source"]), rng).decode("utf-8", "replace")
        one["source"] = text if rng.random() < 0.5 else text.splitlines(keepends=rng.random() < 0.9)


def _text(source: object) -> bytes:
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    return text.encode("utf-8", "replace")


def _structure(document: Any, rng: random.Random) -> None:
    """A value somewhere is replaced, taken out or doubled."""
    place: Any = document
    for _ in range(rng.randint(0, 4)):
        inner = [v for v in (place.values() if isinstance(place, dict) else place) if isinstance(v, (dict, list)) and v]
        if not inner:
            break
        place = rng.choice(inner)
    if not place:
        return
    key = rng.choice(list(place)) if isinstance(place, dict) else rng.randrange(len(place))
    if rng.random() < 0.6:
        place[key] = copy.deepcopy(rng.choice(VALUES))
    elif rng.random() < 0.5:
        del place[key]
    elif isinstance(place, list):
        place.insert(key, place[key])
    else:
        place[rng.choice(("source", "cells", "cell_type", "nbformat", "x"))] = place[key]


@cache
def _empty() -> Path:
    """A folder of its own: an input is no part of the program in the folder where the tests are started."""
    return Path(tempfile.mkdtemp(prefix="repro-lint-mutations-"))


def flaws(name: str, data: bytes) -> Iterator[str]:
    """What is wrong with how repro-lint takes the file: nothing, whatever the file. Exceptions go through."""
    request = pipeline.Request((), Config(_empty()), stdin=data, stdin_filename=name, cwd=_empty())
    before = pipeline.run(request)
    yield from _flaws_of(before.report, before.source(name))
    if any(finding.fixes for finding in before.report.findings):
        yield from _flaws_of_fix(replace(request, fix=True, unsafe=True), before.report)


def _flaws_of_fix(request: pipeline.Request, before: Report) -> Iterator[str]:
    name, data = request.stdin_filename or "", request.stdin
    outcome = pipeline.run(request)
    after, fixed = outcome.report, outcome.fixed_stdin
    yield from _flaws_of(after, outcome.source(name))
    if (fixed != data) is not bool(after.applied):
        yield f"{len(after.applied)} fixes are reported, and the file differs: {fixed != data}"
    if {(one.cell, one.message) for one in after.failures} != {(one.cell, one.message) for one in before.failures}:
        yield f"the failures differ after the fix: {after.failures}"
    if fixed is not None and fixed != data:
        if name.endswith(".py"):
            ast.parse(fixed)
        again = pipeline.run(replace(request, stdin=fixed))
        if again.fixed_stdin != fixed:
            yield f"a second --fix changes the file again: {again.report.applied}"


def _flaws_of(report: Report, source: Source | None) -> Iterator[str]:
    for failure in report.failures:
        if "defect" in failure.message:
            yield failure.message
    for finding in report.findings:
        for location in _locations(finding):
            if source is None or not _is_inside(location, source):
                yield f"{finding.rule} at a place that is not in the file: {location}"


def _locations(finding: Finding) -> Iterator[Location]:
    yield finding.location
    yield from (related.location for related in finding.related)
    yield from (edit.location for fix in finding.fixes for edit in fix.edits)


def _is_inside(location: Location, source: Source) -> bool:
    try:
        source.segment(location)
    except (ValueError, IndexError):
        return False
    return (location.line, location.column) <= (location.end_line, location.end_column)
