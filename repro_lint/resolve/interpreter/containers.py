"""Lists and dicts that are changed in place: what holds one has its new value."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.facts import nodes
from repro_lint.facts.nodes import FILLING, JOINING, TAKING
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.lineage import lineage
from repro_lint.resolve.domain.methods import popped, updated
from repro_lint.resolve.domain.operators import with_item
from repro_lint.resolve.domain.values import (
    MAX_ITEMS,
    Bound,
    Class,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Method,
    ModuleValue,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.aliases import dereference, write_through
from repro_lint.resolve.interpreter.api import Call, Engine
from repro_lint.resolve.interpreter.attributes import find_member, havoc_constants
from repro_lint.resolve.interpreter.scopes import rebind, set_outside
from repro_lint.resolve.models import library


def store_filled(machine: Engine, target: Func | Method | Class, expr: nodes.Call, frame: Frame) -> None:
    """What a function put into containers that it got is in them afterwards."""
    filled, machine.state.filled = machine.state.filled, {}
    function = find_member(machine, target, "__init__") if isinstance(target, Class) else target
    function = function.function if isinstance(function, Method) else function
    if not isinstance(function, Func) or any(isinstance(one, nodes.Star) for one in expr.arguments):
        return
    parameters = function.module.facts.functions[function.index].parameters[not isinstance(target, Func) :]
    passed = {one.name: argument for one, argument in zip(parameters, expr.arguments, strict=False)}
    passed |= {keyword.name: keyword.value for keyword in expr.keywords if keyword.name is not None}
    for name, value in filled.items():
        if name in passed:
            store(machine, passed[name], dereference(machine, value), frame)


def mutate(machine: Engine, holder: nodes.Expr, target: Bound, arguments: Arguments, frame: Frame) -> None:
    """A method may change a container in place: what holds it has the new value."""
    if isinstance(target.receiver, Sequence) and target.name in FILLING:
        in_turn = frame.arrivals[-1] if frame.arrivals else None
        if target.name == "append" and in_turn is not None:
            store(machine, holder, in_turn, frame)  # it has the order of the turns of the loop around
        else:
            machine.fill(holder, target.receiver, target.name, arguments, frame)
    elif isinstance(target.receiver, Sequence) and target.name in TAKING:
        taken = None if frame.repeats else popped(target.receiver, target.name, arguments)
        if taken is not None:
            store_mutated(machine, holder, target.receiver, taken[1], frame)
    elif isinstance(target.receiver, Sequence) and target.receiver.kind == "set" and target.name in JOINING:
        parts = (one.items if isinstance(one, Sequence) else (one,) for one in arguments.positional)
        added = arguments.positional if target.name == "add" else tuple(item for part in parts for item in part)
        joined = Sequence((*target.receiver.items, *added)[:MAX_ITEMS], "set")
        store_mutated(machine, holder, target.receiver, joined, frame)
    elif isinstance(target.receiver, Mapping):
        value = updated(target.receiver, target.name, arguments)
        if value is not None:
            store_mutated(machine, holder, target.receiver, value, frame)
        if isinstance(holder, nodes.Attr) and holder.name == "__dict__" and _untold(arguments):
            havoc_constants(machine, machine.evaluate(holder.base, frame))


def _untold(arguments: Arguments) -> bool:
    """Whether an attribute may be set of which it is not known which."""
    return not all(isinstance(value, (Known, Mapping)) for value in arguments.positional)


def store_mutated(machine: Engine, holder: nodes.Expr, old: Value, value: Sequence | Mapping, frame: Frame) -> None:
    """A container was changed in place: what holds it has the new value, and so has its home."""
    if isinstance(old, (Sequence, Mapping)) and old.home is not None:
        value = replace(value, home=old.home)
        write_through(machine, old.home, value, frame)
    store(machine, holder, value, frame)


def store(machine: Engine, holder: nodes.Expr, value: Value, frame: Frame) -> None:
    """Give a name or attribute the new value of the container it holds."""
    if isinstance(holder, nodes.Name):
        rebind(machine, frame, holder.id, value)
    elif isinstance(holder, nodes.Attr):
        _store_attribute(machine, machine.evaluate(holder.base, frame), holder.name, value)
    elif isinstance(holder, nodes.Call) and isinstance(holder.function, nodes.Attr):
        if holder.function.name == "setdefault" and holder.arguments:  # what it returns is in the dict
            store(machine, nodes.Item(holder.function.base, holder.arguments[0]), value, frame)
    elif isinstance(holder, nodes.Item):
        around, key = machine.evaluate(holder.base, frame), machine.evaluate(holder.key, frame)
        outer = with_item(around, key, value)
        if isinstance(around, LibraryObject):
            given = Arguments((key, value))
            library.modelled_method(machine, Call("__setitem__", given, around.place, frame, around))
        elif outer is not None:
            store_mutated(machine, holder.base, around, outer, frame)


def _store_attribute(machine: Engine, owner: Value, name: str, value: Value) -> None:
    if name == "__dict__" and isinstance(owner, Instance) and isinstance(value, Mapping):
        for key, one in value.items:
            machine.state.write(owner, str(key), one)
    elif isinstance(owner, Instance) and name not in machine.state.heap.get(owner, {}):
        _store_attribute(machine, owner.cls, name, value)
    elif isinstance(owner, (Instance, LibraryObject)):
        machine.state.write(owner, name, value)
    elif isinstance(owner, ModuleValue) and owner.module.frame is not None:
        set_outside(machine, owner.module.frame, name, value)
    elif isinstance(owner, Class):
        of_class = next((cls for cls in lineage(owner) if name in cls.members), None)
        if of_class is not None:
            set_outside(machine, of_class, name, value)
