"""What is fuzzed: each target takes any bytes, and raises where something is wrong with what is made of them."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import mutations

from repro_lint import suppress
from repro_lint.facts.collect import collect
from repro_lint.linter import pipeline
from repro_lint.model import Failure
from repro_lint.report import FORMATS, Output, render
from repro_lint.settings import pyproject, rule_selection
from repro_lint.settings.config import Config
from repro_lint.settings.patterns import Pattern, PatternError, Patterns, pattern_text
from repro_lint.source.text import Source, build, parse

Target = Callable[[bytes], None]
CORPUS = Path(__file__).parents[1] / "corpus"
KINDS = {"settings": "settings", "messages": "messages", "notebook": "notebooks"}  # the others take scripts


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def facts(data: bytes) -> None:
    """A script to its facts, and to the comments that silence findings."""
    source = build(_folder() / "a.py", "a.py", data)
    if isinstance(source, Failure):
        return
    assert source.text.encode(source.encoding) == data or source.encoding not in ("utf-8", "utf-8-sig")
    tree = parse(source)
    if isinstance(tree, Failure):
        return
    collect(tree)
    _require_places(source)


def _require_places(source: Source) -> None:
    for comment in suppress.comments(source):
        assert "repro-lint" in source.segment(comment.location)
        source.segment(comment.removal)


def interpreter(data: bytes) -> None:
    """A script to its findings, in every format."""
    request = pipeline.Request((), Config(_folder()), stdin=data, stdin_filename="a.py", cwd=_folder())
    outcome = pipeline.run(request)
    for failure in outcome.report.failures:
        assert "defect" not in failure.message, failure.message
    for name in FORMATS:
        render(outcome.report, Output(name, outcome.excerpt))


def fixes(data: bytes) -> None:
    """A script to its findings and fixes, which settle and parse."""
    _require_no_flaw("a.py", data)


def notebook(data: bytes) -> None:
    """A notebook to its cells, findings and fixes."""
    _require_no_flaw("a.ipynb", data)


def _require_no_flaw(name: str, data: bytes) -> None:
    found = list(mutations.flaws(name, data))
    assert not found, found


def settings(data: bytes) -> None:
    """A pyproject.toml, and the same lines as patterns of .gitignore."""
    (_folder() / "pyproject.toml").write_bytes(data)
    try:
        used = pipeline.configured(_folder())
        rule_selection.is_ignored_for(used, _folder() / "sub/a.py", "RPL101", "unseeded-split")
        pyproject.console_scripts(_folder())
    except pyproject.ConfigError:
        pass
    finally:
        (_folder() / "pyproject.toml").unlink()
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        _match(line)


def _match(line: str) -> None:
    text = pattern_text(line)
    try:
        patterns = Patterns((Pattern.of(text),) if text else ())
    except PatternError:
        return
    for path in ("a", "a/b.py", f"{'a' * 200}/{'ab' * 100}"):
        patterns.verdict(path.split("/"), is_folder=False)


class _Worker:
    """A process that judges nothing."""

    pid = 0

    def send(self, message: object) -> None: ...
    def listen(self, hear: Callable[[object], object]) -> None: ...
    def kill(self) -> None: ...


def messages(data: bytes) -> None:
    """What a client says to the language server; what it hears back are messages."""
    from repro_lint.lsp import wire
    from repro_lint.lsp.server import made

    said = io.BytesIO()
    worker: Any = _Worker()
    said.close = lambda: None  # type: ignore[method-assign]
    assert made(worker).serve(io.BytesIO(data), said) in (0, 1)
    for body in wire.messages(io.BytesIO(said.getvalue())):
        assert json.loads(body)["jsonrpc"] == "2.0"


TARGETS: Mapping[str, Target] = {
    target.__name__: target for target in (facts, interpreter, fixes, notebook, settings, messages)
}


def corpus(name: str) -> Path:
    """The folder of what a target starts from."""
    return CORPUS / KINDS.get(name, "scripts")
