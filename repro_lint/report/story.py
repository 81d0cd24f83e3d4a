"""The text of `explain-finding`: everything about the draws and seed calls of one line.

Imports rich, as `text` does, and shares its excerpts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from repro_lint.foreign import printable
from repro_lint.model import Finding, Location
from repro_lint.report import Lines, Page
from repro_lint.report.excerpt import Label, excerpt, gutter
from repro_lint.report.full import FEW
from repro_lint.report.place import place
from repro_lint.report.rows import Row, head, printed, remark
from repro_lint.report.summary import plural
from repro_lint.story import CallStory, DrawPath, DrawStory, SeedStory, Story, UseStory

WAYS = 5
_GOVERNED = {True: "governed", False: "not governed", None: "cannot be told"}


def render(
    story: Story, others: Iterable[Finding], at: Location, lines: Lines, page: Page, why: Iterable[str] = ()
) -> str:
    """The stories of a line, and further findings there; `at` is the line itself, `why` nothing draws on it."""
    blocks: list[Iterable[Row]] = [_draw(draw, lines) for draw in story.draws]
    blocks += [_seed(seed, lines) for seed in story.seeds]
    blocks += [_call(call, lines) for call in story.calls]
    blocks += [_use(use, lines) for use in story.uses if use.draws or not use.shuffles]
    if not blocks:
        because = [remark("impossible", reason, gutter([_here(at)])) for reason in why]
        blocks.append([_title(f"{_line(at)}: nothing draws or seeds here"), *excerpt([_here(at)], lines, 1), *because])
    said = [Row(Text(""), Text(f"also reported here: {f.rule}[{f.name}] {printable(f.message)}")) for f in others]
    return printed([*blocks, said] if said else blocks, page)


def _draw(draw: DrawStory, lines: Lines) -> Iterator[Row]:
    if draw.severity is None:
        yield _title(f"`{draw.api}` draws from the stream `{draw.stream}`; nothing is reported")
    else:
        yield head(draw.severity, draw.rule, draw.name, draw.message)
    labels = [Label(draw.location, f"a {draw.kind} draw", primary=True), *_labels(draw.ways)]
    width = gutter(labels)
    yield from excerpt(labels, lines, width)
    for way in draw.ways[:WAYS]:
        yield remark(_run(way), f"{_GOVERNED[way.governed]}: {way.summary}{_calls(way)}", width)
    if len(draw.ways) > WAYS:
        yield remark("and", plural(len(draw.ways) - WAYS, "more way"), width)
    yield remark("severity", draw.reasoning, width)
    if draw.source:
        yield remark("fact", draw.source, width)
    if draw.help:
        yield remark("help", draw.help, width)


def _labels(ways: tuple[DrawPath, ...]) -> list[Label]:
    """The places on the call paths, each place and text once."""
    found = dict.fromkeys(
        Label(reason.location, reason.message) for way in sorted(ways, key=_badness) for reason in way.reasons
    )
    return list(found)[:FEW]


def _badness(way: DrawPath) -> int:
    return (False, None, True).index(way.governed)


def _run(way: DrawPath) -> str:
    return f"in the run of {printable(way.entry)}" if way.entry is not None else "from an unknown caller"


def _calls(way: DrawPath) -> str:
    steps = " → ".join(place(call) for call in way.calls)
    return f", reached by {steps}" if steps else ""


def _seed(seed: SeedStory, lines: Lines) -> Iterator[Row]:
    streams = ", ".join(f"`{stream}`" for stream in seed.streams)
    yield _title(f"`{seed.api}` seeds {streams} and governs {plural(len(seed.draws), 'draw')}")
    value = ", ".join(seed.values) or ("a value that cannot be resolved" if seed.stable else "")
    labels = [Label(seed.location, f"with {value}" if value else "", primary=True)]
    labels += [Label(draw, "governed by it") for draw in seed.draws[:FEW]]
    width = gutter(labels)
    yield from excerpt(labels, lines, width)
    if len(seed.draws) > FEW:
        yield remark("and", plural(len(seed.draws) - FEW, "more draw"), width)
    if not seed.stable:
        yield remark("but", "the value differs from run to run", width)


def _call(call: CallStory, lines: Lines) -> Iterator[Row]:
    yield _title(f"this call leads to {plural(len(call.draws), 'draw')}")
    labels = [Label(call.location, "", primary=True), *(Label(draw, "drawn here") for draw in call.draws[:FEW])]
    width = gutter(labels)
    yield from excerpt(labels, lines, width)
    if len(call.draws) > FEW:
        yield remark("and", plural(len(call.draws) - FEW, "more draw"), width)


def _use(use: UseStory, lines: Lines) -> Iterator[Row]:
    layers = "layers that were made before it draw at each step" if use.draws else "no layer made before it draws"
    says = "draws by what was made before" if use.shuffles is None else f"trains: {layers}"
    yield _title(f"`{use.api}` {says}")
    labels = [Label(use.location, "drawn here", primary=True) if use.draws else _here(use.location)]
    labels += [Label(draw.location, draw.message) for draw in use.draws[:FEW]]
    width = gutter(labels)
    yield from excerpt(labels, lines, width)
    if len(use.draws) > FEW:
        yield remark("and", plural(len(use.draws) - FEW, "more draw"), width)
    if use.shuffles is False:
        yield remark("order", "it shuffles nothing of what it is given here", width)


def _here(at: Location) -> Label:
    return Label(at, "", primary=True)


def _line(at: Location) -> str:
    return place(at) if at.cell is not None else f"{printable(at.path)}:{at.line}"


def _title(text: str) -> Row:
    return Row(Text(""), Text(printable(text), "bold"))
