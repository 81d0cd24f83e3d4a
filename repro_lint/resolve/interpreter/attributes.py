"""Attributes: of modules, objects, classes and what lies outside."""

from __future__ import annotations

from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Arguments, Partial
from repro_lint.resolve.domain.choices import join_values
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.lineage import after, lineage
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    Bound,
    Class,
    Either,
    ExternalName,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Method,
    ModuleValue,
    Super,
    Unreadable,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Engine
from repro_lint.resolve.interpreter.scopes import rebound_value
from repro_lint.resolve.models import library, own_dicts
from repro_lint.resolve.models.names import CONSTANTS
from repro_lint.resolve.models.records import IN_CONTEXT
from repro_lint.resolve.models.versions import version


def attribute(machine: Engine, base: Value, name: str, frame: Frame) -> Value:
    """`base.name`; what cannot be followed becomes a `Bound` that remembers its receiver."""
    if isinstance(base, Either):
        present = [option for option in base.options if option != NONE]
        return join_values(attribute(machine, option, name, frame) for option in present)
    if isinstance(base, ExternalName):
        if (flag := machine.state.read(base, name)) is not None:
            return flag
        dotted = f"{base.name}.{name}"
        return CONSTANTS.get(dotted) or version(machine, dotted) or ExternalName(dotted)
    if isinstance(base, ModuleValue):
        return machine.attribute_of_module(base.module, name, frame)
    if isinstance(base, Bound):
        base = library.attribute_of(machine, base)  # `frame.T.sample`
    if isinstance(base, Unreadable):
        return Unreadable(f"{base.name}.{name}")
    if isinstance(base, Unstable):
        return base
    stored = machine.state.read(base, name)
    if stored is not None:
        return stored
    if name == "__dict__" and isinstance(base, Instance):
        return Mapping(tuple(machine.state.attributes(base).items()))
    return _member(machine, base, name, frame)


def set_attribute(machine: Engine, owner: Instance | LibraryObject, name: str, value: Value, place: Place) -> None:
    """`owner.name = value`: the setter of a property runs, or what the class does in its stead."""
    if isinstance(owner, Instance):
        member, instead = find_member(machine, owner.cls, name), find_member(machine, owner.cls, "__setattr__")
        if isinstance(member, Func) and member.setter is not None:
            machine.invoke(member.setter, Arguments((value,)), place, owner)
            return
        if isinstance(instead, Func):
            machine.invoke(instead, Arguments((Known(name), value)), place, owner)
        elif instead is not None:
            own_dicts.put(machine, owner, Known(name), value)
        elif name == "__dict__" and value == owner:
            own_dicts.share(machine, owner)
    machine.state.write(owner, name, value)


def _member(machine: Engine, base: Value, name: str, frame: Frame) -> Value:
    if isinstance(base, Instance):
        return _bound_member(machine, base.cls, base, name, frame)
    if isinstance(base, Super):
        receiver = base.receiver.cls if isinstance(base.receiver, Instance) else base.receiver
        for parent in after(receiver if isinstance(receiver, Class) else base.cls, base.cls):
            found = _own_member(machine, parent, name)
            if found is not None:
                return _tie(machine, found, base.receiver, frame)
        return Bound(base, name)
    if name == "__name__" and isinstance(base, (Class, Func)):
        return Known(base.name if isinstance(base, Class) else base.module.facts.functions[base.index].name)
    if isinstance(base, Class):
        found = find_member(machine, base, name)
        is_function = isinstance(found, Func)
        return _tie(machine, found, base, frame) if found is not None and is_function else found or Bound(base, name)
    return Bound(base, name)


def _bound_member(machine: Engine, cls: Class, receiver: Value, name: str, frame: Frame) -> Value:
    found = find_member(machine, cls, name)
    if found is not None:
        return _tie(machine, found, receiver, frame)
    asked = Call(name, Arguments(), frame.place(nodes.Span(0, 0, 0, 0)), frame, receiver)
    made = own_dicts.missing(machine, receiver, name, asked) if isinstance(receiver, Instance) else None
    return Bound(receiver, name) if made is None else made


def _tie(machine: Engine, member: Value, receiver: Value, frame: Frame) -> Value:
    if isinstance(member, LibraryObject) and member.kind == IN_CONTEXT and isinstance(receiver, Instance):
        return Partial(member, Arguments((receiver,)))
    if not isinstance(member, Func) or member.wrapped_by == "staticmethod":
        return member
    if member.wrapped_by == "classmethod" and isinstance(receiver, Instance):
        return Method(member, receiver.cls)
    if isinstance(receiver, Class) and member.wrapped_by != "classmethod":
        return member
    if member.wrapped_by == "property":
        return machine.invoke(member, Arguments(), frame.place(nodes.Span(0, 0, 0, 0)), receiver)
    return Method(member, receiver)


def find_member(machine: Engine, cls: Value, name: str) -> Value | None:
    """A member of a project class or of the project classes it derives from."""
    if not isinstance(cls, Class):
        return None
    found = (_own_member(machine, one, name) for one in lineage(cls))
    return next((member for member in found if member is not None), None)


def _own_member(machine: Engine, cls: Class, name: str) -> Value | None:
    if (cls, name) in machine.state.archive.rebound and (value := rebound_value(machine, cls, name)) is not None:
        return value
    return cls.members.get(name)


def havoc_constants(machine: Engine, owner: Value) -> None:
    """An attribute was set of which it is not known which: the constants among them may be any by now."""
    known = machine.state.attributes(owner)
    for cls in lineage(owner.cls) if isinstance(owner, Instance) else ():
        known = cls.members | known
    for name, value in known.items():
        if isinstance(value, Known):
            machine.state.write(owner, name, UNKNOWN)


def outside_bases(machine: Engine, cls: Class) -> list[str]:
    """The dotted names of the outside classes that a class derives from."""
    names: dict[str, None] = {}
    pending, seen = [*reversed(cls.bases)], {cls}
    while pending:
        base = pending.pop()
        if isinstance(base, ExternalName):
            names[base.name] = None
        elif isinstance(base, Class) and base not in seen:
            seen.add(base)
            pending.extend(reversed(base.bases))
    return list(names)
