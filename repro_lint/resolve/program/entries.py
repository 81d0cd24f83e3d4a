"""Where runs start: which files are programs, which are libraries, which are tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from repro_lint.facts.collect import collect
from repro_lint.facts.model import Assign, Block, Define, Do, FileFacts, If, Loop, Try, With
from repro_lint.facts.nodes import Call, Span, parts_of
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.program.project import Project

_TEST_FOLDERS = frozenset({"tests", "test"})
_QUIET_CALLS = frozenset(
    {"filterwarnings", "simplefilter", "basicConfig", "set_verbosity", "getLogger", "append", "insert"}
)


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A file that is run. `first` is its first statement that does something; `importer`: a program that imports it.

    A console script is no file of the project: `calls` is the first statement of the function that it calls, and
    `inside` the same where no other entry point has that file, or that statement.
    """

    path: str
    first: Span
    importer: str = ""
    inside: Place | None = None
    calls: Place | None = None

    @property
    def home(self) -> str:
        """The file that a reader takes for the program, and that its seeds go into."""
        return self.inside.path if self.inside else self.path


def is_test(path: str, root: str, facts: FileFacts) -> bool:
    """Whether a file is a test: under a `tests/` folder of the project, `conftest.py`, or holding tests."""
    relative = PurePosixPath(path.removeprefix(root))
    name = relative.name
    return (
        facts.has_tests
        or name == "conftest.py"
        or bool(_TEST_FOLDERS.intersection(relative.parts[:-1]))
        or (name.startswith("test_") and name.endswith(".py"))
        or name.endswith("_test.py")
    )


def entry_points(
    paths: list[str], project: Project, configured: tuple[str, ...], scripts: tuple[tuple[str, str], ...] = ()
) -> list[EntryPoint]:
    """The entry points among `paths`, in order; `configured` are named by the user, `scripts` by the project."""
    imported = _imported(paths, project)
    found: list[EntryPoint] = []
    for path in paths:
        facts = project.facts(path)
        if facts is None or not facts.body or is_test(path, project.root, facts):
            continue
        named = any(path.endswith(f"/{name}") or path == name for name in configured)
        if named or path.endswith(".ipynb") or facts.has_main_guard or _runs(path, facts, path in imported, project):
            found.append(EntryPoint(path, _first(facts.body), imported.get(path, "")))
    return [*found, *_console_scripts(set(paths), {one.path for one in found}, project, scripts)]


def _console_scripts(
    paths: set[str], run: set[str], project: Project, scripts: tuple[tuple[str, str], ...]
) -> Iterator[EntryPoint]:
    """The entry points that `[project.scripts]` names, as the launcher that installing the project writes for each.

    A file among those that are `run` gets its own seeds, which its functions have, too.
    """
    begun: set[Place] = set()
    for name, target in scripts:
        module, _, function = target.partition(":")
        if not re.fullmatch(r"[\w.]+", module) or not re.fullmatch(r"[\w.]+", function):
            continue
        key = f"{project.root}/[project.scripts] {name}"
        path = project.find(module, key)
        if path is not None and path in paths:
            facts = collect(ast.parse(f"from {module} import {function.partition('.')[0]}\n{function}()\n"))
            project.add(key, facts)
            calls = _begin(path, function, project)
            inside = calls if path not in run and calls not in begun else None
            yield EntryPoint(key, facts.body[0].span, inside=inside, calls=calls)
            begun |= {inside} if inside else set()


def _begin(path: str, function: str, project: Project) -> Place | None:
    """Where a function begins that a file defines at its top level."""
    facts = project.facts(path)
    defined = [facts.functions[one.function] for one in facts.body if isinstance(one, Define)] if facts else []
    bodies = [one.body for one in defined if one.name == function and one.body]
    return Place(path, bodies[-1][0].span) if bodies else None


def _imported(paths: list[str], project: Project) -> dict[str, str]:
    """The files that other files import, and for each the first that does and is no test."""
    found: dict[str, str] = {}
    for path in paths:
        facts = project.facts(path)
        importer = "" if facts is None or is_test(path, project.root, facts) else path
        for target in imports_of(path, facts, project) if facts else ():
            found[target] = found.get(target) or importer
    return found


def imports_of(path: str, facts: FileFacts, project: Project) -> Iterator[str]:
    """The files of the project that a file imports."""
    for module, level in facts.imports:
        name = project.relative(path, level, module) if level else module
        target = project.find(name, path) if name else None
        if target is not None and target != path:
            yield target


def _runs(path: str, facts: FileFacts, imported: bool, project: Project) -> bool:
    """Whether a file without a guard is a script: it does something, or imports what does, and nobody imports it."""
    if path.endswith(("/__init__.py", "/setup.py", "/conf.py")):
        return False
    if imported:
        return False
    if project.in_package(path) and not path.endswith("/__main__.py"):
        return _acts(facts.body, values=False)
    return _acts(facts.body, values=True) or any(
        module is not None and not module.has_main_guard and _acts(module.body, values=True)
        for module in map(project.facts, imports_of(path, facts, project))
    )


def _acts(body: Block, *, values: bool) -> bool:
    """Whether a body calls anything; `values`: also where only to give a name its value."""
    for statement in body:
        if isinstance(statement, Do):
            if isinstance(statement.value, Call) and getattr(statement.value.function, "name", "") in _QUIET_CALLS:
                continue
            return True
        if isinstance(statement, (Loop, With)):
            return True
        if values and isinstance(statement, Assign) and _calls(statement.value):
            return True
        if isinstance(statement, (If, Try)) and _acts(statement.body, values=values):
            return True
        if isinstance(statement, If) and _acts(statement.orelse, values=values):
            return True
    return False


def _calls(thing: object) -> bool:
    pending: list[object] = [thing]
    while pending:
        one = pending.pop()
        if isinstance(one, Call):
            return True
        pending.extend(parts_of(one))
    return False


def _first(body: Block) -> Span:
    for statement in body:
        if not isinstance(statement, Assign) or _calls(statement.value):
            return statement.span
    return body[0].span
