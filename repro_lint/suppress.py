"""Comments that silence findings: `# repro-lint: ignore[unseeded-split] reason` and `ignore-file[...]`.

A comment silences findings whose first or last line it stands on; `ignore-file` those of the whole file. Without
brackets it silences every rule.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from repro_lint.model import Edit, Failure, Finding, Location
from repro_lint.source.text import Source

_Key = tuple[str, tuple[int | None, int] | None, str | None]  # path; cell and line, or the whole file; rule, or each
_MARK = b"repro-lint:"
_COMMENT = re.compile(r"#\s*repro-lint:\s*(?P<order>[^#]*)")
_ORDER = re.compile(r"ignore(?P<file>-file)?(?![\w-])\s*(?:\[(?P<rules>[^\]]+)\])?(?P<rest>.*)")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment. `rules` are names or codes, None for all. `malformed`: the order that nobody understands.

    `location` is the comment itself; `removal` what a fix takes out: with the blanks before it, and its line where
    it stands alone.
    """

    location: Location
    removal: Location
    rules: tuple[str, ...] | None
    whole_file: bool
    malformed: str = ""

    def silenced(self) -> Iterator[_Key]:
        """The keys of what it silences: a finding has several, of which one is enough."""
        here = self.location
        line = None if self.whole_file else (here.cell, here.line)
        for rule in () if self.malformed else (self.rules or (None,)):
            yield here.path, line, rule

    def silences(self, finding: Finding) -> bool:
        """Whether the comment speaks of the finding."""
        return self.covers(finding.location, finding.rule, finding.name)

    def covers(self, place: Location, code: str, name: str) -> bool:
        """Whether the comment speaks of a rule at a place."""
        return not set(self.silenced()).isdisjoint(_keys(place, code, name))


@dataclass(frozen=True, slots=True)
class Split:
    """Findings by whether a comment silences them, and the comments that silence none."""

    active: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    unused: tuple[Suppression, ...]


def comments(source: Source) -> tuple[Suppression, ...]:
    """The suppressions of a file, in order."""
    if _MARK not in source.data:
        return ()
    return tuple(_suppressions(source))


def split(findings: Iterable[Finding], suppressions: Sequence[Suppression]) -> Split:
    """Part the findings; give all that were made, or comments for rules that did not run look unused."""
    known = {key for one in suppressions for key in one.silenced()}
    active: list[Finding] = []
    suppressed: list[Finding] = []
    used: set[_Key] = set()
    for finding in findings:
        silencing = known.intersection(_keys(finding.location, finding.rule, finding.name))
        used |= silencing
        (suppressed if silencing else active).append(finding)
    unused = tuple(one for one in suppressions if not one.malformed and used.isdisjoint(one.silenced()))
    return Split(tuple(active), tuple(suppressed), unused)


def _keys(here: Location, code: str, name: str) -> Iterator[_Key]:
    for line in (None, (here.cell, here.line), (here.cell, here.end_line)):
        for rule in (None, code, name):
            yield here.path, line, rule


def failures(suppressions: Iterable[Suppression], known: Mapping[str, str]) -> tuple[Failure, ...]:
    """What is wrong with the comments themselves; `known` maps the codes of all rules to their names."""
    return tuple(
        Failure(one.location.path, message, one.location.line, one.location.cell)
        for one in suppressions
        for message in flaws(one, known)
    )


def flaws(suppression: Suppression, known: Mapping[str, str]) -> tuple[str, ...]:
    """What is wrong with one comment."""
    return tuple(_flaws(suppression, [*known, *known.values()]))


def _flaws(suppression: Suppression, names: Sequence[str]) -> Iterator[str]:
    if suppression.malformed:
        yield f"`repro-lint: {suppression.malformed}` is neither `ignore[rule]` nor `ignore-file[rule]`"
    for rule in suppression.rules or ():
        if rule not in names:
            close = get_close_matches(rule, names, n=1)
            hint = f"; did you mean `{close[0]}`?" if close else ""
            yield f"the suppression names an unknown rule `{rule}`{hint}"


def _suppressions(source: Source) -> Iterator[Suppression]:
    for token in _comment_tokens(source.text):
        for match in _COMMENT.finditer(token.string):
            line, column = token.start
            text = match[0].rstrip()
            yield _read(source, line, column + match.start(), text, match["order"].strip())


def _read(source: Source, line: int, column: int, text: str, order: str) -> Suppression:
    location = source.place(line, column, line, column + len(text))
    removal = _removal(source, line, column, column + len(text))
    match = _ORDER.fullmatch(order)
    if not match or match["rest"].startswith("["):
        return Suppression(location, removal, None, whole_file=False, malformed=order)
    rules = tuple(rule.strip() for rule in match["rules"].split(",")) if match["rules"] else None
    return Suppression(location, removal, rules, bool(match["file"]))


def _removal(source: Source, line: int, column: int, end: int) -> Location:
    text = source.lines.bare(line)
    start = len(text[:column].rstrip())
    alone = not start and not text[end:].strip()
    last = source.cell_at(line).last_line if source.cells else len(source.lines.starts)
    if alone and line < last:
        return source.place(line, 0, line + 1, 0)
    return source.place(line, start, line, end)


def _comment_tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    # newline=None: the tokenizer must see the line ends that `ast` sees.
    lines = io.StringIO(text, newline=None)
    try:
        for token in tokenize.generate_tokens(lines.readline):
            if token.type == tokenize.COMMENT:
                yield token
    except (tokenize.TokenError, SyntaxError):
        return  # `ast` has the last word on what is Python; what came before the error still counts


def silencing(source: Source, place: Location, names: Sequence[str]) -> Iterator[Edit]:
    """Edits that may silence rules at a place: at its first line or its last, whichever can end in a comment."""
    listed = ", ".join(names)
    for line in dict.fromkeys((place.line, place.end_line)):
        text = source.shown(place.cell).bare(line)
        known = next((c for c in comments(source) if (c.location.cell, c.location.line) == (place.cell, line)), None)
        if known is not None and known.rules and not known.whole_file:
            column = known.location.column + source.segment(known.location).index("]")
            added = f", {listed}"
        else:
            column, added = len(text.rstrip()) + 1, f"  # repro-lint: ignore[{listed}]"
        end = column if known else len(text) + 1
        yield Edit(Location(place.path, place.cell, line, column, line, end), added)
