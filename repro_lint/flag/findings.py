"""Remarks become findings: places become locations, remedies become edits."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field

from repro_lint.flag.calls import insertion
from repro_lint.flag.origins import seed_place
from repro_lint.model import Edit, Finding, Fix, Location, Related, Safety, Severity
from repro_lint.resolve.state import Place
from repro_lint.rules._remark import Remark, Remedy, Rewrite, SeedArgument, SeedBlock
from repro_lint.source.text import Source, parse

NAMED = re.compile(r"\{(keras\.[\w.]+)\}")


@dataclass(slots=True)
class Flagger:
    """Turns remarks into findings. `blocks`: the seeding block of each entry file, or why it has none.

    `named`: the files that may be changed. `spell`: how a file's imports allow to write a dotted name. `taken`: the
    seeds that layers have already.
    """

    sources: Callable[[str], Source | None]
    seed: int
    blocks: Mapping[str, Fix | str]
    named: Container[str]
    spell: Callable[[Source, str], str | None]
    taken: Container[int | None] = ()
    _used: dict[str, int] = field(default_factory=dict)
    _made: dict[tuple[Place, str], Fix | str] = field(default_factory=dict)

    def findings(self, remarks: Iterable[Remark]) -> list[Finding]:
        """The findings, in order of place; explicit seeds of one file get distinct values in that order."""
        ordered = sorted(remarks, key=lambda remark: (remark.place, remark.rule.code))
        for remark in ordered:  # the safe seeds first: they are the same with and without the unsafe ones
            for remedy in remark.remedies:
                if isinstance(remedy, SeedArgument) and remedy.safe:
                    self._fix(remark, remedy)
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
        made = [self._fix(remark, remedy) for remedy in remark.remedies]
        fixes = tuple(fix for fix in made if isinstance(fix, Fix))
        refused = next((fix for fix in made if isinstance(fix, str)), "") if not fixes else ""
        return Finding(
            remark.rule.code,
            remark.rule.name,
            remark.severity,
            location,
            remark.message,
            "; ".join(part for part in (remark.help, f"--fix cannot do it: {refused}" if refused else "") if part),
            tuple(Related(place, text) for place, text in related if place is not None),
            fixes,
            remark.cause,
            refused,
        )

    def _fix(self, remark: Remark, remedy: Remedy) -> Fix | str | None:
        """The fix; the reason where there should be one and cannot; None where there is none to make."""
        if isinstance(remedy, SeedBlock):
            return self.blocks.get(remedy.entry.path)
        if remark.severity is Severity.NOTE:
            return None
        if isinstance(remedy, Rewrite):
            return self._rewritten(remark.place, remedy)
        target = self._target(remark.place, remedy)
        if isinstance(target, str):
            return target
        place, form, replaces = target
        source = self.sources(place.path)
        if source is None:
            return None
        if place.path not in self.named:
            return f"it belongs into line {place.span.line} of `{source.display}`, which was not named"
        if (place, form) not in self._made:  # two seeds of one value are one fix
            number = self.seed if remedy.alike else self._next(place.path, form)
            made = _explicit(place, form, source, number, replaces=replaces)
            safety = Safety.SAFE if remedy.safe else Safety.UNSAFE
            self._made[place, form] = made if isinstance(made, str) else Fix(made[0], safety, (made[1],))
        return self._made[place, form]

    def _next(self, path: str, form: str) -> int:
        """The seeds of one file are distinct: equal ones give equal weights and masks."""
        number = self._used.get(path, self.seed)
        while number in self.taken:
            number += 1
        self._used[path] = number + ("{seed}" in form)
        return number

    def _target(self, call: Place, remedy: SeedArgument) -> tuple[Place, str, bool] | str:
        """Where the seed goes, in which form, and whether it replaces what stands there."""
        if remedy.source is not None and remedy.source.form:
            return remedy.source.place, remedy.source.form, False
        if remedy.argument is None or "(" in remedy.form:
            return call, self._with_given(call, remedy), False
        place = seed_place(call, remedy.argument, remedy.source, self._tree)
        return place if isinstance(place, str) else (place, remedy.form, True)

    def _tree(self, path: str) -> ast.Module | None:
        source = self.sources(path)
        tree = None if source is None else parse(source)
        return tree if isinstance(tree, ast.Module) else None

    def _rewritten(self, call: Place, remedy: Rewrite) -> Fix | str | None:
        """Another expression in the place of one."""
        source = self.sources(call.path)
        if source is None:
            return None
        location = source.location(*remedy.span)
        given = source.segment(location)
        form, target = remedy.form, NAMED.search(remedy.form)
        if target is not None:
            spelled = self.spell(source, target[1])
            if spelled is None:
                return f"`{target[1].rpartition('.')[0]}` is not imported"
            form = form.replace(target[0], spelled)
        if remedy.number and given.isdigit():
            form = remedy.number
        elif remedy.number and not given.isidentifier():
            given = f"({given})"
        text = form.replace("{given}", given)
        if "{seed}" in text:
            text = text.replace("{seed}", str(self._next(call.path, "{seed}")))
        whole = source.location(*call.span)
        if text.startswith("sorted(") and source.segment(whole) == f"list({given})":
            location = whole
        return Fix(f"use `{text}`", Safety.UNSAFE, (Edit(location, text),))

    def _with_given(self, call: Place, remedy: SeedArgument) -> str:
        """The form with the argument that is there."""
        source = self.sources(call.path)
        if source is None or remedy.argument is None:
            return remedy.form
        given = source.segment(source.location(*remedy.argument))
        return remedy.form.replace("{given}", given.replace("{", "{{").replace("}", "}}"))


def _explicit(place: Place, form: str, source: Source, seed: int, *, replaces: bool) -> tuple[str, Edit] | str:
    """A seed at one place: the value replaced, another method called, or an argument added; a title and the edit."""
    if replaces:
        argument = form.format(seed=seed)
        return f"use the seed {seed}", Edit(source.location(*place.span), argument.partition("=")[2] or argument)
    if "(" in form:
        return _other_call(place, source, form, seed)
    argument = form.format(seed=seed)
    inserted = _insert(place, source, argument)
    return inserted if isinstance(inserted, str) else (f"add `{argument}`", inserted)


def _other_call(place: Place, source: Source, form: str, seed: int) -> tuple[str, Edit] | str:
    """Another method or function: `G.from_non_deterministic_state()` -> `G.from_seed(42)`."""
    location = source.location(*place.span)
    text = source.segment(location)
    base, dot, name = text[: text.index("(")].rpartition(".")
    if not dot and not form.startswith("{name}"):
        return f"`{name}` is called by its bare name"
    call = form.format(seed=seed, name=name.strip())
    line, column, end_line, end_column = source.position(location)
    start = source.lines.position(source.lines.offset(line, column) + len(base + dot))
    return f"use `{call}`", Edit(source.place(*start, end_line, end_column), call)


def _insert(place: Place, source: Source, argument: str) -> Edit | str:
    """The edit that puts an argument into the call at a place; the reason where it cannot be put."""
    location = source.location(*place.span)
    line, column, end_line, end_column = source.position(location)
    lines = source.lines
    text = lines.text[lines.offset(line, column) : lines.offset(end_line, end_column)]
    found = insertion(text, argument, commented="#" in lines.bare(end_line)[end_column:])
    if isinstance(found, str):
        return found
    start = (line + found.line - 1, found.column + (column if found.line == 1 else 0))
    end = (line + found.end_line - 1, found.end_column + (column if found.end_line == 1 else 0))
    return Edit(source.place(*start, *end), found.text)
