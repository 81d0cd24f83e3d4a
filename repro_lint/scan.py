"""Reading a program: which files belong to it, and their facts, over several processes where that pays."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from repro_lint.catalog import load
from repro_lint.facts.collect import collect
from repro_lint.facts.model import FileFacts
from repro_lint.model import Failure
from repro_lint.resolve.orders import ORDER_WORDS
from repro_lint.source.text import Source, display_path, from_bytes, parse
from repro_lint.source.triage import mentions

POOL_FROM = 48  # files; below that starting processes costs more than it saves
CHUNK = 8
READ_ANYWAY = 50  # named files: what a few of them import may draw, though they mention no library themselves
Scanned = tuple[str, "FileFacts | None", tuple[Failure, ...]]


@dataclass(slots=True)
class Scan:
    """The facts of files by key (absolute POSIX path), and what could not be read."""

    cwd: Path
    facts: dict[str, FileFacts | None] = field(default_factory=dict)
    failures: dict[str, tuple[Failure, ...]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    _sources: dict[str, Source | None] = field(default_factory=dict)

    def read(self, key: str) -> FileFacts | None:
        """The facts of one file, read now if it was not yet."""
        if key not in self.facts:
            self.take(scan_one(key, self.cwd, self.contents.get(key)))
        return self.facts[key]

    def take(self, scanned: Scanned) -> None:
        """Keep the result for one file."""
        key, facts, failures = scanned
        self.facts[key] = facts
        if failures:
            self.failures[key] = failures

    def source(self, key: str) -> Source | None:
        """The text of a file, for places and edits."""
        if key not in self._sources:
            data = self.contents.get(key)
            made = _source(key, self.cwd, data)
            self._sources[key] = made if isinstance(made, Source) else None
        return self._sources[key]


def _source(key: str, cwd: Path, data: bytes | None) -> Source | Failure:
    path = Path(key)
    try:
        return from_bytes(path, path.read_bytes() if data is None else data, cwd)
    except OSError as error:
        return Failure(display_path(path, cwd), f"cannot be read: {error.strerror or error}")


def scan_one(key: str, cwd: Path, data: bytes | None = None) -> Scanned:
    """Read and reduce one file."""
    source = _source(key, cwd, data)
    if isinstance(source, Failure):
        return key, None, (source,)
    tree = parse(source)
    if isinstance(tree, Failure):
        return key, None, (*source.failures, tree)
    try:
        return key, collect(tree), source.failures
    except RecursionError:
        return key, None, (Failure(source.display, "is nested too deep to be followed; leave it out with `exclude`"),)


def scan(keys: list[str], into: Scan, jobs: int) -> None:
    """Read all of `keys`."""
    wanted = [key for key in keys if key not in into.facts]
    gc.disable()  # millions of small tuples and no cycle among them: collecting in between doubles the time
    try:
        if jobs > 1 and len(wanted) >= POOL_FROM:
            _scan_in_pool(wanted, into, jobs)
        for key in wanted:
            into.read(key)
    finally:
        gc.enable()


def _scan_in_pool(keys: list[str], into: Scan, jobs: int) -> None:
    """Over several processes; what a dying process took with it is read one file at a time."""
    chunks = [keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK)]
    with ProcessPoolExecutor(jobs) as pool:
        futures = [pool.submit(_scan_chunk, chunk, into.cwd, _held(chunk, into)) for chunk in chunks]
        broken = [c for c, future in zip(chunks, futures, strict=True) if not _taken(future, into)]
    for key in (key for chunk in broken for key in chunk):
        _scan_alone(key, into)


def _taken(future: Future[list[Scanned]], into: Scan) -> bool:
    try:
        for scanned in future.result():
            into.take(scanned)
    except BrokenProcessPool:
        return False
    return True


def _held(keys: Iterable[str], into: Scan) -> dict[str, bytes]:
    return {key: into.contents[key] for key in keys if key in into.contents}


def _scan_chunk(keys: list[str], cwd: Path, held: dict[str, bytes]) -> list[Scanned]:
    gc.disable()
    return [scan_one(key, cwd, held.get(key)) for key in keys]


def _scan_alone(key: str, into: Scan) -> None:
    with ProcessPoolExecutor(1) as pool:
        try:
            into.take(pool.submit(scan_one, key, into.cwd, into.contents.get(key)).result())
        except BrokenProcessPool:
            shown = display_path(Path(key), into.cwd)
            into.take((key, None, (Failure(shown, "ends the process that parses it; leave it out with `exclude`"),)))


def members(named: list[str], others: Iterable[str], contents: dict[str, bytes]) -> list[str]:
    """The files that matter: those that mention a catalogued library, and those that mention one of them.

    A file that mentions neither can neither draw nor seed nor call what does.
    """
    roots = load().roots | ORDER_WORDS
    few = frozenset(named if len(named) <= READ_ANYWAY else ())
    rest: dict[str, bytes] = {}
    found: list[str] = []
    for key in dict.fromkeys([*named, *others]):
        data = contents[key] if key in contents else _bytes(key)
        if mentions(data, roots) or (key in few):
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


def importers(named: list[str], candidates: Iterable[str]) -> Iterator[str]:
    """Of `candidates`, those that import a named module, and so on: they may be its entry points."""
    known = set(named)
    contents = {key: _bytes(key) for key in candidates if key not in known}
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


def _bytes(key: str) -> bytes:
    try:
        return Path(key).read_bytes()
    except OSError:
        return b""
