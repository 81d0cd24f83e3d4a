"""Places that the author has for a seed, filled as soon as the run of the program after it proves that this helps."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from repro_lint import plan, scan
from repro_lint.config import Config
from repro_lint.model import Fix
from repro_lint.resolve.program.opening import Opening
from repro_lint.resolve.verdicts.judge import Judgement, Start
from repro_lint.source.text import parse

Judge = Callable[[list[str], list[str], scan.Scan, Config], Judgement]


def in_its_place(
    start: Start, needed: plan.Steps, starts: Mapping[str, Start], scanned: scan.Scan, config: Config, judged: Judge
) -> tuple[str, Fix, bool] | None:
    """The fix that fills the place which the author has for a seed, proved by the run of the program after it."""
    if not needed[start.entry.path] - plan.SWITCHES:
        return None
    for key, fix, whole in _fillings(start, needed, starts, scanned, config):
        source = scanned.source(key)
        data = None if source is None else plan.after(source, fix)
        if data is None:
            continue
        memory = replace(scanned.memory, opening=Opening())
        facts = {known: value for known, value in scanned.facts.items() if known != key}
        trial = scan.Scan(scanned.cwd, {**scanned.contents, key: data}, memory, facts)
        home = start.entry.inside.path if start.entry.inside else start.entry.path
        again = (one for one in judged([home], [home], trial, config).starts if one.entry.path == start.entry.path)
        if any(len(one.draws) < len(start.draws) for one in again):
            return key, fix, whole
    return None


def _fillings(
    start: Start, needed: plan.Steps, starts: Mapping[str, Start], scanned: scan.Scan, config: Config
) -> Iterator[tuple[str, Fix, bool]]:
    """What may be such a place: one that is empty, or the body of a seed call that lacks steps.

    Each with its file, and whether the fix makes all steps.
    """
    for key in start.files:
        source = scanned.source(key)
        tree = parse(source) if source is not None and plan.SEED.search(source.text) else None
        if source is not None and isinstance(tree, ast.Module):
            fixes = (place.filled(source, config.seed) for place in plan.empty_places(tree))
            yield from ((key, fix, False) for fix in fixes if fix is not None)
    for call in plan.seeding_calls(start):
        key, source = call.place.path, scanned.source(call.place.path)
        facts = scanned.read(key)
        alike = [path for path in needed if any(other.place == call.place for other in starts[path].seeded)]
        steps = {step for path in alike for step in needed[path]}
        if source is not None and facts is not None:
            fix = plan.completed(start, call, steps, source, config, first=facts.first)
            yield from [(key, fix, key == start.entry.path)] if fix is not None else []
