"""The block that provides the steps, where in the program it reaches all that draws."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from repro_lint.fixes.anchors import TENSORFLOW
from repro_lint.fixes.bindings import does_without
from repro_lint.fixes.block import Planned, Refused, plan
from repro_lint.fixes.need import ALGORITHMS, HIDE_GPUS, SWITCHES, Body, Need, Step
from repro_lint.fixes.remove import removals
from repro_lint.fixes.rows import Layout
from repro_lint.flag.blocks import Block, Constant
from repro_lint.model import Edit, Fix, Safety
from repro_lint.resolve.domain import streams
from repro_lint.resolve.domain.streams import Place, Provenance
from repro_lint.resolve.verdicts.judgement import Start
from repro_lint.seed_block.body import FUNCTIONS, body_of, flaw, guarded_body, lines
from repro_lint.seed_block.steps import (
    CALLS_TENSORFLOW,
    PACKAGES,
    fitted,
    of_draws,
    only_loads,
    thrown,
    title,
    without_tensorflow,
)
from repro_lint.settings.config import Config
from repro_lint.source.text import Source, parse

_ON_THE_CPU = 'now trains on the CPU; `gpu-policy = "deterministic"` keeps the GPU'
_MAY_RAISE = "an operation that has no deterministic algorithm on a GPU raises now"


@dataclass(frozen=True, slots=True)
class Home:
    """The file that the block goes into.

    `tensorflow_1`: it is written for TensorFlow 1. `called`: the first lines of its functions that console scripts
    call. `replaced`: the lines of the statements that the block replaces.
    """

    source: Source
    tensorflow_1: bool = False
    called: Collection[int] = ()
    replaced: Collection[int] = ()


def block(start: Start, steps: set[Step], home: Home, config: Config) -> Block | str:
    """The block that inserts the steps in place of some lines; the reason where it cannot be made."""
    source, tree = home.source, parse(home.source)
    if not isinstance(tree, ast.Module):
        return "the file does not parse"
    layout = Layout.of(source, tree)
    if only_loads(start, layout):
        steps = of_draws(steps, start)
    elif not (steps := fitted(steps, start, layout, tree, config, tensorflow_1=home.tensorflow_1)):
        return "it is written for a TensorFlow or Keras that has no op determinism"
    if does_without(layout, PACKAGES) and not (steps := steps - CALLS_TENSORFLOW):
        return "the program does without TensorFlow where that is missing: seed it where it is there"
    if start.entry.inside is not None:
        return _inside(start, start.entry.inside, steps, source, tree, config)
    before, early = _first_use(start, tree)
    body = None if early else _body(start, tree, home, config)
    use = min((line for line in (before, early) if line), default=0)
    rows = [(tree.body, use)] + ([(body.statements, body.before or 0)] if body else [])
    lost = _lost(start, rows)
    if lost and not (steps := without_tensorflow(start, steps)):
        return lost
    settings = (config.seed, config.seed_name)
    need = Need(frozenset(steps), *settings, before, early, _tensorflow_import(start), body)
    made = plan(source, tree, need)
    if isinstance(made, Refused):
        return made.reason
    return _block(steps, made, config, tuple(removals(source, tree, (*home.replaced, *made.superseded))))


def _block(steps: set[Step], made: Planned, config: Config, removed: tuple[Edit, ...] = ()) -> Block:
    constant = None
    if made.definition is not None:
        constant = Constant(made.name, config.seed, made.line, (made.definition,))
    seeds = bool(steps - SWITCHES)
    fix = Fix(title(steps), Safety.SAFE, (*made.edits, *removed), note(steps))
    return Block(fix, seeds, thrown(steps), constant)


def note(steps: set[Step]) -> str:
    """What the switches among steps cost."""
    if HIDE_GPUS in steps:
        return _ON_THE_CPU
    return _MAY_RAISE if ALGORITHMS in steps else ""


def _inside(
    start: Start, inside: Place, steps: set[Step], source: Source, tree: ast.Module, config: Config
) -> Block | str:
    """The block at the beginning of the function that a console script calls."""
    if any(place.span.line == start.entry.first.line for place in start.reached):
        return f"what `{source.display}` imports or does draws before any of its functions runs"
    if lost := _lost(start, ()):
        return lost
    function = next(one for one in tree.body if inside.span.line in lines(one) and isinstance(one, FUNCTIONS))
    if found := flaw(function, config.seed_name):
        return found
    reached = {place.span.line for place in start.further if place.path == inside.path}
    body = body_of(function, function.lineno, reached)
    made = plan(source, tree, Need(frozenset(steps), config.seed, config.seed_name, body=body))
    return made.reason if isinstance(made, Refused) else _block(steps, made, config)


def _first_use(start: Start, tree: ast.Module) -> tuple[int | None, int | None]:
    """The line of the first statement that draws or trains, and of the first import that leads to a draw."""
    used = {place.span.line for place in start.reached if place.path == start.entry.path}
    statements = [statement for statement in tree.body if not used.isdisjoint(lines(statement))]
    imports = [s.lineno for s in statements if isinstance(s, (ast.Import, ast.ImportFrom))]
    others = [s.lineno for s in statements if not isinstance(s, (ast.Import, ast.ImportFrom))]
    return min(others, default=None), min(imports, default=None)


def _tensorflow_import(start: Start) -> int | None:
    """The line of the first import by which a module of the project starts TensorFlow."""
    found = (place.span.line for place, packages in start.behind if any(map(TENSORFLOW.match, packages)))
    return min(found, default=None)


def _body(start: Start, tree: ast.Module, home: Home, config: Config) -> Body | None:
    used, further = (
        {place.span.line for place in places if place.path == start.entry.path}
        for places in (start.reached, start.further)
    )
    return guarded_body(tree, used, further, home.called, config.seed_name)


def _lost(start: Start, bodies: Iterable[tuple[Sequence[ast.stmt], int]]) -> str:
    """Why a seed there would not reach the draws: code that runs later throws TensorFlow's away.

    `bodies`: the statements that run first, and the line of the first that draws.
    """
    draws = (draw for draw in start.draws if draw.key == streams.TENSORFLOW)
    for origin in (origin for draw in draws for origin in draw.origins):
        place = origin.place
        if origin.provenance is not Provenance.NEVER or place is None:
            continue
        if place.path != start.entry.path or not any(_runs_above(place, *body) for body in bodies):
            name = place.path.rpartition("/")[2]
            return f"`{origin.why}` in line {place.span.line} of `{name}` throws the seed away: seed behind it"
    return ""


def _runs_above(place: Place, body: Sequence[ast.stmt], use: int) -> bool:
    """Whether a place belongs to a statement that runs, and ends, before the first use."""
    rows = [row for row in body if place.span.line in lines(row) and not isinstance(row, (*FUNCTIONS, ast.ClassDef))]
    return bool(rows) and rows[-1].lineno < use not in lines(rows[-1])
