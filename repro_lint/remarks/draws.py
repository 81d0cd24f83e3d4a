"""The part that all rules about draws share: how severe a draw is, and why nothing governs it."""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.catalog import load
from repro_lint.catalog.schema import Kind, Role
from repro_lint.model import Severity
from repro_lint.remarks.model import Note, Remark, Repair, Rewrite, Rule, SeedArgument, SeedBlock, View
from repro_lint.remarks.reasons import call_path, reasons
from repro_lint.remarks.words import cause_of, random_of, seed_call, short, witnesses
from repro_lint.resolve.domain.streams import PYTHON, SEEDABLE, Provenance, worst
from repro_lint.resolve.trace.events import Draw
from repro_lint.resolve.verdicts.relations import unseeded
from repro_lint.resolve.verdicts.status import Status, Verdict

EXPLICIT = frozenset(
    {"unseeded-split", "unseeded-image-generator", "unseeded-dataset", "unseeded-generator", "unseeded-estimator"}
)
"""The rules whose ungoverned draws get a seed of their own by a safe fix."""

_OWN = EXPLICIT | {"unseeded-initializer", "unseeded-dropout", "unseeded-augmentation"}


def remarks(rule: Rule, view: View) -> Iterator[Remark]:
    """What a rule says of the draws that it tells."""
    for verdict in view.judgement.verdicts:
        if rule_of(verdict) != rule.name:
            continue
        level = severity(verdict)
        if level is not None:
            yield Remark(
                rule,
                level,
                verdict.draw.place,
                message_of(verdict, view),
                help_of(verdict, view),
                _story(verdict, view),
                cause_of(verdict, view),
                repairs(verdict),
                witnesses(verdict, view),
            )


def rule_of(verdict: Verdict) -> str:
    """The rule that tells a draw: that of the catalogue, unless the seed comes too late."""
    return verdict.draw.rule if verdict.late is None else "seed-too-late"


def severity(verdict: Verdict) -> Severity | None:
    """The severity by what is proved; None: nothing to say."""
    kind, status = verdict.draw.kind, verdict.status
    if status in (Status.OWN, Status.BAD_SEED):
        return None
    if status is Status.GLOBAL:
        if verdict.test or kind is Kind.PLAIN:
            return None
        return Severity.WARNING if kind is Kind.DATA and verdict.draw.certain else Severity.NOTE
    if verdict.test or status in (Status.DOUBTFUL, Status.UNRESOLVED):
        return Severity.NOTE
    if status is Status.CALLER or verdict.entry is None:
        return Severity.NOTE if kind is Kind.PLAIN else Severity.WARNING
    return Severity.ERROR


def message_of(verdict: Verdict, view: View) -> str:
    """What a finding says of the draw."""
    draw, status = verdict.draw, verdict.status
    name, cause = short(draw.api), cause_of(verdict, view)
    if status is Status.UNRESOLVED:
        return f"`{name}`: the value of its seed cannot be told; it counts as fixed"
    if status is Status.GLOBAL:
        verb = "depends" if draw.certain else "may depend"
        return (
            f"`{name}` {verb} on `{_seeding(verdict, view)}()` alone: any random call added above it changes the result"
        )
    if (asked := worst(draw.origins)).provenance is Provenance.ASKED:
        return f"{random_of(draw)} where `{asked.why}` is given: `{_seeding(verdict, view)}()` is not called then"
    if not draw.certain:
        return f"`{name}` may be random, depending on its data or arguments"
    if status is Status.DOUBTFUL:
        return f"{random_of(draw)}, unless code that could not be followed calls `{_seeding(verdict, view)}()`"
    if status is Status.CALLER:
        return f"{random_of(draw)} unless the caller has called `{_seeding(verdict, view)}()`"
    if draw.key is None:
        return f"`{name}` has no seed, so it gives other numbers in every run"
    return f"{random_of(draw)} and {cause}"


def _seeding(verdict: Verdict, view: View) -> str:
    """The function that seeds what a draw draws from."""
    return seed_call(verdict.draw.key or PYTHON, verdict.entry, view)


def help_of(verdict: Verdict, view: View) -> str:
    """What would govern the draw, and in which file if that is another one."""
    draw = verdict.draw
    if verdict.status is Status.UNRESOLVED:
        return ""
    if worst(draw.origins).provenance is Provenance.WORKER:
        return f"call `{_seeding(verdict, view)}()` there, with a number that is fixed for each task"
    form = draw.fix.replace("{seed}", "SEED").replace("{", "").replace("}", "")  # `{keras.…}` is spelled by the fix
    which = "each turn" if draw.repeated else "it"
    own = f"give {which} a seed of its own (`{form}`)" if form else ""
    if draw.key is None:
        return own or _seed_of_object(draw)
    if own and draw.kind is Kind.DATA:
        return own
    elsewhere = verdict.entry is not None and verdict.entry.path != draw.place.path
    where = f" in `{view.shown(verdict.entry.path)}`" if elsewhere and verdict.entry else ""
    return f"call `{_seeding(verdict, view)}(SEED)` before this{where}" + (f", or {own}" if own else "")


def _seed_of_object(draw: Draw) -> str:
    """The method that seeds an object with a stream of its own, by the rows of its class."""
    owner = draw.api.rpartition(".")[0]
    row = load().method(owner, "seed")
    return f"call `{short(owner)}.seed(SEED)` before this" if row is not None and row.role is Role.SEED else ""


def _story(verdict: Verdict, view: View) -> tuple[Note, ...]:
    """How the draw is reached, and what does seed its stream, or seeds it where that does not help."""
    return tuple(dict.fromkeys((*call_path(verdict, view.shown), *reasons(verdict, view.judgement))))


def takes_seed(draw: Draw) -> bool:
    """Whether a safe fix gives a draw a seed of its own; in a loop that would make all turns the same."""
    return (draw.rule in EXPLICIT or draw.key is None) and bool(draw.fix) and not draw.repeated


def repairs(verdict: Verdict) -> tuple[Repair, ...]:
    """An explicit seed, where the catalogue knows its form; the block, where a global stream is to be seeded."""
    draw = verdict.draw
    found: list[Repair] = []
    if draw.fix and not draw.own and (draw.rule in _OWN or draw.key is None):
        safe = takes_seed(draw) and severity(verdict) is Severity.ERROR
        by_name = draw.fix.startswith("{keras") and draw.argument is not None
        argument = SeedArgument(draw.fix, draw.argument, draw.source, safe, keyword_only=_is_keyword_only(draw))
        found.append(Rewrite(draw.argument, draw.fix) if by_name and draw.argument else argument)
    if verdict.status is Status.UNGOVERNED and verdict.entry is not None and draw.key in SEEDABLE and unseeded(draw):
        found.append(SeedBlock(verdict.entry, (draw.key,), first=not (found and takes_seed(draw))))
    return tuple(found)


def _is_keyword_only(draw: Draw) -> bool:
    row = load().row(draw.api)
    return row is not None and row.seed not in row.parameters
