"""A text with its line starts: positions to offsets and back."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

# What Python itself counts as a line end; a form feed or U+2028 is not one, so `str.splitlines` will not do.
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Lines:
    """A text and where its lines start. Lines are 1-based, columns 0-based code points."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        """Index a text."""
        return cls(text, (0, *(match.end() for match in _LINE_END.finditer(text))))

    def line(self, number: int) -> str:
        """One line with its line end."""
        following = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : following]

    def bare(self, number: int) -> str:
        """One line without its line end."""
        return self.line(number).rstrip("\r\n")

    def offset(self, line: int, column: int) -> int:
        """The offset of a position. Raises ValueError when the text has no such position."""
        if not 1 <= line <= len(self.starts) or not 0 <= column <= len(self.bare(line)):
            raise ValueError(f"there is no line {line}, column {column + 1}")
        return self.starts[line - 1] + column

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1]

    def column(self, line: int, byte_column: int) -> int:
        """The code-point column of a UTF-8 byte column, as `ast` counts."""
        if self.text.isascii():
            return byte_column
        text = self.line(line)
        if text.isascii():
            return byte_column
        return len(text.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "ignore"))

    def newline(self, line: int) -> str:
        """The line end in use at a line: its own, else that of the line before or the first, else LF."""
        for number in (line, line - 1, 1):
            if 1 <= number <= len(self.starts):
                text = self.line(number)
                end = text[len(text.rstrip("\r\n")) :]
                if end:
                    return end
        return "\n"
