"""One round of fixing: the fixes that go together, made file by file; and what changed, as a diff."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from repro_lint.fixes.apply import Choice, apply, choose, edits_of
from repro_lint.fixes.splice import EditError
from repro_lint.fixes.write import WriteError, write_atomically
from repro_lint.model import Applied, Edit, Finding, Fix, Safety, Skipped
from repro_lint.source.text import Source

Owners = Mapping[Fix, list[Finding]]


@dataclass(slots=True)
class Round:
    """What one round did. `changed`: the new content of files, by their path in the report."""

    applied: list[Applied] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    changed: dict[str, bytes] = field(default_factory=dict)


def fix_once(
    findings: Iterable[Finding], source_of: Callable[[str], Source | None], *, unsafe: bool, dry: bool
) -> Round:
    """Make the fixes of the findings that go together; with `dry` nothing is written."""
    found = tuple(findings)
    owners = _owners(found, {Safety.SAFE, Safety.UNSAFE} if unsafe else {Safety.SAFE})
    owners = _united(owners)
    choice = choose(owners)
    done = Round(skipped=[_skip(owners[fix], reason) for fix, reason in choice.skipped])
    done.skipped.extend(_refused(found))
    for path in sorted({edit.location.path for fix in choice.chosen for edit in fix.edits}):
        source = source_of(path)
        if source is not None:
            _fix_file(source, choice, owners, done, dry=dry)
    return done


def _owners(findings: Iterable[Finding], allowed: set[Safety]) -> dict[Fix, list[Finding]]:
    """The first fix of each finding that is allowed, and the findings it settles."""
    owners: dict[Fix, list[Finding]] = {}
    for finding in findings:
        for fix in [fix for fix in finding.fixes if fix.safety in allowed][:1]:
            owners.setdefault(fix, []).append(finding)
    return owners


def _united(owners: Owners) -> dict[Fix, list[Finding]]:
    """The same without the fixes that are a part of another, which settles their findings as well."""
    whole: dict[Edit, Fix] = {}
    for fix in sorted(owners, key=lambda fix: -len(fix.edits)):
        for edit in fix.edits:
            whole.setdefault(edit, fix)
    united: dict[Fix, list[Finding]] = {}
    for fix, findings in owners.items():
        first = whole[fix.edits[0]] if fix.edits else fix
        united.setdefault(first if set(fix.edits) <= set(first.edits) else fix, []).extend(findings)
    return united


def _refused(findings: Iterable[Finding]) -> Iterator[Skipped]:
    """The findings that have no fix for a reason; those of one file and one reason are told once."""
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        if finding.refused:
            alike.setdefault((finding.location.path, finding.rule, finding.refused), []).append(finding)
    return (_skip(same, same[0].refused) for same in alike.values())


def _fix_file(source: Source, choice: Choice, owners: Owners, done: Round, *, dry: bool) -> None:
    path = source.display
    fixes = [fix for fix in choice.chosen if any(edit.location.path == path for edit in fix.edits)]
    data, made, failed = _content(source, fixes)
    try:
        if made and not dry:
            write_atomically(source.path, data, source.data)
    except WriteError as error:
        made, failed = [], [(fix, str(error)) for fix in fixes]
    done.skipped.extend(_skip(owners[fix], reason) for fix, reason in failed)
    if made:
        done.changed[path] = data
        done.applied.extend(one for fix in made for one in _applied(fix, owners[fix], path))


def _applied(fix: Fix, settled: list[Finding], path: str) -> Iterator[Applied]:
    """A fix of several files is told of each, and settles its findings in the first."""
    first = min(edit.location.path for edit in fix.edits)
    for rule, number in Counter(finding.rule for finding in settled).items():
        yield Applied(rule, path, fix.title, number if path == first else 0, fix.note)


def _content(source: Source, fixes: list[Fix]) -> tuple[bytes, list[Fix], list[tuple[Fix, str]]]:
    """The file after the fixes, those that are made, and those that cannot be, which cost the others nothing."""
    whole = _after(source, fixes)
    if isinstance(whole, bytes):
        return whole, fixes, []
    data, made, failed = source.data, list[Fix](), list[tuple[Fix, str]]()
    for fix in fixes:
        result = _after(source, [*made, fix])
        if isinstance(result, str):
            failed.append((fix, result))
        else:
            data = result
            made.append(fix)
    return data, made, failed


def _after(source: Source, fixes: list[Fix]) -> bytes | str:
    """The file after the fixes, or why they cannot be made."""
    try:
        return apply(source, edits_of(fixes, source.display))
    except EditError as error:
        return str(error)


def _skip(findings: list[Finding], reason: str) -> Skipped:
    first, place = findings[0], findings[0].location
    number = sum(finding.rule == first.rule for finding in findings)
    return Skipped(first.rule, place.path, place.line, reason, place.cell, number)


def as_before(skipped: Skipped, before: Source, after: Source) -> Skipped:
    """The same with the line that it has in a file before the fixes."""
    old, new = (source.shown(skipped.cell).text.splitlines() for source in (before, after))
    at = skipped.line - 1
    for _, start, end, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if first <= at < last:
            return replace(skipped, line=min(start + at - first, max(start, end - 1)) + 1)
    return skipped
