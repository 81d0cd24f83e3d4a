"""What no entry point reaches: its callers are unknown, and so are the streams as they leave them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from repro_lint.resolve.domain.frames import Module
from repro_lint.resolve.domain.streams import FROM_CALLER, NOWHERE, Streams
from repro_lint.resolve.domain.values import Class, Func, Instance, Value
from repro_lint.resolve.interpreter import loading, statements
from repro_lint.resolve.interpreter.interpreter import Interpreter
from repro_lint.resolve.interpreter.state import State
from repro_lint.resolve.program.project import Project
from repro_lint.resolve.trace.execution import Caused, Execution
from repro_lint.resolve.trace.summaries import Identity


@dataclass(slots=True)
class Reached:
    """What the runs so far loaded and called; some calls are not known if a bound `cut_short` one of them."""

    modules: dict[str, Module] = field(default_factory=dict)
    functions: set[Identity] = field(default_factory=set)
    cut_short: bool = False

    def add(self, state: State) -> None:
        """A run is over. A module that several load is as the first of them left it."""
        self.modules = state.modules | self.modules
        self.functions |= state.summaries.contexts.keys()
        self.cut_short |= state.summaries.cut_short


def unreached(path: str, reached: Reached, interpreter: Interpreter) -> Iterator[Caused]:
    """What of a file no entry point ran: its top level, its functions, the methods of its classes."""
    loading.start(interpreter, FROM_CALLER)
    module = reached.modules.get(path)
    if module is None:
        done = _import(path, interpreter)
        if done is not None:
            yield Caused(NOWHERE, done, None)
        module = interpreter.state.modules.get(path)
    if module is None or module.frame is None:
        return
    streams = _left(module, reached, interpreter)
    interpreter.state.modules[path] = module
    for value in list(module.frame.env.values()):
        yield from _unreached_value(value, path, streams, reached, interpreter)


def _import(path: str, interpreter: Interpreter) -> Execution | None:
    name = interpreter.loader.module_name(path) if isinstance(interpreter.loader, Project) else path
    return loading.load(interpreter, path, name, NOWHERE)


def _left(module: Module, reached: Reached, interpreter: Interpreter) -> Streams:
    """The streams as whoever imports a module finds them: what it does under its guard happens to nobody else."""
    if reached.cut_short or interpreter.state.summaries.cut_short:
        return FROM_CALLER  # what was not reached may have been called for all that
    functions = range(len(module.facts.functions))
    if module.is_main and not all(_is_reached((module.path, index), reached, interpreter) for index in functions):
        _import(module.path, interpreter)
        return interpreter.state.modules[module.path].left
    return module.left


def _is_reached(function: Identity, reached: Reached, interpreter: Interpreter) -> bool:
    return function in reached.functions or function in interpreter.state.summaries.contexts


def _unreached_value(
    value: Value, path: str, streams: Streams, reached: Reached, interpreter: Interpreter
) -> Iterable[Caused]:
    if isinstance(value, Func) and value.module.path == path:
        if not _is_reached((path, value.index), reached, interpreter):
            interpreter.state.streams = streams
            done = statements.call_escaped(interpreter, value, None)
            if done is not None:
                yield done
    elif isinstance(value, Class):
        functions = [member for member in value.members.values() if isinstance(member, Func)]
        here = [f for f in functions if f.module.path == path]
        unreached = [f for f in here if not _is_reached(f.identity, reached, interpreter)]
        if not unreached:
            return
        place = statements.definition_place(unreached[0])
        instance = Instance(value, place)
        constructor = value.members.get("__init__")
        if isinstance(constructor, Func):
            interpreter.state.streams = streams
            done = statements.call_escaped(interpreter, constructor, instance)
            if done is not None and constructor in unreached:
                yield done
        for function in unreached:
            if function is not constructor:
                interpreter.state.streams = streams
                done = statements.call_escaped(interpreter, function, instance)
                if done is not None:
                    yield done
