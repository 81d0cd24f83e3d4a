"""The beginning of a program's first run, kept from one look to the next as far as it is the same again.

Who types changes one statement of one file. What runs before it, the imports above all, leaves the state that it left
the last time: that is taken instead.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from msgspec.structs import astuple

from repro_lint.facts import nodes
from repro_lint.facts.model import FileFacts
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.interpreter import loading
from repro_lint.resolve.interpreter.api import Loader
from repro_lint.resolve.interpreter.checkpoint import checkpoint, copied, resume
from repro_lint.resolve.interpreter.interpreter import Interpreter
from repro_lint.resolve.interpreter.state import State
from repro_lint.resolve.trace.execution import Execution


@dataclass(frozen=True, slots=True)
class _Beginning:
    """A run behind the first `count` statements of its file: its state, its frame, and what that held."""

    count: int
    state: State
    frame: Frame
    held: dict[str, Any]
    open: bool

    @classmethod
    def of(cls, interpreter: Interpreter, count: int, frame: Frame) -> _Beginning:
        held = {one.name: copied(getattr(frame, one.name)) for one in fields(frame)}
        return cls(count, checkpoint(interpreter.state), frame, held, frame.module.open)

    def resume(self, interpreter: Interpreter, facts: FileFacts) -> None:
        """Let a interpreter stand where another stood."""
        granted, interpreter.state = interpreter.state.budget.limit, resume(self.state)
        interpreter.state.budget.limit = granted
        for name, value in self.held.items():
            setattr(self.frame, name, copied(value))
        self.frame.module.open, self.frame.module.facts = self.open, facts


@dataclass(slots=True)
class RunPrefix:
    """What is kept. `_given`: whose run it is, and under which settings."""

    _given: Hashable = None
    _facts: FileFacts | None = None
    _beginning: _Beginning | None = None

    def forget(self) -> None:
        """Files came or went: the same names may lead to others."""
        self._facts = self._beginning = None

    def run(self, interpreter: Interpreter, path: str, facts: FileFacts, given: Hashable) -> Execution:
        """Run a file as a program, by a interpreter that ran nothing yet."""
        if given != self._given:
            self.forget()
        same = 0 if self._facts is None else _alike(self._facts, facts)
        known, self._given, self._facts = self._beginning, given, facts
        if known is not None and known.count <= same and _reads(interpreter.loader, known.state):
            known.resume(interpreter, facts)
            frame, count = known.frame, known.count
        else:
            frame, count, self._beginning = loading.begin(interpreter, path, facts), 0, None
        if same > count:
            interpreter.block(facts.body[count:same], frame)
            self._beginning, count = _Beginning.of(interpreter, same, frame), same
        interpreter.block(facts.body[count:], frame)
        return loading.end(interpreter)


def _reads(loader: Loader, state: State) -> bool:
    """Whether the files that were loaded are as they were."""
    same = all(loader.facts(path) is facts for path, facts in state.archive.read.items())
    return same and all(loader.data(name) == data for name, data in state.archive.data.items())


def _alike(before: FileFacts, now: FileFacts) -> int:
    """How many statements a file begins with that are, with their functions, the same."""
    if before.rebound != now.rebound:
        return 0
    functions = _common(before.functions, now.functions)
    statements = _common(before.body, now.body)
    alike = next((count for count in range(statements) if now.functions_before[count] > functions), statements)
    names = before.unbound ^ now.unbound
    same = (*now.body[:alike], *now.functions[:functions])
    return 0 if names and not names.isdisjoint(_names(same)) else alike


def _names(parts: tuple[object, ...]) -> Iterator[str]:
    """The names in a part of the event tree."""
    pending: list[object] = [*parts]
    while pending:
        part = pending.pop()
        if isinstance(part, nodes.Name):
            yield part.id
        elif isinstance(part, (tuple, nodes.Node)):
            pending.extend(part if isinstance(part, tuple) else astuple(part))


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))
