"""What the server and its worker, the process that judges, say to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from repro_lint.lsp.documents import File
from repro_lint.lsp.positions import Encoding

UTF16 = Encoding("utf-16")
Job = Callable[[Any, File], object]  # a function of `jobs.py`, or a partial of one: of the analysis and an open file


@dataclass(frozen=True, slots=True)
class Options:
    """`folders`: those of the workspace. `overrides`: settings that count before pyproject.toml."""

    folders: tuple[Path, ...] = ()
    overrides: Mapping[str, object] = field(default_factory=dict)
    encoding: Encoding = UTF16


@dataclass(frozen=True, slots=True)
class EditorState:
    """What is open at a moment. `uris`: of all open files; `files`: those that are not as they were sent before.

    `crashed`: the content of files, by key, that ended a worker. `apart`: no two files are judged together.
    """

    moment: int
    options: Options
    uris: tuple[str, ...]
    files: tuple[File, ...]
    crashed: Mapping[str, bytes]
    apart: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """Files changed on disk; None: any may have."""

    keys: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Ask:
    """Do a job with the file that a text belongs to. `heavy`: the job runs the whole pipeline again."""

    number: int
    uri: str
    job: Job
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """Nobody waits for this answer any more."""

    number: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job made of the state of a moment; `error`: the trace, where the job failed."""

    number: int
    moment: int
    value: object = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life: the keys of the files that are judged now, and the number of the job that is done."""

    at: tuple[str, ...] = ()
    job: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """So many files of so many are read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class DefectReport:
    """An error of ours."""

    text: str
