"""Programs of several commands (click, typer, fire): the command line asks for one of them."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import by_default, join_values
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.lineage import lineage
from repro_lint.resolve.domain.values import (
    UNKNOWN,
    Class,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Method,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import REST, Key

TYPER = "typer.Typer"
GROUP = "group"  # a function that a decorator made a group of commands
_DECORATOR = "decorator of a command"
_DECORATES_WITH, _ROLE, _COMMANDS = (Facet("commands", what) for what in ("group", "role", "commands"))


def _make_typer(_: Machine, call: Call) -> Value:
    return LibraryObject(TYPER, call.place)


def _make_decorator(machine: Machine, call: Call) -> Value:
    """`click.group()`, `group.command()`: what makes a command, or a group of commands, of a function."""
    decorator = LibraryObject(_DECORATOR, call.place)
    machine.state.write(decorator, _DECORATES_WITH, call.receiver)
    machine.state.write(decorator, _ROLE, Known(call.name.rpartition(".")[2]))
    return decorator


def _decorate(machine: Machine, call: Call) -> Value | None:
    """A function under such a decorator."""
    function = call.first
    if not isinstance(function, Func):
        return None
    group = machine.state.read(call.receiver, _DECORATES_WITH) or UNKNOWN
    if machine.state.read(call.receiver, _ROLE) == Known("group"):
        function = replace(function, wrapped_by=GROUP)
    if isinstance(group, LibraryObject):
        function = from_command_line(function)
    if group != UNKNOWN:
        _add(machine, group, function)
    return function


def _add_command(machine: Machine, call: Call) -> Value:
    if call.arguments.positional:
        _add(machine, call.receiver, call.first)
    return UNKNOWN


def _add(machine: Machine, group: Value, command: Value) -> None:
    known = machine.state.read(group, _COMMANDS)
    before = known.items if isinstance(known, Sequence) else ()
    machine.state.write(group, _COMMANDS, Sequence((*before, command), "list"))


def _run_group(machine: Machine, call: Call) -> Value:
    """A group is called: one of its commands runs."""
    commands = machine.state.read(call.receiver, _COMMANDS)
    if isinstance(commands, Sequence):
        _run_any(machine, commands.items, call)
    return UNKNOWN


def _run_main(machine: Machine, call: Call) -> Value:
    """`absl.app.run(main)`, `tf.app.run()`: the function is the program."""
    return _run_program(machine, call, call.first)


def _run_commands(machine: Machine, call: Call) -> Value:
    """`fire.Fire(main)`, `typer.run(main)`: the command line may give any parameter another value than its default."""
    main = call.first
    if isinstance(main, Class):
        made = machine.call(main, Arguments(), call.place, call.frame)
        if isinstance(made, Instance):
            _run_any(machine, _commands_of(machine, made), call)
        return UNKNOWN
    return _run_program(machine, call, from_command_line(main) if isinstance(main, Func) else main)


def _run_program(machine: Machine, call: Call, main: Value) -> Value:
    if not call.arguments.positional:
        main = dict(call.arguments.keywords).get("main") or machine.lookup(call.frame, "main") or UNKNOWN
    commands = tuple(one for _, one in main.items) if isinstance(main, Mapping) else (main,)
    return join_values(_run_any(machine, commands, call))


def _run_any(machine: Machine, commands: tuple[Value, ...], call: Call) -> list[Value]:
    """One of several functions runs, without arguments."""
    if not commands:
        return []
    return machine.state.over(commands, call.frame, lambda one: machine.call(one, Arguments(), call.place, call.frame))


def _commands_of(machine: Machine, instance: Instance) -> tuple[Value, ...]:
    """The methods of an object that the command line may ask for."""
    names = {name for cls in lineage(instance.cls) for name in cls.members if not name.startswith("_")}
    members = [machine.find_member(instance.cls, name) for name in sorted(names)]
    return tuple(Method(from_command_line(one), instance) for one in members if isinstance(one, Func))


def from_command_line(function: Func) -> Func:
    """The function as the command line calls it: any parameter may get another value than its default."""
    return replace(function, presets=tuple((name, by_default(value, f"--{name}")) for name, value in function.presets))


MODELS: dict[Key, Model] = {
    TYPER: _make_typer,
    "click.group": _make_decorator,
    (_DECORATOR, "__call__"): _decorate,
    **{(group, name): _make_decorator for group in (TYPER, GROUP) for name in ("command", "group", "callback")},
    **{(group, name): _add_command for group in (TYPER, GROUP) for name in ("add_command", "add_typer")},
    **{(group, "__call__"): _run_group for group in (TYPER, GROUP)},
    **{(group, REST): lambda _, __: UNKNOWN for group in (TYPER, GROUP)},
    "absl.app.run": _run_main,
    "tensorflow.app.run": _run_main,
    "tensorflow.compat.v1.app.run": _run_main,
    "fire.Fire": _run_commands,
    "typer.run": _run_commands,
}
