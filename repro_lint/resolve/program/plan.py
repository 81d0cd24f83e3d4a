"""What runs: the entry points, and the files whose functions run alone, in shares that have nothing to do with another.

A share is judged by itself, whoever judges the others: so what is found is the same, however many processes there are.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from repro_lint.facts.model import FileFacts
from repro_lint.resolve.program.entries import EntryPoint, entry_points, imports_of, is_test
from repro_lint.resolve.program.project import Project
from repro_lint.resolve.program.runs import Settings


@dataclass(frozen=True, slots=True)
class Share:
    """Files that run one after the other, each with its number among all: what one calls is reached for the next."""

    files: tuple[tuple[int, str], ...]
    test: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """All that runs."""

    entries: tuple[EntryPoint, ...]
    shares: tuple[Share, ...]

    @classmethod
    def of(
        cls,
        paths: list[str],
        read: Mapping[str, FileFacts],
        followed: Container[str],
        project: Project,
        settings: Settings,
    ) -> Plan:
        """The runs of a program: `followed` are the files that run alone."""
        entries = entry_points(paths, project, settings.entry_points, settings.scripts)
        tests = {path for path, facts in read.items() if is_test(path, project.root, facts)}
        alone = sorted((path for path in read if path in followed), key=lambda path: path in tests)
        connected = _connected(read, tests, project)
        groups: dict[str, list[tuple[int, str]]] = {}
        for number, path in enumerate(alone):
            groups.setdefault(connected[path], []).append((number, path))
        shares = tuple(Share(tuple(files), files[0][1] in tests) for files in groups.values())
        return cls(tuple(entries), shares)

    @property
    def size(self) -> int:
        """How many files runs begin in."""
        return len(self.entries) + sum(len(share.files) for share in self.shares)


def _connected(read: Mapping[str, FileFacts], tests: Container[str], project: Project) -> dict[str, str]:
    """For each file one that stands for all that import each other; a test decides nothing about what it imports."""
    above = {path: path for path in read}

    def top(path: str) -> str:
        while above[path] != path:
            above[path] = path = above[above[path]]
        return path

    for path, target in _pairs(read, project):
        if target in above and path not in tests and target not in tests:
            above[top(target)] = top(path)
    return {path: top(path) for path in read}


def _pairs(read: Mapping[str, FileFacts], project: Project) -> Iterable[tuple[str, str]]:
    return ((path, target) for path, facts in read.items() for target in imports_of(path, facts, project))
