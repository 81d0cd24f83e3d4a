"""A model is a function of a machine and a call: no program is run to test one."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from repro_lint.catalog import Catalog, load
from repro_lint.catalog.schema import Row
from repro_lint.facts.model import FileFacts
from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Frame, Module
from repro_lint.resolve.domain.streams import (
    DETERMINISM,
    FRESH,
    NEVER,
    TENSORFLOW,
    Key,
    Origins,
    Place,
    Provenance,
    Streams,
)
from repro_lint.resolve.domain.values import (
    NONE,
    SET,
    UNKNOWN,
    Bound,
    Class,
    ExternalName,
    Func,
    Instance,
    Known,
    LibraryObject,
    Sequence,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine
from repro_lint.resolve.interpreter.state import State
from repro_lint.resolve.models import registry
from repro_lint.resolve.trace.events import Draw, Reset, Used

PLACE = Place("main.py", Span(1, 0, 1, 9))
FRAME = Frame(Module("main.py", "__main__", FileFacts((), (), (), has_main_guard=False, has_tests=False)))


@dataclass
class FakeMachine:
    """A machine that notes what is called, and calls nothing."""

    state: State = field(default_factory=State)
    catalog: Catalog = field(default_factory=load)
    keras: str | None = None
    seed_functions: frozenset[str] = frozenset()
    versions: Mapping[str, str] = field(default_factory=dict)
    called: list[Value] = field(default_factory=list)
    drawn: list[LibraryObject] = field(default_factory=list)

    def data_file(self, name: str) -> bytes | None:
        return None

    def call(self, target: Value, arguments: Arguments, place: Place, frame: Frame) -> Value:
        self.called.append(target)
        return UNKNOWN

    def invoke(self, function: Func, arguments: Arguments, place: Place, receiver: Value | None = None) -> Value:
        return self.call(function, arguments, place, FRAME)

    def escape(self, value: Value, place: Place, frame: Frame) -> None:
        pass

    def iterate(self, value: Value, place: Place, frame: Frame) -> Value:
        return UNKNOWN

    def enter(self, context: Value, place: Place) -> tuple[Value, Value]:
        return context, context

    def leave(self, entered: Value, place: Place, frame: Frame) -> None:
        self.called.append(entered)

    def lookup(self, frame: Frame, name: str) -> Value | None:
        return frame.env.get(name)

    def canonical(self, dotted: str, /) -> str:
        return self.catalog.canonical(dotted)

    def outside_bases(self, cls: Class) -> list[str]:
        return []

    def find_member(self, cls: Value, name: str) -> Value | None:
        return None

    def row(self, name: str, /) -> Row | None:
        return self.catalog.row(name)

    def apply(self, row: Row, call: Call) -> Value:
        self.called.append(ExternalName(row.name))
        return LibraryObject(row.name, call.place)

    def catalogued_method(self, call: Call) -> Value:
        return self.call(Bound(call.receiver, call.name), call.arguments, call.place, call.frame)

    def draw_now(self, thing: LibraryObject, frame: Frame, *, certain: bool = True) -> None:
        self.drawn.append(thing)

    def stream_key(self, row: Row) -> Key | None:
        return TENSORFLOW

    def origins_of(self, key: Key | None) -> Origins:
        return NEVER

    def attribute(self, base: Value, name: str, frame: Frame) -> Value:
        return self.state.read(base, name) or Bound(base, name)

    def set_attribute(self, owner: Instance | LibraryObject, name: str, value: Value, place: Place) -> None:
        self.state.write(owner, name, value)

    def havoc_constants(self, owner: Value) -> None:
        pass

    def elements_of(self, value: Value) -> tuple[Value, ...]:
        return value.items if isinstance(value, Sequence) else (UNKNOWN,)

    def import_name(self, name: str, frame: Frame, span: Span) -> Value:
        return ExternalName(name)

    def throw(self, streams: Streams | None, _: tuple[Value, ...] = ()) -> None:
        self.state.trace.raised = streams


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
        ask(machine, app, "add_typer", ExternalName(name))
    ask(machine, app, "__call__")
    assert machine.called == [ExternalName("train"), ExternalName("test")]


def test_what_a_stack_keeps_is_left_the_last_first(machine: FakeMachine) -> None:
    stack = make(machine, "contextlib.ExitStack")
    for name in ("a", "b"):
        ask(machine, stack, "enter_context", ExternalName(name))
    ask(machine, stack, "__exit__")
    ask(machine, stack, "close")
    assert machine.called == [ExternalName("b"), ExternalName("a")]


def test_what_is_registered_runs_wherever_the_program_ends(machine: FakeMachine) -> None:
    make(machine, "atexit.register", ExternalName("save"))
    machine.state.streams, machine.state.trace.ended = None, FRESH
    make(machine, registry.PROGRAM_END)
    assert len(machine.called) == 1
    assert machine.state.streams == FRESH


def test_a_flag_is_read_under_any_name_of_its_module(machine: FakeMachine) -> None:
    make(machine, "absl.flags.DEFINE_integer", Known("seed"), NONE)
    assert machine.state.read(ExternalName("tensorflow.app.flags.FLAGS"), "seed") is not None


def test_the_order_of_a_set_waits_until_it_is_shown(machine: FakeMachine) -> None:
    names = make(machine, "builtins.set", Sequence((Known("a"), Known("b")), "list"))
    order = make(machine, "builtins.list", names)
    assert machine.drawn == []
    make(machine, "builtins.print", order)
    assert [draw.rule for thing in machine.drawn if thing.pending for draw in events(thing.pending.draws)] == [
        "hash-order"
    ]


def test_what_was_sorted_draws_nothing(machine: FakeMachine) -> None:
    order = make(machine, "os.listdir")
    assert registry.of_method(order, registry.DRAWN) is not None
    assert ask(machine, order, registry.DRAWN) == UNKNOWN
    ask(machine, order, "sort")
    assert ask(machine, order, registry.DRAWN) == Sequence(())


def test_a_set_of_any_members_stays_one(machine: FakeMachine) -> None:
    some = make(machine, "builtins.frozenset", UNKNOWN)
    assert isinstance(some, LibraryObject)
    assert some.kind == SET
    assert ask(machine, some, "union", UNKNOWN) == some


def test_a_generator_is_seeded_after_it_was_made(machine: FakeMachine) -> None:
    rng = LibraryObject("numpy.random.RandomState", PLACE, stable=False)
    ask(machine, rng, registry.MADE)
    ask(machine, rng, "rand")
    ask(machine, rng, "seed", Known(3))
    ask(machine, rng, "rand")
    assert [type(event) for event in machine.state.trace.events] == [Used, Reset]
    assert [bound.receiver for bound in machine.called if isinstance(bound, Bound)] == [
        replace(rng, stable=False),
        replace(rng, stable=True),
    ]


def test_a_state_is_set_inside_a_generator(machine: FakeMachine) -> None:
    rng = LibraryObject("numpy.random.Generator", PLACE)
    assert ask(machine, rng, "__setattr__", Known("name"), Known(3)) == UNKNOWN
    ask(machine, rng, "__setattr__", Known("state"), NONE)
    (draw,) = events(machine.state.trace.events)
    assert draw.api == "numpy.random.Generator.state"


def test_one_global_generator_for_all_who_ask(machine: FakeMachine) -> None:
    first = make(machine, "tensorflow.random.get_global_generator")
    assert make(machine, "tensorflow.random.get_global_generator") == first
    make(machine, "tensorflow.random.set_global_generator", ExternalName("mine"))
    assert make(machine, "tensorflow.random.get_global_generator") == ExternalName("mine")


def test_a_search_draws_for_what_it_holds(machine: FakeMachine) -> None:
    forest = LibraryObject("sklearn.ensemble.RandomForestClassifier", PLACE)
    search = make(machine, "sklearn.model_selection.GridSearchCV", forest)
    assert ask(machine, search, registry.DRAWN) == Sequence((search, forest))
    ask(machine, search, "set_params", estimator__n_jobs=Known(4))
    assert machine.state.read(forest, "n_jobs") == Known(4)


def test_a_clone_keeps_the_arguments(machine: FakeMachine) -> None:
    forest = LibraryObject("sklearn.ensemble.RandomForestClassifier", PLACE)
    ask(machine, forest, registry.MADE, n_jobs=Known(2))
    assert machine.state.read(make(machine, "sklearn.base.clone", forest), "n_jobs") == Known(2)


def test_a_conversion_is_as_stable_as_what_it_gets(machine: FakeMachine) -> None:
    clock = Unstable("`time.time`", PLACE)
    assert make(machine, "builtins.int", clock) == clock
    assert make(machine, "builtins.int", Known("7")) == Known(7)
    assert isinstance(make(machine, "numpy.int64", Known(7)), LibraryObject)
    make(machine, "builtins.int", Known("seven"))
    assert machine.state.streams is None
    assert machine.state.trace.raised is not None


def test_determinism_is_switched_on_in_whichever_package(machine: FakeMachine) -> None:
    make(machine, "tensorflow.python.eager.context.enable_op_determinism")
    assert machine.state.streams is not None
    assert {origin.provenance for origin in machine.state.streams[DETERMINISM]} == {Provenance.SEED}


@pytest.mark.parametrize("folder", ["interpreter", "domain"])
def test_what_is_outside_the_project_is_named_by_models_alone(folder: str) -> None:
    """Docstrings may give examples."""
    keys = {key if isinstance(key, str) else key[0] for key in registry.registered()}
    roots = {name.partition(".")[0] for name in (*load().rows, *keys)} | {*sys.stdlib_module_names, "builtins"}
    modules = sorted((Path(registry.__file__).parents[1] / folder).glob("*.py"))
    named = {(module.name, text) for module in modules for text in texts(ast.parse(module.read_text(encoding="utf-8")))}
    assert named
    assert {(module, text) for module, text in named if "." in text and text.partition(".")[0] in roots} == set()


def texts(tree: ast.AST) -> Iterator[str]:
    """The strings in a module's code, those of f-strings in their parts."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield from texts(node)


def events(found: Iterable[object]) -> list[Draw]:
    return [event for event in found if isinstance(event, Draw)]


def test_what_has_no_model_is_left_to_the_catalogue() -> None:
    assert registry.of_function("numpy.random.rand") is None
    assert registry.of_method(LibraryObject("keras.Model", PLACE), "fit") is None
    assert registry.of_method(UNKNOWN, "fit") is None
