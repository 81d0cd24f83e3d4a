"""The fix that defines the project: the seeding block and the line that hides the GPUs, as edits of one file.

Only whole lines are inserted; nothing that stands in the file moves, but for `import os` where it is needed further up
than it stands. The environment line comes before the first import that starts TensorFlow, the seeds after the imports
and before the first draw, and each new import where an import-order linter wants it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from repro_lint.fixes.anchors import (
    TENSORFLOW,
    Spot,
    before_row,
    group_start,
    import_spot,
    may_start_tensorflow,
    starts_tensorflow,
)
from repro_lint.fixes.bindings import OTHER, Scope
from repro_lint.fixes.insert import Item, Rank, edits, prefers_single_quotes
from repro_lint.fixes.need import ALIASES, ENVIRONMENT, HIDE_GPUS, KERAS, ORDER, SWITCHES, Need, Refused, Step, line
from repro_lint.fixes.places import Place, place_in_body, place_seeds, spell
from repro_lint.fixes.rows import Layout
from repro_lint.fixes.seeds import Seeds
from repro_lint.model import Edit
from repro_lint.source import syntax
from repro_lint.source.text import Source

__all__ = ["Need", "Planned", "Refused", "Step", "plan"]

_KERAS = ("keras", "tf_keras", "keras_core")


@dataclass(frozen=True, slots=True)
class Planned:
    """The edits, and of these the one that sets the new seed `name`, which can be read from `line` on.

    `superseded`: the lines of imports that are made further up now.
    """

    edits: tuple[Edit, ...] = ()
    superseded: tuple[int, ...] = ()
    name: str = ""
    line: int = 0
    definition: Edit | None = None


def plan(source: Source, tree: ast.Module, need: Need) -> Planned | Refused:
    """The edits that insert the steps a file lacks. Refused where Python leaves no place before what draws."""
    if not need.steps:
        return Planned()
    layout = Layout.of(source, tree)
    nodes = syntax.nodes(tree)
    seeds = Seeds.of(layout, nodes)
    place = home = place_seeds(layout, need, seeds)
    if need.body is not None and (need.body.begun or not seeds.rows):
        place = place_in_body(layout, need, need.body, nodes)
        seeds = Seeds.of(layout.within(need.body.statements, layout.index_at(need.body.runs_at)), nodes)
    if isinstance(place, Refused):
        return place
    draft = _Draft(layout, need.steps, place, home if isinstance(home, Place) else place, Scope.after(layout.rows))
    items = draft.lines(seeds, need)
    if not items:
        return Refused("all that it would insert stands there already, and something undoes it")
    if prefers_single_quotes(source, nodes):
        items = [Item(item.spot, item.rank, tuple(text.replace('"', "'") for text in item.lines)) for item in items]
    made = edits(layout, items)
    constant = next((item for item in items if item.rank is Rank.CONSTANT), None)
    found = [edit for edit in made if constant and edit.text.strip("\n") == constant.lines[0]]
    if constant is None or not found:
        return Planned(made, tuple(draft.superseded))
    spot = constant.spot
    return Planned(made, tuple(draft.superseded), constant.lines[0].split()[0], spot.line + spot.behind, found[0])


@dataclass(slots=True)
class _Draft:
    """The lines planned so far, the seeds at `place` and their constant at `home`.

    `whole`: all that the file binds; `imported`: what new imports do; `tensorflow`: the one of them that starts it.
    """

    layout: Layout
    steps: frozenset[Step]
    place: Place
    home: Place
    whole: Scope
    items: list[Item] = field(default_factory=list)
    tensorflow: tuple[Spot, int] | None = None
    superseded: list[int] = field(default_factory=list)
    imported: dict[str, str] = field(default_factory=dict)

    def lines(self, seeds: Seeds, need: Need) -> list[Item]:
        """Everything that is to be inserted."""
        value, definition = seeds.value(need.seed_name, need.seed, _index(self.place), joins=self.place.spot.joins)
        at = {step: self._ordered(step, seeds, need, value) for step in ORDER if step in self.steps}
        names = self._names(self.steps - ENVIRONMENT, at)
        hiding = self._hiding_place(need) if HIDE_GPUS in self.steps else None
        if hiding is not None:
            at[HIDE_GPUS] = hiding
        environment = [at[step] for step in ORDER if step in self.steps & ENVIRONMENT]
        first = min(environment, key=lambda place: (place.index, place.spot.line), default=self.place)
        names |= self._names(self.steps & ENVIRONMENT, dict.fromkeys(ENVIRONMENT, first))
        written = {step: line(step, names[step], value) for step in at}
        written = {step: text for step, text in written.items() if not self._stands(step, text, at[step])}
        if definition and set(written) - SWITCHES:
            self._put(self.home, Rank.CONSTANT, definition)
        for step, text in written.items():
            apart = step == HIDE_GPUS and hiding is not None
            self._put(at[step], Rank.ENVIRONMENT if apart else Rank.SEEDS, text)
        return self.items

    def _ordered(self, step: Step, seeds: Seeds, need: Need, value: str) -> Place:
        """Among the seeds that stand there, so that all are in the order of the block; else behind them."""
        later = [place for place, other in self.place.ordered if ORDER.index(other) > ORDER.index(step)]
        known = later and seeds.value(need.seed_name, need.seed, _index(later[0]) + 1, joins=True)
        return later[0] if known == (value, None) else self.place

    def _put(self, place: Place, rank: Rank, text: str) -> None:
        self.items.append(Item(place.spot, rank, (place.indent + text,)))

    def _stands(self, step: Step, text: str, place: Place) -> bool:
        """Whether a line stands before a place already: what undoes it would undo it again."""
        rows = (*self.layout.rows[: place.index], *place.inner)
        lines = (self.layout.source.lines.bare(row.start).strip().replace("'", '"') for row in rows)
        same = (index for index, line in enumerate(lines) if line == text)
        spelled = (spell(Scope.after(rows[:index]), step) for index in same)
        return any(name is not None and text.startswith(name) for name in spelled)

    def _names(self, steps: frozenset[Step], at: Mapping[Step, Place]) -> dict[Step, str]:
        """How each step is written at its place, with new imports where that takes one."""
        names: dict[Step, str] = {}
        for step in (step for step in ORDER if step in steps):
            scope = at[step].scope(self.layout)
            scope.now.update(self.imported)
            if not spell(scope, step):
                self._import(self._module(step), scope, at[step])
            names[step] = spell(scope, step) or ""
        return names

    def _module(self, step: Step) -> str:
        if step != KERAS:
            return step.targets[0].split(".")[0]
        roots = [root for row in self.layout.rows for root in _KERAS if root in row.roots]
        return roots[0] if roots else "keras"

    def _import(self, module: str, scope: Scope, place: Place) -> None:
        aliases = (*ALIASES.get(module, (module,)), f"{module}_library")
        # A name bound on some paths only (`if TYPE_CHECKING:`) is left to those.
        free = (name for name in aliases if scope.now.get(name) != OTHER and self.whole.is_free(name, module))
        alias = next(free, aliases[-1])
        standard = module in sys.stdlib_module_names
        spot, index = self._import_spot(module, place)
        text = f"import {module}" if alias == module else f"import {module} as {alias}"
        self.items.append(Item(spot, Rank.STANDARD_IMPORT if standard else Rank.IMPORT, (text,)))
        scope.now[alias] = self.imported[alias] = module
        self.superseded += self._repeated(text, index) if standard else ()
        if TENSORFLOW.match(module):
            self.tensorflow = self.tensorflow or (spot, index)

    def _repeated(self, text: str, index: int) -> list[int]:
        """The lines from a row on, among the other imports of its cell, that are this import again."""
        layout, rows = self.layout, self.layout.rows
        cells = {layout.cell(row) for row in rows[index : index + 1]}
        return [
            row.start
            for number, row in enumerate(rows)
            if number >= index and layout.cell(row) in cells and layout.source.lines.bare(row.start) == text
            if rows[number - 1].is_import and layout.is_paragraph_mate(number)
        ]

    def _import_spot(self, module: str, place: Place) -> tuple[Spot, int]:
        """Among the imports of the place's cell, else above what the cell begins with."""
        rows, own = self.layout.rows, place.own
        if module in sys.stdlib_module_names and HIDE_GPUS in self.steps:
            # What the environment line needs stands above it; all of the standard library goes there.
            first = next((index for index in own if starts_tensorflow(rows[index])), own.stop)
            own = range(own.start, min(first + 1, own.stop))
        found = import_spot(self.layout, module, own) or self._spot_in_cell_above(module, own)
        if found and (found[1] < place.index or not found[0].behind):
            return found  # and not behind what the import is for
        first = next((index for index in own if not rows[index].is_docstring and not rows[index].is_future), own.stop)
        return (before_row(self.layout, first), first) if first < own.stop else (place.spot, place.index)

    def _spot_in_cell_above(self, module: str, own: range) -> tuple[Spot, int] | None:
        """In the last cell with imports, of its kind if there are such, above one that has none."""
        rows, standard = self.layout.rows, sys.stdlib_module_names
        above = [index for index in reversed(range(own.start)) if rows[index].is_import]
        if not above or not self.layout.source.cells:
            return None
        alike = (index for index in above if bool(rows[index].roots & standard) is (module in standard))
        cell = self.layout.cell(rows[next(alike, above[0])])
        return import_spot(self.layout, module, [i for i in range(own.start) if self.layout.cell(rows[i]) == cell])

    def _hiding_place(self, need: Need) -> Place | None:
        """Before the first import that starts TensorFlow, or may, and what trains; None: only the seeds tell."""
        rows = self.layout.rows[: self.layout.index_at(need.before) if need.before else None]
        starts = [index for index, row in enumerate(rows) if starts_tensorflow(row)][:1]
        starts += [self.layout.index_at(need.tf_import)] if need.tf_import else []
        if self.tensorflow:
            spot, index = self.tensorflow
            if not spot.joins and all(index <= start for start in starts):
                return Place(spot, index, self.place.own)
            starts.append(index)
        inner = next((index for index, row in enumerate(self.place.inner) if starts_tensorflow(row)), None)
        if inner is not None and not starts:
            spot = Spot(self.place.inner[inner].start, behind=False, opens=inner == 0)
            return replace(self.place, spot=spot, inner=self.place.inner[:inner])
        starts = starts or [index for index, row in enumerate(rows) if may_start_tensorflow(row)][:1]
        return self._above_import(min(starts)) if starts else None

    def _above_import(self, index: int) -> Place:
        """With the variables that are set above it; else above its section, or within where `os` belongs there."""
        layout, start = self.layout, group_start(self.layout, index)
        place = Place(before_row(layout, start), start, layout.own(index + 1, index))
        set_up = max((row for row in place.own if row < index and _sets_environment(layout, row)), default=None)
        if set_up is not None and self._binds_environment(set_up):
            return Place(Spot(layout.rows[set_up].end, behind=True, joins=True), set_up + 1, place.own)
        again = any("os" in row.roots for row in layout.rows[start:index])  # after a cell above that imports it
        if again or not self._binds_environment(start):
            spot, row = self._import_spot("os", place)
            if not self._binds_environment(index) and not spot.joins:
                return Place(spot, row, place.own)
            start = index if self._binds_environment(index) or row >= start else start
        return Place(before_row(layout, start), start, place.own)

    def _binds_environment(self, index: int) -> bool:
        return spell(Scope.after(self.layout.rows[:index]), HIDE_GPUS) is not None


def _index(place: Place) -> int:
    """How many rows of its own body a place is behind."""
    return len(place.inner) if place.indent else place.index


def _sets_environment(layout: Layout, index: int) -> bool:
    match layout.rows[index].statements[-1]:
        case ast.Assign(targets=[ast.Subscript(value=target)]):
            pass
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=target))):
            pass
        case _:
            return False
    return "environ" in (getattr(target, "attr", None), getattr(target, "id", None))
