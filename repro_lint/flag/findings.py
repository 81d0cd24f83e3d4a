"""Remarks become findings: places become locations, repairs become edits."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace

from repro_lint.flag.blocks import Block
from repro_lint.flag.focus import called
from repro_lint.flag.seeds import Seeder
from repro_lint.flag.slots import not_imported
from repro_lint.model import REFUSED, Edit, Finding, Fix, Location, Related, Safety, Severity, Witness, in_words
from repro_lint.remarks.model import Exchange, Remark, Remove, Repair, Rewrite, SeedBlock, Seen
from repro_lint.resolve.domain.streams import Place
from repro_lint.source.text import Source


@dataclass(slots=True)
class Flagger:
    """Turns remarks into findings. `blocks`: the seeding block of each entry file, or why it has none.

    `shown`: a file as the reader knows it. `refused`: where
    no seed can be put, so that the block is to do it.
    """

    sources: Callable[[str], Source | None]
    seeder: Seeder
    blocks: Mapping[str, Block | str]
    shown: Callable[[str], str]
    refused: Container[Place] = ()

    def findings(self, remarks: Iterable[Remark]) -> list[Finding]:
        """The findings, in order of place; explicit seeds of one file get distinct values in that order.

        What is said twice of one place is one finding.
        """
        ordered = sorted(remarks, key=lambda remark: (remark.place, remark.rule.code))
        self.seeder.prepare(ordered)
        found = (finding for remark in ordered if (finding := self._finding(remark)) is not None)
        said: dict[tuple[str, Location, str], Finding] = {}
        for finding in found:
            said.setdefault((finding.rule, finding.location, finding.message), finding)
        return list(said.values())

    def location(self, place: Place) -> Location | None:
        """A place as a reader sees it; None when the file is gone, or no line of it is to be shown (line 0)."""
        source = self.sources(place.path)
        return source.location(*place.span) if source is not None and place.span.line else None

    def _finding(self, remark: Remark) -> Finding | None:
        location = self.location(remark.place)
        if location is None:
            return None
        related = ((self.location(place), text) for place, text in remark.related)
        made = _together([self._fix(remark, repair) for repair in remark.repairs], remark)
        fixes = tuple(fix for fix in made if isinstance(fix, Fix))
        refused = "" if fixes else next((fix for fix in made if isinstance(fix, str)), "")
        helps = (remark.help, f"{REFUSED}{refused}" if refused else "")
        by_block = (repair for repair in remark.repairs if isinstance(repair, SeedBlock))
        return Finding(
            remark.rule.code,
            remark.rule.name,
            remark.severity,
            location,
            remark.message,
            "; ".join(filter(None, helps)),
            tuple(Related(place, text) for place, text in related if place is not None),
            fixes,
            remark.cause,
            refused,
            tuple(self._witness(seen, remark) for seen in remark.witnesses),
            any(self._is_first(remark, repair) for repair in by_block),
            self._focus(remark.place, location),
        )

    def _witness(self, seen: Seen, remark: Remark) -> Witness:
        program, place = self.shown(seen.entry.path), seen.place
        location = None if place is None else self.location(place)
        return Witness(program, seen.cause or remark.message, in_words(location, program) if location else "")

    def _is_first(self, remark: Remark, repair: SeedBlock) -> bool:
        """Whether the block is the cure: not where a seed of its own is."""
        return repair.first or remark.place in self.refused

    def _focus(self, place: Place, location: Location) -> Location | None:
        source = self.sources(place.path)
        return None if source is None else called(source, location)

    def _fix(self, remark: Remark, repair: Repair) -> Fix | str | None:
        """The fix; the reason where there should be one and cannot; None where there is none to make."""
        if isinstance(repair, SeedBlock):
            return self._block(repair) if self._is_first(remark, repair) else None
        if remark.severity is Severity.NOTE:
            return None
        if isinstance(repair, Remove):
            return self._removed(remark.place, repair)
        if isinstance(repair, Rewrite):
            return self._rewritten(remark.place, repair)
        if isinstance(repair, Exchange):
            return self._exchanged(remark.place, repair)
        return self.seeder.fix(remark.place, repair)

    def _block(self, repair: SeedBlock) -> Fix | str | None:
        block = self.blocks.get(repair.entry.path)
        if isinstance(block, Block):
            return block.fix if block.cures(repair) else None
        return block

    def _removed(self, comment: Place, repair: Remove) -> Fix | None:
        location = self.location(Place(comment.path, repair.span))
        return None if location is None else Fix("remove the comment", Safety.SAFE, (Edit(location, ""),))

    def _exchanged(self, place: Place, repair: Exchange) -> Fix | None:
        location, source = self.location(place), self.sources(place.path)
        if location is None or source is None or not source.segment(location).endswith(repair.old):
            return None
        last = replace(location, line=location.end_line, column=location.end_column - len(repair.old))
        return Fix(f"use `{repair.new}`", Safety.SAFE, (Edit(last, repair.new),))

    def _rewritten(self, call: Place, repair: Rewrite) -> Fix | str | None:
        """Another expression in the place of one."""
        source = self.sources(call.path)
        if source is None:
            return None
        location = source.location(*repair.span)
        given = source.segment(location)
        form = self.seeder.slots.spelled(repair.form, source)
        if form is None:
            return not_imported(repair.form)
        if repair.number and given.isdigit():
            form = repair.number
        elif repair.number and not given.isidentifier():
            given = f"({given})"
        text = form.replace("{given}", given)
        definition: tuple[Edit, ...] = ()
        if "{seed}" in text:
            seed, definition = self.seeder.next(call)
            text = text.replace("{seed}", seed)
        whole = source.location(*call.span)
        if text.startswith("sorted(") and source.segment(whole) == f"list({given})":
            location = whole
        return Fix(f"use `{text}`", Safety.UNSAFE, (*definition, Edit(location, text)))


def _together(made: list[Fix | str | None], remark: Remark) -> list[Fix | str | None]:
    """The fixes of a remark, which are alternatives; but the blocks of several entry points are made together."""
    if len(made) < 2 or not all(isinstance(repair, SeedBlock) for repair in remark.repairs):
        return made
    blocks = [fix for fix in made if isinstance(fix, Fix)]
    edits = dict.fromkeys(edit for fix in blocks for edit in fix.edits)
    return [replace(blocks[0], edits=tuple(edits))] if blocks else made
