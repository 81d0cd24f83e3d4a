"""What an execution takes of the bounds of its entry point, and which of its surroundings it depends on by them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from repro_lint.resolve.domain.frames import Binding, Module

if TYPE_CHECKING:
    from repro_lint.resolve.trace.execution import Execution

UNBOUNDED = 1 << 30  # more turns than any loop is followed for


@dataclass(eq=False, slots=True)
class Effort:
    """One execution that is measured: `outer` is the one around, None for the entry point itself.

    `steps`: its own, without `others`, those of the executions that it `called`, each with how deep below it.
    `height`: how deep calls nest in it besides. `followed`, `refused`: the most turns that loops inside were followed
    for one by one, and the fewest that were too many. `bindings`: the names that it bound in frames that outlive it.
    `loaded`: the modules that it imported, `found`: those that had been imported before. `base`: the outermost effort
    around whose bounds, or whose being under way, decided something in here.
    """

    outer: Effort | None = None
    level: int = 0
    depth: int = 0
    turns: int = 1
    started: int = 0
    steps: int = 0
    others: int = 0
    height: int = 0
    followed: int = 1
    refused: int = UNBOUNDED
    base: Effort | None = None
    under_way: bool = True
    called: dict[Execution, int] = field(default_factory=dict)
    bindings: list[Binding] = field(default_factory=list)
    loaded: dict[str, Module] = field(default_factory=dict)
    found: dict[str, Module] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether nothing around decided anything in here, so that another entry point finds the same."""
        return self.base is None or self.base.level >= self.level

    @property
    def around(self) -> Effort:
        """The innermost effort that is under way around this one: it holds all that came since."""
        found = self
        while not found.under_way and found.outer is not None:
            found = found.outer
        return found

    @property
    def entry(self) -> Effort:
        """The effort of the entry point."""
        found = self
        while found.outer is not None:
            found = found.outer
        return found

    def rest_on(self, base: Effort) -> None:
        """An effort around decided something here; one that is over can only have been remembered in this order."""
        found = base if base.under_way else self.entry
        if self.base is None or found.level < self.base.level:
            self.base = found

    def reach(self, depth: int) -> None:
        """Calls nest to this depth."""
        self.height = max(self.height, depth - self.depth)

    def begin(self, steps: int, depth: int, turns: int) -> Effort:
        """What an execution takes that begins here. `turns`: of the loops around it that are followed."""
        return Effort(self, self.level + 1, depth, turns, steps, height=0)

    def end(self, steps: int) -> None:
        """The execution is over, when all took so many `steps`."""
        self.steps, self.under_way = steps - self.started - self.others, False
        if self.outer is not None and not self.whole and self.base is not None:
            self.outer.rest_on(self.base)

    def count(self, done: Execution, steps: int, depth: int, turns: int) -> None:
        """An execution was called at this depth, in so many turns, and added so many steps."""
        effort, original = done.effort, done.original or done
        self.called[original] = max(self.called.get(original, 0), depth - self.depth)
        self.others += steps
        self.followed = max(self.followed, effort.followed * turns // self.turns)
        self.refused = min(self.refused, effort.refused * turns // self.turns)
        if not effort.whole and effort.base is not None:
            self.rest_on(effort.base)

    def meet_loop(self, count: int, turns: int, limit: int) -> bool:
        """Whether a loop of so many turns is followed, in so many of those around."""
        if count * turns <= limit:
            self.followed = max(self.followed, count * turns // self.turns)
            return True
        self.refused = min(self.refused, count * turns // self.turns)
        return False
