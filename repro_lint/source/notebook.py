"""Jupyter notebooks: code cells, and where in the JSON text every character of them stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from repro_lint.model import Failure
from repro_lint.source.lines import Lines
from repro_lint.source.magics import neutralise, without_cell_magic
from repro_lint.source.syntax import UnparsableError, tree

_SPACE = re.compile(r"[ \t\r\n]*")
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)
_OTHER_KERNEL = re.compile(r"(ir|julia|scala|bash|javascript|deno|go|rust|octave|sagemath|sas|stata)\b", re.IGNORECASE)
_DECODER = json.JSONDecoder()

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One code cell.

    `number`: 1-based among the code cells. `first_line`: where it starts in the joined text (1-based).
    `lines`: its own text as a reader sees it. `indent`: what IPython takes off the front of its lines.
    `strings`: the spans between the quotes of its source strings in the JSON text (without byte order mark);
    `listed`: whether they are the items of a list, as nbformat writes them, or one string.
    """

    number: int
    first_line: int
    lines: Lines
    indent: str
    strings: tuple[Span, ...]
    listed: bool

    @property
    def last_line(self) -> int:
        """Where it ends in the joined text (1-based, inclusive)."""
        return self.first_line + len(self.lines.starts) - 1

    def shift(self, line: int) -> int:
        """How many columns the given line of the cell lost."""
        return len(self.indent) if self.lines.line(line).startswith(self.indent) else 0


@dataclass(frozen=True, slots=True)
class Notebook:
    """The code of a notebook as one Python text. A cell that does not parse is a failure and blank.

    `accelerated`: it asks for a GPU or TPU.
    """

    text: str
    cells: tuple[Cell, ...] = ()
    failures: tuple[Failure, ...] = ()
    accelerated: bool = False


class NotANotebookError(ValueError):
    """A JSON document has not the shape of a notebook of nbformat 4."""


def read_notebook(text: str, display: str) -> Notebook | Failure:
    """Take a notebook's JSON text apart."""
    try:
        top = _top(text)
        metadata = _value(text, top.get("metadata"))
        raws = _code_cells(text, top) if _is_python(metadata) else []
    except json.JSONDecodeError as error:
        return Failure(display, f"is not valid JSON: {error.msg}", error.lineno)
    except ValueError as error:  # also an integer of more than 4,300 digits
        return Failure(display, str(error))
    except RecursionError:
        return Failure(display, "is nested too deeply to be a notebook")
    return replace(_join(text, raws, display), accelerated=_asks_for_accelerator(metadata))


def json_offset(text: str, cell: Cell, offset: int) -> int:
    """Where in the JSON text the character at an offset of the cell's own text stands.

    Between two strings of a list it is the start of the later one. Raises ValueError for an empty cell.
    """
    if not cell.strings:
        raise ValueError(f"cell {cell.number} is empty")
    for start, end in cell.strings:
        characters = [match.start() for match in _CHARACTER.finditer(text, start, end)]
        if offset < len(characters):
            return characters[offset]
        offset -= len(characters)
    return cell.strings[-1][1]


def _join(text: str, raws: list[tuple[tuple[Span, ...], bool]], display: str) -> Notebook:
    cells: list[Cell] = []
    parts: list[str] = []
    failures: list[Failure] = []
    first_line = 1
    for number, (strings, listed) in enumerate(raws, 1):
        lines = Lines.of("".join(_string(text, span) for span in strings))
        cell = Cell(number, first_line, lines, _indent(lines), strings, listed)
        try:
            parts.append(_python(cell))
        except UnparsableError as error:
            failures.append(Failure(display, f"{error.message}; the cell is not judged", error.line, number))
            parts.append("\n" * (len(lines.starts) - 1))
        cells.append(cell)
        first_line += len(lines.starts)
    return Notebook("\n".join(parts), tuple(cells), tuple(failures))


def _string(text: str, span: Span) -> str:
    return str(_DECODER.decode(text[span[0] - 1 : span[1] + 1]))


def _indent(lines: Lines) -> str:
    """The leading blanks of the first line with content: IPython removes them wherever they lead a line."""
    found = re.match(r"(?:[ \t]*(?:\r\n?|\n))*([ \t]*)\S", lines.text)
    return found[1] if found else ""


def _python(cell: Cell) -> str:
    """The cell as Python of as many lines. Raises UnparsableError."""
    numbers = range(1, len(cell.lines.starts) + 1)
    text = "\n".join(without_cell_magic([cell.lines.bare(line)[cell.shift(line) :] for line in numbers]))
    try:
        tree(text)
    except UnparsableError:
        text = neutralise(text)
        tree(text)
    return text


def _top(text: str) -> dict[str, Span]:
    """The spans of a notebook's members by key. Raises JSONDecodeError, NotANotebookError."""
    if not text.lstrip().startswith("{"):
        _DECODER.decode(text)  # raises where it is no JSON at all
        raise NotANotebookError("is not a notebook: the JSON text is not an object")
    top, end = _members(text, _skip(text, 0))
    if _skip(text, end) != len(text):
        raise json.JSONDecodeError("Extra data", text, _skip(text, end))
    major = _value(text, top.get("nbformat"))
    if "worksheets" in top or (isinstance(major, int) and major != 4):
        raise NotANotebookError(
            f"is of nbformat {major}, only 4 is read: `jupyter nbconvert --to notebook` converts it"
        )
    return top


def _code_cells(text: str, top: Mapping[str, Span]) -> list[tuple[tuple[Span, ...], bool]]:
    """The source strings of every code cell. Raises NotANotebookError."""
    spans = _items(text, top["cells"]) if "cells" in top else ()
    return [code for span in spans if (code := _code(text, span))]


def _asks_for_accelerator(metadata: object) -> bool:
    """Whether Colab or Kaggle gives a notebook a GPU or TPU: "GPU", "nvidiaTeslaT4", "T4", "TPU"."""
    if not isinstance(metadata, dict):
        return False
    given = [metadata.get("accelerator")]
    for service, key in (("colab", "gpuType"), ("kaggle", "accelerator")):
        own = metadata.get(service)
        given += [own.get(key)] if isinstance(own, dict) else []
    return any(isinstance(one, str) and one.lower() not in ("", "none") for one in given)


def _is_python(metadata: object) -> bool:
    if not isinstance(metadata, dict):
        return True
    kernel = metadata.get("kernelspec")
    kernel = kernel if isinstance(kernel, dict) else {}
    info = metadata.get("language_info")
    language = kernel.get("language") or (info.get("name") if isinstance(info, dict) else None)
    if isinstance(language, str):
        return "python" in language.lower()
    return not _OTHER_KERNEL.match(str(kernel.get("name", "")))


def _code(text: str, cell: Span) -> tuple[tuple[Span, ...], bool] | None:
    if text[cell[0]] != "{":
        raise NotANotebookError("is not a notebook: a cell is not an object")
    members, _ = _members(text, cell[0])
    if _value(text, members.get("cell_type")) != "code" or "source" not in members:
        return None
    source = members["source"]
    listed = text[source[0]] == "["
    spans = tuple(_items(text, source)) if listed else (source,)
    if any(text[start] != '"' for start, _ in spans):
        raise NotANotebookError("is not a notebook: the source of a cell is not text")
    return tuple((start + 1, end - 1) for start, end in spans), listed


def _members(text: str, start: int) -> tuple[dict[str, Span], int]:
    """The spans of an object's values by key, and where the object ends."""
    members: dict[str, Span] = {}
    position = _skip(text, start + 1)
    while text[position : position + 1] != "}":
        key, position = _DECODER.raw_decode(text, position)
        position = _skip(text, _expect(text, _skip(text, position), ":"))
        end = _end(text, position)
        members[str(key)] = (position, end)
        position = _next(text, end, "}")
    return members, position + 1


def _items(text: str, span: Span) -> Iterator[Span]:
    """The spans of an array's items."""
    if text[span[0]] != "[":
        raise NotANotebookError("is not a notebook: `cells` is not a list")
    position = _skip(text, span[0] + 1)
    while text[position : position + 1] != "]":
        end = _end(text, position)
        yield position, end
        position = _next(text, end, "]")


def _next(text: str, position: int, closing: str) -> int:
    position = _skip(text, position)
    if text[position : position + 1] == closing:
        return position
    return _skip(text, _expect(text, position, ","))


def _expect(text: str, position: int, character: str) -> int:
    if text[position : position + 1] != character:
        raise json.JSONDecodeError(f"Expecting {character!r}", text, position)
    return position + 1


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _end(text: str, position: int) -> int:
    return _DECODER.raw_decode(text, _skip(text, position))[1]


def _value(text: str, span: Span | None) -> object:
    value: object = _DECODER.raw_decode(text, span[0])[0] if span else None
    return value
