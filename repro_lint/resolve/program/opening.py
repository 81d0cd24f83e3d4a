"""The beginning of a program's first run, kept from one look to the next as far as it is the same again.

Who types changes one statement of one file. What runs before it, the imports above all, leaves the state that it left
the last time: that is taken instead.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from repro_lint.facts.model import FileFacts
from repro_lint.resolve.domain.frames import Activation, Environment, Frame
from repro_lint.resolve.interpreter.imports import Loader
from repro_lint.resolve.interpreter.run import Runner

STATE = (
    *("world", "ended", "steps", "cut_short", "depth", "store", "modules", "loads", "memory", "rebound"),
    *("module_memory", "contexts", "running", "idle", "read", "has_homes"),
)


@dataclass(frozen=True, slots=True)
class _State:
    """A run behind the first `count` statements of its file. `open`: of the module; the rest by name of the runner."""

    count: int
    frame: Frame
    env: Environment
    open: bool
    activation: Activation
    rest: dict[str, Any]

    @classmethod
    def of(cls, runner: Runner, count: int, frame: Frame) -> _State:
        rest = {name: _copied(getattr(runner, name)) for name in STATE}
        return cls(count, frame, dict(frame.env), frame.module.open, _own(runner.activation), rest)

    def restore(self, runner: Runner, facts: FileFacts) -> None:
        """Let a runner stand where another stood."""
        for name, value in self.rest.items():
            setattr(runner, name, _copied(value))
        runner.activation = _own(self.activation)
        self.frame.env = dict(self.env)
        self.frame.module.open, self.frame.module.facts = self.open, facts


@dataclass(slots=True)
class Opening:
    """What is kept. `_given`: whose run it is, and under which settings; `_added`: names that frames got since then."""

    _given: Hashable = None
    _facts: FileFacts | None = None
    _state: _State | None = None
    _added: list[tuple[Frame, str]] = field(default_factory=list)

    def forget(self) -> None:
        """Files came or went: the same names may lead to others."""
        self._facts = self._state = None

    def run(self, runner: Runner, path: str, facts: FileFacts, given: Hashable) -> Activation:
        """Run a file as a program, by a runner that ran nothing yet."""
        if given != self._given:
            self.forget()
        same = 0 if self._facts is None else _alike(self._facts, facts)
        state, self._given, self._facts = self._state, given, facts
        if state is not None and state.count <= same and _reads(runner.loader, state):
            for owner, name in self._added:
                owner.env.pop(name, None)
            state.restore(runner, facts)
            frame, count = state.frame, state.count
            runner.added = self._added = []
        else:
            frame, count, self._state = runner.begin(path, facts), 0, None
        if same > count:
            runner.block(facts.body[count:same], frame)
            self._state, count = _State.of(runner, same, frame), same
            runner.added = self._added = []
        runner.block(facts.body[count:], frame)
        return runner.end()


def _reads(loader: Loader, state: _State) -> bool:
    """Whether the files that were loaded are as they were."""
    return all(loader.facts(path) is facts for path, facts in state.rest["read"].items())


def _alike(before: FileFacts, now: FileFacts) -> int:
    """How many statements a file begins with that are, with their functions, the same."""
    if before.rebound != now.rebound:
        return 0
    functions = _common(before.functions, now.functions)
    statements = _common(before.body, now.body)
    return next((count for count in range(statements) if now.marks[count] > functions), statements)


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))


def _own(activation: Activation) -> Activation:
    """An activation that goes on by itself."""
    parts = ("events", "children", "supposed", "order", "lanes", "writes", "branches", "under")
    reads = {owner: dict(attributes) for owner, attributes in activation.reads.items()}
    return replace(activation, reads=reads, **{name: copy(getattr(activation, name)) for name in parts})


def _copied(value: Any) -> Any:
    """What the runner changes in place is two levels deep at most."""
    if isinstance(value, dict):
        return {key: copy(one) if isinstance(one, list) else one for key, one in value.items()}
    return copy(value)
