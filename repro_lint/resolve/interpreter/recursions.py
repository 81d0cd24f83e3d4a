"""What a recursion comes to.

A call of a run that is under way cannot be followed: it is *supposed* to come to something, and so is what rests on
it. At first that is doing nothing, which is true of most. Where it turns out wrong, the run that all others rest on
is repeated: supposing first that the call never returns, then what that came to, until it comes to what it supposes.
What is found in between is taken again within one round only, so a round costs no more than the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from repro_lint.resolve.domain.frames import Module, Store
from repro_lint.resolve.domain.streams import SEEDABLE, Key, World, conditions, joined, perhaps, within
from repro_lint.resolve.interpreter.escapes import Escapes
from repro_lint.resolve.trace.activation import Activation
from repro_lint.resolve.trace.summaries import RESTS_ON_NOTHING, Context, Executions, Identity, Open, Recursion

MAX_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class _Start:
    """The state in which a run began, to begin again."""

    streams: World | None
    heap: Store
    modules: dict[str, Module]
    mark: int


class Recursions(Escapes):
    """Brings runs that rest on themselves to their end."""

    @property
    def recursion(self) -> Recursion:
        """The calls under way."""
        return self.state.recursion

    def settled(
        self, identity: Identity, key: Context, activation: Activation, run: Callable[[Activation], None]
    ) -> Activation:
        """Run a function, again if need be until what it supposes of itself is so."""
        outer, self.recursion.low = self.recursion.low, RESTS_ON_NOTHING
        if not self.state.running.get(identity):
            run(activation)
            done = activation
        else:
            done = self._to_its_end(Open(identity, key, len(self.recursion.open), activation), run)
        if self.recursion.low < RESTS_ON_NOTHING:
            self.recursion.rests_on[done] = self.recursion.low
        self.recursion.low = min(outer, self.recursion.low)
        return done

    def remember(self, executions: Executions, key: Context, done: Activation) -> None:
        """Keep an execution; one that rests on suppositions until they turn out wrong."""
        executions[key] = (*executions.get(key, ()), done)
        if done in self.recursion.rests_on:
            self.recursion.journal.append((executions, key, done))

    def recall(self, done: Activation) -> None:
        """A run is remembered: who takes it rests on what it rests on."""
        self.recursion.low = min(self.recursion.low, self.recursion.rests_on.get(done, RESTS_ON_NOTHING))

    def again(self, one: Open, *, loose: bool = False) -> None:
        """A call of a run that is under way: the streams are as that is supposed to leave them."""
        self.recursion.low = min(self.recursion.low, one.index)
        if not one.used:
            one.used = True
            one.supposed = self.recursion.supposed.get(one.key, None if self.recursion.rounds else one.key[2])
        one.loose |= loose
        if self.recursion.lost:
            self._may_be_set(self.recursion.lost)
        elif not loose or one.supposed is None:
            self.state.streams = one.supposed

    def _to_its_end(self, one: Open, run: Callable[[Activation], None]) -> Activation:
        start = _Start(self.state.streams, dict(self.state.heap), dict(self.state.modules), len(self.recursion.journal))
        self.recursion.open.append(one)
        done = self._attempt(one, run)
        if not one.holds and self.recursion.low >= one.index:
            done = self._lost(one, run, start) if one.loose else self._repeated(one, run, start)
        self.recursion.open.pop()
        if self.recursion.low < one.index:
            self._hand_on(one, start.mark)
        else:
            self._conclude(start.mark)
        return done

    def _attempt(self, one: Open, run: Callable[[Activation], None]) -> Activation:
        """One execution, and whether it came to what it supposed."""
        self.recursion.low = RESTS_ON_NOTHING
        one.used, one.holds, one.loose = False, True, False
        run(one.activation)
        done = one.activation
        left = joined(done.world, done.yielded)
        if left is not None and left != one.key[2]:
            pairs = zip(SEEDABLE, conditions(left), conditions(one.key[2]), strict=True)
            one.touched |= {key for key, now, before in pairs if now != before}
        if one.used:
            one.holds = one.holds and within(left, one.supposed)
            if self.recursion.rounds:
                self.recursion.supposed[one.key] = joined(self.recursion.supposed.get(one.key), left)
        if self.recursion.lost:
            one.holds = True
        elif one.loose and one.touched:
            one.holds = False
        return done

    def _repeated(self, one: Open, run: Callable[[Activation], None], start: _Start) -> Activation:
        """Further rounds of a run that others rest on, but that rests on no other."""
        self.recursion.rounds += 1
        for _ in range(MAX_ROUNDS):
            self._back_to(one, start)
            done = self._attempt(one, run)
            if one.holds or one.loose or self.recursion.low < one.index or self.state.steps > self.state.budget.limit:
                break
        self.recursion.rounds -= 1
        left = joined(done.world, done.yielded)
        if self.recursion.low >= one.index and (left is None or not one.holds):
            done = self._lost(one, run, start)
        return done

    def _lost(self, one: Open, run: Callable[[Activation], None], start: _Start) -> Activation:
        """What the recursion comes to is not found: what it sets may be set, or not."""
        before, self.recursion.lost = (
            self.recursion.lost,
            self.recursion.lost | frozenset(one.touched),
        )
        self._back_to(one, start)
        done = self._attempt(one, run)
        self.state.streams = done.world or start.streams
        self._may_be_set(one.touched)
        done.world = self.state.streams
        self.recursion.lost = before
        return done

    def _may_be_set(self, keys: Iterable[Key]) -> None:
        if self.state.streams is not None:
            self.state.streams = perhaps(self.state.streams, keys, None, "it is not found what the recursion comes to")

    def _back_to(self, one: Open, start: _Start) -> None:
        """Forget what rests on wrong suppositions."""
        while len(self.recursion.journal) > start.mark:
            executions, key, done = self.recursion.journal.pop()
            self.recursion.rests_on.pop(done, None)
            self.state.summaries.contexts[key[0].identity] -= 1
            executions[key] = tuple(one for one in executions[key] if one is not done)
        self.state.streams, self.state.heap, self.state.modules = start.streams, dict(start.heap), dict(start.modules)
        one.activation = Activation(one.activation.name, one.activation.path)

    def _hand_on(self, one: Open, mark: int) -> None:
        """What rested on this run rests on what this one rests on."""
        outer = self.recursion.open[-1]
        outer.holds, outer.loose = outer.holds and one.holds, outer.loose or one.loose
        outer.touched |= one.touched
        for _, _, done in self.recursion.journal[mark:]:
            self.recursion.rests_on[done] = min(self.recursion.rests_on[done], self.recursion.low)

    def _conclude(self, mark: int) -> None:
        """All suppositions came true: what is remembered remains."""
        for _, _, done in self.recursion.journal[mark:]:
            self.recursion.rests_on.pop(done, None)
        del self.recursion.journal[mark:]
        if not self.recursion.open:
            self.recursion.supposed.clear()
        self.recursion.low = RESTS_ON_NOTHING
