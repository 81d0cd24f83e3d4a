"""The abstract runs of a whole program: from each entry point, and for code that no entry point reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
from repro_lint.resolve.program.entries import EntryPoint
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


class Runner:
    """The runs of one program, in one process: what they leave for each other changes nothing that is found.

    `read`: the facts of the program's files. `prefix`: how the first run began.
    """

    def __init__(
        self,
        read: Mapping[str, FileFacts],
        project: Project,
        catalog: Catalog,
        settings: Settings,
        prefix: RunPrefix,
    ) -> None:
        self._interpreter = Interpreter(catalog, project, settings.keras, settings.seed_functions, settings.versions)
        self._allowance = Allowance(read, project)
        self._project, self._settings, self._prefix = project, settings, prefix

    def from_entry(self, entry: EntryPoint, facts: FileFacts) -> tuple[Run | GivenUp, Reached]:
        """The run from an entry point, and what it reached."""
        project, interpreter = self._project, self._interpreter
        project.entry_folder = entry.path.rpartition("/")[0]
        prefix, self._prefix = self._prefix, RunPrefix()
        interpreter.state.budget.limit = self._allowance.granted(entry.path)
        given = (project.root, self._settings, entry.path)
        execution = _followed(entry.path, interpreter, partial(prefix.run, interpreter, entry.path, facts, given))
        if isinstance(execution, GivenUp):
            return execution, Reached()
        return _finished(entry, execution, interpreter, facts), Reached.by(interpreter.state)

    def alone(self, path: str, reached: Reached, *, test: bool) -> list[Run | GivenUp]:
        """The runs of what is not `reached` of a file, and is then."""
        self._project.entry_folder = self._project.root
        interpreter = self._interpreter
        interpreter.state.budget.limit = self._allowance.granted(path)
        found = _followed(path, interpreter, lambda: list(unreached(path, reached, interpreter)))
        if isinstance(found, GivenUp):
            return [found]
        reached.add(Reached.by(interpreter.state))
        stopped = interpreter.state.budget.stopped
        return [Run(None, one.execution, test, one.entry, stopped=stopped) for one in found]


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
