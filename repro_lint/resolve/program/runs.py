"""The abstract runs of a whole program: from each entry point, and for code that no entry point reaches."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from repro_lint.catalog import Catalog
from repro_lint.defect import Defect, contained
from repro_lint.facts.model import FileFacts
from repro_lint.resolve.domain.frames import Module
from repro_lint.resolve.domain.streams import FROM_CALLER, NOWHERE, Place, Streams
from repro_lint.resolve.domain.values import Class, Func, Instance, Value
from repro_lint.resolve.interpreter import loading, statements
from repro_lint.resolve.interpreter.api import Loader
from repro_lint.resolve.interpreter.interpreter import Interpreter
from repro_lint.resolve.program.allowance import Allowance
from repro_lint.resolve.program.entries import EntryPoint, entry_points, is_test
from repro_lint.resolve.program.prefix import RunPrefix
from repro_lint.resolve.program.project import Project
from repro_lint.resolve.trace.execution import Caused, Execution

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """One abstract run: from an entry point, or (`entry` is None) of code whose caller is unknown.

    `libraries`: the outside packages that the modules it loaded import. `behind`: for each import by which the entry
    file loaded modules of the project, the outside packages that those import. `tensorflow_1`: written for TensorFlow
    1. `gpu`: one of the modules asks for a GPU, and TensorFlow is no version 1, which can only do without. `files`:
    those of the modules. `stopped`: where the steps of the run were spent. `called`: the functions that it or a run
    before it called.
    """

    entry: EntryPoint | None
    execution: Execution
    test: bool = False
    streams: Streams | None = None
    libraries: frozenset[str] = frozenset()
    behind: tuple[tuple[Place, frozenset[str]], ...] = ()
    gpu: bool = False
    files: tuple[str, ...] = ()
    stopped: Place | None = None
    called: frozenset[tuple[str, int]] = frozenset()
    tensorflow_1: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user says of the program. `scripts`: name and `module:function` of its console scripts."""

    keras: str | None = None
    seed_functions: frozenset[str] = frozenset()
    entry_points: tuple[str, ...] = ()
    scripts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A run that did not come to its end. `path`: where it began.

    It nested deeper than Python can follow, or took more memory than there is; or a `defect` of ours ended it.
    """

    path: str
    defect: Defect | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A run begins in the file `path`, behind so many (`done`) of so many."""

    path: str
    done: int
    total: int


def runs(
    paths: list[str],
    followed: Container[str],
    project: Project,
    catalog: Catalog,
    settings: Settings,
    prefix: RunPrefix,
) -> Iterator[Begun | Run | GivenUp]:
    """All runs of the program made of `paths`, deterministic in their order. `prefix`: how the first of them began.

    What no entry point reaches runs in the `followed` files alone.
    """
    interpreter = Interpreter(catalog, project, settings.keras, settings.seed_functions)
    seen: dict[str, Module] = {}
    read = [(path, facts) for path in paths if (facts := project.facts(path)) is not None]
    allowance = Allowance.of(facts for _, facts in read)
    entries = entry_points(paths, project, settings.entry_points, settings.scripts)
    alone = [(path, facts, is_test(path, project.root, facts)) for path, facts in read if path in followed]
    alone.sort(key=lambda one: one[2])  # tests last: what only they call is judged as called by nobody
    total = len(entries) + len(alone)
    for done, entry in enumerate(entries):
        facts = project.facts(entry.path)
        if facts is None:
            continue
        yield Begun(entry.path, done, total)
        project.entry_folder = entry.path.rpartition("/")[0]
        first, prefix = prefix, RunPrefix()
        interpreter.state.budget.limit = allowance.granted(facts)
        given = (project.root, settings, entry.path)
        execution = _followed(entry.path, interpreter, partial(first.run, interpreter, entry.path, facts, given))
        if isinstance(execution, GivenUp):
            yield execution
            continue
        allowance.spend(interpreter.state.steps)
        for path, module in interpreter.state.modules.items():
            seen.setdefault(path, module)
        yield _finished(entry, execution, interpreter, facts)
    project.entry_folder = project.root
    for done, (path, facts, test) in enumerate(alone, len(entries)):
        yield Begun(path, done, total)
        interpreter.state.budget.limit = allowance.granted(facts)
        yield from _without_entry(path, seen.get(path), interpreter, test)
        allowance.spend(interpreter.state.steps)


def _finished(entry: EntryPoint, execution: Execution, interpreter: Interpreter, facts: FileFacts) -> Run:
    loaded = interpreter.state.modules.values()
    tensorflow_1 = _is_for_tensorflow_1(facts, [module.facts for module in loaded])
    return Run(
        entry,
        execution,
        libraries=_outside(loaded, interpreter.loader),
        behind=tuple((at, _outside(modules, interpreter.loader)) for at, modules in interpreter.state.loads.items()),
        gpu=not tensorflow_1 and any(module.facts.gpu for module in loaded),
        files=tuple(interpreter.state.modules),
        stopped=interpreter.state.budget.stopped,
        called=frozenset(interpreter.state.summaries.contexts),
        tensorflow_1=tensorflow_1,
    )


def _is_for_tensorflow_1(entry: FileFacts, modules: Iterable[FileFacts]) -> bool:
    """An entry file that has nothing of TensorFlow itself is for the version of its modules."""
    if any(name.partition(".")[0] == "tensorflow" for name, _ in entry.imports):
        return entry.tensorflow_1
    return entry.tensorflow_1 or any(facts.tensorflow_1 for facts in modules)


def _without_entry(path: str, module: Module | None, interpreter: Interpreter, test: bool) -> Iterable[Run | GivenUp]:
    found = _followed(path, interpreter, lambda: list(_unreached(path, module, interpreter)))
    if isinstance(found, GivenUp):
        return [found]
    stopped = interpreter.state.budget.stopped
    return [Run(None, one.execution, test, one.entry, stopped=stopped) for one in found]


def _followed(path: str, interpreter: Interpreter, run: Callable[[], T]) -> T | GivenUp:
    """What a run that begins in `path` gives; a run that is given up harms no other."""
    before = interpreter.state.checkpoint()
    found = contained(run)
    if not isinstance(found, Defect):
        return found
    interpreter.state = before.resume()
    return GivenUp(path, None if found.exhausted else found)


def _outside(modules: Iterable[Module], loader: Loader) -> frozenset[str]:
    """The outside packages that modules of the project import."""
    named = ((name.partition(".")[0], one.path) for one in modules for name, level in one.facts.imports if not level)
    return frozenset(
        name for name, path in dict.fromkeys(named) if not (loader.find(name, path) or loader.is_package(name, path))
    )


def _unreached(path: str, module: Module | None, interpreter: Interpreter) -> Iterator[Caused]:
    """What of a file no entry point ran: its top level, its functions, the methods of its classes."""
    loading.start(interpreter, FROM_CALLER)
    if module is None:
        done = _import(path, interpreter)
        if done is not None:
            yield Caused(NOWHERE, done, None)
        module = interpreter.state.modules.get(path)
    if module is None or module.frame is None:
        return
    streams = _left(module, interpreter)
    interpreter.state.modules[path] = module
    for value in list(module.frame.env.values()):
        yield from _unreached_value(value, path, streams, interpreter)


def _import(path: str, interpreter: Interpreter) -> Execution | None:
    name = interpreter.loader.module_name(path) if isinstance(interpreter.loader, Project) else path
    return loading.load(interpreter, path, name, NOWHERE)


def _left(module: Module, interpreter: Interpreter) -> Streams:
    """The streams as whoever imports a module finds them: what it does under its guard happens to nobody else."""
    if interpreter.state.summaries.cut_short:  # what was not reached may have been called for all that
        return FROM_CALLER
    functions = range(len(module.facts.functions))
    if module.is_main and any((module.path, index) not in interpreter.state.summaries.contexts for index in functions):
        _import(module.path, interpreter)
        return interpreter.state.modules[module.path].left
    return module.left


def _unreached_value(value: Value, path: str, streams: Streams, interpreter: Interpreter) -> Iterable[Caused]:
    if isinstance(value, Func) and value.module.path == path:
        if (path, value.index) not in interpreter.state.summaries.contexts:
            interpreter.state.streams = streams
            done = statements.call_escaped(interpreter, value, None)
            if done is not None:
                yield done
    elif isinstance(value, Class):
        functions = [member for member in value.members.values() if isinstance(member, Func)]
        reached = interpreter.state.summaries.contexts
        unreached = [f for f in functions if f.module.path == path and f.identity not in reached]
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
