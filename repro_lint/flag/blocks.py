"""The seeding block of an entry file and the name of its seed, as those know them who are to use them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from repro_lint.model import Edit, Fix
from repro_lint.remarks.model import SeedBlock
from repro_lint.resolve.domain.streams import Key


@dataclass(frozen=True, slots=True)
class Constant:
    """The name of a number that a file sets once, at its top level, and that can be read from a line on.

    `definition`: the edit that sets it, where it is new.
    """

    name: str
    value: int
    line: int
    definition: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """The fix and what it does. `constant`: the name of its seed, where it gives that one."""

    fix: Fix
    seeds: bool
    switches: frozenset[Key]
    constant: Constant | None = None

    def cures(self, repair: SeedBlock) -> bool:
        """Whether it does what is asked for."""
        return (bool(repair.missing) and self.seeds) or not self.switches.isdisjoint(repair.switches)


def joined(own: Fix, rest: Block | None, switches: frozenset[Key]) -> Block:
    """The block whose seeds another fix sets, with the switches that are left to it. `switches`: what that throws."""
    if rest is None:
        return Block(own, True, switches)
    title = f"{own.title} and {rest.fix.title}"
    return replace(rest, fix=Fix(title, own.safety, (*own.edits, *rest.fix.edits), rest.fix.note), seeds=True)


def noted(block: Block | str, note: str) -> Block | str:
    """The block whose fix says more of what it does."""
    if isinstance(block, str) or not note or not block.seeds:
        return block
    return replace(block, fix=replace(block.fix, note="; ".join(filter(None, (block.fix.note, note)))))
