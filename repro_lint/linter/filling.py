"""Fixes that fill the author's own place for a seed, once a run of the fixed program proves that the seed governs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Protocol

from repro_lint import seed_block
from repro_lint.linter import scan
from repro_lint.linter.memory import PerFile
from repro_lint.model import Fix
from repro_lint.resolve.domain.streams import Key
from repro_lint.resolve.program.prefix import RunPrefix
from repro_lint.resolve.verdicts.judgement import Judgement, Start
from repro_lint.settings.config import Config
from repro_lint.source.text import parse

MAX_TRIALS = 16  # runs of one entry point, each with another place filled


class Judge(Protocol):
    """The judgement of a program, up to one of its entry points."""

    def __call__(
        self, members: list[str], named: list[str], scanned: scan.ProgramFiles, config: Config, only: str | None
    ) -> Judgement: ...


@dataclass(slots=True)
class Trials:
    """The runs that prove fixes. Entry points share the places found in a file, and each file as a fix leaves it.

    `library`: the package of others' programs that a file belongs to, or nothing: it is left as it is.
    """

    needed: seed_block.Steps
    starts: Mapping[str, Start]
    scanned: scan.ProgramFiles
    config: Config
    judged: Judge
    library: Callable[[str], str]
    _empty: dict[str, list[tuple[str, Fix]]] = field(default_factory=dict)
    _fixed: dict[tuple[str, bytes], scan.ProgramFiles] = field(default_factory=dict)

    def in_its_place(self, start: Start) -> tuple[str, Fix, bool] | None:
        """The fix that fills the author's place for a seed, with its file and whether the fix makes all steps.

        A run of the fixed program proves the fix.
        """
        if not self.needed[start.entry.path] - seed_block.SWITCHES:
            return None
        tries = chain(
            ((one, self._helps) for one in self._fillings(start)),
            ((one, self._completes) for one in self._completions(start)),
            ((one, self._governs) for one in self._uncommented(start)),
        )
        proved = (one for one, proves in islice(tries, MAX_TRIALS) if proves(start, *one[:2]))
        return next(proved, None)

    def left_alone(self, start: Start) -> str:
        """Which seed helpers of a program stay incomplete, since other programs call these helpers, too; else empty."""
        packages = (self.library(call.place.path) for call in seed_block.seeding_calls(start))
        package = next(filter(None, packages), "")
        return f"the seeds in the package `{package}` are left as they are: other programs call it" if package else ""

    def _helps(self, start: Start, key: str, fix: Fix) -> bool:
        """Whether fewer draws of the entry point are ungoverned after a fix."""
        after = self._with(start, key, fix)
        return after is not None and len(after.draws) < len(start.draws)

    def _governs(self, start: Start, key: str, fix: Fix) -> bool:
        """Whether no draw from one of the streams is ungoverned any more after a fix."""
        after = self._with(start, key, fix)
        return after is not None and _left(after) < _left(start)

    def _completes(self, start: Start, key: str, fix: Fix) -> bool:
        """The same; and no stream that the steps seed there was drawn from before."""
        after = self._with(start, key, fix)
        if after is None:
            return False
        late = _left(after) & seed_block.seeded_by(self.needed[start.entry.path])
        return not late and _left(after) < _left(start)

    def _with(self, start: Start, key: str, fix: Fix) -> Start | None:
        """What the run of an entry point shows after a fix; None if the fix cannot be made."""
        source = self.scanned.source(key)
        data = None if source is None else seed_block.after(source, fix)
        if data is None:
            return None
        home = start.entry.home
        again = self.judged([home], [home], self._after(key, data), self.config, start.entry.path).starts
        return next((one for one in again if one.entry.path == start.entry.path), None)

    def _after(self, key: str, data: bytes) -> scan.ProgramFiles:
        """The program with another content of one file, without a trace in the memory of the look."""
        old = self.scanned
        if (key, data) not in self._fixed:
            facts = {known: value for known, value in old.facts.items() if known != key}
            memory = replace(old.memory, facts=PerFile(), sources=PerFile(), prefix=RunPrefix())
            self._fixed[key, data] = scan.ProgramFiles(old.cwd, {**old.contents, key: data}, memory, facts)
        trial = self._fixed[key, data]
        trial.memory.prefix = RunPrefix()
        return trial

    def _fillings(self, start: Start) -> Iterator[tuple[str, Fix, bool]]:
        """The candidates for such a place: an empty default or constant.

        Each with its file, and whether the fix makes all steps. The default of a function never called is none.
        """
        called: dict[str, set[int]] = {}
        for path, index in start.called:
            called.setdefault(path, set()).add(index)
        for key in (key for key in start.files if not self.library(key)):
            facts = self.scanned.read(key)
            names = {"", *(facts.functions[index].name for index in called.get(key, ()))} if facts else {""}
            yield from ((key, fix, False) for function, fix in self._empty_in(key) if function in names)

    def _empty_in(self, key: str) -> list[tuple[str, Fix]]:
        """The fixes that fill the empty places of a file, each with the function whose default it changes."""
        if key not in self._empty:
            source = self.scanned.source(key)
            tree = parse(source) if source is not None and seed_block.SEED.search(source.text) else None
            places = seed_block.empty_places(tree) if isinstance(tree, ast.Module) else ()
            fixes = [(one.function, one.filled(source, self.config.seed)) for one in places if source is not None]
            self._empty[key] = [(function, fix) for function, fix in fixes if fix is not None]
        return self._empty[key]

    def _uncommented(self, start: Start) -> Iterator[tuple[str, Fix, bool]]:
        """The seeds that are commented out in the entry file."""
        key = start.entry.home
        source = self.scanned.source(key)
        if source is not None and seed_block.SEED.search(source.text):
            yield from ((key, fix, False) for fix in seed_block.commented(source))

    def _completions(self, start: Start) -> Iterator[tuple[str, Fix, bool]]:
        """The bodies of seed calls that lack steps."""
        for call in seed_block.seeding_calls(start):
            key, source = call.place.path, self.scanned.source(call.place.path)
            facts = self.scanned.read(key)
            seeding = [p for p in self.needed if any(other.place == call.place for other in self.starts[p].seeded)]
            steps = {step for path in seeding for step in self.needed[path]}
            if source is not None and facts is not None and not self.library(key):
                first = facts.tensorflow_1 or start.tensorflow_1
                fix = seed_block.completed(start, call, steps, source, self.config, tensorflow_1=first)
                yield from [(key, fix, key == start.entry.path)] if fix is not None else []


def _left(start: Start) -> set[Key | None]:
    """The streams from which an entry point has ungoverned draws."""
    return {draw.key for draw in start.draws}
