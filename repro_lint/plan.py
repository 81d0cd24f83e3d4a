"""Which steps an entry point needs, and the block that provides them."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterable
from functools import cache

from repro_lint.config import Config
from repro_lint.fixes.anchors import TENSORFLOW
from repro_lint.fixes.bindings import Scope, does_without
from repro_lint.fixes.block import Need, Planned, Refused, Step, plan
from repro_lint.fixes.need import ALIASES, SEEDS_TENSORFLOW
from repro_lint.fixes.remove import removals
from repro_lint.fixes.rows import Layout, own_nodes
from repro_lint.fixes.seeds import Seeds
from repro_lint.flag.blocks import Block, Constant
from repro_lint.model import Edit, Fix, Safety
from repro_lint.remarks.draws import takes_seed
from repro_lint.remarks.model import Remark, SeedBlock
from repro_lint.resolve.domain.streams import How, Key, Place
from repro_lint.resolve.verdicts.judge import Judgement, Start
from repro_lint.source import syntax
from repro_lint.source.text import Source, parse

_STEPS = {Key.PYTHON: Step.PYTHON, Key.NUMPY: Step.NUMPY, Key.TENSORFLOW: Step.TENSORFLOW}
_KERAS = frozenset({"keras", "tf_keras"})
_TENSORFLOW = frozenset({"tensorflow", *_KERAS})
_CALLS_TENSORFLOW = SEEDS_TENSORFLOW | {Step.DETERMINISM}
_SWITCHES = frozenset({Step.HIDE_GPUS, Step.DETERMINISM})
_SEED = re.compile(r"seed|random_state", re.IGNORECASE)
_NAMES = frozenset(name for names in ALIASES.values() for name in names) | _TENSORFLOW
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def needed(remarks: Iterable[Remark], judgement: Judgement, refused: Container[Place]) -> dict[str, set[Step]]:
    """The steps to insert by entry file, as the remarks that are to be fixed ask for them.

    `refused`: the draws that cannot be given a seed of their own.
    """
    starts = {start.entry.path: start for start in judgement.starts}
    seeding = cache(lambda path: _seeding(starts[path], refused))  # every draw of an entry point asks for the same
    steps: dict[str, set[Step]] = {}
    for remark in remarks:
        for remedy in remark.remedies:
            if not isinstance(remedy, SeedBlock) or not (remedy.first or remark.place in refused):
                continue
            wanted = steps.setdefault(remedy.entry.path, set())
            if remedy.missing:
                wanted |= seeding(remedy.entry.path)
            if remedy.hide_gpus:
                wanted.add(Step.HIDE_GPUS)
            if remedy.determinism:
                wanted.add(Step.DETERMINISM)
    return steps


def obsolete(remarks: Iterable[Remark]) -> dict[str, set[int]]:
    """The lines of statements that the block replaces, by file."""
    remedies = (remedy for remark in remarks for remedy in remark.remedies if isinstance(remedy, SeedBlock))
    lines: dict[str, set[int]] = {}
    for place in (place for remedy in remedies for place in remedy.obsolete if place.path == remedy.entry.path):
        lines.setdefault(place.path, set()).add(place.span.line)
    return lines


def _seeding(start: Start, refused: Container[Place]) -> set[Step]:
    """The missing steps: all four for a program on TensorFlow, those of the streams it draws from for another."""
    left = (draw for draw in start.draws if draw.place in refused or not takes_seed(draw))
    wanted = {_STEPS[draw.key] for draw in left if draw.key is not None}
    if not wanted or not start.libraries & _TENSORFLOW:
        return wanted
    seeded = {key for call in start.seeded for key in call.keys}
    wanted |= {step for key, step in _STEPS.items() if key not in seeded}
    if not any(switch.key is Key.HASH for switch in start.switches):
        wanted.add(Step.HASH)
    if Step.TENSORFLOW in wanted and "tensorflow" not in start.libraries and start.libraries & _KERAS:
        wanted = (wanted - {Step.TENSORFLOW}) | {Step.KERAS}
    return wanted


def block(
    start: Start, steps: set[Step], replaced: Iterable[int], source: Source, config: Config, *, first: bool
) -> Block | str:
    """The block that inserts the steps in place of some lines; the reason where it cannot be made.

    `first`: the file is written for TensorFlow 1.
    """
    tree = parse(source)
    if not isinstance(tree, ast.Module):
        return "the file does not parse"
    if first and not (steps := _steps_of_first(steps, tree)):
        return "it is written for TensorFlow 1, which has no op determinism"
    if does_without(Layout.of(source, tree), _TENSORFLOW) and not (steps := steps - _CALLS_TENSORFLOW):
        return "the program does without TensorFlow where that is missing: seed it where it is there"
    if start.entry.inside is not None:
        return _inside(start, start.entry.inside, steps, source, tree, config)
    before, early = _first_use(start, tree)
    use = min((line for line in (before, early) if line), default=0)
    lost = _lost(start, tree, use)
    if lost and not (steps := _without_tensorflow(start, steps)):
        return lost
    guarded = _guarded(tree, use) if start.entry.importer else None
    settings = (config.seed, config.seed_name)
    need = Need(frozenset(steps), *settings, before, early, _tensorflow_import(start), guarded)
    made = plan(source, tree, need)
    if isinstance(made, Refused):
        return made.reason
    return _block(steps, made, config, tuple(removals(source, tree, (*replaced, *made.superseded))))


def _steps_of_first(steps: set[Step], tree: ast.Module) -> set[Step]:
    """The steps that TensorFlow 1 has: op determinism came later, and `compat.v1` with 1.13.

    A file that mentions `compat` gets the name that both generations have.
    """
    newer = any(isinstance(node, ast.Attribute) and node.attr == "compat" for node in syntax.nodes(tree))
    seed = {Step.TENSORFLOW_COMPAT if newer else Step.TENSORFLOW_1} if Step.TENSORFLOW in steps else set()
    return steps - {Step.TENSORFLOW, Step.DETERMINISM} | seed


def _block(steps: set[Step], made: Planned, config: Config, removed: tuple[Edit, ...] = ()) -> Block:
    constant = None
    if made.definition is not None:
        constant = Constant(made.name, config.seed, made.line, (made.definition,))
    seeds = bool(steps - _SWITCHES)
    fix = Fix(_title(steps), Safety.SAFE, (*made.edits, *removed))
    return Block(fix, seeds, Step.HIDE_GPUS in steps, Step.DETERMINISM in steps, constant)


def constant(source: Source, config: Config) -> Constant | None:
    """The name that a file has for its seed."""
    if not _SEED.search(source.text):
        return None
    tree = parse(source)
    if not isinstance(tree, ast.Module):
        return None
    layout = Layout.of(source, tree)
    found = Seeds.of(layout, syntax.nodes(tree)).constant(config.seed_name, len(layout.rows))
    return None if found is None else Constant(found.name, found.value, layout.rows[found.index].end + 1)


def _inside(
    start: Start, inside: Place, steps: set[Step], source: Source, tree: ast.Module, config: Config
) -> Block | str:
    """The block at the beginning of the function that a console script calls."""
    if any(place.span.line == start.entry.first.line for place in start.reached):
        return f"what `{source.display}` imports or does draws before any of its functions runs"
    if lost := _lost(start, tree, 0):
        return lost
    function = next(one for one in tree.body if inside.span.line in _lines(one) and isinstance(one, _FUNCTIONS))
    first = next((one for one in function.body if not _is_docstring(one)), function)
    if not source.lines.bare(first.lineno)[: first.col_offset].isspace():
        return f"`{function.name}` has no line of its own for it"
    taken = _bound(function) & {*_NAMES, config.seed_name}
    if taken:
        return f"`{function.name}` gives `{min(taken)}` a meaning of its own"
    made = plan(source, tree, Need(frozenset(steps), config.seed, config.seed_name, guarded=first.lineno))
    return made.reason if isinstance(made, Refused) else _block(steps, made, config)


def _bound(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names that are the function's own."""
    found = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    for node in (node for statement in function.body for node in own_nodes(statement)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(one.asname or one.name).partition(".")[0] for one in node.names}
    return found


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def spell(source: Source, target: str) -> str | None:
    """How a file can write a name of Keras with what its top level imports."""
    tree = parse(source)
    scope = Scope.after(Layout.of(source, tree).rows) if isinstance(tree, ast.Module) else Scope()
    spelled = (scope.spell(f"{home}{target}") for home in ("", "tensorflow.", "tf_"))
    return next((name for name in spelled if name), None)


def _first_use(start: Start, tree: ast.Module) -> tuple[int | None, int | None]:
    """The line of the first statement that draws or trains, and of the first import that leads to a draw."""
    used = {place.span.line for place in start.reached if place.path == start.entry.path}
    statements = [statement for statement in tree.body if not used.isdisjoint(_lines(statement))]
    imports = [s.lineno for s in statements if isinstance(s, (ast.Import, ast.ImportFrom))]
    others = [s.lineno for s in statements if not isinstance(s, (ast.Import, ast.ImportFrom))]
    return min(others, default=None), min(imports, default=None)


def _tensorflow_import(start: Start) -> int | None:
    """The line of the first import by which a module of the project starts TensorFlow."""
    lines = (place.span.line for place, packages in start.behind if any(map(TENSORFLOW.match, packages)))
    return min(lines, default=None)


def _guarded(tree: ast.Module, use: int) -> int | None:
    """The line of the first statement under the `__main__` guard, if that is the first row that draws."""
    for row in tree.body:
        if isinstance(row, ast.If) and use in _lines(row) and "__name__" in ast.unparse(row.test):
            return row.body[0].lineno if row.body[0].lineno > row.lineno else None
    return None


def _without_tensorflow(start: Start, steps: set[Step]) -> set[Step]:
    """The steps that are of use though TensorFlow's stream cannot be seeded: under op determinism its draws raise."""
    kept = steps - _CALLS_TENSORFLOW
    return kept if set(start.missing) - {Key.TENSORFLOW} else kept & {Step.HIDE_GPUS}


def _lost(start: Start, tree: ast.Module, use: int) -> str:
    """Why a seed at the top would not reach the draws: code that runs later throws TensorFlow's away."""
    draws = (draw for draw in start.draws if draw.key is Key.TENSORFLOW)
    for origin in (origin for draw in draws for origin in draw.origins):
        place = origin.place
        if origin.how is How.NEVER and place is not None and not _runs_above(place, start, tree, use):
            name = place.path.rpartition("/")[2]
            return f"`{origin.why}` in line {place.span.line} of `{name}` throws the seed away: seed behind it"
    return ""


def _runs_above(place: Place, start: Start, tree: ast.Module, use: int) -> bool:
    """Whether a place belongs to a row of the file's top level that ends before the first use."""
    rows = [row for row in tree.body if place.span.line in _lines(row) and not isinstance(row, _DEFINITIONS)]
    return place.path == start.entry.path and bool(rows) and rows[-1].lineno < use not in _lines(rows[-1])


def _lines(statement: ast.stmt) -> range:
    return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def _title(steps: set[Step]) -> str:
    seeds = bool(steps - _SWITCHES)
    parts = ["insert the seeding block"] if seeds else []
    if Step.HIDE_GPUS in steps:
        parts.append("hide the GPUs")
    if Step.DETERMINISM in steps:
        parts.append("enable op determinism")
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
