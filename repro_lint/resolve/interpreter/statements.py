"""Statements, and modules that import each other."""

from __future__ import annotations

from collections.abc import Callable

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy, Partial
from repro_lint.resolve.domain.choices import usually
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import NOWHERE, Place
from repro_lint.resolve.domain.values import UNKNOWN, Func, Gpus, Method, Unknown, Value
from repro_lint.resolve.interpreter.aliases import alias
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.bindings import assign_statement, define_class, define_function
from repro_lint.resolve.interpreter.calls import call, run_deferred
from repro_lint.resolve.interpreter.conditions import decide, is_guard, narrow
from repro_lint.resolve.interpreter.defaults import plain_run_first
from repro_lint.resolve.interpreter.escapes import escape
from repro_lint.resolve.interpreter.exceptions import kinds_raised, throw
from repro_lint.resolve.interpreter.handlers import try_block, with_block
from repro_lint.resolve.interpreter.imports import from_import_statement, import_statement
from repro_lint.resolve.interpreter.loops import loop_statement
from repro_lint.resolve.models.processes import at_guard
from repro_lint.resolve.trace.execution import Caused, Execution


def block(machine: Engine, statements: ir.Block, frame: Frame) -> None:
    """Execute statements until the path ends."""
    if statements and machine.state.spent(statements, frame.place(statements[0].span)):
        return
    caller, machine.state.frame = machine.state.frame, frame
    for statement in statements:
        if machine.state.streams is None:
            break
        machine.state.steps += 1
        STATEMENTS[type(statement)](machine, statement, frame)
    machine.state.frame = caller


def _do(machine: Engine, statement: ir.Do, frame: Frame) -> None:
    frame.discarded = statement.value.span if isinstance(statement.value, nodes.Call) else None
    value = machine.evaluate(statement.value, frame)
    frame.discarded = None
    if isinstance(value, Deferred) and isinstance(statement.value, nodes.Yield):
        run_deferred(machine, value, frame.place(statement.span))


def _if(machine: Engine, statement: ir.If, frame: Frame) -> None:
    value = machine.evaluate(statement.test, frame)
    if frame.module.is_main and is_guard(statement.test):
        at_guard(machine)
    outcome = decide(machine, value, statement.test, frame)
    if outcome is not None and (outcome or not _waits_for_a_value(statement)):
        block(machine, statement.body if outcome else statement.orelse, frame)
        return

    gpus_needed = False

    def branch(taken: bool, body: ir.Block) -> Callable[[], None]:
        hidden = isinstance(value, Gpus) and bool(value.hidden) is taken
        in_sight = isinstance(value, Gpus) and not hidden

        def run() -> None:
            nonlocal gpus_needed
            narrow(machine, statement.test, frame, taken)
            machine.state.with_gpus += in_sight
            with machine.state.on_branch(frame.place(statement.span)):
                block(machine, body, frame)
            machine.state.with_gpus -= in_sight
            gpus_needed = gpus_needed or (hidden and machine.state.streams is None)

        return run

    branches = {True: branch(True, statement.body), False: branch(False, statement.orelse)}
    if plain_run := usually(value):
        plain, option = plain_run
        place = frame.place(statement.span)
        plain_run_first(machine.state, frame, place, option, branches[plain], branches[not plain])
    else:
        machine.state.fork(frame, branches[True], branches[False])
    if gpus_needed:
        machine.state.need_gpu(frame.place(statement.span))


def _return(machine: Engine, statement: ir.Return, frame: Frame) -> None:
    value = machine.evaluate(statement.value, frame)
    value = alias(machine, statement.value, nodes.NOTHING, value, frame)
    if asked := machine.state.trace.asked:
        value = Unknown(option=asked[-1])
    if machine.state.streams is not None:
        frame.returns.append((value, machine.state.snapshot(frame)))
    machine.state.streams = None


def _raise(machine: Engine, statement: ir.Raise, frame: Frame) -> None:
    kinds = kinds_raised(machine, statement.value, frame)
    machine.evaluate(statement.value, frame)
    throw(machine, machine.state.streams, kinds)
    machine.state.streams = None


def _break(machine: Engine, _: ir.Break, frame: Frame) -> None:
    if frame.breaks:
        frame.breaks[-1].append(machine.state.snapshot(frame))
    machine.state.streams = None


def _continue(machine: Engine, _: ir.Continue, frame: Frame) -> None:
    if frame.continues:
        frame.continues[-1].append(machine.state.snapshot(frame))
    machine.state.streams = None


def _global(machine: Engine, statement: ir.Global, frame: Frame) -> None:
    module = frame.module.frame
    if module is not None and module is not frame:
        frame.elsewhere.update(dict.fromkeys(statement.names, module))


def _nonlocal(machine: Engine, statement: ir.Nonlocal, frame: Frame) -> None:
    for name in statement.names:
        holder = frame.parent.holder(name) if frame.parent is not None else None
        if holder is not None:
            frame.elsewhere[name] = holder


def call_escaped(machine: Engine, function: Func, receiver: Value | None) -> Caused | None:
    """Run a function nobody was seen to call, with arguments nobody knows."""
    facts = function.module.facts.functions[function.index]
    arguments = Arguments(() if receiver is None else (receiver,), open=True)
    caller, machine.state.trace = machine.state.trace, Execution("", "")
    made: Value = UNKNOWN
    if facts.generator:
        run_deferred(machine, Deferred(function, arguments), NOWHERE)
    elif receiver is not None:
        made = call(machine, Method(function, receiver), Arguments(open=True), NOWHERE, function.closure)
    else:
        made = call(machine, function, arguments, NOWHERE, function.closure)
    wrapper = machine.state.trace
    child = next(iter(wrapper.children), None)
    machine.state.trace = child.execution if child else wrapper
    if isinstance(made, (Lazy, Func, Partial)):  # whoever calls it takes the elements, or calls what it gets
        escape(machine, made, NOWHERE, function.closure)
    machine.state.trace = caller
    return child or (Caused(NOWHERE, wrapper, None) if wrapper.events or wrapper.children else None)


def definition_place(function: Func) -> Place:
    """Where a function is defined."""
    return Place(function.module.path, function.module.facts.functions[function.index].span)


def _waits_for_a_value(statement: ir.If) -> bool:
    """An assertion that fails as the program stands (`assert KEY != ""`) is met once a value is filled in."""
    ends = statement.orelse[:1]
    return not statement.body and bool(ends) and isinstance(ends[0], ir.Raise) and statement.test != nodes.Const(False)


STATEMENTS: dict[type, Callable[..., None]] = {
    ir.Do: _do,
    ir.Assign: assign_statement,
    ir.Import: import_statement,
    ir.FromImport: from_import_statement,
    ir.If: _if,
    ir.Loop: loop_statement,
    ir.Try: try_block,
    ir.With: with_block,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Break: _break,
    ir.Continue: _continue,
    ir.Global: _global,
    ir.Nonlocal: _nonlocal,
    ir.Define: define_function,
    ir.DefineClass: define_class,
}
