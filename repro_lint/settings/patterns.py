"""Patterns of .gitignore, matched in time linear in the path.

A translation to one regular expression backtracks: `*a*a*a…*b` takes exponential time. Here a path is matched component
by component; of several `*` in a component each takes the shortest text that lets the next literal part follow, and
never another one (an atomic group, written for Python 3.10), and `**` does the same with components.
https://git-scm.com/docs/gitignore#_pattern_format
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_CLASSES = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": r"\ \t", "cntrl": r"\x00-\x1f\x7f", "digit": "0-9",
    "graph": r"\x21-\x7e", "lower": "a-z", "print": r"\x20-\x7e", "punct": r"!-\/:-@\[-`{-~", "space": r"\ \t-\r",
    "upper": "A-Z", "xdigit": "0-9a-fA-F",
}  # fmt: skip
# A member of a bracket expression: a named class, or a character or range whose ends may be escaped.
_MEMBER = re.compile(r"\[:(?P<name>\w*):\]|(?P<low>\\.|[^\\])(?:-(?P<high>\\.|[^\\\]]))?", re.DOTALL)
_SLASH = re.compile(r"(?P<slash>\\?/)|\\.", re.DOTALL)
_ANY = re.compile("")


class PatternError(ValueError):
    """A pattern that can match nothing."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern. `parts` match the components of a path; None stands for `**`, any number of components."""

    parts: tuple[re.Pattern[str] | None, ...]
    excludes: bool
    folders_only: bool

    @classmethod
    def of(cls, text: str) -> Pattern:
        """Read a pattern. Raises PatternError."""
        body = text.removeprefix("!")
        folders_only = body.endswith("/")
        components = list(_components(body.removesuffix("/")))
        if len(components) > 1 and not components[0]:
            del components[0]
        elif len(components) == 1:
            components.insert(0, "**")
        if components[-1:] in ([], [""]):
            raise PatternError("names nothing")
        parts = _once([_part(component) for component in components])
        if parts[-1] is None:  # everything below, but not the folder itself
            parts.insert(-1, _ANY)
        return cls(tuple(parts), not text.startswith("!"), folders_only)

    def matches(self, names: Sequence[str], *, is_folder: bool) -> bool:
        """Whether the pattern speaks of the path of these components."""
        if self.folders_only and not is_folder:
            return False
        if len(self.parts) == 2 and self.parts[0] is None:  # nearly always: a name, wherever it stands
            return self._part_matches(1, names[-1])
        part = name = retry = 0
        wild = -1
        while name < len(names):
            if part < len(self.parts) and self.parts[part] is None:
                wild, retry, part = part, name, part + 1
            elif part < len(self.parts) and self._part_matches(part, names[name]):
                part, name = part + 1, name + 1
            elif wild >= 0:
                retry += 1
                part, name = wild + 1, retry
            else:
                return False
        return all(rest is None for rest in self.parts[part:])

    def _part_matches(self, part: int, name: str) -> bool:
        pattern = self.parts[part]
        return pattern is not None and pattern.match(name) is not None


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns in order, of which the last that matches decides."""

    patterns: tuple[Pattern, ...] = ()

    @classmethod
    def of(cls, lines: Sequence[str]) -> Patterns:
        """Read lines of .gitignore, blank ones and comments included. Raises PatternError."""
        return cls(tuple(_pattern(text) for line in lines if (text := pattern_text(line))))

    def verdict(self, names: Sequence[str], *, is_folder: bool) -> bool | None:
        """True: left out, itself or with a folder above it. False: taken back in by `!`. None: nothing is said."""
        for depth in range(1, len(names)):
            if self.own_verdict(names[:depth], is_folder=True):
                return True
        return self.own_verdict(names, is_folder=is_folder)

    def own_verdict(self, names: Sequence[str], *, is_folder: bool) -> bool | None:
        """The same where no folder above is left out, as in a search from the top down."""
        speaking = (one.excludes for one in reversed(self.patterns) if one.matches(names, is_folder=is_folder))
        return next(speaking, None)


@lru_cache(maxsize=2048)
def _pattern(text: str) -> Pattern:
    return Pattern.of(text)  # the same for each of a thousand files that a hook names


def pattern_text(line: str) -> str:
    """The pattern on a line of .gitignore; nothing for a comment or a blank line."""
    if line.startswith("#"):
        return ""
    text = line.removesuffix("\r")
    bare = text.rstrip(" ")
    escaped = len(bare) - len(bare.rstrip("\\"))
    return text[: len(bare) + 1] if escaped % 2 and bare != text else bare


def _components(text: str) -> Iterator[str]:
    """The text between slashes, escaped or not; one in a bracket expression parts as well, which nobody writes."""
    start = 0
    for found in _SLASH.finditer(text):
        if found["slash"]:
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def _once(parts: Sequence[re.Pattern[str] | None]) -> list[re.Pattern[str] | None]:
    """The parts with one `**` for several in a row."""
    return [part for before, part in zip((_ANY, *parts), parts, strict=False) if part is not None or before is not None]


def _part(component: str) -> re.Pattern[str] | None:
    wild = len(component) > 1 and not component.strip("*")
    return None if wild else re.compile(_component(component))


def _component(text: str) -> str:
    """The regular expression of one component. Raises PatternError."""
    runs = [""]
    position = 0
    while position < len(text):
        character = text[position]
        if character == "*":
            runs.append("")
            position += 1
        elif character == "[":
            expression, position = _bracket(text, position + 1)
            runs[-1] += expression
        else:
            expression, position = _single(text, position)
            runs[-1] += expression
    if len(runs) == 1:
        return f"(?s:{runs[0]})\\Z"
    between = "".join(
        f"(?=(?P<g{number}>.*?{run}))(?P=g{number})" for number, run in enumerate(filter(None, runs[1:-1]))
    )
    return f"(?s:{runs[0]}{between}.*{runs[-1]})\\Z"


def _single(text: str, position: int) -> tuple[str, int]:
    if text[position] == "?":
        return ".", position + 1
    if text[position] != "\\":
        return re.escape(text[position]), position + 1
    if position + 1 == len(text):
        raise PatternError("ends with a backslash that escapes nothing")
    return re.escape(text[position + 1]), position + 2


def _bracket(text: str, position: int) -> tuple[str, int]:
    """A bracket expression, and where it ends."""
    negated = text[position : position + 1] in ("!", "^")
    position += negated
    members: list[str] = []
    begin = position
    while position == begin or text[position : position + 1] != "]":
        found = _MEMBER.match(text, position)
        if found is None:
            raise PatternError("opens a bracket that nothing closes")
        members.append(_member(found))
        position = found.end()
    return f"[{'^' if negated else ''}{''.join(members)}]", position + 1


def _member(found: re.Match[str]) -> str:
    """What a member adds to a character class of `re`; a range that runs backwards is its start, as in git."""
    if found["name"] is not None:
        if found["name"] not in _CLASSES:
            raise PatternError(f"names an unknown class of characters [:{found['name']}:]")
        return _CLASSES[found["name"]]
    low = found["low"][-1]
    high = found["high"][-1] if found["high"] else low
    return f"{re.escape(low)}-{re.escape(max(low, high))}"
