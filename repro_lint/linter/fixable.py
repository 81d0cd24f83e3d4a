"""Which remarks ask for fixes: not those that a comment silences, or the configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from repro_lint import suppress
from repro_lint.linter import scan
from repro_lint.linter.views import locate
from repro_lint.settings.config import Config
from repro_lint.settings.rule_selection import is_fixable, is_ignored_for, is_selected

if TYPE_CHECKING:
    from repro_lint.remarks.model import Remark


def asking_remarks(remarks: list[Remark], named: list[str], scanned: scan.ProgramFiles, config: Config) -> list[Remark]:
    """The remarks that ask for fixes: not those that a comment silences, or the configuration in their file."""
    comments: dict[str, list[suppress.Suppression]] = {}
    for comment in comments_in(named, scanned):
        comments.setdefault(comment.location.path, []).append(comment)

    def asks(remark: Remark) -> bool:
        rule = remark.rule.code, remark.rule.name
        if not may_fix(*rule, config) or is_ignored_for(config, Path(remark.place.path), *rule):
            return False
        here = locate(remark.place, scanned) if comments else None
        return here is None or not any(one.covers(here, *rule) for one in comments.get(here.path, ()))

    return [remark for remark in remarks if asks(remark)]


def comments_in(named: list[str], scanned: scan.ProgramFiles) -> list[suppress.Suppression]:
    """The comments for us in the named files."""
    sources = [source for key in named if _mentions_us(key, scanned) and (source := scanned.source(key))]
    return [comment for source in sources for comment in suppress.comments(source)]


def may_fix(code: str, name: str, config: Config) -> bool:
    """Whether a rule may be fixed at all; if not, the seeding block does not fix its findings in passing either."""
    return is_selected(config, code, name) and is_fixable(config, code, name)


def _mentions_us(key: str, scanned: scan.ProgramFiles) -> bool:
    """Whether a file has a suppression comment; a file that does not parse has none that can be told."""
    source = scanned.source(key) if scanned.facts.get(key) is not None else None
    return source is not None and b"repro-lint:" in source.data
