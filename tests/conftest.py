"""What tests share: a cache of their own, and a folder in which small programs run through the real thing."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from itertools import count
from pathlib import Path

import pytest

from repro_lint.cache import store
from repro_lint.runtime.job import Job
from repro_lint.runtime.verify import Verdict, verify


class Folder:
    """The working directory of a test."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, text: str, name: str = "train.py") -> str:
        (self.path / name).write_text(textwrap.dedent(text), encoding="utf-8")
        return name

    def verify(self, text: str, *arguments: str, job: Job | None = None) -> Verdict:
        words = (self.write(text), *arguments)
        given = job or Job(words, timeout=600)
        return verify(Job(words, **{name: getattr(given, name) for name in _OPTIONS}))

    def bare(self, *words: str, hash_seed: str) -> str:
        """What the program prints when nothing observes it."""
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


_OPTIONS = [name for name in Job.__slots__ if name != "words"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


_NUMBERS = count()


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the caches of all tests lie."""
    return tmp_path_factory.mktemp("caches")


@pytest.fixture(autouse=True)
def own_cache(caches: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache for each test, which its processes share; that of the user stays out of it."""
    own = caches / str(next(_NUMBERS))
    monkeypatch.setenv(store.VARIABLE, str(own))
    return own
