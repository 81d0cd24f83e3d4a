"""How large a value is, and how large one may be.

Values share their parts, so that each of a few lines can double one: the extent counts a shared part as often as it
occurs. Of a value that grows beyond the bounds its outline remains, and what was in it is `lost`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from repro_lint.resolve.domain.values import Unreadable

MAX_WEIGHT = 4096  # a table of 500 containers; a larger one holds data, and comparing it costs 64 statements
MAX_DEPTH = 24  # containers in containers: what programs write nests less, what loops build has no bound
CONTAINER = 8  # what a value weighs that has parts; one without weighs 1
WIDE = 64  # parts that an outline keeps apart
HEAVY = 64  # weight that costs as much to bind, compare and hash as a statement


class Composite:
    """A value with parts. `weight` and `depth`: its extent."""

    __slots__ = ("depth", "weight")
    lost: ClassVar[Unreadable]
    weight: int
    depth: int

    def _parts(self) -> Iterable[object]:
        """The values it is made of."""
        raise NotImplementedError

    def _outline(self) -> Mapping[str, object]:
        """The fields that differ where its parts are lost."""
        raise NotImplementedError

    def __post_init__(self) -> None:
        weight, depth = self._extent()
        if weight > MAX_WEIGHT or depth > MAX_DEPTH:
            for name, value in self._outline().items():
                object.__setattr__(self, name, value)
            weight, depth = self._extent()
        object.__setattr__(self, "weight", weight)
        object.__setattr__(self, "depth", depth)

    def _extent(self) -> tuple[int, int]:
        weight, depth = CONTAINER, 0
        for part in self._parts():
            if isinstance(part, Composite):
                weight += part.weight
                depth = max(depth, part.depth)
            else:
                weight += 1
        return weight, depth + 1


def cost(value: object) -> int:
    """How many statements it costs as much as to bind a value, and to compare it where paths join."""
    return value.weight // HEAVY if isinstance(value, Composite) else 0
