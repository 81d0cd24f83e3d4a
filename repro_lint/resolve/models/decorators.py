"""What a decorator makes of a function or class of the project."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.resolve.domain.arguments import Arguments, Deferred, Partial
from repro_lint.resolve.domain.values import (
    Bound,
    Class,
    ExternalName,
    Func,
    Instance,
    LibraryObject,
    Method,
    Unknown,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine
from repro_lint.resolve.models.library import modelled_method
from repro_lint.resolve.models.records import within


def decorated(machine: Machine, decorator: Value, call: Call) -> Value:
    """What a decorator makes of a function or class, the argument of `call`; those from outside leave it as it is."""
    thing = call.first
    if isinstance(decorator, ExternalName):
        decorator = ExternalName(machine.canonical(decorator.name))
    if isinstance(decorator, (ExternalName, LibraryObject)):
        return modelled_method(machine, replace(call, name="__call__", receiver=decorator)) or thing
    if isinstance(decorator, Deferred) and decorator.function.wrapped_by == "contextmanager":
        return within(machine, decorator, thing, call) if isinstance(thing, Func) else thing
    if isinstance(decorator, Instance):
        return _decorated_by_object(machine, decorator, call)
    if isinstance(decorator, Bound) and decorator.name == "setter" and isinstance(decorator.receiver, Func):
        return replace(decorator.receiver, setter=thing if isinstance(thing, Func) else None)
    if isinstance(decorator, (Func, Class, Method, Partial)):
        made = machine.call(decorator, Arguments((thing,)), call.place, call.frame)
        return thing if isinstance(made, Unknown) else made
    return thing


def _decorated_by_object(machine: Machine, decorator: Instance, call: Call) -> Value:
    """What an object makes of a function: by its `__call__`, or as the context around each call."""
    thing = call.first
    if isinstance(machine.find_member(decorator.cls, "__call__"), Func):
        made = machine.call(decorator, Arguments((thing,)), call.place, call.frame)
        return thing if isinstance(made, Unknown) else made
    around = "contextlib.ContextDecorator" in machine.outside_bases(decorator.cls)
    return within(machine, decorator, thing, call) if around and isinstance(thing, Func) else thing
