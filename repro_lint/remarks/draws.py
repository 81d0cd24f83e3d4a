"""The part that all rules about draws share: how severe a draw is, and why nothing governs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from repro_lint.catalog import load
from repro_lint.catalog.schema import Kind, Stream
from repro_lint.model import Severity
from repro_lint.remarks.model import Note, Remark, Remedy, Rewrite, Rule, SeedArgument, SeedBlock, View
from repro_lint.remarks.reasons import reasons, way
from repro_lint.resolve.domain.streams import GOVERNED, SEEDABLE, STREAM_NAMES, How, Key, worst
from repro_lint.resolve.trace.events import Draw
from repro_lint.resolve.verdicts.status import Status, Verdict

EXPLICIT = frozenset(
    {"unseeded-split", "unseeded-image-generator", "unseeded-dataset", "unseeded-generator", "unseeded-estimator"}
)
"""The rules whose ungoverned draws get a seed of their own by a safe fix."""

HASH_ORDER = "hash-order"
_SEEDS = {Key.PYTHON: "random.seed", Key.NUMPY: "np.random.seed", Key.TENSORFLOW: "tf.random.set_seed"}
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
                message_of(verdict),
                help_of(verdict, view.shown),
                _story(verdict, view),
                _cause(verdict, view),
                remedies(verdict),
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


def stream_of(draw: Draw) -> str:
    """The name of the stream a draw consumes."""
    if draw.key is None or (is_order(draw) and draw.rule != HASH_ORDER):
        return Stream.ENTROPY.value
    return STREAM_NAMES[draw.key]


def is_order(draw: Draw) -> bool:
    """Whether the draw is an order by chance: of a set, a listing, results as they arrive. No seed call fixes one."""
    return draw.key is Key.HASH


def short(api: str) -> str:
    """An API as people write it: `numpy.random.rand` -> `np.random.rand`, `keras.layers.Dense` -> `Dense`."""
    if api.startswith("numpy."):
        return f"np.{api.removeprefix('numpy.')}"
    if api.startswith("tensorflow.") and not api.startswith("tensorflow.data.Dataset."):
        return f"tf.{api.removeprefix('tensorflow.')}"
    if api.startswith("random."):
        return api
    last = api.split(".")[-2:]
    return ".".join(last) if last[0][:1].isupper() else last[-1]


def message_of(verdict: Verdict) -> str:
    """What a finding says of the draw."""
    draw = verdict.draw
    name, stream = short(draw.api), stream_of(draw)
    status = verdict.status
    if status is Status.UNRESOLVED:
        given = "its seed" if draw.own else f"the seed of the stream `{stream}`"
        return f"`{name}`: {given} is set from a value that cannot be resolved; it counts as governed"
    if status is Status.GLOBAL:
        if not draw.certain:
            return f"`{name}` may draw from the seeded stream `{stream}`: any draw added above it changes this one"
        return f"`{name}` is governed by the stream `{stream}` only: any draw added above it changes this one"
    if (asked := worst(draw.origins)).how is How.ASKED:
        return f"`{name}` draws from the stream `{stream}`, which nothing seeds where `{asked.why}` is given"
    if not draw.certain:
        return f"`{name}` may draw from the stream `{stream}`, depending on its data or arguments"
    if status is Status.DOUBTFUL:
        return f"`{name}` draws from the stream `{stream}`; code that could not be followed may have seeded it"
    if status is Status.CALLER:
        return f"`{name}` draws from the stream `{stream}`: whether that is seeded is up to the caller"
    if draw.key is None:
        return f"`{name}` is made without a seed, so it starts from the entropy of the system"
    if verdict.late is not None:
        return f"`{name}` draws from the stream `{stream}` before that is seeded"
    return f"`{name}` draws from the stream `{stream}`, which nothing seeds{_on_some_path(draw)}"


def _on_some_path(draw: Draw) -> str:
    return " on one of the paths to it" if any(origin.how in GOVERNED for origin in draw.origins) else ""


def help_of(verdict: Verdict, shown: Callable[[str], str]) -> str:
    """What would govern the draw, and in which file if that is another one."""
    draw = verdict.draw
    if verdict.status in (Status.UNRESOLVED,):
        return ""
    form = draw.fix.replace("{seed}", "SEED").strip("{").replace("}", "")  # `{keras.…}` is spelled by the fix
    which = "each turn" if draw.repeated else "it"
    own = f"give {which} a seed of its own (`{form}`)" if form else ""
    if draw.key is None or (own and draw.kind is Kind.DATA):
        return own
    seed = _SEEDS[draw.key]
    elsewhere = verdict.entry is not None and verdict.entry.path != draw.place.path
    where = f" in `{shown(verdict.entry.path)}`" if elsewhere and verdict.entry else ""
    return f"seed the stream with `{seed}(SEED)` before this{where}" + (f", or {own}" if own else "")


def _story(verdict: Verdict, view: View) -> tuple[Note, ...]:
    """How the draw is reached, and what does seed its stream, or seeds it where that does not help."""
    return tuple(dict.fromkeys((*way(verdict, view.shown), *reasons(verdict, view.judgement))))


def _cause(verdict: Verdict, view: View) -> str:
    if verdict.status is Status.CALLER:
        return f"{view.shown(verdict.draw.place.path)}: draws whose caller is unknown"
    if verdict.late is not None and verdict.entry is not None:
        return f"{view.shown(verdict.entry.path)} seeds the stream `{stream_of(verdict.draw)}` only after it draws"
    never = verdict.status is Status.UNGOVERNED and not _on_some_path(verdict.draw)
    if never and verdict.entry is not None and verdict.draw.key is not None:
        return f"{view.shown(verdict.entry.path)} never seeds the stream `{stream_of(verdict.draw)}` before it draws"
    return ""


def takes_seed(draw: Draw) -> bool:
    """Whether a safe fix gives a draw a seed of its own; in a loop that would make all turns the same."""
    return draw.rule in EXPLICIT and bool(draw.fix) and not draw.repeated


def remedies(verdict: Verdict) -> tuple[Remedy, ...]:
    """An explicit seed, where the catalogue knows its form; the block, where a global stream is to be seeded."""
    draw = verdict.draw
    found: list[Remedy] = []
    if draw.fix and not draw.own and draw.rule in _OWN:
        safe = takes_seed(draw) and severity(verdict) is Severity.ERROR
        by_name = draw.fix.startswith("{keras") and draw.argument is not None
        argument = SeedArgument(draw.fix, draw.argument, draw.source, safe, keyword_only=_is_keyword_only(draw))
        found.append(Rewrite(draw.argument, draw.fix) if by_name and draw.argument else argument)
    if verdict.status is Status.UNGOVERNED and verdict.entry is not None and draw.key in SEEDABLE:
        found.append(SeedBlock(verdict.entry, (draw.key,), first=not (found and takes_seed(draw))))
    return tuple(found)


def _is_keyword_only(draw: Draw) -> bool:
    row = load().row(draw.api)
    return row is not None and row.seed not in row.parameters
