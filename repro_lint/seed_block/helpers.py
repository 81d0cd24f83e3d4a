"""Seeds that a program sets in a body of its own, such as a helper: what they lack is completed there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from repro_lint.fixes.block import Refused, plan
from repro_lint.fixes.need import SWITCHES, Body, Need, Step
from repro_lint.fixes.rows import Layout
from repro_lint.model import Fix, Safety
from repro_lint.resolve.domain.streams import Provenance
from repro_lint.resolve.trace.events import SeedCall
from repro_lint.resolve.verdicts.judgement import Start
from repro_lint.seed_block.block import note
from repro_lint.seed_block.body import FUNCTIONS, Function, binds, lines
from repro_lint.seed_block.steps import fitted, title
from repro_lint.settings.config import Config
from repro_lint.source.text import Source, parse


def seeding_calls(start: Start) -> Iterator[SeedCall]:
    """The seed calls of a program that set a fixed seed."""
    return (
        call
        for call in start.seeded
        if all(one.provenance in (Provenance.SEED, Provenance.GIVEN) for one in call.origins)
    )


def completed(
    start: Start, call: SeedCall, steps: set[Step], source: Source, config: Config, *, tensorflow_1: bool
) -> Fix | None:
    """The fix that adds steps to the body that a seed call stands in; None at the top level, and if they cannot."""
    tree = parse(source)
    row = (
        next((row for row in tree.body if call.place.span.line in lines(row)), None)
        if isinstance(tree, ast.Module)
        else None
    )
    if row is None or not isinstance(tree, ast.Module):
        return None
    found = _body(row, call.place.span.line)
    if found is None or (found[1] is not None and binds(found[1])):
        return None
    body, function = found
    if function is not None and function.name != "main" and _is_for_next_draw(body, call.place.span.line):
        return None
    layout = Layout.of(source, tree)
    steps = steps if call.place.path == start.entry.path else steps - SWITCHES
    steps = fitted(steps, start, layout, tree, config, tensorflow_1=tensorflow_1)
    need = Need(frozenset(steps), config.seed, config.seed_name, body=Body(tuple(body), row.lineno, begun=True))
    made = plan(source, tree, need)
    if isinstance(made, Refused) or made.definition is not None or not made.edits:
        return None
    where = f"`{function.name}`" if function is not None else "the seeds that stand there"
    cured = f" and {title(steps & SWITCHES)}" if steps & SWITCHES else ""
    return Fix(f"complete {where}{cured}", Safety.SAFE, made.edits, note(steps))


def _is_for_next_draw(body: Sequence[ast.stmt], line: int) -> bool:
    """Whether the seed in a line is meant for what is drawn right behind it, as in `np.random.seed(3); shuffle(x)`."""
    index = next(index for index, one in enumerate(body) if line in lines(one))
    seed = next((node for node in ast.walk(body[index]) if isinstance(node, ast.Call)), None)
    home = ast.unparse(seed.func).rpartition(".")[0] if seed is not None else ""
    behind = (node for one in body[index + 1 : index + 2] for node in ast.walk(one) if isinstance(node, ast.Call))
    drawn = (ast.unparse(node.func).rpartition(".") for node in behind)
    return home.endswith("random") and any(where == home and "seed" not in name for where, _, name in drawn)


def _body(row: ast.stmt, line: int) -> tuple[list[ast.stmt], Function | None] | None:
    """The innermost body of which a statement is the one in a line, and the function around it."""
    function = row if isinstance(row, FUNCTIONS) else None
    found: list[ast.stmt] | None = None
    inner: ast.AST | None = row
    while inner is not None:
        bodies = [
            body
            for name in ("body", "orelse", "finalbody")
            for body in [getattr(inner, name, None)]
            if isinstance(body, list)
        ]
        holding = [(body, one) for body in bodies for one in body if line in lines(one)]
        inner = None
        for body, one in holding[:1]:
            found, inner = body, one
            function = one if isinstance(one, FUNCTIONS) else function
    return None if found is None else (found, function)
