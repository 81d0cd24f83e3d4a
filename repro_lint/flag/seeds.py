"""Which seed each call gets: the number that is next, by the name that the file has for it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field

from repro_lint.flag.blocks import Constant
from repro_lint.flag.given import given_seed
from repro_lint.flag.origins import parameters_around
from repro_lint.flag.slots import Slot, Slots, explicit
from repro_lint.model import Edit, Fix, Safety
from repro_lint.remarks.model import Remark, SeedArgument
from repro_lint.resolve.domain.streams import Place


@dataclass(slots=True)
class Seeder:
    """Fills the slots. `constant`: that of a file. `own`: the number that its seed calls have. `taken`: the seeds that
    layers have.
    """

    slots: Slots
    seed: int
    constant: Callable[[str], Constant | None]
    own: Callable[[str], int | None] = lambda _: None
    taken: Container[int | None] = ()
    _used: dict[str, int] = field(default_factory=dict)
    _made: dict[Slot, Fix] = field(default_factory=dict)

    def prepare(self, remarks: Iterable[Remark]) -> None:
        """Number the safe seeds first: they are the same with and without the unsafe ones."""
        for remark, repair in explicit(remarks):
            self.fix(remark.place, repair)

    def fix(self, call: Place, repair: SeedArgument) -> Fix | str | None:
        """The fix; the reason where there should be one and cannot; None where there is none to make."""
        slot = self.slots.find(call, repair)
        if not isinstance(slot, Slot):
            return slot
        if slot not in self._made:  # two seeds of one value are one fix
            self._made[slot] = self._filled(slot, repair)
        return self._made[slot]

    def next(self, place: Place) -> tuple[str, tuple[Edit, ...]]:
        """The next seed, as it is written at a place, and what defines it."""
        return self._written(self._number(place.path), place)

    def _filled(self, slot: Slot, repair: SeedArgument) -> Fix:
        safety = Safety.SAFE if repair.safe else Safety.UNSAFE
        if not slot.seeded:
            return slot.filled("", safety)
        own = self.own(slot.place.path) if repair.form == "{seed}" else None
        if own is not None:  # a seed call is repaired by the number that the others have
            return slot.filled(str(own), safety)
        number = self._first(slot.place.path) if repair.alike else self._number(slot.place.path)
        seed, definition = (str(number), ()) if slot.literal else self._written(number, slot.place, alike=repair.safe)
        return slot.filled(seed, safety, definition)

    def _first(self, path: str) -> int:
        constant = self.constant(path)
        return self.seed if constant is None else constant.value

    def _number(self, path: str) -> int:
        """The seeds of one file are distinct: equal ones give equal weights and masks."""
        number = self._used.get(path, self._first(path))
        while number in self.taken:
            number += 1
        self._used[path] = number + 1
        return number

    def _written(self, number: int, place: Place, *, alike: bool = False) -> tuple[str, tuple[Edit, ...]]:
        """A number by its name, where that certainly has its value; and what defines it.

        `alike`: what the author has at hand is taken as it is, for equal seeds do no harm there.
        """
        constant, tree = self.constant(place.path), self.slots.tree(place.path)
        if constant is None and tree is not None and (given := given_seed(tree, place.span)):
            further = 0 if alike else number - self._first(place.path)
            return f"{given} + {further}" if further else given, ()
        if constant is None or tree is None or place.span.line < constant.line:
            return str(number), ()
        if constant.name in parameters_around(tree, place.span):
            return str(number), ()
        further = number - constant.value
        return f"{constant.name} + {further}" if further else constant.name, constant.definition
