"""From a judgement to the stories of one file: no decision is made here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from repro_lint.catalog import Catalog
from repro_lint.catalog.schema import Kind
from repro_lint.model import Location, Related, Severity
from repro_lint.remarks.draws import help_of, message_of, rule_of, severity
from repro_lint.remarks.model import Remark, View
from repro_lint.remarks.reasons import reasons
from repro_lint.remarks.words import is_order, short, stream_of
from repro_lint.resolve.domain.streams import GOVERNED, STREAMS_BY_KEY, Place, Provenance, worst
from repro_lint.resolve.trace.events import SeedCall
from repro_lint.resolve.verdicts.judgement import Judgement
from repro_lint.resolve.verdicts.relations import draw_key
from repro_lint.resolve.verdicts.status import Status, Verdict
from repro_lint.rules import all_modules, all_rules
from repro_lint.story import CallStory, DrawPath, DrawStory, SeedStory, Story, UseStory

_GOVERNED = {Status.OWN: True, Status.UNRESOLVED: True, Status.GLOBAL: True, Status.DOUBTFUL: None, Status.CALLER: None}
_REASONING = {
    Status.OWN: "nothing is reported: its own seed is fixed",
    Status.UNRESOLVED: "a note: a seed is there, and though its value cannot be resolved it counts as governed",
    Status.DOUBTFUL: "a note: code that could not be followed may have seeded it",
    Status.BAD_SEED: "reported at the seed, as RPL006 (unstable-seed)",
    Status.UNGOVERNED: "an error: on some path from an entry point nothing governs it",
}
_IN_A_TEST = "a note: it stands in a test, and tests are no entry points"
_GLOBAL = {
    Kind.DATA: "a warning: only a global stream governs it, and any draw added above it moves the data",
    Kind.MODEL: "a note: only a global stream governs it",
    Kind.PLAIN: "nothing is reported: a fixed seed of its stream governs it",
}


@dataclass(frozen=True, slots=True)
class StoryBuilder:
    """The sources of a story: the view that rules get, the rows, and the names of places."""

    view: View
    catalog: Catalog
    locate: Callable[[Place], Location | None]

    @property
    def judgement(self) -> Judgement:
        """The judgement under all stories."""
        return self.view.judgement

    def story(self, path: str) -> Story:
        """The story of one file, by its key."""
        verdicts = {_identity(v): v for v in self.judgement.verdicts if v.draw.place.path == path}
        ways = sorted((e for e in self.judgement.executions if e.draw.place.path == path), key=_identity)
        orders = self._orders({verdict.draw.rule for verdict in verdicts.values() if is_order(verdict.draw)})
        told = (self._draw(verdicts[identity], list(same), orders) for identity, same in groupby(ways, key=_identity))
        calls = [call for call in self.judgement.seed_calls if call.place.path == path]
        seeds = (self._seed(list(same)) for _, same in groupby(calls, key=lambda call: call.place))
        return Story(
            tuple(draw for draw in told if draw is not None),
            tuple(seed for seed in seeds if seed is not None),
            tuple(self._calls(path)),
            tuple(self._uses(path)),
        )

    def _orders(self, rules: set[str]) -> dict[tuple[Place, str], Remark]:
        """The remarks about orders by chance, by place and rule: these have stories of another form than draws."""
        modules = [module for module in all_modules() if module.RULE.name in rules]
        return {(remark.place, remark.rule.name): remark for module in modules for remark in module.check(self.view)}

    def _draw(
        self, verdict: Verdict, executions: list[Verdict], orders: dict[tuple[Place, str], Remark]
    ) -> DrawStory | None:
        draw = verdict.draw
        location = self.locate(draw.place)
        if location is None:
            return None
        row = self.catalog.row(draw.api)
        name = rule_of(verdict)
        code = next((rule.code for rule in all_rules() if rule.name == name), "")
        order = orders.get((draw.place, draw.rule))
        level = order.severity if order else severity(verdict)
        message = order.message if order else message_of(verdict, self.view)
        advice = order.help if order else help_of(verdict, self.view)
        return DrawStory(
            location,
            short(draw.api),
            stream_of(draw),
            draw.kind.value,
            row.source if row else "",
            tuple(dict.fromkeys(self._way(execution) for execution in executions)),
            code,
            name,
            level,
            _reasoning_of_order(verdict, order.severity) if order else _reasoning(verdict),
            message if level else "",
            advice if level else "",
        )

    def _way(self, verdict: Verdict) -> DrawPath:
        calls = tuple(place for step in verdict.path if (place := self.locate(step)) is not None)
        entry = None if verdict.entry is None else self.view.shown(verdict.entry.path)
        governed = _GOVERNED.get(verdict.status, False)
        places = ((self.locate(place), text) for place, text in reasons(verdict, self.judgement))
        related = tuple(Related(place, text) for place, text in places if place is not None)
        return DrawPath(entry, calls, governed, _summary(verdict), related)

    def _seed(self, calls: list[SeedCall]) -> SeedStory | None:
        place = calls[0].place
        location = self.locate(place)
        if location is None:
            return None
        governed = {
            verdict.draw.place
            for verdict in self.judgement.executions
            if not verdict.draw.own and any(origin.place == place for origin in verdict.draw.origins)
        }
        return SeedStory(
            location,
            short(calls[0].api),
            tuple(STREAMS_BY_KEY[key].name for key in calls[0].keys),
            self.judgement.values[place],
            all(origin.provenance in GOVERNED for call in calls for origin in call.origins),
            self._locations(governed),
        )

    def _calls(self, path: str) -> Iterator[CallStory]:
        leads: dict[Place, set[Place]] = {}
        for execution in self.judgement.executions:
            for step in execution.path:
                if step.path == path:
                    leads.setdefault(step, set()).add(execution.draw.place)
        for step, draws in sorted(leads.items()):
            location = self.locate(step)
            if location is not None:
                yield CallStory(location, self._locations(draws))

    def _uses(self, path: str) -> Iterator[UseStory]:
        verdicts = {draw_key(verdict.draw): verdict for verdict in self.judgement.verdicts}
        shuffling = {verdict.draw.place for verdict in verdicts.values() if verdict.draw.rule == "unseeded-fit"}
        trainings = {training.place for start in self.judgement.starts for training in start.trainings}
        for place, use in sorted(self.judgement.uses.items()):
            location = self.locate(place) if place.path == path else None
            if location is not None:
                drawn = [verdicts[draw] for draw in use.draws if draw in verdicts]
                labels = ((self.locate(v.draw.place), _drawing(v)) for v in drawn)
                related = tuple(Related(where, text) for where, text in labels if where is not None)
                row = self.catalog.row(use.api)
                trains = place in trainings or (row is not None and row.trains)
                yield UseStory(location, short(use.api), related, place in shuffling if trains else None)

    def _locations(self, places: Iterable[Place]) -> tuple[Location, ...]:
        found = (self.locate(place) for place in sorted(places))
        return tuple(location for location in found if location is not None)


def _identity(verdict: Verdict) -> tuple[Place, str, str, int]:
    draw = verdict.draw
    return (draw.place, draw.rule, draw.api, -1 if draw.key is None else draw.key)


def _drawing(verdict: Verdict) -> str:
    """The draw, and whether a seed governs it."""
    governed = {True: "governed", False: "not governed", None: "cannot be told"}[_GOVERNED.get(verdict.status, False)]
    return f"`{short(verdict.draw.api)}`, {governed}: {_summary(verdict)}"


def _summary(verdict: Verdict) -> str:
    """One sentence on the seed that governs a draw, or on why none does."""
    draw, stream = verdict.draw, stream_of(verdict.draw)
    provenance = worst(draw.origins).provenance
    if draw.own:
        value = f"seed {draw.value}" if draw.value is not None else "seed"
        given = {
            Provenance.SEED: "is governed by its own {}",
            Provenance.GIVEN: "its own {} is set from a value that is not resolved",
        }
        return given.get(provenance, "its own {} differs from run to run").format(value)
    if is_order(draw):
        return "no seed inside the program fixes this order"
    if draw.key is None:
        return "nothing can seed what it draws from" if not draw.fix else "is made without a seed"
    partly = any(origin.provenance in GOVERNED for origin in draw.origins)
    return {
        Provenance.SEED: f"the stream `{stream}` is seeded before it",
        Provenance.GIVEN: f"the stream `{stream}` is seeded before it, with a value that is not resolved",
        Provenance.MAYBE: f"code that could not be followed may seed the stream `{stream}` before it",
        Provenance.ASKED: f"where `{worst(draw.origins).why}` is given nothing seeds the stream `{stream}` before it",
        Provenance.CALLER: f"no entry point reaches it: whether the stream `{stream}` is seeded is up to the caller",
        Provenance.UNSTABLE: f"the stream `{stream}` is seeded with a value that differs from run to run",
        Provenance.CLEARED: f"the stream `{stream}` is seeded from the entropy of the system",
        Provenance.NEVER: f"the stream `{stream}` is not seeded before it" + (" on one of the paths" if partly else ""),
        Provenance.WORKER: f"it draws where nothing fixes the stream `{stream}`",
    }[provenance]


def _reasoning_of_order(verdict: Verdict, level: Severity) -> str:
    """Why the severity of an order by chance is as it is."""
    if verdict.test:
        return _IN_A_TEST
    if not verdict.draw.certain:
        return "a note: it depends on data whether this order shows"
    if verdict.entry is None:
        return "a warning: no entry point reaches it, so its caller decides"
    reason = "it differs from run to run" if level is Severity.ERROR else "it is stable on one machine only"
    return f"{'an error' if level is Severity.ERROR else 'a warning'}: {reason}"


def _reasoning(verdict: Verdict) -> str:
    """Why the severity of a draw is as it is."""
    draw, status = verdict.draw, verdict.status
    if status is Status.GLOBAL:
        return _GLOBAL[Kind.PLAIN if verdict.test else draw.kind]
    if verdict.test and severity(verdict) is not None:
        return _IN_A_TEST
    if status is Status.DOUBTFUL and (asked := worst(draw.origins)).provenance is Provenance.ASKED:
        given = f"only where `{asked.why}` is given" if asked.why else "only where an option is given"
        return f"a note: {given} {'nothing governs it' if draw.certain else 'does it draw'}, and a plain run is judged"
    if status is Status.DOUBTFUL and not draw.certain:
        return "a note: it depends on data or arguments whether it draws"
    if status is Status.CALLER or (status is Status.UNGOVERNED and verdict.entry is None):
        level = "a note" if draw.kind is Kind.PLAIN else "a warning"
        return f"{level}: no entry point reaches it, so its caller decides"
    return _REASONING[status]
