"""The steps that a run may take. When they are spent, each block of the program is run once more, and then no more."""

from __future__ import annotations

from dataclasses import dataclass, field

from repro_lint.resolve.domain.streams import Place

MAX_CONTEXTS = 24  # of one function: each costs a run of it, and few helpers are called in more ways that matter
MAX_UNROLLED = 24  # turns of loops inside each other: those of one that is followed, and a second of two turns
STEP_LIMIT = 150_000  # statements, and joins in the same measure: some seconds for the largest program


@dataclass(slots=True)
class Budget:
    """How many steps a run may take; `stopped`: where they were spent.

    `passed`: the blocks that ran since, by identity: the facts that hold them outlive the run.
    """

    limit: int = STEP_LIMIT
    stopped: Place | None = None
    passed: set[int] = field(default_factory=set)

    def passes(self, part: object, place: Place) -> bool:
        """Whether a part of the program runs for the first time since the steps were spent."""
        self.stopped = self.stopped or place
        first = id(part) not in self.passed
        self.passed.add(id(part))
        return first
