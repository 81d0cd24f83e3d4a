"""What a repair changes, by the same code as `--fix`: the text before and after it, as edits of the open texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from lsprotocol import types

from repro_lint.fixes.apply import apply
from repro_lint.fixes.splice import EditError
from repro_lint.linter import pipeline
from repro_lint.linter.memory import Memory
from repro_lint.lsp.documents import File
from repro_lint.lsp.look import Look
from repro_lint.lsp.positions import Encoding
from repro_lint.model import Edit, Failure, Finding
from repro_lint.source.lines import Lines
from repro_lint.source.text import Source, build
from repro_lint.suppress import comments, silencing


@dataclass(frozen=True, slots=True)
class Replacement:
    """Put `edits` into an open text, given by its URI, if it still has that version."""

    uri: str
    version: int
    edits: tuple[types.TextEdit, ...]


def fix(look: Look, file: File, edits: Iterable[Edit]) -> list[Replacement]:
    """The edits of one fix in one file; none where they cannot be made."""
    source = look.source(file.key)
    wanted = [edit for edit in edits if look.key(edit.location.path) == file.key]
    if source is None or not wanted:
        return []
    try:
        return difference(look.encoding, file, source, apply(source, wanted))
    except EditError:
        return []


def fix_all(
    look: Look, file: File, request: pipeline.Request, memory: Memory, only: str | None = None
) -> list[Replacement]:
    """What `--fix FILE` would write, of all rules or of one."""
    outcome = pipeline.run(replace(request, fix=True, only=only), memory)
    source = look.source(file.key)
    data = outcome.changed.get(file.key)
    return [] if source is None or data is None else difference(look.encoding, file, source, data)


def silence(look: Look, file: File, finding: Finding) -> list[Replacement]:
    """The comment that silences a finding, where there is a place for one."""
    source = look.source(file.key)
    for edit in silencing(source, finding.location, [finding.name]) if source is not None else ():
        assert source is not None
        try:
            data = apply(source, [edit])
        except EditError:
            continue
        after = build(source.path, source.display, data)
        if not isinstance(after, Failure) and any(comment.silences(finding) for comment in comments(after)):
            return difference(look.encoding, file, source, data)
    return []


def difference(encoding: Encoding, file: File, before: Source, data: bytes) -> list[Replacement]:
    """The edits that turn the open texts into those of the bytes given."""
    made = build(before.path, before.display, data)
    if isinstance(made, Failure):
        return []
    old, new = _texts(before, file), _texts(made, file)
    changed = [number for number in file.texts if old[number].text != new[number].text]
    return [_replacement(encoding, file, number, old[number], new[number]) for number in changed]


def _texts(source: Source, file: File) -> Mapping[int | None, Lines]:
    """What is open of a file: a script, the cells of a notebook, or its JSON as one text."""
    if None not in file.texts:
        return {cell.number: cell.lines for cell in source.cells}
    return {None: Lines.of(source.data.decode(source.encoding)) if source.cells else source.lines}


def _replacement(encoding: Encoding, file: File, number: int | None, old: Lines, new: Lines) -> Replacement:
    text = file.texts[number]
    edits = tuple(types.TextEdit(encoding.range(old, start, end), added) for start, end, added in _edits(old, new))
    return Replacement(text.uri, text.version, edits)


def _edits(old: Lines, new: Lines) -> Iterator[tuple[int, int, str]]:
    """Line by line what differs, and of each difference no more than does."""
    before, after = ([lines.line(n) for n in range(1, len(lines.starts) + 1)] for lines in (old, new))
    for tag, low, high, new_low, new_high in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            start = old.starts[low] if low < len(before) else len(old.text)
            yield _trimmed(start, "".join(before[low:high]), "".join(after[new_low:new_high]))


def _trimmed(start: int, old: str, new: str) -> tuple[int, int, str]:
    """Without what both begin and end with; a line end is never split."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head] and old[head] not in "\r\n":
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return start + head, start + len(old) - tail, new[head : len(new) - tail]
