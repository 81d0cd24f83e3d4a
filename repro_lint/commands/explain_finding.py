"""`repro-lint explain-finding FILE:LINE`: the full story of one line, by the same analysis as `check`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from repro_lint.catalog import load
from repro_lint.commands.check_options import add_config
from repro_lint.commands.overrides import taken_apart
from repro_lint.commands.undrawn import reasons
from repro_lint.facts.nodes import span_of
from repro_lint.linter import pipeline
from repro_lint.model import Location
from repro_lint.report import Page
from repro_lint.source.text import Source
from repro_lint.story import Story

_PLACE = re.compile(
    r"(?P<notebook>.+?\.ipynb):(?:cell )?(?P<cell>\d+):(?P<in_cell>\d+)(?::\d+)?:?"
    r"|(?P<script>.+?):(?P<line>\d+)(?::\d+)?:?",
    re.DOTALL,
)


class NoSuchPlaceError(Exception):
    """The place that was asked for does not exist, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file, or of a notebook's cell."""

    path: Path
    cell: int | None
    line: int


def spot(word: str) -> Spot:
    """`FILE:LINE` or `FILE:CELL:LINE` taken apart, also with a column behind it. Raises `NoSuchPlaceError`."""
    match = _PLACE.fullmatch(word)
    if match is None:
        raise NoSuchPlaceError(f"`{word}` is no place: write FILE:LINE, or FILE:CELL:LINE for a notebook")
    notebook, cell, in_cell, script, line = match.groups()
    if notebook is None and script.endswith(".ipynb"):
        raise NoSuchPlaceError(f"`{script}` is a notebook: write FILE:CELL:LINE")
    return Spot(Path(notebook or script), int(cell) if cell else None, int(in_cell or line))


def tell(wanted: Spot, given: Sequence[str], page: Page) -> str:
    """What there is to say about a line, as text."""
    if not wanted.path.is_file():
        raise NoSuchPlaceError(f"{wanted.path}: no such file")
    used = pipeline.configured(wanted.path.resolve().parent, *taken_apart(given))
    linted = pipeline.lint(pipeline.Request((wanted.path,), used), {})
    if linted.failures and not linted.judgement.executions:
        raise NoSuchPlaceError(f"{linted.failures[0].path}: {linted.failures[0].message}")
    source = linted.scan.source(linted.keys[0]) if linted.keys else None
    if source is None:
        raise NoSuchPlaceError(f"{wanted.path}: neither a script nor a notebook that can be read")
    at = _line(source, wanted)
    story = _on(linted.story(linted.keys[0]), at)
    told = {(draw.location, draw.rule) for draw in story.draws}
    others = [f for f in linted.findings if _touches(f.location, at) and (f.location, f.rule) not in told]
    from repro_lint.report.story import render

    idle = reasons(source, lambda node: _touches(source.location(*span_of(node)), at), load())
    return render(story, others, at, linted.excerpt, page, idle if story == Story() else ())


def _line(source: Source, wanted: Spot) -> Location:
    """The whole line as a location."""
    if wanted.cell is not None and not 1 <= wanted.cell <= len(source.cells):
        raise NoSuchPlaceError(f"{source.display} has {len(source.cells)} code cells")
    shown = source.shown(wanted.cell)
    if not 1 <= wanted.line <= len(shown.starts):
        raise NoSuchPlaceError(f"{source.display} has no line {wanted.line}")
    width = len(shown.bare(wanted.line))
    return Location(source.display, wanted.cell, wanted.line, 1, wanted.line, width + 1)


def _on(story: Story, at: Location) -> Story:
    """What of a file's story stands on a line."""
    draws = tuple(draw for draw in story.draws if _touches(draw.location, at))
    seeds = tuple(seed for seed in story.seeds if _touches(seed.location, at))
    calls = tuple(call for call in story.calls if (call.location.cell, call.location.line) == (at.cell, at.line))
    uses = tuple(use for use in story.uses if _touches(use.location, at))
    return Story(draws, seeds, calls, uses)


def _touches(location: Location, at: Location) -> bool:
    same = location.path == at.path and location.cell == at.cell
    return same and location.line <= at.line <= location.end_line


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the options of `repro-lint explain-finding`."""
    add = parser.add_argument
    add("place", metavar="FILE:LINE", help="FILE:CELL:LINE for a notebook; with a column, too, as `concise` prints it")
    add_config(parser)
    add(
        "--color", choices=["auto", "always", "never"], default="auto", help="colour the story (default: on a terminal)"
    )
