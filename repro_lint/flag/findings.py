"""Remarks become findings: places become locations, remedies become edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from repro_lint.flag.calls import insertion
from repro_lint.model import Edit, Finding, Fix, Location, Related, Safety, Severity
from repro_lint.resolve.state import Place
from repro_lint.rules._remark import Remark, ReplaceValue, SeedArgument, SeedBlock
from repro_lint.source.text import Source

_SAFE_RULES = frozenset({"unseeded-split", "unseeded-image-generator", "unseeded-dataset"})
_SAFE_PLAIN = frozenset({"unseeded-generator", "unseeded-estimator"})


@dataclass(slots=True)
class Flagger:
    """Turns remarks into findings. `blocks`: the seeding block of each entry file, or why it has none."""

    sources: Callable[[str], Source | None]
    seed: int
    blocks: Mapping[str, Fix | str]
    _used: dict[str, int] = field(default_factory=dict)

    def findings(self, remarks: Iterable[Remark]) -> list[Finding]:
        """The findings, in order of place; explicit seeds of one file get distinct values in that order."""
        ordered = sorted(remarks, key=lambda remark: (remark.place, remark.rule.code))
        return [finding for remark in ordered if (finding := self._finding(remark)) is not None]

    def location(self, place: Place) -> Location | None:
        """A place as a reader sees it; None when the file is gone."""
        source = self.sources(place.path)
        return None if source is None else source.location(*place.span)

    def _finding(self, remark: Remark) -> Finding | None:
        location = self.location(remark.place)
        if location is None:
            return None
        related = ((self.location(place), text) for place, text in remark.related)
        fix = self._fix(remark)
        refused = f"--fix cannot do it: {fix}" if isinstance(fix, str) else ""
        return Finding(
            remark.rule.code,
            remark.rule.name,
            remark.severity,
            location,
            remark.message,
            "; ".join(part for part in (remark.help, refused) if part),
            tuple(Related(place, text) for place, text in related if place is not None),
            (fix,) if isinstance(fix, Fix) else (),
            remark.cause,
        )

    def _fix(self, remark: Remark) -> Fix | str | None:
        """The fix; the reason where there should be one and cannot; None where there is none to make."""
        remedy = remark.remedy
        if isinstance(remedy, SeedBlock):
            return self.blocks.get(remedy.entry.path)
        source = self.sources(remark.place.path)
        if remark.severity is Severity.NOTE or source is None or remedy is None:
            return None
        seed = self.seed + self._used.get(remark.place.path, 0)
        made = self._explicit(remark, remedy, source, seed)
        if isinstance(made, Fix):
            self._used[remark.place.path] = seed + 1 - self.seed
        return made

    def _explicit(self, remark: Remark, remedy: SeedArgument | ReplaceValue, source: Source, seed: int) -> Fix | str:
        """A seed at the call itself: its value replaced, another method called, or an argument added."""
        form = remedy.form if isinstance(remedy, SeedArgument) else "{seed}"
        argument = form.format(seed=seed)
        if remedy.argument is not None:
            value = argument.partition("=")[2] or argument
            title, edit = f"use the seed {seed}", Edit(source.location(*remedy.argument), value)
        elif "(" in argument:
            title, edit = f"use `{argument}`", _other_method(remark.place, source, argument)
        else:
            inserted = _insert(remark.place, source, argument)
            if isinstance(inserted, str):
                return inserted
            title, edit = f"add `{argument}`", inserted
        safety = Safety.SAFE if isinstance(remedy, ReplaceValue) else _safety(remark)
        return Fix(title, safety, (edit,))


def _safety(remark: Remark) -> Safety:
    """Safe only where the draw is proved ungoverned: else a reproducible program's numbers might change."""
    safe = remark.rule.name in _SAFE_RULES or remark.rule.name in _SAFE_PLAIN
    return Safety.SAFE if safe and remark.severity is Severity.ERROR else Safety.UNSAFE


def _other_method(place: Place, source: Source, call: str) -> Edit:
    """The edit that calls another method: `G.from_non_deterministic_state()` -> `G.from_seed(42)`."""
    location = source.location(*place.span)
    text = source.segment(location)
    before = text[: text.index("(")].rpartition(".")[0] + "."
    line, column, end_line, end_column = source.position(location)
    start = source.lines.position(source.lines.offset(line, column) + len(before))
    return Edit(source.place(*start, end_line, end_column), call)


def _insert(place: Place, source: Source, argument: str) -> Edit | str:
    """The edit that puts an argument into the call at a place; the reason where it cannot be put."""
    location = source.location(*place.span)
    line, column, end_line, end_column = source.position(location)
    lines = source.lines
    text = lines.text[lines.offset(line, column) : lines.offset(end_line, end_column)]
    found = insertion(text, argument)
    if isinstance(found, str):
        return found
    shift = column if found.line == 1 else 0
    start = (line + found.line - 1, found.column + shift)
    return Edit(source.place(*start, *start), found.text)
