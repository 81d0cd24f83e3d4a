"""Modules of the project: each runs once, when it is first imported."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import islice
from typing import Protocol

from repro_lint.catalog import Catalog
from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.frames import Activation, Frame, Module
from repro_lint.resolve.domain.streams import FRESH, NOWHERE, Place, World, joined, set_between
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
from repro_lint.resolve.interpreter.calls import Caller
from repro_lint.resolve.interpreter.core import RESTS_ON_NOTHING
from repro_lint.resolve.models.exits import AT_EXIT


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
        self.modules: dict[str, Module] = {}
        self.loads: dict[Place, tuple[Module, ...]] = {}
        self.memory: dict[Hashable, list[Activation]] = {}
        self.rebound: set[tuple[object, str]] = set()
        self.added: list[tuple[Frame, str]] = []
        self.module_memory: dict[tuple[str, World], tuple[Activation, dict[str, Module]]] = {}
        self.contexts: dict[tuple[str, int], int] = {}
        self.running: dict[tuple[str, int], int] = {}
        self.idle: set[Hashable] = set()
        self.read: dict[str, ir.FileFacts | None] = {}
        self.forget_recursions()

    def start(self, world: World = FRESH) -> None:
        """Forget the modules that are loaded: a new process begins."""
        self.modules, self.world, self.store, self.steps, self.depth = {}, world, {}, 0, 0
        self.loads, self.ended = {}, None
        self.activation, self.running = Activation("", ""), {}
        self.forget_position()
        self.forget_unproved(0)
        self.forget_recursions()

    def begin(self, path: str, facts: ir.FileFacts) -> Frame:
        """Start a file as a program, none of whose statements ran yet."""
        self.start()
        module = self.modules[path] = Module(path, "__main__", facts)
        self.activation = Activation(module.name, path)
        return self._enter(module)

    def end(self) -> Activation:
        """The program is at its end; what waited for that happens."""
        module = next(iter(self.modules.values()))
        frame = module.frame
        if self.world is not None and not module.guarded:
            module.left = set_between(FRESH, self.world)
        if AT_EXIT in self.store and frame is not None:
            self.world = joined(self.world, self.ended)
            self.leave(AT_EXIT, NOWHERE, frame)
        self.depth -= 1
        done, self.activation = self.activation, Activation("", "")
        done.world = self.world
        return done

    def load(self, path: str, name: str) -> Activation | None:
        """Run a module's top level as an import does, unless it ran already."""
        if path in self.modules or self.world is None:
            return None
        remembered = self.module_memory.get((path, self.world))
        if remembered and not (remembered[1].keys() & self.modules.keys()) and self.holds(remembered[0]):
            self.modules.update(remembered[1])
            self.world = remembered[0].world
            self.replay(remembered[0])
            return remembered[0]
        facts = self.read[path] = self.loader.facts(path)
        if facts is None:
            return None
        known, world = len(self.modules), self.world
        module = Module(path, name, facts)
        self.modules[path] = module
        outer, self.low = self.low, RESTS_ON_NOTHING
        done = self._run_module(module)
        if self.low == RESTS_ON_NOTHING:
            self.module_memory[path, world] = (done, dict(islice(self.modules.items(), known, None)))
        self.low = min(outer, self.low)
        return done

    def _enter(self, module: Module) -> Frame:
        self.depth += 1
        names: dict[str, Value] = {"__name__": Known(module.name), "__file__": UNKNOWN, "__doc__": UNKNOWN}
        frame = module.frame = Frame(module, names)
        return frame

    def _run_module(self, module: Module) -> Activation:
        entered = self.world
        caller, self.activation = self.activation, Activation(module.name, module.path)
        self.block(module.facts.body, self._enter(module))
        self.depth -= 1
        done, self.activation = self.activation, caller
        self.inherit(done)
        if self.world is None:  # an import that exits does not end our knowledge
            self.world = entered
        done.world = self.world
        if entered is not None and self.world is not None:
            module.left = set_between(entered, self.world)
        return done

    def attribute_of_module(self, module: Module, name: str, frame: Frame) -> Value:
        """A name of a project module, importing the submodule of that name if need be."""
        value = None if module.frame is None else self.name_in(module.frame, name)
        if value is not None:
            return value
        submodule = self.loader.find(f"{module.name}.{name}", module.path) if module.name != "__main__" else None
        if submodule is not None and submodule in self.modules:
            return ModuleValue(self.modules[submodule])
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
        known = len(self.modules)
        found = self._import_parts(name, frame, span)
        if frame.module.name == "__main__" and len(self.modules) > known:
            self.loads[self.place(frame, span)] = tuple(islice(self.modules.values(), known, None))
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
                    self.activation.adopt(self.place(frame, span), done)
                loaded = self.modules.get(path)
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
