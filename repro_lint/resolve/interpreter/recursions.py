"""What a recursion comes to.

A call of a run that is under way cannot be followed: it is *supposed* to come to something, and so is what rests on
it. At first that is doing nothing, which is true of most. Where it turns out wrong, the run that all others rest on
is repeated: supposing first that the call never returns, then what that came to, until it comes to what it supposes.
What is found in between is taken again within one round only, so a round costs no more than the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Activation, Module, Store
from repro_lint.resolve.domain.streams import SEEDABLE, Key, World, conditions, joined, perhaps, within
from repro_lint.resolve.domain.values import Func
from repro_lint.resolve.interpreter.core import RESTS_ON_NOTHING, STEP_LIMIT
from repro_lint.resolve.interpreter.escapes import Escapes

MAX_ROUNDS = 4

Identity = tuple[str, int]
Runs = list[Activation]
Context = tuple[Func, Arguments, World]


@dataclass(eq=False, slots=True)
class Open:
    """A run that is under way and may be called again. `index`: its place among those.

    `supposed`: how it is supposed to leave the streams, `used`: that was asked. `holds`: whether all suppositions of
    this round, its own and those of runs that rest on it, came true. `loose`: one stands for a run that may do
    something else. `touched`: the streams that some run of the recursion sets.
    """

    identity: Identity
    key: Context
    index: int
    activation: Activation
    supposed: World | None = None
    used: bool = False
    holds: bool = True
    loose: bool = False
    touched: set[Key] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Start:
    """The state in which a run began, to begin again."""

    world: World | None
    store: Store
    modules: dict[str, Module]
    mark: int


class Recursions(Escapes):
    """Brings runs that rest on themselves to their end."""

    modules: dict[str, Module]
    contexts: dict[Identity, int]
    running: dict[Identity, int]

    def forget_recursions(self) -> None:
        """A new process begins: nothing is under way."""
        self.open: list[Open] = []
        self.low = RESTS_ON_NOTHING
        self.journal: list[tuple[Runs, Activation, Identity]] = []
        self.rests_on: dict[Activation, int] = {}
        self.supposed: dict[Context, World | None] = {}
        self.rounds = 0  # runs that are being repeated
        self.lost: frozenset[Key] = frozenset()

    def settled(
        self, identity: Identity, key: Context, activation: Activation, run: Callable[[Activation], None]
    ) -> Activation:
        """Run a function, again if need be until what it supposes of itself is so."""
        outer, self.low = self.low, RESTS_ON_NOTHING
        if not self.running.get(identity):
            run(activation)
            done = activation
        else:
            done = self._to_its_end(Open(identity, key, len(self.open), activation), run)
        if self.low < RESTS_ON_NOTHING:
            self.rests_on[done] = self.low
        self.low = min(outer, self.low)
        return done

    def remember(self, runs: Runs, done: Activation, identity: Identity) -> None:
        """Keep a run; one that rests on suppositions until they turn out wrong."""
        runs.append(done)
        if done in self.rests_on:
            self.journal.append((runs, done, identity))

    def recall(self, done: Activation) -> None:
        """A run is remembered: who takes it rests on what it rests on."""
        self.low = min(self.low, self.rests_on.get(done, RESTS_ON_NOTHING))

    def again(self, one: Open, *, loose: bool = False) -> None:
        """A call of a run that is under way: the streams are as that is supposed to leave them."""
        self.low = min(self.low, one.index)
        if not one.used:
            one.used = True
            one.supposed = self.supposed.get(one.key, None if self.rounds else one.key[2])
        one.loose |= loose
        if self.lost:
            self._may_be_set(self.lost)
        elif not loose or one.supposed is None:
            self.world = one.supposed

    def _to_its_end(self, one: Open, run: Callable[[Activation], None]) -> Activation:
        start = _Start(self.world, dict(self.store), dict(self.modules), len(self.journal))
        self.open.append(one)
        done = self._attempt(one, run)
        if not one.holds and self.low >= one.index:
            done = self._lost(one, run, start) if one.loose else self._repeated(one, run, start)
        self.open.pop()
        if self.low < one.index:
            self._hand_on(one, start.mark)
        else:
            self._conclude(start.mark)
        return done

    def _attempt(self, one: Open, run: Callable[[Activation], None]) -> Activation:
        """One execution, and whether it came to what it supposed."""
        self.low = RESTS_ON_NOTHING
        one.used, one.holds, one.loose = False, True, False
        run(one.activation)
        done = one.activation
        left = joined(done.world, done.yielded)
        if left is not None and left != one.key[2]:
            pairs = zip(SEEDABLE, conditions(left), conditions(one.key[2]), strict=True)
            one.touched |= {key for key, now, before in pairs if now != before}
        if one.used:
            one.holds = one.holds and within(left, one.supposed)
            if self.rounds:
                self.supposed[one.key] = joined(self.supposed.get(one.key), left)
        if self.lost:
            one.holds = True
        elif one.loose and one.touched:
            one.holds = False
        return done

    def _repeated(self, one: Open, run: Callable[[Activation], None], start: _Start) -> Activation:
        """Further rounds of a run that others rest on, but that rests on no other."""
        self.rounds += 1
        for _ in range(MAX_ROUNDS):
            self._back_to(one, start)
            done = self._attempt(one, run)
            if one.holds or one.loose or self.low < one.index or self.steps > STEP_LIMIT:
                break
        self.rounds -= 1
        left = joined(done.world, done.yielded)
        if self.low >= one.index and (left is None or not one.holds):
            done = self._lost(one, run, start)
        return done

    def _lost(self, one: Open, run: Callable[[Activation], None], start: _Start) -> Activation:
        """What the recursion comes to is not found: what it sets may be set, or not."""
        before, self.lost = self.lost, self.lost | frozenset(one.touched)
        self._back_to(one, start)
        done = self._attempt(one, run)
        self.world = done.world or start.world
        self._may_be_set(one.touched)
        done.world = self.world
        self.lost = before
        return done

    def _may_be_set(self, keys: Iterable[Key]) -> None:
        if self.world is not None:
            self.world = perhaps(self.world, keys, None, "it is not found what the recursion comes to")

    def _back_to(self, one: Open, start: _Start) -> None:
        """Forget what rests on wrong suppositions."""
        self.forget_unproved(start.mark)
        self.world, self.store, self.modules = start.world, dict(start.store), dict(start.modules)
        one.activation = Activation(one.activation.name, one.activation.path)

    def forget_unproved(self, mark: int) -> None:
        """Forget the runs noted behind `mark`: what they rest on turned out wrong, or is never found out."""
        while len(self.journal) > mark:
            runs, done, identity = self.journal.pop()
            self.rests_on.pop(done, None)
            self.contexts[identity] -= 1
            if done in runs:
                runs.remove(done)

    def _hand_on(self, one: Open, mark: int) -> None:
        """What rested on this run rests on what this one rests on."""
        outer = self.open[-1]
        outer.holds, outer.loose = outer.holds and one.holds, outer.loose or one.loose
        outer.touched |= one.touched
        for _, done, _ in self.journal[mark:]:
            self.rests_on[done] = min(self.rests_on[done], self.low)

    def _conclude(self, mark: int) -> None:
        """All suppositions came true: what is remembered remains."""
        for _, done, _ in self.journal[mark:]:
            self.rests_on.pop(done, None)
        del self.journal[mark:]
        if not self.open:
            self.supposed.clear()
        self.low = RESTS_ON_NOTHING
