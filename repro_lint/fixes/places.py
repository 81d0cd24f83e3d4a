"""Where in a file the seeds go, and what is bound there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from repro_lint.catalog import STREAMS
from repro_lint.catalog.streams import TENSORFLOW as TENSORFLOW_STREAM
from repro_lint.fixes.anchors import TENSORFLOW, Spot, before_row, home_cell, leading, paragraph_end
from repro_lint.fixes.bindings import Scope
from repro_lint.fixes.need import (
    DETERMINISM,
    ENVIRONMENT,
    HIDE_GPUS,
    KERAS,
    SEEDING,
    SEEDS_TENSORFLOW,
    Body,
    Need,
    Refused,
    Step,
)
from repro_lint.fixes.rows import Layout, Row, own_nodes, shown
from repro_lint.fixes.seeds import Constant, Seeds

# A seed set before one of these does not govern what a session draws after it (measured on TensorFlow 2.21, but for
# the two that enable what TensorFlow 2 has enabled anyway).
_GRAPH_SWITCHES = {
    "clear_session",
    "disable_eager_execution",
    "disable_v2_behavior",
    "enable_eager_execution",
    "enable_v2_behavior",
    "reset_default_graph",
}
_PRAGMA = re.compile(r"#\s*(pylint|isort|fmt|yapf|flake8|ruff|pyright|mypy)\s*:")


@dataclass(frozen=True, slots=True)
class Place:
    """Behind the first `index` rows of the file; `own` are those of them that stand in the same cell or script.

    In a body that row `index` runs it is behind the rows `inner` of that body, whose lines begin with `indent`.
    `ordered`: the places above the seeds that stand there already, each with the step that those do.
    """

    spot: Spot
    index: int
    own: range
    indent: str = ""
    inner: tuple[Row, ...] = ()
    ordered: tuple[tuple[Place, Step], ...] = ()

    def scope(self, layout: Layout) -> Scope:
        """What is bound there."""
        return Scope.after((*layout.rows[: self.index], *self.inner))


def place_seeds(layout: Layout, need: Need, seeds: Seeds) -> Place | Refused:
    """Behind the leading imports, a seed constant, or the seeds that are there, and before all that draws."""
    floor = _preamble(layout)
    stop = min((layout.index_at(line) for line in (need.before, need.early_import) if line), default=len(layout.rows))
    if stop < floor:
        return Refused("what draws stands on the line of the docstring or a `__future__` import")
    own = _home(layout, need, floor, stop)
    last = _until_bound(layout, need, leading(layout, own), own)
    last = _behind_constant(layout, seeds.constant(need.seed_name, stop), last, stop)
    switch = _last_switch(layout, need.steps, stop)
    last = switch if last is None or (switch is not None and switch > last) else last
    begun = max((row for row in seeds.rows if row < stop), default=None)
    joins = begun is not None and (switch is None or begun > switch) and not _binds(layout, need.steps, begun, last)
    last = begun if joins else last
    while last is not None and _goes_on(layout, last, stop):
        last += 1
    if last is None:
        return _first_place(layout, floor, own)
    spot = Spot(_with_pragmas(layout, layout.rows[last]), behind=True, joins=joins)
    ordered = tuple(_above(layout, seeds, last)) if joins else ()
    return Place(spot, last + 1, layout.own(last + 1, last), ordered=ordered)


def _goes_on(layout: Layout, last: int, stop: int) -> bool:
    """Whether a magic of the notebook follows the imports without a blank line, as `%matplotlib inline` does."""
    if last + 1 >= stop or not layout.is_paragraph_mate(last + 1) or not layout.rows[last].is_import:
        return False
    row = layout.rows[last + 1]
    return layout.is_magic(row) and shown(layout.source, row.start).startswith("%")


def _above(layout: Layout, seeds: Seeds, last: int) -> Iterator[tuple[Place, Step]]:
    """The places above the seeds that lead to a row without anything else between them."""
    first = last
    while first - 1 in seeds.rows and layout.cell(layout.rows[first - 1]) == layout.cell(layout.rows[last]):
        first -= 1
    for index in range(first, last + 1):
        if index in seeds.steps:
            spot = Spot(layout.rows[index].start, behind=False, joins=True)
            yield Place(spot, index, layout.own(index, index)), seeds.steps[index]


def place_in_body(layout: Layout, need: Need, body: Body, nodes: Sequence[ast.AST]) -> Place | Refused:
    """As in a file of its own that goes on from what the top level binds."""
    index = layout.index_at(body.runs_at)
    inner = layout.within(body.statements, index)
    found = place_seeds(inner, replace(need, before=body.before, early_import=None), Seeds.of(inner, nodes))
    if isinstance(found, Refused):
        return found
    text = layout.source.lines.bare(body.statements[0].lineno)
    indent, own = text[: len(text) - len(text.lstrip())], layout.own(index, index)

    def outside(place: Place) -> Place:
        return replace(place, index=index, own=own, indent=indent, inner=inner.rows[: place.index])

    ordered = tuple((outside(place), step) for place, step in found.ordered)
    return replace(outside(found), spot=replace(found.spot, opens=not found.spot.behind), ordered=ordered)


def spell(scope: Scope, step: Step) -> str | None:
    """How a step can be written with what is bound."""
    return next((name for target in step.targets if (name := scope.spell(target))), None)


def _preamble(layout: Layout) -> int:
    """How many rows must stay the first: the docstring and the `__future__` imports."""
    count = int(bool(layout.rows) and layout.rows[0].is_docstring)
    while count < len(layout.rows) and layout.rows[count].is_future:
        count += 1
    return count


def _home(layout: Layout, need: Need, floor: int, stop: int) -> range:
    """The rows whose imports the seeds follow: those of a cell, or of the script."""
    if not layout.source.cells:
        return range(floor, stop)
    number = home_cell(layout, stop, _wanted(need.steps))
    cell = [index for index in range(floor, stop) if layout.cell(layout.rows[index]) == number]
    return range(cell[0], cell[-1] + 1) if cell else range(0)


def _wanted(steps: frozenset[Step]) -> list[re.Pattern[str]]:
    """The imports to stand behind, by how much they tell of the program."""
    by_name = [r"tensorflow\b"] if (SEEDS_TENSORFLOW - {KERAS} | {DETERMINISM}) & steps else []
    family = [TENSORFLOW.pattern] if (SEEDS_TENSORFLOW | {DETERMINISM, HIDE_GPUS}) & steps else []
    others = [one for one in reversed(STREAMS) if one.turn and (not one.library or SEEDING[one.name] in steps)]
    modules = [one.seeded_by[0].partition(".")[0] for one in others if one != TENSORFLOW_STREAM]
    return [re.compile(pattern) for pattern in (*by_name, *family, *(rf"{module}\b" for module in modules), "")]


def _until_bound(layout: Layout, need: Need, last: int | None, own: range) -> int | None:
    """Further down when the file imports there, still before all that draws, what a step is made with."""
    begin = own.start if last is None else last + 1
    scope = Scope.before(layout, begin)
    missing = {step for step in need.steps - ENVIRONMENT if not spell(scope, step)}
    for index in range(begin, own.stop):
        row = layout.rows[index]
        scope.run(row.statements)
        bound = {step for step in missing if row.is_import and spell(scope, step)}
        last = index if bound else last
        missing -= bound
    further = leading(layout, range(begin if last is None else last + 1, own.stop))
    return last if further is None else further


def _last_switch(layout: Layout, steps: frozenset[Step], stop: int) -> int | None:
    """TensorFlow keeps one seed for eager execution and one for each graph: choosing between them loses the other."""
    found = (index for index in range(stop) if _GRAPH_SWITCHES & set(_called(layout.rows[index])))
    return max(found, default=None) if steps & SEEDS_TENSORFLOW else None


def _binds(layout: Layout, steps: frozenset[Step], begun: int, last: int | None) -> bool:
    """Whether the file goes on from the seeds it has to import what other steps are made with."""
    if last is None or last <= begun:
        return False
    early, late = Scope.before(layout, begun + 1), Scope.before(layout, last + 1)
    return any(spell(late, step) and not spell(early, step) for step in steps - {HIDE_GPUS})


def _called(row: Row) -> Iterator[str]:
    for statement in row.statements:
        for node in own_nodes(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr


def _behind_constant(layout: Layout, constant: Constant | None, last: int | None, stop: int) -> int | None:
    if constant is None or constant.index < (0 if last is None else last):
        return last
    return min(paragraph_end(layout, constant.index), stop - 1)


def _with_pragmas(layout: Layout, row: Row) -> int:
    """The last line of a row and of comments for other tools that close what was opened above it."""
    line = row.end
    while line < len(layout.source.lines.starts) and _PRAGMA.match(layout.source.lines.bare(line + 1)):
        line += 1
    return line


def _first_place(layout: Layout, floor: int, own: range) -> Place | Refused:
    """Where nothing is imported: before the first statement."""
    candidates = own or range(floor, len(layout.rows))
    first = next((index for index in candidates if not layout.is_magic(layout.rows[index])), None)
    if first is not None:
        return Place(before_row(layout, first), first, range(0))
    if layout.source.cells:
        return Refused("the notebook has no cell with code that the block could go into")
    if layout.rows:
        return Place(Spot(layout.rows[-1].end, behind=True), len(layout.rows), range(0))
    return Place(Spot(1, behind=False), 0, range(0))
