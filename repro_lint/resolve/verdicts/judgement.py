"""What is known of a program after its runs: the verdicts, the entry points, the seeds that are not fixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from repro_lint.resolve.domain.streams import Key, Origin, Place
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.program.runs import GivenUp
from repro_lint.resolve.trace.events import CudaTraining, Draw, KeyReused, Raises, SeedCall, Switch, Training, Varies
from repro_lint.resolve.verdicts.relations import DrawKey, Race, Use
from repro_lint.resolve.verdicts.seedings import Seeding
from repro_lint.resolve.verdicts.shared_seeds import SharedSeed
from repro_lint.resolve.verdicts.status import Verdict

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BadSeed:
    """A seed call or seed argument whose value is not fixed, with the draws it spoils."""

    origin: Origin
    place: Place
    argument: bool
    entry: EntryPoint | None
    draws: tuple[Draw, ...]
    test: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """An entry point: what it draws from without seeding it, what it seeds, and where it trains.

    `missing`: the streams that it does not even seed too late. `draws`: all that nothing governs. `libraries`: the
    outside packages that its modules import. `reached`: where the entry file's own top level leads to a draw that
    nothing governs, or to training; `further`: where what is called there does. `behind`: the outside packages behind
    its imports of the project. `gpu`: it asks for a GPU. `files`: those it consists of. `tensorflow_1`: it is written
    for TensorFlow 1.
    `called`: the functions, by file and number, that may have been called.
    `reused`: keys that serve several draws. `on_cuda`: where it trains with PyTorch on a GPU.
    """

    entry: EntryPoint
    missing: tuple[Key, ...] = ()
    draws: tuple[Draw, ...] = ()
    seeded: tuple[SeedCall, ...] = ()
    trainings: tuple[Training, ...] = ()
    switches: tuple[Switch, ...] = ()
    libraries: frozenset[str] = frozenset()
    reached: tuple[Place, ...] = ()
    further: tuple[Place, ...] = ()
    varies: tuple[Varies, ...] = ()
    behind: tuple[tuple[Place, frozenset[str]], ...] = ()
    gpu: bool = False
    files: tuple[str, ...] = ()
    called: frozenset[tuple[str, int]] = frozenset()
    tensorflow_1: bool = False
    reused: tuple[KeyReused, ...] = ()
    on_cuda: tuple[CudaTraining, ...] = ()

    @property
    def refused(self) -> tuple[Varies, ...]:
        """The operations that raise on a GPU once deterministic algorithms are asked for."""
        return tuple(one for one in self.varies if one.on_cuda)


@dataclass(slots=True)
class Judgement:
    """All verdicts of a program. Draws are those of the worst run each, in order of place.

    `executions`: a verdict for each way to each draw; `reached`: one for each entry point that reaches it, those that
    train first; `seedings`: the seed calls of each entry point; `values`: what is passed at a seed call; `given_up`:
    files whose run did not end; `stopped`: where steps were spent; `uses`: where what was made before draws.
    """

    verdicts: list[Verdict] = field(default_factory=list)
    executions: list[Verdict] = field(default_factory=list)
    reached: dict[DrawKey, list[Verdict]] = field(default_factory=dict)
    seedings: dict[EntryPoint, tuple[Seeding, ...]] = field(default_factory=dict)
    values: dict[Place, tuple[str, ...]] = field(default_factory=dict)
    bad_seeds: list[BadSeed] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)
    raises: list[tuple[Raises, EntryPoint | None]] = field(default_factory=list)
    seed_calls: list[SeedCall] = field(default_factory=list)
    races: list[Race] = field(default_factory=list)
    shared_seeds: list[SharedSeed] = field(default_factory=list)
    reseeded: list[tuple[SeedCall, Draw]] = field(default_factory=list)
    uses: dict[Place, Use] = field(default_factory=dict)
    given_up: dict[str, GivenUp] = field(default_factory=dict)
    stopped: set[Place] = field(default_factory=set)

    def of(self, path: str) -> Judgement:
        """The judgement of one file, with all that is known of how its draws are reached."""

        def there(parts: list[T], file_of: Callable[[T], str]) -> list[T]:
            return [one for one in parts if file_of(one) == path]

        return replace(
            self,
            verdicts=there(self.verdicts, lambda one: one.draw.place.path),
            bad_seeds=there(self.bad_seeds, lambda one: one.place.path),
            starts=there(self.starts, lambda one: one.entry.home),
            raises=there(self.raises, lambda one: one[0].place.path),
            seed_calls=there(self.seed_calls, lambda one: one.place.path),
            races=there(self.races, lambda one: one.place.path),
            shared_seeds=there(self.shared_seeds, lambda one: one.second.path),
            reseeded=there(self.reseeded, lambda one: one[0].place.path),
        )
