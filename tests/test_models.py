"""A model is a function of a machine and a call: no program is run to test one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from repro_lint.facts.model import FileFacts
from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Frame, Module
from repro_lint.resolve.domain.streams import FRESH, Place
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Func, Known, Ref, Thing, Value
from repro_lint.resolve.interpreter.api import Call, Machine
from repro_lint.resolve.interpreter.state import State
from repro_lint.resolve.models import registry

PLACE = Place("main.py", Span(1, 0, 1, 9))
FRAME = Frame(Module("main.py", "__main__", FileFacts((), (), (), guarded=False, has_tests=False)))


@dataclass
class FakeMachine:
    """A machine that notes what is called, and calls nothing."""

    state: State = field(default_factory=State)
    called: list[Value] = field(default_factory=list)

    def call(self, target: Value, arguments: Arguments, place: Place, frame: Frame) -> Value:
        self.called.append(target)
        return UNKNOWN

    def invoke(self, function: Func, arguments: Arguments, place: Place, receiver: Value | None = None) -> Value:
        return self.call(function, arguments, place, FRAME)

    def escape(self, value: Value, place: Place, frame: Frame) -> None:
        pass

    def iterate(self, value: Value, place: Place) -> Value:
        return UNKNOWN

    def enter(self, context: Value, place: Place) -> tuple[Value, Value]:
        return context, context

    def leave(self, entered: Value, place: Place, frame: Frame) -> None:
        self.called.append(entered)

    def lookup(self, frame: Frame, name: str) -> Value | None:
        return frame.env.get(name)

    def find_member(self, cls: Value, name: str) -> Value | None:
        return None


def make(machine: Machine, name: str, *given: Value, **named: Value) -> Value:
    """Call a function by its model."""
    model = registry.of_function(name)
    assert model is not None, name
    return model(machine, Call(name, Arguments(given, tuple(named.items())), PLACE, FRAME)) or UNKNOWN


def ask(machine: Machine, receiver: Value, name: str, *given: Value, **named: Value) -> Value:
    """Call a method by its model."""
    model = registry.of_method(receiver, name)
    assert model is not None, name
    return model(machine, Call(name, Arguments(given, tuple(named.items())), PLACE, FRAME, receiver)) or UNKNOWN


@pytest.fixture
def machine() -> FakeMachine:
    return FakeMachine()


def test_an_option_is_what_its_default_says_or_what_the_command_line_does(machine: FakeMachine) -> None:
    parser = make(machine, "argparse.ArgumentParser")
    ask(machine, parser, "add_argument", Known("--seed"), default=Known(3))
    space = ask(machine, parser, "parse_args")
    assert machine.state.read(space, "seed") not in (None, Known(3))
    assert machine.state.read(parser, "seed") is None


def test_a_group_runs_each_of_its_commands(machine: FakeMachine) -> None:
    app = make(machine, "typer.Typer")
    for name in ("train", "test"):
        ask(machine, app, "add_typer", Ref(name))
    ask(machine, app, "__call__")
    assert machine.called == [Ref("train"), Ref("test")]


def test_what_a_stack_keeps_is_left_the_last_first(machine: FakeMachine) -> None:
    stack = make(machine, "contextlib.ExitStack")
    for name in ("a", "b"):
        ask(machine, stack, "enter_context", Ref(name))
    ask(machine, stack, "__exit__")
    ask(machine, stack, "close")
    assert machine.called == [Ref("b"), Ref("a")]


def test_what_is_registered_runs_wherever_the_program_ends(machine: FakeMachine) -> None:
    make(machine, "atexit.register", Ref("save"))
    machine.state = replace(machine.state, streams=None, ended=FRESH)
    make(machine, registry.PROGRAM_END)
    assert len(machine.called) == 1
    assert machine.state.streams == FRESH


def test_a_flag_is_read_under_any_name_of_its_module(machine: FakeMachine) -> None:
    make(machine, "absl.flags.DEFINE_integer", Known("seed"), NONE)
    assert machine.state.read(Ref("tensorflow.app.flags.FLAGS"), "seed") is not None


def test_what_has_no_model_is_left_to_the_catalogue() -> None:
    assert registry.of_function("numpy.random.rand") is None
    assert registry.of_method(Thing("numpy.random.Generator", PLACE), "random") is None
    assert registry.of_method(UNKNOWN, "fit") is None
