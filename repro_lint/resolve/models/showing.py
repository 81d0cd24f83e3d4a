"""Where an order by chance shows: in what is printed, written, put together, or done in turns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from repro_lint.resolve.domain.choices import contents, leaves, options
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.methods import words
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import (
    KEYS,
    SET,
    UNKNOWN,
    Known,
    LibraryObject,
    Mapping,
    Pending,
    Sequence,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models import registry, special
from repro_lint.resolve.models.orders import hash_ordered, rules_of, taken_order, waits
from repro_lint.resolve.trace.events import Draw

_SET_METHODS = frozenset({"union", "intersection", "difference", "symmetric_difference", "copy"})


def ordered_now(machine: Machine, value: Value, place: Place, frame: Frame, *, certain: bool = True) -> None:
    """The order of a value is seen here; not `certain`: part of it, if some elements count as equal."""
    ordered = value if waits(value) else hash_ordered(value, place)
    if isinstance(ordered, LibraryObject):
        machine.draw_now(ordered if certain else _perhaps(ordered), frame)


def shown_as_data(machine: Machine, value: Value, frame: Frame) -> None:
    """Something is made of a value: what in it differs from run to run as data draws here."""
    for one in leaves(value):
        if isinstance(one, Unstable) and one.shown is not None:
            machine.draw_now(one.shown, frame)


def as_text(value: Value, place: Place) -> Value:
    """What a value is as text: of a set of strings it differs from run to run, as their order does."""
    order = None if isinstance(value, Unstable) else taken_order(value, place)
    told = order is not None and "hash" in rules_of(order)
    return Unstable("the order of a set of strings", place, order) if told else value


def order_matters(machine: Machine, frame: Frame, rules: tuple[str, ...] = ("",)) -> None:
    """What happens here shows the order of the turns of the loop around it, if that is told by one of these rules."""
    chance = frame.arrivals[-1] if frame.arrivals else None
    if chance is not None and (chance.pending is None or any(rule in rules_of(chance) for rule in rules)):
        machine.draw_now(chance, frame)


def show(machine: Machine, value: Value, call: Call) -> None:
    """A value is written out with all that it holds."""
    for shown in _parts(value):
        ordered_now(machine, shown, call.place, call.frame)


def _print(machine: Machine, call: Call) -> Value:
    """It shows the order of what it prints, and of the turns of a loop over a set."""
    special.shown(machine, call)
    for value in call.arguments.positional:
        show(machine, value, call)
    told = any(not isinstance(value, Known) for value in call.arguments.positional)  # more than that a turn is done
    order_matters(machine, call.frame, ("hash", "completion") if told else ("hash",))
    return UNKNOWN


def _parts(value: Value, depth: int = 3) -> Iterator[Value]:
    """The alternatives of a value, and what those hold that are containers."""
    for option in options(value):
        yield option
        if depth and isinstance(option, (Sequence, Mapping)) and getattr(option, "kind", "") not in ("set", KEYS):
            for item in contents(option):
                yield from _parts(item, depth - 1)


def method_of_constant(machine: Machine, receiver: Known, call: Call) -> Value:
    """A method of a string that is known: what it puts together has an order, too."""
    if call.name == "join" and call.arguments.positional:
        ordered_now(machine, call.first, call.place, call.frame)
    given = call.arguments.values()
    shaky = (one for value in given if isinstance(one := as_text(value, call.place), Unstable))
    return next(shaky, None) or words(receiver, call.name, call.arguments)


def method_of_set(machine: Machine, members: Sequence, call: Call) -> Value:
    """A method of a set: another set, or whichever of its members comes first."""
    if call.name == "pop":
        ordered_now(machine, members, call.place, call.frame)
    if call.name not in _SET_METHODS:
        return UNKNOWN
    given = () if call.name in ("difference", "intersection") else call.arguments.values()
    others = [item for value in given if isinstance(value, Sequence) for item in value.items]
    return Sequence((*members.items, *others), "set")


def _pop(machine: Machine, call: Call) -> None:
    """Whichever member of a set comes first."""
    ordered_now(machine, call.receiver, call.place, call.frame)


def _perhaps(thing: LibraryObject) -> LibraryObject:
    """An order of which it is not known whether it shows."""
    draws = thing.pending.draws if thing.pending else ()
    unsure = tuple(replace(draw, certain=False) if isinstance(draw, Draw) else draw for draw in draws)
    return replace(thing, pending=Pending(unsure, ()))


MODELS: dict[registry.Key, Model] = {
    **{(SET, name): lambda _, call: call.receiver for name in _SET_METHODS},
    (SET, "pop"): _pop,
    "builtins.print": _print,
}
