"""The full story of a draw or a seed call, as plain data: for `explain-finding` and for an editor's hover."""

from __future__ import annotations

from dataclasses import dataclass

from repro_lint.model import Location, Related, Severity


@dataclass(frozen=True, slots=True)
class DrawPath:
    """One way to a draw, and what governs it there.

    `entry`: the file where the run starts, None when no entry point reaches the draw. `calls`: from there to the
    draw. `governed`: None where that cannot be told. `summary`: one sentence on why; `reasons`: the seeds that it
    speaks of, the seed calls that miss the draw included.
    """

    entry: str | None
    calls: tuple[Location, ...]
    governed: bool | None
    summary: str
    reasons: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawStory:
    """A draw. `source`: where the catalogue has from that it draws so; `reasoning`: why it is of this severity.

    `rule` and `name` are those of the rule that reports it; `severity` is None when nothing is reported.
    """

    location: Location
    api: str
    stream: str
    kind: str
    source: str
    ways: tuple[DrawPath, ...]
    rule: str
    name: str
    severity: Severity | None
    reasoning: str
    message: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class SeedStory:
    """A seed call: the streams it sets, to what (`values` as written in Python), and the draws it governs."""

    location: Location
    api: str
    streams: tuple[str, ...]
    values: tuple[str, ...]
    stable: bool
    draws: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class UseStory:
    """A call at which what was made before draws. `shuffles`: whether it may draw itself; None where it trains nothing.

    `draws`: what draws there, each with the stream and what governs it.
    """

    location: Location
    api: str
    draws: tuple[Related, ...]
    shuffles: bool | None


@dataclass(frozen=True, slots=True)
class CallStory:
    """A call that leads to draws elsewhere."""

    location: Location
    draws: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """All draws and seed calls of one file, and the calls in it that lead or amount to draws, in order of place."""

    draws: tuple[DrawStory, ...] = ()
    seeds: tuple[SeedStory, ...] = ()
    calls: tuple[CallStory, ...] = ()
    uses: tuple[UseStory, ...] = ()
