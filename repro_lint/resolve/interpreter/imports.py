"""Modules of the project: each runs once, when it is first imported."""

from __future__ import annotations

from itertools import islice
from typing import Protocol

from repro_lint.catalog import Catalog
from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Frame, Module
from repro_lint.resolve.domain.streams import FRESH, NOWHERE, World, set_between
from repro_lint.resolve.domain.values import (
    UNKNOWN,
    Home,
    Known,
    Missing,
    ModuleValue,
    Ref,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.api import Call
from repro_lint.resolve.interpreter.calls import Caller
from repro_lint.resolve.models import library, registry
from repro_lint.resolve.trace.activation import Activation
from repro_lint.resolve.trace.summaries import RESTS_ON_NOTHING


class Loader(Protocol):
    """Finds and reads the modules of the project."""

    def find(self, name: str, importer: str) -> str | None:
        """The key of the file that `import name` in `importer` loads; None for a module outside the project."""

    def facts(self, path: str) -> ir.FileFacts | None:
        """The facts of a file; None if it could not be read."""

    def relative(self, importer: str, level: int, module: str) -> str | None:
        """The absolute name of a relative import; None where it leaves the project."""

    def is_package(self, name: str, importer: str) -> bool:
        """Whether `name` is a folder of the project that can be imported."""


class Importer(Caller):
    """Runs modules."""

    def __init__(
        self, catalog: Catalog, loader: Loader, keras: str | None = None, seed_functions: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(catalog, keras, seed_functions)
        self.loader = loader

    def start(self, world: World = FRESH) -> None:
        """A new process begins: nothing is loaded or under way."""
        self.state = self.state.new_process(world)

    def begin(self, path: str, facts: ir.FileFacts) -> Frame:
        """Start a file as a program, none of whose statements ran yet."""
        self.start()
        module = self.state.modules[path] = Module(path, "__main__", facts)
        self.state.trace = Activation(module.name, path)
        return self._enter(module)

    def end(self) -> Activation:
        """The program is at its end; what waited for that happens."""
        module = next(iter(self.state.modules.values()))
        frame = module.frame
        if self.state.streams is not None and not module.guarded:
            module.left = set_between(FRESH, self.state.streams)
        if frame is not None:
            end = Call(registry.PROGRAM_END, Arguments(), NOWHERE, frame)
            library.outside(self, end)
        self.state.depth -= 1
        done, self.state.trace = self.state.trace, Activation("", "")
        done.world = self.state.streams
        return done

    def load(self, path: str, name: str) -> Activation | None:
        """Run a module's top level as an import does, unless it ran already."""
        if path in self.state.modules or self.state.streams is None:
            return None
        remembered = self.state.summaries.modules.get((path, self.state.streams))
        if remembered and not (remembered[1].keys() & self.state.modules.keys()) and self.state.holds(remembered[0]):
            self.state.modules.update(remembered[1])
            self.state.streams = remembered[0].world
            self.state.replay(remembered[0])
            return remembered[0]
        facts = self.state.summaries.read[path] = self.loader.facts(path)
        if facts is None:
            return None
        known, world = len(self.state.modules), self.state.streams
        module = Module(path, name, facts)
        self.state.modules[path] = module
        outer, self.state.recursion.low = self.state.recursion.low, RESTS_ON_NOTHING
        done = self._run_module(module)
        if self.state.recursion.low == RESTS_ON_NOTHING:
            self.state.summaries.modules[path, world] = (done, dict(islice(self.state.modules.items(), known, None)))
        self.state.recursion.low = min(outer, self.state.recursion.low)
        return done

    def _enter(self, module: Module) -> Frame:
        self.state.depth += 1
        names: dict[str, Value] = {"__name__": Known(module.name), "__file__": UNKNOWN, "__doc__": UNKNOWN}
        frame = module.frame = Frame(module, names)
        return frame

    def _run_module(self, module: Module) -> Activation:
        entered = self.state.streams
        caller, self.state.trace = self.state.trace, Activation(module.name, module.path)
        self.block(module.facts.body, self._enter(module))
        self.state.depth -= 1
        done, self.state.trace = self.state.trace, caller
        self.state.trace.inherit(done)
        if self.state.streams is None:  # an import that exits does not end our knowledge
            self.state.streams = entered
        done.world = self.state.streams
        if entered is not None and self.state.streams is not None:
            module.left = set_between(entered, self.state.streams)
        return done

    def attribute_of_module(self, module: Module, name: str, frame: Frame) -> Value:
        """A name of a project module, importing the submodule of that name if need be."""
        value = None if module.frame is None else self.name_in(module.frame, name)
        if value is not None:
            return value
        submodule = self.loader.find(f"{module.name}.{name}", module.path) if module.name != "__main__" else None
        if submodule is not None and submodule in self.state.modules:
            return ModuleValue(self.state.modules[submodule])
        return Missing(f"{module.name}.{name}") if module.open else UNKNOWN

    def _import(self, statement: ir.Import, frame: Frame) -> None:
        self._may_be_missing(statement.module)
        value = self.import_name(statement.module, frame, statement.span)
        if statement.alias is not None:
            self.bind(frame, statement.alias, value)
        else:
            head = statement.module.partition(".")[0]
            whole = value if head == statement.module else self.import_name(head, frame, statement.span)
            self.bind(frame, head, whole)

    def import_name(self, name: str, frame: Frame, span: nodes.Span) -> Value:
        """Import a module, its packages first. What the entry file loads is noted with the place."""
        known = len(self.state.modules)
        found = self._import_parts(name, frame, span)
        if frame.module.name == "__main__" and len(self.state.modules) > known:
            self.state.loads[self.place(frame, span)] = tuple(islice(self.state.modules.values(), known, None))
        return found

    def _import_parts(self, name: str, frame: Frame, span: nodes.Span) -> Value:
        importer = frame.module.path
        parts = name.split(".")
        found: Value = Ref(name)
        for count in range(1, len(parts) + 1):
            partial = ".".join(parts[:count])
            path = self.loader.find(partial, importer)
            if path is not None:
                done = self.load(path, partial)
                if done is not None:
                    self.state.trace.adopt(self.place(frame, span), done)
                loaded = self.state.modules.get(path)
                found = ModuleValue(loaded) if loaded is not None else Missing(partial)
            elif self.loader.is_package(partial, importer):
                found = Missing(partial)
            elif not isinstance(found, Ref):
                return Missing(name)
        return found

    def _may_be_missing(self, module: str) -> None:
        """A library that the program draws from is there; others may not be."""
        if module.partition(".")[0] not in self.catalog.roots:
            self.may_throw(is_import=True)

    def _from_import(self, statement: ir.FromImport, frame: Frame) -> None:
        self._may_be_missing(statement.module)
        name: str | None = statement.module
        if statement.level:
            name = self.loader.relative(frame.module.path, statement.level, statement.module)
        if name is None:
            for imported, alias in statement.names:
                self.bind(frame, alias, Missing(f"{'.' * statement.level}{statement.module}.{imported}"))
            return
        source = self.import_name(name, frame, statement.span) if name else Missing("")
        for imported, alias in statement.names:
            if imported == "*":
                self._import_all(source, frame)
            else:
                self.bind(frame, alias, self._imported(source, name, imported, frame, statement.span))

    def _imported(self, source: Value, module: str, name: str, frame: Frame, span: nodes.Span) -> Value:
        if isinstance(source, Ref):
            return self.attribute(source, name, frame)
        if isinstance(source, ModuleValue):
            value = self.attribute_of_module(source.module, name, frame)
            if value is not UNKNOWN:
                return value if source.module.frame is None else self.settle(Home(source.module.frame, name), value)
        submodule = self.loader.find(f"{module}.{name}", frame.module.path)
        if submodule is not None or isinstance(source, Missing):
            return self.import_name(f"{module}.{name}", frame, span)
        return UNKNOWN

    def _import_all(self, source: Value, frame: Frame) -> None:
        if isinstance(source, Ref):
            for name, full in self.catalog.members(source.name).items():
                self.bind(frame, name, Ref(full))
        elif isinstance(source, ModuleValue) and source.module.frame is not None:
            env = source.module.frame.env
            public = env.get("__all__")
            for name in env:
                value = self.name_in(source.module.frame, name) or UNKNOWN
                if Known(name) in public.items if isinstance(public, Sequence) else not name.startswith("_"):
                    self.bind(frame, name, value)
            frame.module.open = frame.module.open or source.module.open
        else:
            frame.module.open = True
