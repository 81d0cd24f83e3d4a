"""Planned lines as edits: which belong to one place, the blank lines around them, the quotes of the file."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import groupby

from repro_lint.fixes.anchors import Spot
from repro_lint.fixes.rows import Layout, bounds, shown
from repro_lint.model import Edit
from repro_lint.source.text import Source


class Rank(IntEnum):
    """The order of what goes to one place."""

    STANDARD_IMPORT = 0
    ENVIRONMENT = 1
    IMPORT = 2
    CONSTANT = 3
    SEEDS = 4


@dataclass(frozen=True, slots=True)
class Item:
    """Lines for one spot."""

    spot: Spot
    rank: Rank
    lines: tuple[str, ...]


def edits(layout: Layout, items: Iterable[Item]) -> tuple[Edit, ...]:
    """The edits for each place that gets lines, in the order of the file: one, but for a constant that comes first."""

    def place(item: Item) -> tuple[int, int]:
        cell = layout.source.cell_at(item.spot.line).number if layout.source.cells else 0
        return cell, item.spot.line + item.spot.behind

    ordered = sorted(items, key=lambda item: (*place(item), item.rank))
    return tuple(edit for _, group in groupby(ordered, place) for edit in _edits(layout, list(group)))


def prefers_single_quotes(source: Source, nodes: Iterable[ast.AST]) -> bool:
    """Whether a file writes most of its strings with single quotes."""
    first = [
        source.lines.line(node.lineno)[source.lines.column(node.lineno, node.col_offset)]
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return first.count("'") > 2 * first.count('"')


def _edits(layout: Layout, items: Sequence[Item]) -> Iterator[Edit]:
    source, spot = layout.source, items[0].spot
    below = spot.line + spot.behind
    first, last = bounds(source, spot.line)
    lines = _joined(items)
    joins = items[0].spot.joins or items[0].spot.opens or below == first
    above = "" if joins else shown(source, below - 1)
    titled = above.startswith("#") and not spot.behind  # which stays with what it stood above
    if above.strip() and not titled:
        lines.insert(0, "")
    following = shown(source, below) if below <= last else ""
    # An import-order linter wants a blank line above an import that has a comment.
    if following.strip() and (not items[-1].spot.joins or following.startswith("#")):
        lines += [""] * _blank_lines_before(layout, below)
    if source.cells:
        indent = source.cell_at(spot.line).indent
        lines = [indent + line if line else "" for line in lines]
    # Others may need the constant, too: it is an edit of its own.
    cut = next(index for index, line in enumerate(lines, 1) if line) if items[0].rank is Rank.CONSTANT else 0
    parts = (part for part in (lines[:cut], lines[cut:]) if part)
    yield from (_above(source, below, part) if below <= last else _below(source, last, part) for part in parts)


def _above(source: Source, line: int, lines: Sequence[str]) -> Edit:
    """Whole lines, also in front of what IPython strips."""
    place = replace(source.place(line, 0, line, 0), column=1, end_column=1)
    return Edit(place, "".join(f"{text}\n" for text in lines))


def _below(source: Source, line: int, lines: Sequence[str]) -> Edit:
    """Lines behind the last one of a cell or script."""
    end = len(shown(source, line))
    return Edit(source.place(line, end, line, end), "".join(f"\n{text}" for text in lines))


def _joined(items: Sequence[Item]) -> list[str]:
    """The lines of all items; imports of one kind in order, a blank line between kinds.

    Imports that join others without one have none between themselves either.
    """
    lines: list[str] = []
    above = items[0].rank
    for kind, group in groupby(items, lambda item: min(item.rank, Rank.CONSTANT)):
        members = list(group)
        found = [line for item in members for line in item.lines]
        joins = kind is Rank.IMPORT and above is not Rank.ENVIRONMENT and items[0].spot.joins and members[0].spot.joins
        lines += [] if joins else [""]
        lines += found if kind is Rank.CONSTANT else sorted(found)
        above = kind
    return lines if lines[0] else lines[1:]


def _blank_lines_before(layout: Layout, line: int) -> int:
    """A function or class wants two blank lines above, everything else one."""
    index = layout.index_at(line)
    if index == len(layout.rows):
        return 1
    row = layout.rows[index]
    is_definition = isinstance(row.statements[0], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return 2 if is_definition and layout.start_with_comment(row) == line else 1
