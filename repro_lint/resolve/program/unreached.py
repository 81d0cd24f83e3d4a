"""What no entry point reaches: its callers are unknown, and so are the streams as they leave them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field

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
    """The files that runs loaded, and the functions that they called; not all of these if a bound `cut_short` one."""

    files: set[str] = field(default_factory=set)
    functions: set[Identity] = field(default_factory=set)
    cut_short: bool = False

    @classmethod
    def by(cls, state: State) -> Reached:
        """What one run reached, which is over."""
        return cls({*state.modules}, {*state.summaries.contexts}, state.summaries.cut_short)

    @classmethod
    def of(cls, runs: Iterable[Reached], files: Set[str]) -> Reached:
        """What some runs reached of these files."""
        found = cls()
        for one in runs:
            if not one.files.isdisjoint(files):
                found.add(one)
        found.files &= files
        found.functions = {function for function in found.functions if function[0] in files}
        return found

    def add(self, other: Reached) -> None:
        """What another run reached is reached, too."""
        self.files |= other.files
        self.functions |= other.functions
        self.cut_short |= other.cut_short


def unreached(path: str, reached: Reached, interpreter: Interpreter) -> Iterator[Caused]:
    """What of a file no run so far reached: its top level, its functions, the methods of its classes."""
    loading.start(interpreter, FROM_CALLER)
    facts = interpreter.loader.facts(path)
    if path in reached.files and facts and reached.functions.issuperset((path, n) for n in range(len(facts.functions))):
        return
    done = _import(path, interpreter)
    if done is not None and path not in reached.files:
        yield Caused(NOWHERE, done, None)
    module = interpreter.state.modules.get(path)
    if module is None or module.frame is None:
        return
    # What was not reached may have been called for all that where a bound was hit.
    streams = FROM_CALLER if reached.cut_short or interpreter.state.summaries.cut_short else module.left
    for value in list(module.frame.env.values()):
        yield from _unreached_value(value, path, streams, reached, interpreter)


def _import(path: str, interpreter: Interpreter) -> Execution | None:
    name = interpreter.loader.module_name(path) if isinstance(interpreter.loader, Project) else path
    return loading.load(interpreter, path, name, NOWHERE)


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
