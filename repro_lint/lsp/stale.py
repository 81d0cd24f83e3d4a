"""The last good findings of a text that does not parse now, moved along with what was typed since."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

import attrs
from lsprotocol import types

from repro_lint.lsp.documents import Text
from repro_lint.source.lines import Lines


@dataclass(slots=True)
class LastGood:
    """What was shown of each text when it last parsed."""

    _shown: dict[str, tuple[Lines, list[types.Diagnostic]]] = field(default_factory=dict)

    def keep(self, text: Text, found: list[types.Diagnostic]) -> list[types.Diagnostic]:
        """The text parses: this is what is shown of it."""
        self._shown[text.uri] = (text.lines, found)
        return found

    def stale(self, text: Text) -> list[types.Diagnostic]:
        """What was shown of a text when it last parsed, marked as old."""
        lines, found = self._shown.get(text.uri, (text.lines, []))
        return list(_moved(lines, text.lines, found))

    def retain(self, uris: Container[str]) -> None:
        """Other texts were closed."""
        self._shown = {uri: shown for uri, shown in self._shown.items() if uri in uris}


def _moved(old: Lines, new: Lines, found: list[types.Diagnostic]) -> Iterator[types.Diagnostic]:
    """Lines above what was typed stay, lines below move with their text; a line that was typed in is marked whole."""
    before, after = ([lines.bare(n) for n in range(1, len(lines.starts) + 1)] for lines in (old, new))
    head = _common(before, after)
    tail = min(_common(before[::-1], after[::-1]), min(len(before), len(after)) - head)
    for one in found:
        start, end = one.range.start, one.range.end
        if start.line >= len(before) - tail:
            shift = len(after) - len(before)
            where = types.Range(
                types.Position(start.line + shift, start.character), types.Position(end.line + shift, end.character)
            )
        elif end.line < head:
            where = one.range
        else:
            line = min(start.line, len(after) - 1)
            where = types.Range(types.Position(line, 0), types.Position(line + 1, 0))
        yield attrs.evolve(one, range=where, message=f"{one.message}\n(stale: of the text before it stopped parsing)")


def _common(one: list[str], other: list[str]) -> int:
    """How many lines both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))
