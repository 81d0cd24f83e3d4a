"""What is told of a draw or a seed call without being asked to change anything: hover, hints, lenses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from repro_lint.lsp.documents import File
from repro_lint.lsp.look import Look
from repro_lint.model import Location
from repro_lint.story import DrawPath, DrawStory, SeedStory

SHOWN = 5
FIX_ALL = "repro-lint.fixAll"


def hover(look: Look, file: File, uri: str, position: types.Position, *, markdown: bool) -> types.Hover | None:
    """The story of what stands at a position."""
    story = look.story(file)
    told: list[DrawStory | SeedStory] = [*story.draws, *story.seeds]
    found = [
        (place.range, one)
        for one in told
        if (place := look.place(one.location)) and place.uri == uri and _holds(place.range, position)
    ]
    if not found:
        return None
    inner = max(found, key=lambda pair: (pair[0].start, (-pair[0].end.line, -pair[0].end.character)))[0]
    parts = [
        _seed(look, one) if isinstance(one, SeedStory) else _draw(look, one) for where, one in found if where == inner
    ]
    text = "\n\n".join(dict.fromkeys(parts))
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, text if markdown else text.replace("**", "")), inner)


def hints(look: Look, file: File, uri: str, where: types.Range) -> Iterator[types.InlayHint]:
    """Behind each draw that is governed, the line of its seed."""
    told: dict[tuple[int, int], types.InlayHint] = {}
    for draw in look.story(file).draws:
        place = look.place(draw.location)
        seeds = dict.fromkeys(reason.location for way in draw.ways for reason in way.reasons)
        governed = all(way.governed for way in draw.ways)
        if place is None or place.uri != uri or not (where.start <= place.range.end <= where.end) or not governed:
            continue
        if seeds:
            end = place.range.end
            label = f" seeded by {', '.join(_line(look, file, uri, seed) for seed in list(seeds)[:2])}"
            told.setdefault((end.line, end.character), types.InlayHint(end, label, padding_left=True))
    yield from told.values()


def lenses(look: Look, file: File) -> Iterator[tuple[str, types.CodeLens]]:
    """Above an entry point, how many of its draws nothing governs; by the text that it stands in."""
    for start in look.linted.judgement.starts:
        count = len({draw.place for draw in start.draws})
        source = look.source(file.key)
        if start.entry.path != file.key or not count or source is None:
            continue
        place = look.place(source.location(*start.entry.first))
        if place is not None:
            title = f"{count} draw{'s' if count > 1 else ''} ungoverned · fix"
            command = types.Command(title, FIX_ALL, arguments=[file.uri])
            yield place.uri, types.CodeLens(types.Range(place.range.start, place.range.start), command)


def _draw(look: Look, draw: DrawStory) -> str:
    lines = [f"**`{draw.api}`** draws from the stream `{draw.stream}`"]
    for way in draw.ways[:SHOWN]:
        lines.append(f"- {_way(way)}")
        lines.extend(f"  - {_link(look, reason.location)}: {reason.message}" for reason in way.reasons[:SHOWN])
    return "\n".join([*lines, "", f"{draw.reasoning[:1].upper()}{draw.reasoning[1:]}."])


def _way(way: DrawPath) -> str:
    return way.summary if way.entry is None else f"from `{way.entry}`: {way.summary}"


def _seed(look: Look, seed: SeedStory) -> str:
    count = len(seed.draws)
    streams = ", ".join(f"`{name}`" for name in seed.streams)
    value = f" to {', '.join(seed.values[:SHOWN])}" if seed.values else ""
    head = f"**`{seed.api}`** sets the stream{'s' if len(seed.streams) > 1 else ''} {streams}{value}"
    governs = f"and governs {count or 'no'} draw{'' if count == 1 else 's'}"
    return "\n".join([f"{head} {governs}", *(f"- {_link(look, draw)}" for draw in seed.draws[:SHOWN])])


def _link(look: Look, location: Location) -> str:
    place = look.place(location)
    cell = "" if location.cell is None else f", cell {location.cell}"
    name = f"{location.path}{cell}, line {location.line}"
    return name if place is None else f"[{name}]({place.uri}#L{place.range.start.line + 1})"


def _line(look: Look, file: File, uri: str, seed: Location) -> str:
    place = look.place(seed)
    if place is not None and place.uri == uri:
        return f"L{place.range.start.line + 1}"
    if seed.cell is not None and look.key(seed.path) == file.key:
        return f"cell {seed.cell} L{seed.line}"
    return f"{seed.path} L{seed.line}"


def _holds(where: types.Range, position: types.Position) -> bool:
    return where.start <= position <= where.end


def of_text(pairs: Iterable[tuple[str, types.CodeLens]], uri: str) -> list[types.CodeLens]:
    """The lenses of one text."""
    return [lens for one, lens in pairs if one == uri]
