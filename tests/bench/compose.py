"""From a number to a program."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bench.carriers import CARRIERS
from bench.choose import C, choose, fraction, pick
from bench.commands import COMMANDS
from bench.draws import DRAWS, TENSORFLOW
from bench.files import Parts, files
from bench.guards import GUARDS
from bench.layouts import LAYOUTS
from bench.model import INT, MINUS, TEXT, Draw, Idiom, Program
from bench.origins import ORIGINS
from bench.places import PLACES
from bench.templates import fill
from bench.travels import TRAVELS
from bench.workers import WORKERS
from bench.wrappers import WRAPPERS

VARIABLES = ("seed", "value", "chosen", "state", "start", "s", "random_state", "rs")
OPTIONS = ("seed", "random-state", "start", "manual-seed", "number", "init")
NUMBERS = ("7", "0", "1", "1234", "42")
SEED_CALLS = {
    "python": ("random.seed(given)", "import random"),
    "numpy": ("np.random.seed(given)", "import numpy as np"),
    "tensorflow": ("tf.random.set_seed(given)", "import tensorflow as tf"),
}
FORGOTTEN = 0.1  # of the streams that are drawn from
BESIDES = 0.2  # of the others
DEFINED = re.compile(r"^(?:def|class) (\w+)|^(\w+) = ", re.M)


def compose(number: int, *, tensorflow: bool = False) -> Program:
    """The program of a number; with `tensorflow` one whose first draw is TensorFlow's."""
    return Composer(number, tensorflow).program()


class Composer:
    """Chooses the parts of one program and puts them together."""

    def __init__(self, number: int, tensorflow: bool) -> None:
        self.number = number
        self.idioms: list[str] = []
        self.preparing, self.drawing = Parts(), Parts()
        option = pick(OPTIONS, number, "option")
        self.words = {
            "value": pick(VARIABLES, number, "variable"),
            "number": pick(NUMBERS, number, "number"),
            "option": option,
            "attribute": option.replace("-", "_"),
        }
        self.place = self._chosen("place", (*PLACES, *COMMANDS, *WORKERS))
        self.kind = self.place.gives
        count = 2 if fraction(number, "draws") < 0.4 else 1
        candidates = [TENSORFLOW if tensorflow and k == 0 else DRAWS for k in range(count)]
        self.draws = [self._chosen("draw", some, k) for k, some in enumerate(candidates)]

    def program(self) -> Program:
        """The whole program."""
        origin = self._origin()
        seeding = self._seeding()
        draws = "\n".join(self._printed(k, draw) for k, draw in enumerate(self.draws))
        blocks = {"origin": origin, "seeding": seeding, "draws": draws, **self.words}
        layouts = [one for one in LAYOUTS if one.allows(self.place)]
        layout = self._chosen("layout", layouts)
        self.drawing.imports.append(self.place.imports)
        texts, marks = files(layout, self.place, blocks, self.preparing, self.drawing)
        races = any(draw.races for draw in self.draws)
        return Program(self.number, tuple(self.idioms), texts, marks, layout.command, races)

    def _chosen(self, kind: str, candidates: Sequence[C], *parts: object) -> C:
        found = choose(candidates, self.number, kind, *parts)
        self.idioms.append(f"{kind}:{found.name}")
        return found

    def _travelling(self, kind: str, step: int) -> Idiom:
        """A way for a value of this kind that defines nothing under a name that is taken."""
        taken = _defined("\n".join(self.preparing.definitions))
        possible = [one for one in TRAVELS if kind in one.takes.split() and not _defined(one.define) & taken]
        return self._chosen("travel", possible, step)

    def _origin(self) -> str:
        """Statements that leave the seed in its variable, as an integer or None."""
        lines = [] if self.place.gives else [self._first()]
        steps = int(fraction(self.number, "travels") * 3)
        lines += [self._step(self._travelling(self.kind, step)) for step in range(steps)]
        if self.kind == TEXT:
            lines.append(self._step(Idiom("last-int", "int($value)", gives=INT)))
        if self.kind == MINUS and any(draw.explicit for draw in self.draws):
            lines.append(self._step(Idiom("last-abs", "abs($value)", gives=INT)))
        return "\n".join(lines)

    def _first(self) -> str:
        return self._step(self._chosen("origin", ORIGINS))

    def _step(self, travel: Idiom) -> str:
        self.preparing.add(travel, self.words)
        self.kind = travel.gives or self.kind
        return f"{self.words['value']} = {fill(travel.use, self.words)}"

    def _seeding(self) -> str:
        guard = self._chosen("guard", [one for one in (*GUARDS, *WRAPPERS) if self.kind in one.takes.split()])
        calls = [SEED_CALLS[stream] for stream in self._streams()] if guard.use else []
        self.preparing.imports += [imports for _, imports in calls]
        reseed = "\n".join(f"{call}  # @seed" for call, _ in calls)
        self.preparing.add(guard, {**self.words, "reseed": reseed})
        return fill(guard.use, self.words)

    def _streams(self) -> list[str]:
        """The streams that the program seeds: most of those that it draws from, and a few others."""
        used = {draw.stream for draw in self.draws}
        known = ("python", "numpy", "tensorflow") if used & {"all", "tensorflow"} else ("python", "numpy")
        seeded = []
        for stream in known:
            chance = 1 - FORGOTTEN if {stream, "all"} & used else BESIDES
            if fraction(self.number, "seeds", stream) < chance:
                seeded.append(stream)
        return seeded or ["python"]

    def _printed(self, k: int, draw: Draw) -> str:
        """The statement that prints what the k-th draw gives."""
        carrier = self._chosen("carrier", CARRIERS, k)
        held = fill(self.place.held or "$number", self.words) if draw.explicit else ""
        given = "given" if draw.explicit else ""
        inside = held if carrier.name == "inline" else "given"
        words = {**self.words, "k": str(k), "held": held, "given": given}
        words["comma_given"] = f", {given}" if given else ""
        words["draw"] = fill(draw.use, {**words, "given": inside})
        self.drawing.add(draw, words)
        self.drawing.add(carrier, words)
        return f"print({k}, {fill(carrier.use, words)})  # @{k}"


def _defined(text: str) -> set[str]:
    return {first or second for first, second in DEFINED.findall(fill(text, {}))}
