"""Names: where they are found, and what sets those that belong to another frame, a module or a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from repro_lint.resolve.domain.extent import cost
from repro_lint.resolve.domain.facets import Field
from repro_lint.resolve.domain.frames import Binding, Frame, Snapshot
from repro_lint.resolve.domain.values import Class, ExternalName, Value
from repro_lint.resolve.domain.widen import widened_fields
from repro_lint.resolve.interpreter.api import Engine


def lookup(machine: Engine, frame: Frame, name: str) -> Value | None:
    """The value of a name, through the enclosing functions up to the module."""
    holder = frame.holder(name)
    if holder is not None:
        return name_in(machine, holder, name)
    top = frame.outermost
    return rebound_value(machine, top, name) if (top, name) in machine.state.archive.rebound else None


def name_in(machine: Engine, holder: Frame, name: str) -> Value | None:
    """The value of a name in the frame that binds it."""
    shared = name in holder.module.facts.rebound or (holder, name) in machine.state.archive.rebound
    value = rebound_value(machine, holder, name) if shared else None
    return holder.env.get(name) if value is None else value


def rebound_value(machine: Engine, owner: Frame | Class, name: str) -> Value | None:
    """What was set from elsewhere; that nothing was is noted, too."""
    value = machine.state.read(owner, name)
    if value is None:
        machine.state.trace.note_read(owner, name, None)
    return value


def bind_name(machine: Engine, frame: Frame, name: str, value: Value) -> None:
    """Set a name where it belongs."""
    holder = frame.elsewhere.get(name, frame)
    if holder is not frame:
        set_outside(machine, holder, name, value)
    else:
        frame.env[name] = value
        machine.state.steps += cost(value)
        if (frame, name) in machine.state.archive.rebound:
            machine.state.write(frame, name, value)


def set_outside(machine: Engine, owner: Frame | Class | ExternalName, name: str, value: Value) -> None:
    """Set a name of a frame, a class or something outside that is not the one that runs."""
    noted = isinstance(owner, Frame) and name in owner.env and name in owner.module.facts.rebound
    for known in (machine.state.summaries, machine.state.archive):
        if (owner, name) not in known.rebound:
            known.rebound.add((owner, name))
            if not noted:
                known.forget_since(owner.module.born if isinstance(owner, Frame) else 0)
    if isinstance(owner, Frame) and name not in owner.env:
        machine.state.bind(Binding(owner, name, value))
    machine.state.write(owner, name, value)


def rebind(machine: Engine, frame: Frame, name: str, value: Value) -> None:
    """An object was changed in place: the name for it has the new value wherever it was made."""
    holder = frame.holder(name) or frame
    if holder is frame:
        for one in frame.aliases.get(name, (name,)):
            bind_name(machine, frame, one, value)
            if one in frame.given:
                frame.filled[one] = None
    else:
        set_outside(machine, holder, name, value)


def widen_counters(machine: Engine, before: Snapshot, frame: Frame) -> bool:
    """What was counted up since `before` may reach any value by and by; whether there is such a thing."""
    names = widened_fields(before.env, frame.env)
    frame.env.update(names)
    changed = [owner for owner, now in machine.state.heap.items() if before.heap.get(owner) is not now]
    for owner in changed:
        machine.state.trace.note_difference(owner, before.heap.get(owner, {}), machine.state.heap[owner])
    counted = [(owner, widened_fields(_before(owner, before), machine.state.heap[owner])) for owner in changed]
    for owner, fields in counted:
        for name, value in fields.items():
            machine.state.write(owner, name, value)
    return bool(names or any(fields for _, fields in counted))


def repeat_any_number_of_times(machine: Engine, frame: Frame, act: Callable[[], object]) -> None:
    """Something that may happen here, never or often."""

    def often() -> None:
        before = machine.state.snapshot(frame)
        act()
        if machine.state.streams is not None and widen_counters(machine, before, frame):
            act()

    machine.state.fork(frame, often, lambda: None)


def _before(owner: object, state: Snapshot) -> Mapping[Field, Value]:
    """The fields of an object in an earlier state; a frame began with its own names."""
    fields: dict[Field, Value] = {}
    if isinstance(owner, Frame):
        fields.update(owner.env)
    return state.heap.get(owner) or fields
