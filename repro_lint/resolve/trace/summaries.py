"""What is remembered of executions, and of those that are under way."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from repro_lint.facts.model import FileFacts
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Module
from repro_lint.resolve.domain.streams import Key, Streams
from repro_lint.resolve.domain.values import Func
from repro_lint.resolve.trace.effort import Effort
from repro_lint.resolve.trace.execution import Execution

_Key = TypeVar("_Key")
NO_LOWLINK = 1 << 30  # greater than any index of a call that is under way

Identity = tuple[str, int]
Signature = tuple[Func, Arguments]
Context = tuple[Func, Arguments, Streams]
Executions = dict[Signature, tuple[Execution, ...]]
Alike = dict[tuple[Func, Hashable], tuple[Execution, ...]]
"""Executions by function and shape of their arguments, whichever the objects among these are."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A module that was imported: the execution of its top level, and the modules that this loaded, it among them."""

    execution: Execution
    modules: dict[str, Module]


@dataclass(slots=True)
class Archive:
    """What entry points leave for each other: nothing that depends on which of them runs first.

    `executions`, `modules`: those in which no bound was hit, and nothing under way around them decided anything; an
    entry point takes them as if it had run them itself. `loads`: the execution of each module. `rebound`: names that
    are set from elsewhere than their own frame. `read`: the facts of the modules as they were loaded.
    """

    executions: Executions = field(default_factory=dict)
    alike: Alike = field(default_factory=dict)
    modules: dict[str, tuple[Loaded, ...]] = field(default_factory=dict)
    loads: dict[Module, Execution] = field(default_factory=dict)
    rebound: set[tuple[object, str]] = field(default_factory=set)
    read: dict[str, FileFacts | None] = field(default_factory=dict)
    data: dict[str, bytes | None] = field(default_factory=dict)
    has_homes: bool = False  # some container goes by several names
    made: int = 0  # executions that were remembered so far

    def forget_since(self, made: int) -> None:
        """Forget executions that may have read a name which is set from elsewhere only now."""
        self.executions, self.alike = _made_by(self.executions, made), _made_by(self.alike, made)


@dataclass(slots=True)
class Summaries:
    """What is remembered in one process of the program, which counts for the bounds of its entry point.

    `contexts`: how many executions of each function are remembered; `callers`: what called it first. `modules`: imports
    by file. `counted`: the executions whose steps were counted. `idle`: objects whose hooks do nothing, and the streams
    that these touch. `rebound`: names that were set from elsewhere than their own frame.
    """

    executions: Executions = field(default_factory=dict)
    alike: Alike = field(default_factory=dict)
    modules: dict[str, tuple[Loaded, ...]] = field(default_factory=dict)
    contexts: dict[Identity, int] = field(default_factory=dict)
    callers: dict[Identity, Effort] = field(default_factory=dict)
    counted: set[Execution] = field(default_factory=set)
    idle: dict[Hashable, frozenset[Key]] = field(default_factory=dict)
    rebound: set[tuple[object, str]] = field(default_factory=set)
    cut_short: bool = False  # some call was not followed, because a bound was hit

    def add_context(self, function: Identity, caller: Effort) -> None:
        """One more execution of a function is remembered."""
        self.contexts[function] = self.contexts.get(function, 0) + 1
        self.callers.setdefault(function, caller)

    def forget_since(self, made: int) -> None:
        """Forget executions that may have read a name which is set from elsewhere only now."""
        self.executions, self.alike = _made_by(self.executions, made), _made_by(self.alike, made)
        self.counted = {one for one in self.counted if one.number <= made}


def _made_by(executions: dict[_Key, tuple[Execution, ...]], made: int) -> dict[_Key, tuple[Execution, ...]]:
    """The first so many executions: none of the others says whether it read a name that no one had set."""
    kept = {key: tuple(one for one in runs if one.number <= made) for key, runs in executions.items() if made}
    return {key: runs for key, runs in kept.items() if runs}


@dataclass(eq=False, slots=True)
class ActiveCall:
    """A run that is under way and may be called again. `index`: its place among those.

    `supposed`: how it is supposed to leave the streams, `used`: that was asked. `holds`: whether all suppositions of
    this round, its own and those of runs that rest on it, came true. `loose`: one stands for a run that may do
    something else. `touched`: the streams that some run of the recursion sets.
    """

    identity: Identity
    key: Context
    index: int
    execution: Execution
    supposed: Streams | None = None
    used: bool = False
    holds: bool = True
    loose: bool = False
    touched: set[Key] = field(default_factory=set)


@dataclass(slots=True)
class Recursion:
    """The calls under way, and what rests on suppositions about them.

    `lowlink`: index of the lowest active call that the present result depends on, as in Tarjan's algorithm. `journal`:
    executions that are remembered though they rest on suppositions, each with where it stands. `rounds`: calls that
    are being repeated, `repeated` the first of them.
    """

    active: list[ActiveCall] = field(default_factory=list)
    lowlink: int = NO_LOWLINK
    journal: list[tuple[Executions, Signature, Execution]] = field(default_factory=list)
    rests_on: dict[Execution, int] = field(default_factory=dict)
    supposed: dict[Context, Streams | None] = field(default_factory=dict)
    rounds: int = 0
    repeated: Effort | None = None
    lost: frozenset[Key] = frozenset()
