"""Calls of values, and executions of the project's functions."""

from __future__ import annotations

from collections.abc import Callable

from repro_lint.facts.model import Function
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Partial
from repro_lint.resolve.domain.choices import join_values, options, some
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Frame, Snapshot, join_snapshots
from repro_lint.resolve.domain.streams import Place, join_streams
from repro_lint.resolve.domain.values import (
    NOT_YET,
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
    Sequence,
    Slot,
    Unreadable,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Engine
from repro_lint.resolve.interpreter.attributes import find_member
from repro_lint.resolve.interpreter.escapes import BUILT, escape
from repro_lint.resolve.interpreter.exceptions import propagate_exceptions
from repro_lint.resolve.interpreter.reuse import depend
from repro_lint.resolve.interpreter.summaries import MAX_RECURSION, active, exhausted, run_function
from repro_lint.resolve.models import library
from repro_lint.resolve.models.effects import call_unreadable
from repro_lint.resolve.models.layers import applied_layer, draws_if_called
from repro_lint.resolve.models.options import FACTORY
from repro_lint.resolve.trace.execution import Execution

_RESULT = Facet("cache", "result")


def call(machine: Engine, target: Value, arguments: Arguments, place: Place, frame: Frame) -> Value:
    """Call a value; the alternatives of a value each on a path of their own."""
    if isinstance(target, Either):
        results = machine.state.over(options(target), frame, lambda one: call(machine, one, arguments, place, frame))
        return join_values(results)
    if isinstance(target, ExternalName):
        return library.outside(machine, Call(target.name, arguments, place, frame))
    if isinstance(target, Func):
        value = invoke(machine, target, arguments, place)
        library.modelled_method(machine, Call("__call__", arguments, place, frame, target))
        return value
    if isinstance(target, Method):
        return invoke(machine, target.function, arguments, place, target.receiver)
    if isinstance(target, Class):
        return instantiate(machine, target, arguments, place, frame)
    if isinstance(target, Bound):
        return library.outside_method(machine, Call(target.name, arguments, place, frame, target.receiver))
    if isinstance(target, Partial):
        return call(machine, target.function, target.arguments.before(arguments), place, frame)
    return _call_object(machine, target, arguments, place, frame)


def _call_object(machine: Engine, target: Value, arguments: Arguments, place: Place, frame: Frame) -> Value:
    if isinstance(target, Instance):
        method = find_member(machine, target.cls, "__call__")
        if isinstance(method, Func):
            return invoke(machine, method, arguments, place, target)
        inherited = Call("__call__", arguments, place, frame, target)
        if (modelled := library.derived_method(machine, target.cls, inherited)) is not None:
            return modelled
        escape(machine, target, place, frame)
    if isinstance(target, Unstable):
        return target  # a method of it, such as `datetime.now().timestamp()`
    if isinstance(target, LibraryObject):
        applied_layer(machine, target, place)
        modelled = library.modelled_method(machine, Call("__call__", arguments, place, frame, target))
        if modelled is not None:
            return modelled
        if draws_if_called(target):
            machine.draw_now(target, frame)
    for value in arguments.values():
        escape(machine, value, place, frame)
    return call_unreadable(machine, target, place) if isinstance(target, Unreadable) else UNKNOWN


def instantiate(machine: Engine, cls: Class, arguments: Arguments, place: Place, frame: Frame) -> Value:
    """Make an object of a project class."""
    if cls.enumerated:
        return join_values(member for member in cls.members.values() if isinstance(member, Instance))
    creator = find_member(machine, cls, "__new__")
    made = invoke(machine, creator, arguments, place, cls) if isinstance(creator, Func) else None
    if isinstance(made, Instance) and made.cls is not cls:
        return made
    instance = made if isinstance(made, Instance) else Instance(cls, place)
    if machine.state.read(instance, BUILT) is not None:  # another one that is made at the same place
        machine.state.write(instance, BUILT, Known(False))
    constructor = find_member(machine, cls, "__init__")
    if isinstance(constructor, Func):
        invoke(machine, constructor, arguments, place, instance)
    elif cls.plain_data or not cls.bases:
        _fill_fields(machine, instance, arguments, place, frame)
        if isinstance(after := find_member(machine, cls, "__post_init__"), Func):
            invoke(machine, after, Arguments(), place, instance)
    else:
        library.outside_method(machine, Call("__init__", arguments, place, frame, instance))
    return instance


def _fill_fields(machine: Engine, instance: Instance, arguments: Arguments, place: Place, frame: Frame) -> None:
    """The fields of a dataclass: what is passed, else what their factory makes."""
    given = dict(zip(instance.cls.fields, arguments.positional, strict=False)) | dict(arguments.keywords)
    for name in instance.cls.fields:
        default = find_member(machine, instance.cls, name)
        factory = machine.state.read(default, FACTORY) if isinstance(default, LibraryObject) else None
        if name not in given and factory is not None:
            given[name] = call(machine, factory, Arguments(), place, frame)
    for name, value in given.items():
        machine.state.write(instance, name, value)


def invoke(machine: Engine, function: Func, arguments: Arguments, place: Place, receiver: Value | None = None) -> Value:
    """Run a function of the project, or take what is remembered of the same run."""
    if machine.state.streams is None:
        return UNKNOWN
    if receiver is not None:
        positional, spans = (receiver, *arguments.positional), arguments.keyword_spans
        arguments = Arguments(positional, arguments.keywords, (), spans, arguments.open, arguments.named)
    facts = function.module.facts.functions[function.index]
    if facts.generator:
        return Deferred(function, arguments)
    if function.cached:
        return _once(machine, function, facts, arguments, place)
    return run_function(machine, function, facts, arguments, place)


def _once(machine: Engine, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value:
    """A call that ran before with these arguments gives what it gave then; others like it may be those."""
    slot = Slot("cache", (function, arguments))
    kept = options(machine.state.read(slot, _RESULT) or NOT_YET)
    sure = NOT_YET not in kept and all(isinstance(one, (Known, Instance)) for one in arguments.values())
    if not sure:
        before = machine.state.streams
        made = run_function(machine, function, facts, arguments, place)
        if kept != (NOT_YET,):
            machine.state.streams = join_streams(before, machine.state.streams)
        kept = (made, *(one for one in kept if one is not NOT_YET))
        machine.state.write(slot, _RESULT, join_values(kept))
    return join_values(kept)


def execute(
    machine: Engine,
    function: Func,
    facts: Function,
    arguments: Arguments,
    done: Execution,
    on_yield: Callable[[Value], None] | None = None,
) -> None:
    """One execution of a function's body; `on_yield` is what happens at each yield."""
    identity = function.identity
    caller, machine.state.trace = machine.state.trace, done
    machine.state.running.setdefault(identity, []).append(machine.state.effort)
    machine.state.depth += 1
    frame = Frame(function.module, parent=function.closure, owner=function.owner, on_yield=on_yield)
    _bind_parameters(machine, function, facts, arguments, frame)
    frame.given = {name for name, value in frame.env.items() if isinstance(value, (Sequence, Mapping))}
    if function.owner is not None and facts.parameters and function.wrapped_by != "staticmethod":
        frame.receiver = frame.env.get(facts.parameters[0].name, UNKNOWN)
    machine.block(facts.body, frame)
    _finish(machine, done, frame)
    machine.state.depth -= 1
    machine.state.running[identity].pop()
    machine.state.trace = caller


def _finish(machine: Engine, done: Execution, frame: Frame) -> None:
    """Where the returns of a function meet its end."""
    ends = [Snapshot({}, streams, store) for _, (_, streams, store) in frame.returns]
    values = [value for value, _ in frame.returns]
    if machine.state.streams is not None:
        ends.append(Snapshot({}, machine.state.streams, machine.state.heap))
        if not values:
            values.append(UNKNOWN)
    at_ends = [one.env for _, one in frame.returns] + [frame.env] * (machine.state.streams is not None)
    done.filled = {
        name: value or join_values(env[name] for env in at_ends if name in env) for name, value in frame.filled.items()
    }
    state = join_snapshots(ends, done.note_difference)
    if state is not None:
        machine.state.heap = state.heap
        done.settle_writes(state.heap)
    done.returned = None if state is None else state.streams
    if frame.yields:
        values = [some(frame.yields)]
    done.value = join_values(values) if values else UNKNOWN


def _bind_parameters(machine: Engine, function: Func, facts: Function, arguments: Arguments, frame: Frame) -> None:
    """Parameters get what is passed, else their default."""
    presets = dict(function.presets)
    named = dict(arguments.keywords)
    rest = list(arguments.positional)
    for parameter in facts.parameters:
        if parameter.kind == "*":
            frame.env[parameter.name] = UNKNOWN if arguments.open else Sequence(tuple(rest))
            rest = []
        elif parameter.kind == "**":
            unknown = arguments.open and not arguments.named
            frame.env[parameter.name] = UNKNOWN if unknown else Mapping(tuple(named.items()), passed=True)
        elif parameter.kind == "positional" and rest:
            frame.env[parameter.name] = rest.pop(0)
        elif parameter.name in named:
            frame.env[parameter.name] = named.pop(parameter.name)
        else:
            passed = arguments.open and (parameter.kind == "positional" or not arguments.named)
            default = UNKNOWN if passed else presets.get(parameter.name, UNKNOWN)
            frame.env[parameter.name] = default


def run_deferred(
    machine: Engine, deferred: Deferred, place: Place, on_yield: Callable[[Value], None] | None = None
) -> Value:
    """Run the body of a generator function; what it yields, unless `on_yield` is what happens at each yield."""
    function = deferred.function
    facts = function.module.facts.functions[function.index]
    if on_yield is None:
        return run_function(machine, function, facts, deferred.arguments, place)
    if machine.state.streams is None or exhausted(machine) or active(machine, function) >= MAX_RECURSION:
        return UNKNOWN
    around = machine.state.trace.entry  # the body is no call of its own: its symbols are those of whoever iterates
    done = Execution(facts.name, function.module.path, entry=around)
    execute(machine, function, facts, deferred.arguments, done, on_yield)
    machine.state.trace.inherit(done)
    depend(machine.state, done, around)
    machine.state.trace.adopt(place, done, around)
    propagate_exceptions(machine, done.raised, done.may_raise)
    machine.state.streams = done.returned
    return UNKNOWN
