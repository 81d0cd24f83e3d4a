"""Containers that go by several names: one of these is the home, where all others look for what is in it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TypeGuard

from repro_lint.facts import nodes
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.values import (
    GROWN,
    LONG,
    Class,
    Home,
    Instance,
    Mapping,
    ModuleValue,
    Sequence,
    Thing,
    Value,
)
from repro_lint.resolve.interpreter.arithmetic import Arithmetic

_MUTABLE = frozenset({"list", "set", GROWN, LONG})


class Homes(Arithmetic):
    """Follows lists, dicts and sets of modules and objects that get further names."""

    def present(self, value: Value) -> Value:
        """A container as it is by now, whichever name it was found under."""
        if not isinstance(value, (Sequence, Mapping)) or value.home is None:
            return value
        now = self._at(value.home)
        return value if now is None else now

    def _at(self, home: Home) -> Sequence | Mapping | None:
        """The container at its home; None if the name stands for something else by now."""
        owner, name = home
        if isinstance(owner, Frame):
            found = self.name_in(owner, name)
        else:
            found = self.find_member(owner, name) if isinstance(owner, Class) else self.state.read(owner, name)
        if not isinstance(found, (Sequence, Mapping)):
            return None
        if found.home is None and not isinstance(owner, Frame):  # an attribute is seldom given another container
            return replace(found, home=home)
        return found if found.home == home else None

    def write_home(self, home: Home, value: Sequence | Mapping, frame: Frame) -> None:
        """A container was changed, whichever name that was said of."""
        if self._at(home) is None:
            return
        owner, name = home
        if owner is frame:
            self.bind(frame, name, value)
        elif isinstance(owner, (Frame, Class)):
            self.set_outside(owner, name, value)
        else:
            self.state.write(owner, name, value)

    def named_again(self, source: nodes.Expr, target: nodes.Expr, value: Value, frame: Frame) -> Value:
        """`target = source`, `return source`: a container gets a further name, or may get one."""
        if not is_mutable(value) or not isinstance(source, (nodes.Name, nodes.Attr, nodes.Item)):
            return value
        home = self._home(source, frame)
        if home is not None:
            return self.settle(home, value)
        home = self._home(target, frame) if isinstance(target, nodes.Attr) else None
        if home is None:
            return value
        self.state.summaries.has_homes = True
        value = replace(value, home=home)
        self.hold(source, value, frame)
        return value

    @abstractmethod
    def hold(self, holder: nodes.Expr, value: Value, frame: Frame) -> None:
        """Give a name or attribute the new value of the container it holds."""

    def settle(self, home: Home, value: Value) -> Value:
        """A container of a module or an object, with its home."""
        if not is_mutable(value):
            return value
        self.state.summaries.has_homes = True
        value = replace(value, home=home)
        if isinstance(home.owner, Frame):
            if (home.owner, home.name) in self.state.summaries.rebound:
                self.state.write(home.owner, home.name, value)
            self.state.bindings.bind(home.owner, home.name, value)
        return value

    def _home(self, expr: nodes.Expr, frame: Frame) -> Home | None:
        """Where a container stands that an expression names: local variables are no homes, they end."""
        if isinstance(expr, nodes.Name):
            holder = frame.holder(expr.id)
            return Home(holder, expr.id) if holder is not None and holder.parent is None else None
        if not isinstance(expr, nodes.Attr):
            return None
        owner = self.evaluate(expr.base, frame)
        if isinstance(owner, ModuleValue) and owner.module.frame is not None:
            return Home(owner.module.frame, expr.name)
        return Home(owner, expr.name) if isinstance(owner, (Instance, Thing, Class)) else None


def is_mutable(value: Value) -> TypeGuard[Sequence | Mapping]:
    """Whether a value is a container that can be changed in place, and has no home."""
    if isinstance(value, Mapping):
        return value.home is None and not value.passed
    return isinstance(value, Sequence) and value.home is None and value.kind in _MUTABLE
