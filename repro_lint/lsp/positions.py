"""Places as a reader counts them, and positions as the protocol does: in units of the encoding agreed upon."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from repro_lint.source.lines import Lines


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the client counts the characters of a line: "utf-8", "utf-16" or "utf-32"."""

    name: str

    def position(self, lines: Lines, offset: int) -> types.Position:
        """The position of an offset."""
        line, column = lines.position(offset)
        return types.Position(line - 1, self._units(lines.text[offset - column : offset]))

    def range(self, lines: Lines, start: int, end: int) -> types.Range:
        """The range between two offsets."""
        return types.Range(self.position(lines, start), self.position(lines, end))

    def offset(self, lines: Lines, position: types.Position) -> int:
        """The offset of a position; one behind the end of its line is that end, one behind the text the text's."""
        if position.line >= len(lines.starts):
            return len(lines.text)
        start, text = lines.starts[position.line], lines.bare(position.line + 1)
        return start + self._column(text, position.character)

    def _units(self, text: str) -> int:
        if self.name == "utf-32" or text.isascii():
            return len(text)
        return len(text.encode(self._codec, "surrogatepass")) // self._width

    def _column(self, text: str, units: int) -> int:
        if self.name == "utf-32" or text.isascii():
            return min(units, len(text))
        data = text.encode(self._codec, "surrogatepass")[: units * self._width]
        return len(data.decode(self._codec, "ignore"))

    @property
    def _codec(self) -> str:
        return "utf-8" if self.name == "utf-8" else "utf-16-le"

    @property
    def _width(self) -> int:
        return 1 if self.name == "utf-8" else 2
