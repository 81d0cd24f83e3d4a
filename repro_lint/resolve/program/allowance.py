"""How many steps a run may take: in proportion to the size of what it may run, never to time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from repro_lint.facts.model import FileFacts
from repro_lint.resolve.domain.budget import STEP_LIMIT
from repro_lint.resolve.program.project import Project

LEAST = 20_000
FUNCTION = 800  # steps that a function adds,
STATEMENT = 20  # and one of a module


class Allowance:
    """The steps for a run of each file: they depend on that file and those it may import, and on no other run."""

    def __init__(self, files: Mapping[str, FileFacts], project: Project) -> None:
        self._files = files
        self._project = project
        self._imported: dict[tuple[str, str], frozenset[str]] = {}

    def granted(self, path: str) -> int:
        """What a run that begins in a file may take."""
        pending, reached, steps = [path], {path}, LEAST
        while pending and steps < STEP_LIMIT:
            one = pending.pop()
            if one in self._files:
                steps += _size(self._files[one])
                found = self._imports(one) - reached
                reached |= found
                pending += found
        return min(STEP_LIMIT, steps)

    def _imports(self, path: str) -> frozenset[str]:
        key = (self._project.entry_folder, path)
        if key not in self._imported:
            found = (self._project.find(name, path) for name in self._named(path))
            self._imported[key] = frozenset(one for one in found if one is not None)
        return self._imported[key]

    def _named(self, path: str) -> Iterator[str]:
        """The modules that a file imports, and the packages around them."""
        for module, level in self._files[path].imports:
            name = self._project.relative(path, level, module) if level else module
            parts = (name or "").split(".")
            yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _size(facts: FileFacts) -> int:
    return FUNCTION * (1 + len(facts.functions)) + STATEMENT * len(facts.body)
