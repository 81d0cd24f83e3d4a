"""Programs of several commands (click, typer, fire): the command line asks for one of them."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import either
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.lineage import lineage
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import UNKNOWN, Func, Instance, Known, Method, Sequence, Thing, Value
from repro_lint.resolve.models.options import Options

TYPER = "typer.Typer"
CLICK_GROUP = "click.group"
COMMAND = "command of a group"
_ADDING = ("add_command", "add_typer")
_DECORATORS = ("command", "group", "callback")
_GROUP, _ROLE, _COMMANDS = (Facet("commands", what) for what in ("group", "role", "commands"))


class Commands(Options):
    """Keeps the commands of each group, and runs any of them where the group is called."""

    def group_method(self, group: Value, name: str, arguments: Arguments, place: Place) -> Value | None:
        """`group.command()`, a decorator, or `group.add_command(...)`; None for other methods and objects."""
        if not is_group(group):
            return None
        if name in _ADDING and arguments.positional:
            self._add(group, arguments.positional[0])
        if name not in _DECORATORS:
            return UNKNOWN
        return self.command_decorator(name, place, group)

    def command_decorator(self, name: str, place: Place, group: Value = UNKNOWN) -> Thing:
        """What makes a command, or a group of commands, of a function."""
        decorator = Thing(COMMAND, place)
        self.state.write(decorator, _GROUP, group)
        self.state.write(decorator, _ROLE, Known(name))
        return decorator

    def as_command(self, decorator: Thing, function: Func) -> Func:
        """A function under such a decorator."""
        group = self.state.read(decorator, _GROUP) or UNKNOWN
        if self.state.read(decorator, _ROLE) == Known("group"):
            function = replace(function, wrapped_by="group")
        if isinstance(group, Thing):
            function = from_command_line(function)
        self._add(group, function)
        return function

    def _add(self, group: Value, command: Value) -> None:
        if is_group(group):
            known = self.state.read(group, _COMMANDS)
            before = known.items if isinstance(known, Sequence) else ()
            self.state.write(group, _COMMANDS, Sequence((*before, command), "list"))

    def run_commands(self, group: Value, place: Place, frame: Frame) -> None:
        """A group is called: one of its commands runs."""
        commands = self.state.read(group, _COMMANDS)
        if isinstance(commands, Sequence):
            self.state.over(commands.items, frame, lambda one: self.call(one, Arguments(), place, frame))

    def run_methods(self, instance: Instance, place: Place, frame: Frame) -> None:
        """An object is offered on the command line: one of its methods runs."""
        names = {name for cls in lineage(instance.cls) for name in cls.members}
        members = {name: self.find_member(instance.cls, name) for name in sorted(names)}
        methods = [
            Method(from_command_line(member), instance)
            for name, member in members.items()
            if isinstance(member, Func) and not name.startswith("_")
        ]
        if methods:
            self.state.over(tuple(methods), frame, lambda one: self.call(one, Arguments(), place, frame))


def is_group(value: Value) -> bool:
    """Whether commands can be added to a value."""
    return (isinstance(value, Thing) and value.kind == TYPER) or (
        isinstance(value, Func) and value.wrapped_by == "group"
    )


def from_command_line(function: Func) -> Func:
    """The function as the command line calls it: any parameter may get another value than its default."""
    return replace(function, presets=tuple((name, either((value, UNKNOWN))) for name, value in function.presets))
