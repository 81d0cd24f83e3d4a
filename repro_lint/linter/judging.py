"""The judgement of a program: its runs, over several processes where that pays."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from repro_lint.catalog import load
from repro_lint.garbage import RARELY
from repro_lint.linter import callers
from repro_lint.linter.scan import POOL_FROM, ProgramFiles
from repro_lint.linter.workers import Processes
from repro_lint.resolve.program.plan import Plan, Share
from repro_lint.resolve.program.project import Project
from repro_lint.resolve.program.runs import GivenUp, Runner, Settings
from repro_lint.resolve.program.unreached import Reached
from repro_lint.resolve.verdicts.judge import join, judge_each
from repro_lint.resolve.verdicts.judge_run import JudgedRun
from repro_lint.resolve.verdicts.judgement import Judgement
from repro_lint.resolve.verdicts.walk import InStreams
from repro_lint.settings.config import Config
from repro_lint.settings.pyproject import console_scripts
from repro_lint.source.names import file_key

PIECES = 4  # of the entry points for each process: all are busy to the end, and neighbours share what they call

T = TypeVar("T")
Given = tuple[Share, Reached]
"""Files that run alone, and what entry points reached of them."""
Numbered = tuple[int, "list[JudgedRun | GivenUp]"]
Told = tuple["list[Numbered]", "list[Reached]"]
"""What runs show, by the number of the file each began in, and what they reached."""


@dataclass(slots=True)
class Judging:
    """One program, as a process judges it. `begins` hears of each run before it begins."""

    project: Project
    plan: Plan
    runner: Runner
    begins: Callable[[str], None] = field(default=lambda _path: None)

    def entries(self, numbers: Sequence[int]) -> Told:
        """What the runs from some entry points show."""
        told: list[Numbered] = []
        reaches: list[Reached] = []
        for number in numbers:
            entry = self.plan.entries[number]
            facts = self.project.facts(entry.path)
            if facts is not None:
                self.begins(entry.path)
                run, reached = self.runner.from_entry(entry, facts)
                told.append((number, judge_each([run], set())))
                reaches.append(reached)
        return told, reaches

    def shares(self, given: Iterable[Given]) -> Told:
        """What the files of shares show that run alone, behind what entry points reached of them."""
        told: list[Numbered] = []
        for share, reached in given:
            visited: set[InStreams] = set()
            for number, path in share.files:
                self.begins(path)
                told.append((number, judge_each(self.runner.alone(path, reached, test=share.test), visited)))
        return told, []


def judged(
    members: list[str],
    named: list[str],
    scanned: ProgramFiles,
    config: Config,
    only: str | None = None,
    jobs: int = 1,
) -> Judgement:
    """The judgement of a program. `only`: the one entry point that counts; what would run after it does not run."""
    judging = _begun(members, named, scanned, config)
    plan = judging.plan
    if only is not None:
        count = next((number for number, one in enumerate(plan.entries, 1) if one.path == only), len(plan.entries))
        return _joined([judging.entries(range(count))], [])
    if jobs > 1 and plan.size >= POOL_FROM and multiprocessing.get_start_method() == "fork":
        with suppress(OSError):  # no process to be had, no room for what they share: all is judged here
            return _in_processes(judging, scanned, jobs)
    first = judging.entries(range(len(plan.entries)))
    return _joined([first], [judging.shares(_shares(plan, first[1]))])


def _begun(members: list[str], named: list[str], scanned: ProgramFiles, config: Config) -> Judging:
    catalog, memory = load(), scanned.memory
    root, listings = file_key(config.root), memory.disk.listings
    project = Project(root, scanned.read, catalog.roots, catalog.opaque, listings, scanned.data)
    settings = Settings(
        config.keras,
        frozenset(config.seed_functions),
        config.entry_points,
        console_scripts(config.root),
        dict(config.versions),
    )
    read = {path: facts for path in members if (facts := project.facts(path)) is not None}
    followed = callers.callers(named, members, scanned, project.root)
    plan = Plan.of(members, read, followed, project, settings)
    judging = Judging(project, plan, Runner(read, project, catalog, settings, memory.prefix))
    begun = iter(range(plan.size))

    def begins(path: str) -> None:
        memory.tick(0, 0)
        memory.begins(path, next(begun, plan.size), plan.size)

    judging.begins = begins
    return judging


def _shares(plan: Plan, reaches: Iterable[Reached]) -> Iterator[Given]:
    """The shares, each with what entry points reached of it."""
    for share in plan.shares:
        yield share, Reached.of(reaches, {path for _, path in share.files})


def _joined(entries: Iterable[Told], shares: Iterable[Told]) -> Judgement:
    """The judgement, whichever process found what of it."""
    ordered = [*_in_order(entries), *_in_order(shares)]
    return join(one for _, shown in ordered for one in shown)


def _in_order(told: Iterable[Told]) -> list[Numbered]:
    return sorted((one for numbered, _ in told for one in numbered), key=lambda one: one[0])


Sent = tuple[Told, "dict[str, bytes | None]", "dict[str, frozenset[str]]"]
"""What another process found, and the files and folders that it looked at besides."""
_HERE: list[tuple[Judging, ProgramFiles]] = []  # what a process that was forked judges


def _in_processes(judging: Judging, scanned: ProgramFiles, jobs: int) -> Judgement:
    plan = judging.plan

    def take(sent: Sent | None, paths: Iterable[str], here: Callable[[], Told]) -> Told:
        """What a process found; what it took with it when it died is judged here."""
        if sent is None:
            return here()
        told, contents, listings = sent
        scanned.memory.disk.contents.update(contents)
        scanned.memory.disk.listings.update(listings)
        for path in paths:
            judging.begins(path)
        return told

    with Processes(jobs, partial(_begin, judging, scanned)) as processes:
        entries = [
            take(sent, (plan.entries[number].path for number in piece), partial(judging.entries, piece))
            for piece, sent in processes.work(_entries, _pieces(range(len(plan.entries)), jobs))
        ]
        given = _by_size(_shares(plan, [reached for _, found in entries for reached in found]), jobs)
        alone = [
            take(sent, (path for share, _ in piece for _, path in share.files), partial(judging.shares, piece))
            for piece, sent in processes.work(_several, given)
        ]
    return _joined(entries, alone)


def _by_size(given: Iterable[Given], jobs: int) -> list[Sequence[Given]]:
    """The shares of the program, the largest first, and parts of the tests, which are small."""
    tests: list[Given] = []
    others: list[Sequence[Given]] = []
    for one in given:
        if one[0].test:
            tests.append(one)
        else:
            others.append([one])
    return [*sorted(others, key=lambda piece: -len(piece[0][0].files)), *_pieces(tests, jobs)]


def _pieces(whole: Sequence[T], jobs: int) -> list[Sequence[T]]:
    """Parts of a list, one after the other."""
    size = max(1, len(whole) // (PIECES * jobs))
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def _begin(judging: Judging, scanned: ProgramFiles) -> None:
    """A process that was just forked is to judge."""
    gc.freeze()  # what all processes share is never looked through, nor copied for that
    gc.set_threshold(*RARELY)
    gc.enable()
    judging.begins = lambda _path: None
    _HERE[:] = [(judging, scanned)]


def _entries(numbers: Sequence[int]) -> Sent:
    return _sent(lambda judging: judging.entries(numbers))


def _several(shares: Sequence[Given]) -> Sent:
    return _sent(lambda judging: judging.shares(shares))


def _sent(act: Callable[[Judging], Told]) -> Sent:
    (judging, scanned), *_ = _HERE
    disk = scanned.memory.disk
    contents, listings = {*disk.contents}, {*disk.listings}
    told = act(judging)
    return (
        told,
        {key: data for key, data in disk.contents.items() if key not in contents},
        {key: names for key, names in disk.listings.items() if key not in listings},
    )
