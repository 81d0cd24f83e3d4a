"""Containers that go by several names: one of these is the home, where all others look for what is in it."""

from __future__ import annotations

from dataclasses import replace
from operator import is_
from typing import TypeGuard

from repro_lint.facts import nodes
from repro_lint.resolve.domain.choices import join_values, options
from repro_lint.resolve.domain.frames import Binding, Frame
from repro_lint.resolve.domain.values import (
    GROWN,
    LONG,
    Class,
    Either,
    Home,
    Instance,
    LibraryObject,
    Mapping,
    ModuleValue,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.attributes import find_member
from repro_lint.resolve.interpreter.scopes import bind_name, name_in, set_outside

_MUTABLE = frozenset({"list", "set", GROWN, LONG})


def dereference(machine: Engine, value: Value) -> Value:
    """A container as it is by now, whichever name it was found under; of several values each that is one."""
    if isinstance(value, Either):
        now = [dereference(machine, one) for one in options(value)]
        return value if all(map(is_, now, options(value))) else join_values(now)
    if not isinstance(value, (Sequence, Mapping)) or value.home is None:
        return value
    found = _at(machine, value.home)
    return value if found is None else found


def _at(machine: Engine, home: Home) -> Sequence | Mapping | None:
    """The container at its home; None if the name stands for something else by now."""
    owner, name = home
    if isinstance(owner, Frame):
        found = name_in(machine, owner, name)
    else:
        found = find_member(machine, owner, name) if isinstance(owner, Class) else machine.state.read(owner, name)
    if not isinstance(found, (Sequence, Mapping)):
        return None
    if found.home is None and not isinstance(owner, Frame):  # an attribute is seldom given another container
        return replace(found, home=home)
    return found if found.home == home else None


def write_through(machine: Engine, home: Home, value: Sequence | Mapping, frame: Frame) -> None:
    """A container was changed, whichever name that was said of."""
    if _at(machine, home) is None:
        return
    owner, name = home
    if owner is frame:
        bind_name(machine, frame, name, value)
    elif isinstance(owner, (Frame, Class)):
        set_outside(machine, owner, name, value)
    else:
        machine.state.write(owner, name, value)


def alias(machine: Engine, source: nodes.Expr, target: nodes.Expr, value: Value, frame: Frame) -> Value:
    """`target = source`, `return source`: a container gets a further name, or may get one."""
    if not is_mutable(value) or not isinstance(source, (nodes.Name, nodes.Attr, nodes.Item)):
        return value
    home = _home(machine, source, frame)
    if home is not None:
        return anchor(machine, home, value)
    home = _home(machine, target, frame) if isinstance(target, nodes.Attr) else None
    if home is None:
        return value
    machine.state.archive.has_homes = True
    value = replace(value, home=home)
    machine.store(source, value, frame)
    return value


def anchor(machine: Engine, home: Home, value: Value) -> Value:
    """A container of a module or an object, with its home."""
    if not is_mutable(value):
        return value
    machine.state.archive.has_homes = True
    value = replace(value, home=home)
    if isinstance(home.owner, Frame):
        if (home.owner, home.name) in machine.state.archive.rebound:
            machine.state.write(home.owner, home.name, value)
        machine.state.bind(Binding(home.owner, home.name, value))
    return value


def _home(machine: Engine, expr: nodes.Expr, frame: Frame) -> Home | None:
    """Where a container stands that an expression names: local variables are no homes, they end."""
    if isinstance(expr, nodes.Name):
        holder = frame.holder(expr.id)
        return Home(holder, expr.id) if holder is not None and holder.parent is None else None
    if not isinstance(expr, nodes.Attr):
        return None
    owner = machine.evaluate(expr.base, frame)
    if isinstance(owner, ModuleValue) and owner.module.frame is not None:
        return Home(owner.module.frame, expr.name)
    return Home(owner, expr.name) if isinstance(owner, (Instance, LibraryObject, Class)) else None


def is_mutable(value: Value) -> TypeGuard[Sequence | Mapping]:
    """Whether a value is a container that can be changed in place, and has no home."""
    if isinstance(value, Mapping):
        return value.home is None and not value.passed
    return isinstance(value, Sequence) and value.home is None and value.kind in _MUTABLE
