"""The abstract runs of a whole program: from each entry point, and for code that no entry point reaches."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from repro_lint.catalog import Catalog
from repro_lint.defect import Defect, contained
from repro_lint.facts.model import FileFacts
from repro_lint.resolve.domain.frames import Module
from repro_lint.resolve.domain.streams import Place, Streams
from repro_lint.resolve.interpreter.api import Loader
from repro_lint.resolve.interpreter.checkpoint import checkpoint, resume
from repro_lint.resolve.interpreter.interpreter import Interpreter
from repro_lint.resolve.program.allowance import Allowance
from repro_lint.resolve.program.entries import EntryPoint, entry_points, is_test
from repro_lint.resolve.program.prefix import RunPrefix
from repro_lint.resolve.program.project import Project
from repro_lint.resolve.program.unreached import Reached, unreached
from repro_lint.resolve.trace.execution import Execution
from repro_lint.resolve.trace.summaries import Identity

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """One abstract run: from an entry point, or (`entry` is None) of code whose caller is unknown.

    `libraries`: the outside packages that the modules it loaded import. `behind`: for each import by which the entry
    file loaded modules of the project, the outside packages that those import. `tensorflow_1`: written for TensorFlow
    1. `gpu`: one of the modules asks for a GPU, and TensorFlow is no version 1, which can only do without. `files`,
    `facts`: those of the modules. `stopped`: where the steps of the run were spent. `called`: the functions that it
    called, as far as no bound `cut_short` what is known of that.
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
    called: frozenset[Identity] = frozenset()
    cut_short: bool = False
    tensorflow_1: bool = False
    facts: tuple[FileFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user says of the program. `scripts`: name and `module:function` of its console scripts."""

    keras: str | None = None
    seed_functions: frozenset[str] = frozenset()
    entry_points: tuple[str, ...] = ()
    scripts: tuple[tuple[str, str], ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


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
    interpreter = Interpreter(catalog, project, settings.keras, settings.seed_functions, settings.versions)
    reached = Reached()
    read = {path: facts for path in paths if (facts := project.facts(path)) is not None}
    allowance = Allowance(read, project)
    entries = entry_points(paths, project, settings.entry_points, settings.scripts)
    alone = [(path, is_test(path, project.root, facts)) for path, facts in read.items() if path in followed]
    alone.sort(key=lambda one: one[1])  # tests last: what only they call is judged as called by nobody
    total = len(entries) + len(alone)
    for done, entry in enumerate(entries):
        facts = project.facts(entry.path)
        if facts is None:
            continue
        yield Begun(entry.path, done, total)
        project.entry_folder = entry.path.rpartition("/")[0]
        first, prefix = prefix, RunPrefix()
        interpreter.state.budget.limit = allowance.granted(entry.path)
        given = (project.root, settings, entry.path)
        execution = _followed(entry.path, interpreter, partial(first.run, interpreter, entry.path, facts, given))
        if isinstance(execution, GivenUp):
            yield execution
            continue
        reached.add(interpreter.state)
        yield _finished(entry, execution, interpreter, facts)
    project.entry_folder = project.root
    for done, (path, test) in enumerate(alone, len(entries)):
        yield Begun(path, done, total)
        interpreter.state.budget.limit = allowance.granted(path)
        yield from _without_entry(path, reached, interpreter, test)
        reached.add(interpreter.state)


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
        cut_short=interpreter.state.summaries.cut_short,
        tensorflow_1=tensorflow_1,
        facts=tuple(module.facts for module in loaded),
    )


def _is_for_tensorflow_1(entry: FileFacts, modules: Iterable[FileFacts]) -> bool:
    """An entry file that has nothing of TensorFlow itself is for the version of its modules."""
    if any(name.partition(".")[0] == "tensorflow" for name, _ in entry.imports):
        return entry.tensorflow_1
    return entry.tensorflow_1 or any(facts.tensorflow_1 for facts in modules)


def _without_entry(path: str, reached: Reached, interpreter: Interpreter, test: bool) -> Iterable[Run | GivenUp]:
    found = _followed(path, interpreter, lambda: list(unreached(path, reached, interpreter)))
    if isinstance(found, GivenUp):
        return [found]
    stopped = interpreter.state.budget.stopped
    return [Run(None, one.execution, test, one.entry, stopped=stopped) for one in found]


def _followed(path: str, interpreter: Interpreter, run: Callable[[], T]) -> T | GivenUp:
    """What a run that begins in `path` gives; a run that is given up harms no other."""
    before = checkpoint(interpreter.state)
    found = contained(run)
    if not isinstance(found, Defect):
        return found
    interpreter.state = resume(before)
    return GivenUp(path, None if found.exhausted else found)


def _outside(modules: Iterable[Module], loader: Loader) -> frozenset[str]:
    """The outside packages that modules of the project import."""
    named = ((name.partition(".")[0], one.path) for one in modules for name, level in one.facts.imports if not level)
    return frozenset(
        name for name, path in dict.fromkeys(named) if not (loader.find(name, path) or loader.is_package(name, path))
    )
