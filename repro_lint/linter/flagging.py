"""From remarks to findings with their fixes: explicit seeds, and the seed block of each entry file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from repro_lint import seed_block
from repro_lint.catalog.schema import Kind
from repro_lint.defect import Defect, contained
from repro_lint.flag.blocks import Block, Constant, joined, noted
from repro_lint.linter import scan
from repro_lint.linter.filling import Judge, Trials
from repro_lint.linter.fixable import asking_remarks, may_fix
from repro_lint.linter.rule_runner import kept_apart
from repro_lint.linter.views import shown
from repro_lint.model import Finding
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.verdicts.judgement import Judgement, Start
from repro_lint.settings.config import Config
from repro_lint.source.distribution import package_around

if TYPE_CHECKING:
    from repro_lint.remarks.model import Remark, View

_LOST = "a defect of repro-lint is in the way"


@dataclass(frozen=True, slots=True)
class Flagging:
    """Flags the remarks on the `named` files of a program. `judged`: judges the program anew, with a fix in it."""

    looked: View
    named: tuple[str, ...]
    scanned: scan.ProgramFiles
    config: Config
    judged: Judge

    @property
    def judgement(self) -> Judgement:
        """The judgement under all findings."""
        return self.looked.judgement

    def findings(self, remarks: list[Remark]) -> list[Finding]:
        """The findings; after a defect, those of each file by itself, so that only the defective file is lost."""
        made = contained(partial(self._findings, remarks))
        if not isinstance(made, Defect):
            return made
        by_path: dict[str, list[Remark]] = {}
        for remark in remarks:
            by_path.setdefault(remark.place.path, []).append(remark)
        parts = [
            kept_apart(self.judgement, path, partial(self._findings, by_path[path]), []) for path in sorted(by_path)
        ]
        return [finding for part in parts for finding in part]

    def _findings(self, remarks: list[Remark]) -> list[Finding]:
        from repro_lint.flag.findings import Flagger
        from repro_lint.flag.seeds import Seeder
        from repro_lint.flag.slots import Slots

        held = {verdict.draw.place for verdict in self.judgement.executions if verdict.draw.own}
        libraries = _libraries(self.judgement)
        slots = Slots(self.scanned.source, set(self.named), held, seed_block.spell, libraries)
        refused = slots.refused(remarks)
        asking = asking_remarks(remarks, list(self.named), self.scanned, self.config)
        blocks = self._blocks(asking, refused)
        # Its name is that of the seed also where only the seed of a split is asked for.
        all_blocks = self._blocks(remarks, refused) if len(asking) < len(remarks) else blocks
        taken = {verdict.draw.value for verdict in self.judgement.verdicts if verdict.draw.kind is Kind.MODEL}
        constant = cache(lambda path: self._constant(path, blocks.get(path) or all_blocks.get(path)))
        seeder = Seeder(slots, self.config.seed, constant, cache(self._own_number), taken)
        findings = Flagger(self.scanned.source, seeder, blocks, self.looked.shown, refused).findings(remarks)
        return [f if may_fix(f.rule, f.name, self.config) else replace(f, fixes=(), refused="") for f in findings]

    def _constant(self, path: str, block: Block | str | None) -> Constant | None:
        """The name of a file's seed: the constant of the inserted block, else the constant that the file has."""
        new = block.constant if isinstance(block, Block) else None
        source = self.scanned.source(path)
        return new or (None if source is None else seed_block.constant(source, self.config))

    def _own_number(self, path: str) -> int | None:
        source = self.scanned.source(path)
        return None if source is None else seed_block.own_number(source)

    def _blocks(self, remarks: list[Remark], refused: set[Place]) -> dict[str, Block | str]:
        """The seeding block of each entry file, or why the file gets none; a defect costs one block only."""
        starts = {start.entry.path: start for start in self.judgement.starts}
        needed = seed_block.needed(remarks, self.judgement, refused)
        trials = Trials(needed, starts, self.scanned, self.config, self.judged, _libraries(self.judgement))
        replaced = seed_block.obsolete(remarks)
        blocks: dict[str, Block | str] = {}
        for path in needed:
            act = partial(self._block, starts[path], trials, replaced.get(path, set()))
            block = kept_apart(self.judgement, path, act, _LOST)
            if block is not None:
                blocks[path] = block
        return blocks

    def _block(self, start: Start, trials: Trials, replaced: set[int]) -> Block | str | None:
        """The block of one entry point: either the author's own place is filled, or lines are inserted."""
        home, steps = start.entry.home, trials.needed[start.entry.path]
        source = self.scanned.source(home)
        if home not in self.named:
            return self._elsewhere(home)
        if source is None or not steps:
            return None
        facts = self.scanned.read(home)
        tensorflow_1 = start.tensorflow_1 or (facts is not None and facts.tensorflow_1)
        there = seed_block.Home(source, tensorflow_1, self._called(home), replaced)
        own = trials.in_its_place(start)
        if own is None:
            return noted(seed_block.block(start, steps, there, self.config), trials.left_alone(start))
        path, fix, whole = own
        if path not in self.named:
            return self._elsewhere(path)
        left = set() if whole else steps & seed_block.SWITCHES
        rest = seed_block.block(start, left, there, self.config) if left else None
        thrown = seed_block.thrown(steps) if whole else frozenset()
        return joined(fix, rest if isinstance(rest, Block) else None, thrown)

    def _elsewhere(self, path: str) -> str:
        return f"it belongs into `{shown(path, self.scanned)}`, which was not named"

    def _called(self, home: str) -> set[int]:
        """The lines at which the functions of a file begin that console scripts call."""
        calls = (start.entry.calls for start in self.judgement.starts)
        return {call.span.line for call in calls if call is not None and call.path == home}


def _libraries(judgement: Judgement) -> Callable[[str], str]:
    """The package that a file belongs to, where the package is built for others and holds no program itself."""
    around = cache(package_around)
    own = {around(start.entry.path.rpartition("/")[0]) for start in judgement.starts}
    return cache(lambda path: "" if (package := around(path.rpartition("/")[0])) in own else package)
