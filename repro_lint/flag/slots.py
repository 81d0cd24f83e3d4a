"""Where an explicit seed goes, and in which form; which number it is comes later."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace

from repro_lint.flag.calls import insertion
from repro_lint.flag.origins import parameters_around, seed_place
from repro_lint.model import Edit, Fix, Safety, Severity
from repro_lint.remarks.model import Remark, SeedArgument
from repro_lint.resolve.domain.streams import Place
from repro_lint.source import syntax
from repro_lint.source.text import Source, parse

NAMED = re.compile(r"\{([a-z_]+\.[\w.]+)\}")
SEED = "__seed__"
"""Stands for the seed in an edit until it is known; a name, so that it is an expression."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An edit that still lacks its seed. `literal`: that is to be a number, for it is what gives a seed its name."""

    place: Place
    title: str
    edit: Edit
    literal: bool = False

    @property
    def seeded(self) -> bool:
        """Whether a seed is to be filled in."""
        return SEED in self.title

    def filled(self, seed: str, safety: Safety, definition: tuple[Edit, ...] = ()) -> Fix:
        """The fix with a seed, and with what defines that."""
        edit = replace(self.edit, text=self.edit.text.replace(SEED, seed))
        return Fix(self.title.replace(SEED, seed), safety, (*definition, edit))


@dataclass(slots=True)
class Slots:
    """Finds the slots. `named`: the files that may be changed. `held`: the calls that get a seed from somewhere on one
    of the ways to them. `spell`: how a file's imports allow to write a dotted name. `library`: the package of others'
    programs that a file belongs to, or nothing.
    """

    sources: Callable[[str], Source | None]
    named: Container[str]
    held: Container[Place] = ()
    spell: Callable[[Source, str], str | None] = lambda *_: None
    library: Callable[[str], str] = lambda _: ""
    _found: dict[tuple[Place, SeedArgument], Slot | str | None] = field(default_factory=dict)

    def refused(self, remarks: Iterable[Remark]) -> set[Place]:
        """The places where a seed should be put and cannot be."""
        return {
            remark.place for remark, repair in explicit(remarks) if isinstance(self.find(remark.place, repair), str)
        }

    def find(self, call: Place, repair: SeedArgument) -> Slot | str | None:
        """The slot; the reason where there should be one and cannot; None where there is none to make."""
        if (call, repair) not in self._found:
            self._found[call, repair] = self._find(call, repair)
        return self._found[call, repair]

    def spelled(self, form: str, source: Source) -> str | None:
        """The form with its dotted name as the imports of the file allow to write it; None where they do not."""
        target = NAMED.search(form)
        name = None if target is None else self.spell(source, target[1])
        return form if target is None else name and form.replace(target[0], name)

    def tree(self, path: str) -> ast.Module | None:
        """The tree of a file."""
        source = self.sources(path)
        tree = None if source is None else parse(source)
        return tree if isinstance(tree, ast.Module) else None

    def _find(self, call: Place, repair: SeedArgument) -> Slot | str | None:
        target = self._target(call, repair)
        if isinstance(target, str):
            return target
        place, form, replaces = target
        source = self.sources(place.path)
        if source is None:
            return None
        if place.path not in self.named:
            return f"it belongs into line {place.span.line} of `{source.display}`, which was not named"
        if repair.safe and (package := self.library(place.path)):
            return f"`{source.display}` belongs to the package `{package}`, whose other callers it would seed, too"
        spelled = self.spelled(form, source)
        if spelled is None:
            return not_imported(form)
        form = spelled
        if replaces:
            made_there = repair.argument is None or place != Place(call.path, repair.argument)
            return replaced(place, source, form, literal=made_there)
        if _is_call(form):
            return _other_call(place, source, form)
        return self._holder(place, source, repair) or inserted(place, source, form)

    def _target(self, call: Place, repair: SeedArgument) -> tuple[Place, str, bool] | str:
        """Where the seed goes, in which form, and whether it replaces what stands there."""
        if repair.source is not None and repair.source.form:
            return repair.source.place, repair.source.form, False
        if repair.argument is None or _is_call(repair.form):
            return call, self._with_given(call, repair), False
        place = seed_place(call, repair.argument, repair.source, self.tree)
        return place if isinstance(place, str) else (place, repair.form, True)

    def _with_given(self, call: Place, repair: SeedArgument) -> str:
        """The form with the argument that is there."""
        source = self.sources(call.path)
        if source is None or repair.argument is None:
            return repair.form
        given = source.segment(source.location(*repair.argument))
        return repair.form.replace("{given}", given.replace("{", "{{").replace("}", "}}"))

    def _holder(self, place: Place, source: Source, repair: SeedArgument) -> str:
        """Why a call may have a seed already: what it unpacks holds one, or a caller decides what that is."""
        for text, names in _unpacked(source.segment(source.location(*place.span))):
            if text.startswith("**") or not repair.keyword_only:
                if place in self.held:
                    return f"`{text}` holds a seed on one of the ways to this call"
                tree = self.tree(place.path)
                if tree is not None and not names.isdisjoint(parameters_around(tree, place.span)):
                    return f"`{text}` may hold a seed: that is up to the caller"
        return ""


def not_imported(form: str) -> str:
    """Why a form with a dotted name cannot be written."""
    target = NAMED.search(form)
    return "" if target is None else f"`{target[1].rpartition('.')[0]}` is not imported"


def _is_call(form: str) -> bool:
    """Whether a form is another call, and no argument that is one."""
    return "(" in form.partition("=")[0]


def explicit(remarks: Iterable[Remark]) -> Iterator[tuple[Remark, SeedArgument]]:
    """The repairs that are explicit seeds which `--fix` gives."""
    for remark in remarks:
        for repair in remark.repairs if remark.severity is not Severity.NOTE else ():
            if isinstance(repair, SeedArgument) and repair.safe:
                yield remark, repair


def _unpacked(call: str) -> Iterator[tuple[str, set[str]]]:
    """What a call unpacks, as it is written, and the names in it."""
    try:
        node = syntax.expression(call) if "*" in call else None
    except syntax.UnparsableError:
        return
    if isinstance(node, ast.Call):
        stars = [("*", one.value) for one in node.args if isinstance(one, ast.Starred)]
        stars += [("**", one.value) for one in node.keywords if one.arg is None]
        for stars_, value in stars:
            yield stars_ + ast.unparse(value), {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}


def replaced(place: Place, source: Source, form: str, *, literal: bool) -> Slot | str:
    """The value replaced by the seed."""
    location = source.location(*place.span)
    line, column, _, _ = source.position(location)
    if source.lines.bare(line)[:column].rstrip().endswith("*") or source.segment(location).startswith("*"):
        return f"`{source.segment(location)}` holds more than the seed"
    argument = form.format(seed=SEED)
    return Slot(place, f"use the seed {SEED}", Edit(location, argument.partition("=")[2] or argument), literal)


def _other_call(place: Place, source: Source, form: str) -> Slot | str:
    """Another method or function: `G.from_non_deterministic_state()` -> `G.from_seed(42)`."""
    location = source.location(*place.span)
    text = source.segment(location)
    base, dot, name = text[: text.index("(")].rpartition(".")
    if not dot and not form.startswith("{name}"):
        return f"`{name}` is called by its bare name"
    call = form.format(seed=SEED, name=name.strip())
    line, column, end_line, end_column = source.position(location)
    start = source.lines.position(source.lines.offset(line, column) + len(base + dot))
    return Slot(place, f"use `{call}`", Edit(source.place(*start, end_line, end_column), call))


def inserted(place: Place, source: Source, form: str) -> Slot | str:
    """An argument put into the call at a place; the reason where it cannot be put."""
    argument = form.format(seed=SEED)
    line, column, end_line, end_column = source.position(source.location(*place.span))
    lines = source.lines
    text = lines.text[lines.offset(line, column) : lines.offset(end_line, end_column)]
    found = insertion(text, argument, commented="#" in lines.bare(end_line)[end_column:])
    if isinstance(found, str):
        return found
    start = (line + found.line - 1, found.column + (column if found.line == 1 else 0))
    end = (line + found.end_line - 1, found.end_column + (column if found.end_line == 1 else 0))
    return Slot(place, f"add `{argument}`", Edit(source.place(*start, *end), found.text))
