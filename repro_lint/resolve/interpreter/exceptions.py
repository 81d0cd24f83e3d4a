"""Exceptions: which states they leave, and where they are caught."""

from __future__ import annotations

from repro_lint.catalog.schema import Role
from repro_lint.facts.nodes import Attr, Call, Expr, Name
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.frames import Frame, Thrown
from repro_lint.resolve.domain.lineage import lineage
from repro_lint.resolve.domain.streams import Streams, join_streams
from repro_lint.resolve.domain.values import Class, ExternalName, Func, Known, Mapping, Method, Sequence, Unknown, Value
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.attributes import outside_bases
from repro_lint.resolve.models.names import CALM, CALM_WITH_CONSTANTS, IMPORT_ERRORS, RAISED_BY, is_subclass

_CALM = frozenset({Role.SEED, Role.SWITCH, Role.SAVE, Role.RESTORE})
_CALM_RULES = frozenset({"unseeded-draw", "unseeded-generator"})


def throw(machine: Engine, streams: Streams | None, kinds: tuple[Value, ...] = ()) -> None:
    """An exception leaves this state: to the handlers of the frame that runs, else to whoever called it."""
    if streams is None:
        return
    if machine.state.frame is not None and machine.state.frame.raises:
        state = machine.state.snapshot(machine.state.frame)._replace(streams=streams)
        machine.state.frame.raises[-1].append(Thrown(state, kinds, sure=True))
    else:
        machine.state.trace.raised = join_streams(machine.state.trace.raised, streams)


def may_throw(machine: Engine, streams: Streams | None = None, kinds: tuple[Value, ...] = ()) -> None:
    """An exception may leave this state; it is not followed beyond the function that catches none."""
    streams = machine.state.streams if streams is None else streams
    if streams is None:
        return
    if machine.state.frame is not None and machine.state.frame.raises:
        state = machine.state.snapshot(machine.state.frame)._replace(streams=streams)
        machine.state.frame.raises[-1].append(Thrown(state, kinds))
    else:
        machine.state.trace.may_raise = join_streams(machine.state.trace.may_raise, streams)


def kinds_of_call(target: Value) -> tuple[Value, ...]:
    """What a call raises by its contract, where that is known."""
    return RAISED_BY.get(target.name, ()) if isinstance(target, ExternalName) else ()


def kinds_raised(machine: Engine, raised: Expr, frame: Frame) -> tuple[Value, ...]:
    """The class that `raise` is given, or whose object it makes."""
    named = raised.function if isinstance(raised, Call) else raised
    kind = machine.evaluate(named, frame) if isinstance(named, (Name, Attr)) else None
    return (kind,) if isinstance(kind, (Class, ExternalName)) else ()


def caught(machine: Engine, classes: Value | None, thrown: list[Thrown]) -> tuple[list[Thrown], list[Thrown]]:
    """Which exceptions a handler of these classes gets, and which may pass it. None: it catches all.

    Where something is known to raise what the handler catches, it is there for that, not for what may raise anything.
    """
    if classes is None:
        return thrown, []
    answers = [(one, _catches(machine, classes, one.kinds)) for one in thrown]
    told = any(answer is not False and one.kinds for one, answer in answers)
    waits = not (told or all(option in IMPORT_ERRORS for option in _classes(classes)))
    mine = [one for one, answer in answers if answer is not False and (one.kinds or one.sure or waits)]
    return mine, [one for one, answer in answers if answer is not True]


def _catches(machine: Engine, classes: Value, kinds: tuple[Value, ...]) -> bool | None:
    """Whether a handler of these classes catches what is one of `kinds`; None: some of it."""
    answers = {any(_is_a(machine, kind, one) for one in _classes(classes)) for kind in kinds}
    return answers.pop() if len(answers) == 1 else None


def _classes(value: Value) -> tuple[Value, ...]:
    return value.items if isinstance(value, Sequence) else options(value)


def _is_a(machine: Engine, kind: Value, wanted: Value) -> bool:
    if kind == wanted or not isinstance(wanted, (Class, ExternalName)):
        return True
    if isinstance(kind, Class) and isinstance(wanted, Class):
        return wanted in lineage(kind)
    names = outside_bases(machine, kind) if isinstance(kind, Class) else [getattr(kind, "name", "")]
    return isinstance(wanted, ExternalName) and any(is_subclass(name, wanted.name) for name in names)


def propagate_exceptions(machine: Engine, raised: Streams | None, may_raise: Streams | None) -> None:
    """The exceptions that an execution did not catch reach its caller, in the streams that they leave."""
    throw(machine, raised)
    if may_raise is not None:
        may_throw(machine, may_raise)


def cannot_raise(machine: Engine, target: Value, arguments: Arguments) -> bool:
    """Whether calling raises nothing of itself: what the project's own functions raise is seen inside them."""
    if isinstance(target, ExternalName):
        row = machine.row(target.name)
        calm = row is not None and (row.role in _CALM or row.rule in _CALM_RULES)
        return calm or target.name in CALM or _is_constant(machine, target.name, arguments)
    if isinstance(target, Class):
        return not outside_bases(machine, target)
    return isinstance(target, (Func, Method))


def _is_constant(machine: Engine, name: str, arguments: Arguments) -> bool:
    return name in CALM_WITH_CONSTANTS and all(map(_is_known, arguments.values()))


def _is_known(value: Value) -> bool:
    """Whether a plain run has a constant or a container there."""
    plain = [one for one in options(value) if not isinstance(one, Unknown) or not one.option]
    return bool(plain) and all(isinstance(one, (Known, Sequence, Mapping)) for one in plain)
