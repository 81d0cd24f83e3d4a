"""Reads a program: which files belong to the program, and their facts, over several processes where that pays."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from repro_lint.cache.identity import of_content
from repro_lint.catalog import load
from repro_lint.disk import Disk
from repro_lint.facts.collect import collect
from repro_lint.facts.encoding import decoded, encoded
from repro_lint.facts.model import FileFacts
from repro_lint.linter.kept_facts import Encoded
from repro_lint.linter.memory import Memory, Scanned
from repro_lint.linter.workers import Processes, can_start
from repro_lint.model import Failure
from repro_lint.reading import read_regular
from repro_lint.resolve.models.orders import ORDER_WORDS
from repro_lint.source.names import display_path
from repro_lint.source.text import LARGEST, Source, from_bytes, parse
from repro_lint.source.triage import mentions

POOL_FROM = 48  # files; below that starting processes costs more than it saves
CHUNK = 8  # files sent to a process at once: more would leave some processes idle at the end
READ_ANYWAY = 50  # named files: what a few of them import may draw, though they mention no library themselves


@dataclass(slots=True)
class ProgramFiles:
    """The facts of files by key (absolute POSIX path), and unreadable files. `contents` count before the disk."""

    cwd: Path
    contents: Mapping[str, bytes] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    facts: dict[str, FileFacts | None] = field(default_factory=dict)
    failures: dict[str, tuple[Failure, ...]] = field(default_factory=dict)

    def data(self, key: str) -> bytes | None:
        """The content of a file; None where it cannot be read."""
        return self.contents[key] if key in self.contents else self.memory.disk.read(key)

    def read(self, key: str) -> FileFacts | None:
        """The facts of one file, which is read now at the latest."""
        if key not in self.facts:
            data = self.data(key)
            self.take(self.memory.facts.get(key, data, lambda: self._kept(key, data) or self._collected(key, data)))
        return self.facts[key]

    def collect(self, key: str) -> None:
        """Collect the facts of a file that is not in the store."""
        data = self.data(key)
        self.memory.facts.get(key, data, lambda: self._collected(key, data))

    def _kept(self, key: str, data: bytes | None) -> Scanned | None:
        return next(((key, facts, ()) for _, facts in self.memory.kept.find([(key, data)])), None)

    def _collected(self, key: str, data: bytes | None) -> Scanned:
        scanned = scan_one(key, self.cwd, data)
        if self.memory.kept.store.exists:
            self.memory.kept.add(_encoded(scanned, data))
        return scanned

    def keep(self, scanned: Scanned) -> None:
        """Keep the facts that another process collected."""
        self.memory.facts.put(scanned[0], self.data(scanned[0]), scanned)

    def take(self, scanned: Scanned) -> None:
        """Keep the result for one file."""
        key, facts, failures = scanned
        self.facts[key] = facts
        if failures:
            self.failures[key] = failures

    def source(self, key: str) -> Source | None:
        """The text of a file, for places and edits."""
        data = self.data(key)
        made = self.memory.sources.get(key, data, lambda: _source(key, self.cwd, data))
        return made if isinstance(made, Source) else None


def _source(key: str, cwd: Path, data: bytes | None) -> Source | Failure:
    path = Path(key)
    try:
        return from_bytes(path, read_regular(path) if data is None else data, cwd)
    except OSError as error:
        return Failure(display_path(path, cwd), f"cannot be read: {error.strerror or error}")


def scan_one(key: str, cwd: Path, data: bytes | None) -> Scanned:
    """Reduce one file."""
    source = _source(key, cwd, data)
    if isinstance(source, Failure):
        return key, None, (source,)
    tree = parse(source)
    if isinstance(tree, Failure):
        return key, None, (*source.failures, tree)
    try:
        facts = collect(tree)
        return key, msgspec.structs.replace(facts, gpu=facts.gpu or source.accelerated), source.failures
    except (RecursionError, MemoryError):
        return key, None, (Failure(source.display, "is nested too deep to be followed"),)


def scan(keys: list[str], into: ProgramFiles, jobs: int) -> None:
    """Read all of `keys`: from the facts of earlier runs, over several processes, and the rest here."""
    wanted = [key for key in keys if not into.memory.facts.knows(key, into.data(key))]
    collects = gc.isenabled()
    gc.disable()  # millions of small objects and no cycle among them: collecting in between doubles the time
    try:
        for key, facts in into.memory.kept.find((key, into.data(key)) for key in wanted):
            into.keep((key, facts, ()))
        wanted = [key for key in wanted if not into.memory.facts.knows(key, into.data(key))]
        on_disk = [key for key in wanted if key not in into.contents]
        if jobs > 1 and len(on_disk) >= POOL_FROM and can_start():
            with suppress(OSError):  # no process to be had, no room for what they share: all is read here
                _scan_in_pool(on_disk, into, jobs)
        for number, key in enumerate(wanted):
            into.memory.tick(number, len(wanted))
            into.collect(key)
        into.memory.tick(len(wanted), len(wanted))
        for key in keys:
            into.read(key)
        into.memory.kept.write()
    finally:
        if collects:
            gc.enable()


def _scan_in_pool(keys: list[str], into: ProgramFiles, jobs: int) -> None:
    """Read over several processes. Files lost with a dying process are read by new ones, ever fewer files at a time."""
    lost = _lost(keys, into, jobs)
    if len(keys) == 1 and lost:
        shown = display_path(Path(keys[0]), into.cwd)
        into.keep((keys[0], None, (Failure(shown, "ends the process that reads it"),)))
    elif lost:
        middle = (len(lost) + 1) // 2
        _scan_in_pool(lost[:middle], into, jobs)
        if lost[middle:]:
            _scan_in_pool(lost[middle:], into, jobs)


def _lost(keys: list[str], into: ProgramFiles, jobs: int) -> list[str]:
    """Read over several processes; the result is the files whose process, or a process beside it, died."""
    # Names go out and no contents: until Python 3.12 what fills the pipe when a worker dies is waited for without end.
    size = max(1, min(CHUNK, len(keys) // jobs))
    chunks = [keys[start : start + size] for start in range(0, len(keys), size)]
    lost: list[str] = []
    with Processes(min(jobs, len(chunks))) as processes:
        for number, (chunk, sent) in enumerate(processes.work(partial(_scan_chunk, cwd=into.cwd), chunks)):
            into.memory.tick(number * size, len(keys))
            if sent is None:
                lost += chunk
            for one in sent or ():
                _take(one, into)
    return lost


def _take(made: Encoded, into: ProgramFiles) -> None:
    """Keep the facts from another process. A file that changed meanwhile, or has no facts to send, is read here."""
    if made.content == of_content(into.data(made.name)) and (made.facts is not None or made.failures):
        into.keep((made.name, None if made.facts is None else decoded(made.facts), made.failures))
        into.memory.kept.add(made)


def _scan_chunk(keys: list[str], cwd: Path) -> list[Encoded]:
    disk = Disk()
    return [_encoded(scan_one(key, cwd, disk.read(key)), disk.read(key)) for key in keys]


def _encoded(scanned: Scanned, data: bytes | None) -> Encoded:
    key, facts, failures = scanned
    return Encoded(key, of_content(data), None if facts is None else encoded(facts), failures)


def relevant_files(named: list[str], others: Iterable[str], read: Callable[[str], bytes | None]) -> list[str]:
    """The files that matter: those that mention a catalogued library, and those that mention one of these files.

    Any other file can neither draw nor seed nor call a file that does. An unreadable file is taken along: reading it
    tells why.
    """
    roots = load().roots | ORDER_WORDS
    few = frozenset(named if len(named) <= READ_ANYWAY else ())
    rest: dict[str, bytes] = {}
    found: list[str] = []
    for key in dict.fromkeys([*named, *others]):
        data = read(key)
        if data is None or (key in few and len(data) <= LARGEST) or mentions(data, roots):
            found.append(key)
        else:
            rest[key] = data
    fresh = found
    while fresh and rest:
        stems = frozenset(stem for key in fresh for stem in _stems(key))
        fresh = [key for key, data in rest.items() if mentions(data, stems)]
        for key in fresh:
            del rest[key]
        found.extend(fresh)
    return sorted(found)


def importers(named: list[str], candidates: Iterable[str], read: Callable[[str], bytes | None]) -> Iterator[str]:
    """Of `candidates`, those that import a named module, directly or through others: they may be its entry points."""
    known = set(named)
    contents = {key: read(key) or b"" for key in candidates if key not in known}
    fresh = list(named)
    while fresh and contents:
        stems = b"|".join(re.escape(stem).encode() for key in fresh for stem in _stems(key))
        # At the start of a line, or of a source line in a notebook's JSON; the name may stand on a later line.
        imports = re.compile(
            rb"(?:^|\"|\\n)[ \t]*(?:import|from)\b[^\n\"(]*(?:\([^)]*)?\b(?:" + stems + rb")\b", re.MULTILINE
        )
        fresh = [key for key, data in contents.items() if stems and imports.search(data)]
        for key in fresh:
            del contents[key]
        yield from fresh


def _stems(key: str) -> Iterator[str]:
    path = Path(key)
    stem = path.parent.name if path.stem == "__init__" else path.stem
    if re.fullmatch(r"\w+", stem):
        yield stem
