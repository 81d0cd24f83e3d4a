"""Which files may call functions of the named files: those that mention a name defined there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from repro_lint.facts.model import Assign, Block, Define, DefineClass, FileFacts, If, Loop, Try, With
from repro_lint.facts.nodes import Name
from repro_lint.linter.scan import ProgramFiles
from repro_lint.resolve.program.entries import is_test
from repro_lint.source.triage import names_any


def callers(named: Iterable[str], members: Collection[str], files: ProgramFiles, root: str) -> frozenset[str]:
    """The named files, and those of `members` that mention a name which a named file defines at its top level.

    Tests decide nothing about the code that they call, so tests that were not named are left out.
    """
    known = frozenset(named)
    others = [key for key in members if key not in known and not _is_test(key, root, files)]
    if not others:
        return known
    facts = [one for key in known.intersection(members) if (one := files.read(key)) is not None]
    names = frozenset(name for one in facts for name in _defined(one.body, one))
    typed = [key for key in others if key in files.contents]
    saved = [key for key in others if key not in files.contents]
    what = ("callers", names, tuple(saved))
    found = files.memory.disk.find(what, lambda: _writing(names, saved, files))
    return known.union(found, _writing(names, typed, files))


def _is_test(key: str, root: str, files: ProgramFiles) -> bool:
    facts = files.read(key)
    return facts is None or is_test(key, root, facts)


def _writing(names: frozenset[str], keys: Iterable[str], files: ProgramFiles) -> Iterator[str]:
    return (key for key in keys if names_any(files.data(key) or b"", names))


def _defined(body: Block, facts: FileFacts) -> Iterator[str]:
    for statement in body:
        match statement:
            case Define():
                yield facts.functions[statement.function].name
            case DefineClass():
                yield statement.name
            case Assign():
                yield from (target.id for target in statement.targets if isinstance(target, Name))
            case If() | Loop() | Try():
                yield from _defined((*statement.body, *statement.orelse), facts)
            case With():
                yield from _defined(statement.body, facts)
