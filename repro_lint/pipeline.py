"""The only place that joins the stages: paths to findings, findings to fixes, fixes to files."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from repro_lint import plan, scan, suppress
from repro_lint.catalog import NOT_JUDGED, load
from repro_lint.catalog.schema import Kind
from repro_lint.config import (
    Config,
    check_rules,
    console_scripts,
    is_ignored_for,
    is_selected,
    override,
)
from repro_lint.config import load as load_config
from repro_lint.fixes.rounds import diff, fix_once
from repro_lint.memory import Memory
from repro_lint.model import Applied, Failure, Finding, Fix, Location, Report, Skipped
from repro_lint.resolve.program import GivenUp, Run, Settings, runs
from repro_lint.resolve.project import Project
from repro_lint.resolve.state import Place
from repro_lint.resolve.verdicts import Judgement, judge
from repro_lint.source.discover import discover
from repro_lint.source.text import Source, display_path
from repro_lint.story import Story

RECURSION_LIMIT = scan.RECURSION_LIMIT
MAX_ROUNDS = 5
_MARKERS = ("pyproject.toml", ".git", "setup.py", "setup.cfg")


@dataclass(frozen=True, slots=True)
class Request:
    """What to do.

    `only`: the code of the one rule whose fixes are made. `stdin`: the content of `-`, linted as if it were the file
    `stdin_filename`. `held`: content that is not (yet) on disk, by file key; it counts instead of the file. `cwd`:
    what reported paths are relative to.
    """

    paths: tuple[Path, ...]
    config: Config
    fix: bool = False
    unsafe: bool = False
    only: str | None = None
    diff: bool = False
    jobs: int = 1
    force_exclude: bool = False
    stdin: bytes | None = None
    stdin_filename: str | None = None
    held: Mapping[str, bytes] = field(default_factory=dict)
    cwd: Path = field(default_factory=Path.cwd)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `fixed_stdin`: what `--fix -` prints; `changed`: the new content of files, by key."""

    report: Report
    diff: str = ""
    fixed_stdin: bytes | None = None
    changed: Mapping[str, bytes] = field(default_factory=dict)
    source: Callable[[str], Source | None] = lambda _: None

    def excerpt(self, location: Location) -> str:
        """The source line at a location; empty when the file is gone."""
        source = self.source(location.path)
        return "" if source is None else source.line_text(location)


@dataclass(frozen=True, slots=True)
class Linted:
    """One look at the program: what is found in the named files, before any fix.

    `defect`: the trace of an error of ours, which is among the failures.
    """

    files: int
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]
    suppressed: int
    not_judged: tuple[str, ...]
    scan: scan.Scan
    keys: tuple[str, ...]
    judgement: Judgement
    defect: str = ""

    def story(self, key: str) -> Story:
        """Everything about the draws and seed calls of one file."""
        from repro_lint.tell import Teller

        def locate(place: Place) -> Location | None:
            source = self.scan.source(place.path)
            return None if source is None else source.location(*place.span)

        return Teller(self.judgement, load(), locate, lambda path: _shown(path, self.scan)).story(key)

    def by_display(self, path: str) -> Source | None:
        """The source behind a path of the report."""
        return self.scan.source(_key(self.scan.cwd / path))

    def excerpt(self, location: Location) -> str:
        """The source line at a location; empty when the file is gone."""
        source = self.by_display(location.path)
        return "" if source is None else source.line_text(location)


def run(request: Request, memory: Memory | None = None) -> Outcome:
    """Lint, and fix if asked to."""
    contents = _held(request)
    linted = lint(request, contents, memory)
    if not (request.fix or request.diff):
        return Outcome(report(linted), source=linted.by_display)
    return _repair(request, linted, contents, memory)


def configured(start: Path, explicit: Path | None = None, said: Mapping[str, object] | None = None) -> Config:
    """The settings for files below `start`, with what the user says instead. Raises ConfigError."""
    from repro_lint.rules import all_rules

    settings = override(load_config(start, explicit), said or {})
    if settings.select or settings.ignore or settings.per_file_ignores:
        check_rules(settings, {rule.code: rule.name for rule in all_rules()})
    return settings


def _held(request: Request) -> dict[str, bytes]:
    """Content that is not (yet) on disk, by file key."""
    if request.stdin is None:
        return dict(request.held)
    return {_key(request.cwd / (request.stdin_filename or "stdin.py")): request.stdin}


def lint(request: Request, contents: Mapping[str, bytes], memory: Memory | None = None) -> Linted:
    """Find everything in the named files, the whole program considered. `memory`: what earlier looks left."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
    config = request.config
    scanned = scan.Scan(request.cwd, contents, memory or Memory())
    named, failures = _named(request, contents)
    members = scan.members(named, _surroundings(named, config, scanned), scanned.data)
    scan.scan(members, scanned, request.jobs)
    judgement, defect = Judgement(), ""
    try:
        judgement = _judge(members, scanned, config)
        findings = _flag(judgement, named, scanned, config)
    except Exception as error:  # noqa: BLE001  a defect of ours must not end in a trace, nor look like a clean program
        findings = []
        failures.append(_defect(error, config))
        defect = "".join(traceback.format_exception(error))
    broken = [failure for key in named for failure in scanned.failures.get(key, ())]
    broken += [_given_up(key, scanned) for key in named if key in judgement.given_up]
    complete = not (defect or judgement.given_up)
    active, suppressed, failed = _suppress(findings, named, scanned, config, None if not complete else broken)
    failures.extend(broken)
    return Linted(
        len(named),
        active,
        tuple(sorted([*failures, *failed], key=lambda f: (f.path, f.cell or 0, f.line or 0))),
        suppressed,
        _not_judged(named, scanned),
        scanned,
        tuple(named),
        judgement,
        defect,
    )


def _named(request: Request, contents: Mapping[str, bytes]) -> tuple[list[str], list[Failure]]:
    """The keys of the files to report on, and what is wrong with the named paths."""
    if request.stdin is not None:
        return list(contents), []
    held = {key for path in request.paths if (key := _key(request.cwd / path)) in contents}
    on_disk = [path for path in request.paths if _key(request.cwd / path) not in held]
    found, failures = discover(on_disk, request.config, force_exclude=request.force_exclude)
    shown = [replace(failure, path=display_path(Path(failure.path), request.cwd)) for failure in failures]
    return sorted(held.union(path.as_posix() for path in found)), shown


def _given_up(key: str, scanned: scan.Scan) -> Failure:
    return Failure(_shown(key, scanned), "what runs from here is nested too deep, or too large, to be followed")


def _defect(error: Exception, config: Config) -> Failure:
    """What is said where the analysis itself fails: which module of ours, and on what project."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).stem}:{frames[-1].lineno}" if frames else "?"
    return Failure(str(config.root), f"a defect of repro-lint itself, please report it: {error!r} at {place}")


def _surroundings(named: list[str], config: Config, scanned: scan.Scan) -> Iterable[str]:
    """Files of the project that lead to the named ones, where there is a project to look through."""
    root, disk = config.root, scanned.memory.disk

    def candidates() -> Iterable[str]:
        return (path.as_posix() for path in discover([root], config, force_exclude=False)[0])

    if not any((root / marker).exists() for marker in _MARKERS):
        return ()
    known = disk.find(("project", config), candidates)
    if scanned.contents.keys() - set(named):  # what may be typed in other files is not on the disk
        return scan.importers(named, known, scanned.data)
    return disk.find(("importers", config, *named), lambda: scan.importers(named, known, scanned.data))


def _judge(members: list[str], scanned: scan.Scan, config: Config) -> Judgement:
    catalog = load()
    project = Project(_key(config.root), scanned.read, catalog.roots, scanned.memory.disk.listings)
    settings = Settings(
        config.keras, frozenset(config.seed_functions), config.entry_points, console_scripts(config.root)
    )
    return judge(_alive(runs(members, project, catalog, settings), scanned.memory))


def _alive(program: Iterable[Run | GivenUp], memory: Memory) -> Iterator[Run | GivenUp]:
    """The runs, with a moment between them in which the look may end."""
    for run in program:
        memory.tick(0, 0)
        yield run


def _flag(judgement: Judgement, named: list[str], scanned: scan.Scan, config: Config) -> list[Finding]:
    """What the rules say about the named files. Rules and libcst are needed only if there is anything to say."""
    from repro_lint.rules import all_modules
    from repro_lint.rules._remark import View

    if not (judgement.verdicts or judgement.starts or judgement.bad_seeds or judgement.raises):
        return []
    view = View(judgement, cache(lambda key: _shown(key, scanned)), config.gpu_policy.value)
    wanted = set(named)
    remarks = [remark for module in all_modules() for remark in module.check(view) if remark.place.path in wanted]
    if not remarks:
        return []
    from repro_lint.flag.findings import Flagger

    starts = {start.entry.path: start for start in judgement.starts}
    blocks: dict[str, Fix | str] = {}
    replaced = plan.obsolete(remarks)
    for path, steps in plan.needed(remarks, judgement).items():
        source = scanned.source(path)
        if path not in wanted:
            blocks[path] = f"it belongs into `{_shown(path, scanned)}`, which was not named"
        elif source is not None and steps:
            blocks[path] = plan.block(starts[path], steps, replaced.get(path, ()), source, config)
    taken = {verdict.draw.value for verdict in judgement.verdicts if verdict.draw.kind is Kind.MODEL}
    return Flagger(scanned.source, config.seed, blocks, wanted, plan.spell, taken).findings(remarks)


def _suppress(
    findings: list[Finding], named: list[str], scanned: scan.Scan, config: Config, broken: Iterable[Failure] | None
) -> tuple[tuple[Finding, ...], int, list[Failure]]:
    """Drop what comments silence and what is not selected; say which comments silence nothing.

    That is not known in files that are `broken`, and nowhere (None) when a part of the program was not judged.
    """
    from repro_lint.rules import all_rules

    known = {rule.code: rule.name for rule in all_rules()}
    sources = [source for key in named if _mentions_us(key, scanned) and (source := scanned.source(key))]
    comments = [comment for source in sources for comment in suppress.comments(source)]
    split = suppress.split(findings, comments)
    unjudged = None if broken is None else {failure.path for failure in broken}
    unused = [
        suppress.unused(comment)
        for comment in split.unused
        if unjudged is not None and comment.location.path not in unjudged and not suppress.flaws(comment, known)
    ]
    active = [f for f in (*split.active, *unused) if _is_wanted(f, config, scanned.cwd)]
    active.sort(key=lambda f: (f.location.path, f.location.cell or 0, f.location.line, f.location.column, f.rule))
    return tuple(active), len(split.suppressed), list(suppress.failures(comments, known))


def _is_wanted(finding: Finding, config: Config, cwd: Path) -> bool:
    path, rule = cwd / finding.location.path, (finding.rule, finding.name)
    return is_selected(config, *rule) and not is_ignored_for(config, path, *rule)


def _mentions_us(key: str, scanned: scan.Scan) -> bool:
    """Whether there is a comment to heed; of a file that does not parse nobody can say what it silences."""
    source = scanned.source(key) if scanned.facts.get(key) is not None else None
    return source is not None and b"repro-lint:" in source.data


def _not_judged(named: list[str], scanned: scan.Scan) -> tuple[str, ...]:
    heads = {
        name.partition(".")[0]
        for key in named
        if (facts := scanned.facts.get(key)) is not None
        for name, level in facts.imports
        if not level
    }
    own = {Path(key).parent.name for key in scanned.facts if key.endswith("/__init__.py")}
    return tuple(sorted({NOT_JUDGED[head] for head in heads - own if head in NOT_JUDGED}))


def report(linted: Linted, applied: Iterable[Applied] = (), skipped: Iterable[Skipped] = ()) -> Report:
    """What there is to tell."""
    return Report(
        linted.files,
        linted.findings,
        linted.failures,
        tuple(applied),
        tuple(skipped),
        linted.suppressed,
        linted.not_judged,
    )


def _repair(request: Request, linted: Linted, contents: dict[str, bytes], memory: Memory | None) -> Outcome:
    """Fix until nothing changes. With `diff`, on copies in memory only."""
    before = {key: source.data for key in linted.keys if (source := linted.scan.source(key))}
    held = dict(contents)
    dry = request.diff or bool(contents)
    applied: list[Applied] = []
    skipped: list[Skipped] = []
    for _ in range(MAX_ROUNDS):
        findings = [finding for finding in linted.findings if request.only in (None, finding.rule)]
        done = fix_once(findings, linted.by_display, unsafe=request.unsafe, dry=dry)
        applied.extend(done.applied)
        skipped = done.skipped
        if not done.changed:
            break
        held.update({_key(linted.scan.cwd / path): data for path, data in done.changed.items()})
        linted = lint(request, held if dry else contents, memory)
    after = {key: held.get(key, data) for key, data in before.items()}
    fixed = next(iter(held.values())) if request.stdin is not None else None
    text = diff(before, after, lambda key: _shown(key, linted.scan)) if request.diff else ""
    changed = {key: data for key, data in after.items() if data != before[key]}
    return Outcome(report(linted, applied, skipped), text, fixed, changed, linted.by_display)


def _shown(key: str, scanned: scan.Scan) -> str:
    return display_path(Path(key), scanned.cwd)


def _key(path: Path) -> str:
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100  resolve() would follow links
