"""Import statements, and the names of modules."""

from __future__ import annotations

from itertools import islice

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.frames import Frame, Module
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
from repro_lint.resolve.interpreter.api import Engine
from repro_lint.resolve.interpreter.attributes import attribute
from repro_lint.resolve.interpreter.exceptions import may_throw
from repro_lint.resolve.interpreter.loading import load
from repro_lint.resolve.interpreter.scopes import bind_name, name_in
from repro_lint.resolve.models.names import IMPORT_ERRORS


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
            load(machine, path, partial, frame.place(span))
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
        may_throw(machine, kinds=IMPORT_ERRORS[:1])


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


def data_file(machine: Engine, name: str) -> bytes | None:
    """What stands in a file that the program opens by this name; None where there is none."""
    data = machine.state.archive.data[name] = machine.loader.data(name)
    return data
