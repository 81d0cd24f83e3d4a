"""Modules of the project: each runs once, when it is first imported."""

from __future__ import annotations

from itertools import islice

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Frame, Module
from repro_lint.resolve.domain.streams import FRESH, NOWHERE, Streams, set_between
from repro_lint.resolve.domain.values import (
    UNKNOWN,
    ExternalName,
    Home,
    Known,
    ModuleValue,
    Sequence,
    Unreadable,
    Value,
)
from repro_lint.resolve.interpreter.aliases import anchor
from repro_lint.resolve.interpreter.api import Call, Engine
from repro_lint.resolve.interpreter.attributes import attribute
from repro_lint.resolve.interpreter.exceptions import may_throw
from repro_lint.resolve.interpreter.scopes import bind_name, name_in
from repro_lint.resolve.models import library, registry
from repro_lint.resolve.trace.execution import Execution
from repro_lint.resolve.trace.summaries import NO_LOWLINK


def start(machine: Engine, streams: Streams = FRESH) -> None:
    """A new process begins: nothing is loaded or under way."""
    machine.state = machine.state.new_process(streams)


def begin(machine: Engine, path: str, facts: ir.FileFacts) -> Frame:
    """Start a file as a program, none of whose statements ran yet."""
    start(machine)
    module = machine.state.modules[path] = Module(path, "__main__", facts)
    machine.state.trace = Execution(module.name, path)
    return _enter(machine, module)


def end(machine: Engine) -> Execution:
    """The program is at its end; what waited for that happens."""
    module = next(iter(machine.state.modules.values()))
    frame = module.frame
    if machine.state.streams is not None and not module.is_main:
        module.left = set_between(FRESH, machine.state.streams)
    if frame is not None:
        end = Call(registry.PROGRAM_END, Arguments(), NOWHERE, frame)
        library.outside(machine, end)
    machine.state.depth -= 1
    done, machine.state.trace = machine.state.trace, Execution("", "")
    done.returned = machine.state.streams
    return done


def load(machine: Engine, path: str, name: str) -> Execution | None:
    """Run a module's top level as an import does, unless it ran already."""
    if path in machine.state.modules or machine.state.streams is None:
        return None
    remembered = machine.state.summaries.modules.get((path, machine.state.streams))
    if remembered and not (remembered[1].keys() & machine.state.modules.keys()) and machine.state.holds(remembered[0]):
        machine.state.modules.update(remembered[1])
        machine.state.streams = remembered[0].returned
        machine.state.replay(remembered[0])
        return remembered[0]
    facts = machine.state.summaries.read[path] = machine.loader.facts(path)
    if facts is None:
        return None
    known, streams = len(machine.state.modules), machine.state.streams
    module = Module(path, name, facts)
    machine.state.modules[path] = module
    outer, machine.state.recursion.lowlink = machine.state.recursion.lowlink, NO_LOWLINK
    done = _run_module(machine, module)
    if machine.state.recursion.lowlink == NO_LOWLINK:
        machine.state.summaries.modules[path, streams] = (
            done,
            dict(islice(machine.state.modules.items(), known, None)),
        )
    machine.state.recursion.lowlink = min(outer, machine.state.recursion.lowlink)
    return done


def _enter(machine: Engine, module: Module) -> Frame:
    machine.state.depth += 1
    names: dict[str, Value] = {"__name__": Known(module.name), "__file__": UNKNOWN, "__doc__": UNKNOWN}
    frame = module.frame = Frame(module, names)
    return frame


def _run_module(machine: Engine, module: Module) -> Execution:
    entered = machine.state.streams
    caller, machine.state.trace = machine.state.trace, Execution(module.name, module.path)
    machine.block(module.facts.body, _enter(machine, module))
    machine.state.depth -= 1
    done, machine.state.trace = machine.state.trace, caller
    machine.state.trace.inherit(done)
    if machine.state.streams is None:  # an import that exits does not end our knowledge
        machine.state.streams = entered
    done.returned = machine.state.streams
    if entered is not None and machine.state.streams is not None:
        module.left = set_between(entered, machine.state.streams)
    return done


def attribute_of_module(machine: Engine, module: Module, name: str, frame: Frame) -> Value:
    """A name of a project module, importing the submodule of that name if need be."""
    value = None if module.frame is None else name_in(machine, module.frame, name)
    if value is not None:
        return value
    submodule = machine.loader.find(f"{module.name}.{name}", module.path) if module.name != "__main__" else None
    if submodule is not None and submodule in machine.state.modules:
        return ModuleValue(machine.state.modules[submodule])
    return Unreadable(f"{module.name}.{name}") if module.open else UNKNOWN


def import_statement(machine: Engine, statement: ir.Import, frame: Frame) -> None:
    _may_be_missing(machine, statement.module)
    value = import_name(machine, statement.module, frame, statement.span)
    if statement.alias is not None:
        bind_name(machine, frame, statement.alias, value)
    else:
        head = statement.module.partition(".")[0]
        whole = value if head == statement.module else import_name(machine, head, frame, statement.span)
        bind_name(machine, frame, head, whole)


def import_name(machine: Engine, name: str, frame: Frame, span: nodes.Span) -> Value:
    """Import a module, its packages first. What the entry file loads is noted with the place."""
    known = len(machine.state.modules)
    found = _import_parts(machine, name, frame, span)
    if frame.module.name == "__main__" and len(machine.state.modules) > known:
        machine.state.loads[frame.place(span)] = tuple(islice(machine.state.modules.values(), known, None))
    return found


def _import_parts(machine: Engine, name: str, frame: Frame, span: nodes.Span) -> Value:
    importer = frame.module.path
    parts = name.split(".")
    found: Value = ExternalName(name)
    for count in range(1, len(parts) + 1):
        partial = ".".join(parts[:count])
        path = machine.loader.find(partial, importer)
        if path is not None:
            done = load(machine, path, partial)
            if done is not None:
                machine.state.trace.adopt(frame.place(span), done)
            loaded = machine.state.modules.get(path)
            found = ModuleValue(loaded) if loaded is not None else Unreadable(partial)
        elif machine.loader.is_package(partial, importer):
            found = Unreadable(partial)
        elif not isinstance(found, ExternalName):
            return Unreadable(name)
    return found


def _may_be_missing(machine: Engine, module: str) -> None:
    """A library that the program draws from is there; others may not be."""
    if module.partition(".")[0] not in machine.catalog.roots:
        may_throw(machine, is_import=True)


def from_import_statement(machine: Engine, statement: ir.FromImport, frame: Frame) -> None:
    _may_be_missing(machine, statement.module)
    name: str | None = statement.module
    if statement.level:
        name = machine.loader.relative(frame.module.path, statement.level, statement.module)
    if name is None:
        for imported, alias in statement.names:
            bind_name(machine, frame, alias, Unreadable(f"{'.' * statement.level}{statement.module}.{imported}"))
        return
    source = import_name(machine, name, frame, statement.span) if name else Unreadable("")
    for imported, alias in statement.names:
        if imported == "*":
            _import_all(machine, source, frame)
        else:
            bind_name(machine, frame, alias, _imported(machine, source, name, imported, frame, statement.span))


def _imported(machine: Engine, source: Value, module: str, name: str, frame: Frame, span: nodes.Span) -> Value:
    if isinstance(source, ExternalName):
        return attribute(machine, source, name, frame)
    if isinstance(source, ModuleValue):
        value = attribute_of_module(machine, source.module, name, frame)
        if value is not UNKNOWN:
            return value if source.module.frame is None else anchor(machine, Home(source.module.frame, name), value)
    submodule = machine.loader.find(f"{module}.{name}", frame.module.path)
    if submodule is not None or isinstance(source, Unreadable):
        return import_name(machine, f"{module}.{name}", frame, span)
    return UNKNOWN


def _import_all(machine: Engine, source: Value, frame: Frame) -> None:
    if isinstance(source, ExternalName):
        for name, full in machine.catalog.members(source.name).items():
            bind_name(machine, frame, name, ExternalName(full))
    elif isinstance(source, ModuleValue) and source.module.frame is not None:
        env = source.module.frame.env
        public = env.get("__all__")
        for name in env:
            value = name_in(machine, source.module.frame, name) or UNKNOWN
            if Known(name) in public.items if isinstance(public, Sequence) else not name.startswith("_"):
                bind_name(machine, frame, name, value)
        frame.module.open = frame.module.open or source.module.open
    else:
        frame.module.open = True
