"""How many steps all runs of a program may take together: in proportion to its size, never to time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from repro_lint.facts.model import FileFacts
from repro_lint.resolve.domain.budget import STEP_LIMIT

LEAST = 20_000
FUNCTION = 800  # steps that a function adds,
STATEMENT = 20  # and one of a module
SHARE = 4  # the part of its own allowance that a file has, however much others took


@dataclass(slots=True)
class Allowance:
    """The steps that are left."""

    left: int

    @classmethod
    def of(cls, program: Iterable[FileFacts]) -> Allowance:
        """What a program of these files may take."""
        return cls(LEAST + sum(map(_size, program)))

    def granted(self, facts: FileFacts) -> int:
        """What a run that begins in a file may take."""
        return min(STEP_LIMIT, max(self.left, _size(facts) // SHARE))

    def spend(self, steps: int) -> None:
        """A run took so many."""
        self.left -= steps


def _size(facts: FileFacts) -> int:
    return FUNCTION * (1 + len(facts.functions)) + STATEMENT * len(facts.body)
