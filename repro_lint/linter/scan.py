"""Reading a program: which files belong to it, and their facts, over several processes where that pays."""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import active_children
from pathlib import Path

from repro_lint.catalog import load
from repro_lint.disk import Disk
from repro_lint.facts.collect import collect
from repro_lint.facts.model import FileFacts
from repro_lint.linter.memory import Memory, Scanned
from repro_lint.linter.workers import can_start, prepare, starting
from repro_lint.model import Failure
from repro_lint.reading import read_regular
from repro_lint.resolve.models.orders import ORDER_WORDS
from repro_lint.source.names import display_path
from repro_lint.source.text import LARGEST, Source, from_bytes, parse
from repro_lint.source.triage import mentions

POOL_FROM = 48  # files; below that starting processes costs more than it saves
CHUNK = 8  # files sent to a process at once: more would leave some processes idle at the end
RECURSION_LIMIT = 20_000  # the abstract run nests some frames of ours for each call of the program
_Digested = tuple["bytes | None", Scanned]  # with the digest of the content it was made of
READ_ANYWAY = 50  # named files: what a few of them import may draw, though they mention no library themselves


@dataclass(slots=True)
class ProgramFiles:
    """The facts of files by key (absolute POSIX path), and what could not be read. `contents` count before the disk."""

    cwd: Path
    contents: Mapping[str, bytes] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    facts: dict[str, FileFacts | None] = field(default_factory=dict)
    failures: dict[str, tuple[Failure, ...]] = field(default_factory=dict)

    def data(self, key: str) -> bytes | None:
        """The content of a file; None where it cannot be read."""
        return self.contents[key] if key in self.contents else self.memory.disk.read(key)

    def read(self, key: str) -> FileFacts | None:
        """The facts of one file, read now if it was not yet."""
        if key not in self.facts:
            data = self.data(key)
            self.take(self.memory.facts.get(key, data, lambda: scan_one(key, self.cwd, data)))
        return self.facts[key]

    def keep(self, scanned: Scanned) -> None:
        """Keep the facts of a file that were collected elsewhere."""
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
        return key, facts._replace(gpu=facts.gpu or source.accelerated), source.failures
    except (RecursionError, MemoryError):
        return key, None, (Failure(source.display, "is nested too deep to be followed"),)


def scan(keys: list[str], into: ProgramFiles, jobs: int) -> None:
    """Read all of `keys`."""
    wanted = [key for key in keys if not into.memory.facts.knows(key, into.data(key))]
    collects = gc.isenabled()
    gc.disable()  # millions of small tuples and no cycle among them: collecting in between doubles the time
    try:
        on_disk = [key for key in wanted if key not in into.contents]
        if jobs > 1 and len(on_disk) >= POOL_FROM and can_start():
            with suppress(OSError):  # no process to be had, no room for what they share: all is read here
                _scan_in_pool(on_disk, into, jobs)
        for number, key in enumerate(wanted):
            into.memory.tick(number, len(wanted))
            into.read(key)
        into.memory.tick(len(wanted), len(wanted))
        for key in keys:
            into.read(key)
    finally:
        if collects:
            gc.enable()


def _scan_in_pool(keys: list[str], into: ProgramFiles, jobs: int) -> None:
    """Over several processes. What a dying process took with it is read by new ones, ever fewer files at a time."""
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
    """Read over several processes; the files whose process, or that of others beside it, died."""
    # Names go out and no contents: until Python 3.12 what fills the pipe when a worker dies is waited for without end.
    size = max(1, min(CHUNK, len(keys) // jobs))
    chunks = [keys[start : start + size] for start in range(0, len(keys), size)]
    futures: list[Future[list[_Digested]]] = []
    with starting():
        pool = ProcessPoolExecutor(min(jobs, len(chunks)), initializer=prepare, initargs=(RECURSION_LIMIT,))
    try:
        with starting(), suppress(BrokenProcessPool):
            futures.extend(pool.submit(_scan_chunk, chunk, into.cwd) for chunk in chunks)
        lost = [key for chunk in chunks[len(futures) :] for key in chunk]
        for number, (chunk, future) in enumerate(zip(chunks, futures, strict=False)):
            into.memory.tick(number * size, len(keys))
            lost += [] if _taken(chunk, future, into) else chunk
    except KeyboardInterrupt:
        for worker in active_children():  # nobody waits for what they are at
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return lost


def _taken(chunk: list[str], future: Future[list[_Digested]], into: ProgramFiles) -> bool:
    try:
        for digest, scanned in future.result():
            if digest == _digest(into.data(scanned[0])):  # else the file changed in between, and is read here
                into.keep(scanned)
    except BrokenProcessPool:
        return False
    except (RecursionError, MemoryError):  # facts nested too deep to be sent from one process to another
        for key in chunk:
            into.read(key)
    return True


def _scan_chunk(keys: list[str], cwd: Path) -> list[_Digested]:
    disk = Disk()
    return [(_digest(disk.read(key)), scan_one(key, cwd, disk.read(key))) for key in keys]


def _digest(data: bytes | None) -> bytes | None:
    return None if data is None else hashlib.blake2b(data, digest_size=16).digest()


def relevant_files(named: list[str], others: Iterable[str], read: Callable[[str], bytes | None]) -> list[str]:
    """The files that matter: those that mention a catalogued library, and those that mention one of them.

    A file that mentions neither can neither draw nor seed nor call what does. One that cannot be read is taken along:
    reading it tells why.
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
    """Of `candidates`, those that import a named module, and so on: they may be its entry points."""
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
