"""The stages between facts and findings, each over the result of the one before; `pipeline` joins them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from repro_lint import suppress
from repro_lint.facts.nodes import Span
from repro_lint.linter import rule_runner, scan
from repro_lint.linter.fixable import comments_in
from repro_lint.linter.flagging import Flagging
from repro_lint.linter.judging import judged
from repro_lint.linter.request import project_files
from repro_lint.linter.views import view
from repro_lint.model import Failure, Finding, Location
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.verdicts.judgement import Judgement
from repro_lint.settings.config import Config
from repro_lint.settings.rule_selection import is_ignored_for, is_selected
from repro_lint.source.names import file_key

if TYPE_CHECKING:
    from repro_lint.remarks.model import Unused, View


def surroundings(named: list[str], config: Config, scanned: scan.ProgramFiles) -> Iterable[str]:
    """Files of the project that lead to the named ones, where there is a project to look through."""
    disk = scanned.memory.disk
    known = project_files(config, disk)
    if scanned.contents.keys() - set(named):  # what may be typed in other files is not on the disk
        return scan.importers(named, known, scanned.data)
    return disk.find(("importers", config, *named), lambda: scan.importers(named, known, scanned.data))


def flagged(looked: View, named: list[str], scanned: scan.ProgramFiles, config: Config) -> list[Finding]:
    """The findings of all rules in the named files. Rules and libcst are loaded only if there is anything to find."""
    judgement = looked.judgement
    if not (judgement.verdicts or judgement.starts or judgement.bad_seeds or judgement.raises or looked.unused):
        return []
    remarks = rule_runner.remarks(looked, set(named))
    if not remarks:
        return []
    return Flagging(looked, tuple(named), scanned, config, judged).findings(remarks)


@dataclass(frozen=True, slots=True)
class Remaining:
    """The findings after suppression: all `unsuppressed`, among them the `wanted`. `failures`: malformed comments."""

    unsuppressed: tuple[Finding, ...]
    wanted: tuple[Finding, ...]
    suppressed: int
    failures: tuple[Failure, ...]


def unsuppressed(
    findings: list[Finding],
    named: list[str],
    scanned: scan.ProgramFiles,
    config: Config,
    broken: Iterable[Failure] | None,
) -> Remaining:
    """Drop the findings that a comment suppresses or that are not selected; name the comments that suppress nothing.

    Unused comments are not told in files that are `broken`, and nowhere (None) when part of the program is not judged.
    """
    from repro_lint.rules import all_rules

    known = {rule.code: rule.name for rule in all_rules()}
    comments = comments_in(named, scanned)
    split = suppress.split(findings, comments)
    unjudged = None if broken is None else {failure.path for failure in broken}
    unused = tuple(
        _unused(comment, scanned)
        for comment in split.unused
        if unjudged is not None and comment.location.path not in unjudged and not suppress.flaws(comment, known)
    )
    told = flagged(view(Judgement(), scanned, unused=unused), named, scanned, config) if unused else ()
    left = sorted(
        (*split.active, *told),
        key=lambda f: (f.location.path, f.location.cell or 0, f.location.line, f.location.column, f.rule),
    )
    wanted = tuple(finding for finding in left if _is_wanted(finding, config, scanned.cwd))
    return Remaining(tuple(left), wanted, len(split.suppressed), suppress.failures(comments, known))


def _unused(comment: suppress.Suppression, scanned: scan.ProgramFiles) -> Unused:
    from repro_lint.remarks.model import Unused

    key = file_key(scanned.cwd / comment.location.path)
    return Unused(
        Place(key, _span(comment.location, key, scanned)),
        comment.rules or (),
        _span(comment.removal, key, scanned),
    )


def _span(location: Location, key: str, scanned: scan.ProgramFiles) -> Span:
    source = scanned.source(key)
    return Span(0, 0, 0, 0) if source is None else Span(*source.span(location))


def _is_wanted(finding: Finding, config: Config, cwd: Path) -> bool:
    path, rule = cwd / finding.location.path, (finding.rule, finding.name)
    return is_selected(config, *rule) and not is_ignored_for(config, path, *rule)
