"""From fixes to bytes: which fixes go together, and the file after their edits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from repro_lint.fixes.splice import Change, EditError, in_json, notebook, script
from repro_lint.model import Edit, Failure, Fix, Location
from repro_lint.source.lines import Lines
from repro_lint.source.syntax import UnparsableError, check
from repro_lint.source.text import Source, build

_Place = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """Fixes that can be made together, by position, and the others with the reason."""

    chosen: tuple[Fix, ...]
    skipped: tuple[tuple[Fix, str], ...]


def edits_of(fixes: Iterable[Fix], path: str) -> tuple[Edit, ...]:
    """The edits of some fixes in one file, each once."""
    return tuple({edit: None for fix in fixes for edit in fix.edits if edit.location.path == path})


def choose(fixes: Iterable[Fix]) -> Choice:
    """Take whole fixes in the order of their first edit; one that collides with an earlier or itself is skipped.

    Equal edits of several fixes are one edit. Whole lines inserted at one place go together.
    """
    taken: list[Edit] = []
    chosen: list[Fix] = []
    skipped: list[tuple[Fix, str]] = []
    for fix in sorted(fixes, key=lambda fix: min(map(_key, fix.edits), default=(("", 0, 0, 0),) * 2)):
        new = _sorted(edit for edit in fix.edits if edit not in _around(taken, edit))
        if _overlap(new) or any(_collide(edit, other) for edit in new for other in _around(taken, edit)):
            skipped.append((fix, "it overlaps another fix; run again to make it"))
            continue
        chosen.append(fix)
        for edit in new:
            taken.insert(bisect_left(taken, _key(edit), key=_key), edit)
    return Choice(tuple(chosen), tuple(skipped))


def apply(source: Source, edits: Sequence[Edit]) -> bytes:
    """The file after the edits, byte for byte the same outside of them.

    A line end in inserted text becomes the one in use at that place. Equal edits count once; whole lines inserted at
    one place keep the order given. Raises EditError when edits overlap or lie outside of the file, when its encoding
    cannot hold the text, and when the result does not parse.
    """
    ordered = _sorted(edits)
    if overlapping := _overlap(ordered):
        raise EditError(f"two edits overlap at line {overlapping.location.line}")
    changes: dict[int, list[Change]] = {}
    for edit in ordered:
        changes.setdefault(edit.location.cell or 0, []).append(_change(source, edit))
    data = notebook(source, changes) if source.cells else script(source, changes.get(0, ()))
    _accept(source, data)
    return data


def _accept(source: Source, data: bytes) -> None:
    """Raise EditError for a result that is worse Python than the source was."""
    result = build(source.path, source.display, data)
    if isinstance(result, Failure):
        raise EditError(f"the result {result.message}")
    known = {failure.cell for failure in source.failures}
    for failure in result.failures:
        if failure.cell not in known:
            raise EditError(f"cell {failure.cell} of the result {failure.message}")
    try:
        check(result.text)
    except UnparsableError as error:
        if _compiles(source):
            raise EditError(f"line {error.line} of the result: {error.message}") from error


def _compiles(source: Source) -> bool:
    """Some sources parse and do not compile (`return` at the top level): that is no fault of a fix."""
    try:
        check(source.text)
    except UnparsableError:
        return False
    return True


def in_file(source: Source, edit: Edit) -> Edit | None:
    """The edit of the file itself: that of a notebook's JSON text; None where that cannot be made."""
    if edit.location.cell is None:
        return edit
    cell, text = source.cells[edit.location.cell - 1], source.data.decode(source.encoding)
    try:
        change = in_json(text, cell, _change(source, edit).fitted(cell.lines))
    except (EditError, ValueError):
        return None
    (line, column), (end_line, end_column) = map(Lines.of(text).position, (change.start, change.end))
    return Edit(Location(edit.location.path, None, line, column + 1, end_line, end_column + 1), change.text)


def _change(source: Source, edit: Edit) -> Change:
    place = edit.location
    if place.path != source.display or (place.cell is not None) != bool(source.cells):
        raise EditError(f"the edit at line {place.line} belongs to another file")
    try:
        lines = source.shown(place.cell)
        start = lines.offset(place.line, place.column - 1)
        end = lines.offset(place.end_line, place.end_column - 1)
    except (ValueError, IndexError) as error:
        raise EditError(f"the edit lies outside of the file: {error}") from error
    if end < start:
        raise EditError(f"the edit at line {place.line} ends before it starts")
    return Change(start, end, edit.text)


def _key(edit: Edit) -> tuple[_Place, _Place]:
    return _start(edit.location), _end(edit.location)


def _start(place: Location) -> _Place:
    return place.path, place.cell or 0, place.line, place.column


def _end(place: Location) -> _Place:
    return place.path, place.cell or 0, place.end_line, place.end_column


def _sorted(edits: Iterable[Edit]) -> list[Edit]:
    """Each edit once; those of one place in the order given."""
    return sorted(dict.fromkeys(edits), key=_key)


def _overlap(ordered: Sequence[Edit]) -> Edit | None:
    """The first of sorted edits that collides with the one before it."""
    return next((edit for before, edit in pairwise(ordered) if _collide(before, edit)), None)


def _around(taken: Sequence[Edit], edit: Edit) -> Sequence[Edit]:
    """The edits that can touch this one: those of the same span and, since none overlap, one on either side."""
    low = high = bisect_left(taken, _key(edit), key=_key)
    while high < len(taken) and _key(taken[high]) == _key(edit):
        high += 1
    return taken[max(0, low - 1) : high + 1]


def _collide(one: Edit, other: Edit) -> bool:
    (start, end), (other_start, other_end) = _key(one), _key(other)
    if start == end == other_start == other_end:
        return not (_is_whole_lines(one) and _is_whole_lines(other))
    return start < other_end and other_start < end


def _is_whole_lines(edit: Edit) -> bool:
    """Whether an edit inserts lines in front of one, or behind the last one."""
    at_start = edit.location.column == 1 and edit.text.endswith("\n")
    return at_start or (edit.text.startswith("\n") and not edit.text.endswith("\n"))
