"""Which runs of a function are told apart, what is remembered of them, and what a recursion comes to."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable

from repro_lint.facts.model import Function
from repro_lint.resolve.core import DEPTH_LIMIT, STEP_LIMIT
from repro_lint.resolve.escapes import Escapes
from repro_lint.resolve.frames import Activation
from repro_lint.resolve.state import Place, anonymous, named_again, perhaps_seeded_since
from repro_lint.resolve.values import UNKNOWN, Arguments, Class, Func, Instance, Known, Ref, Value

MAX_CONTEXTS = 24
MAX_RECURSION = 2  # so many runs of a function within each other know their arguments,
MAX_COUNTDOWN = 8  # so many where all of them are constants,
MAX_OPEN = 12  # and so many are followed at all
MAX_ROUNDS = 4

Runs = list[Activation]


class Recursion:
    """A run that is under way, should it be called again: `result` is what it is supposed to come to.

    None stands for doing nothing, which is true of most. `used`: it was called again.
    """

    def __init__(self) -> None:
        self.result: Activation | None = None
        self.used = False


class Contexts(Escapes):
    """Runs a function once for each context (arguments, streams, attributes that it reads)."""

    contexts: dict[tuple[str, int], int]
    running: dict[tuple[str, int], int]
    recursions: dict[Hashable, Recursion]
    journal: list[Runs]

    @abstractmethod
    def execute(
        self, function: Func, facts: Function, arguments: Arguments, on_yield: Callable[[Value], None] | None
    ) -> Activation:
        """One execution of a function's body."""

    def in_some_context(self, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value:
        """Run a function, in fewer contexts where it has very many callers or calls itself."""
        identity = (function.module.path, function.index)
        if self.exhausted():
            return UNKNOWN
        nested = self.running.get(identity, 0) >= (MAX_COUNTDOWN if _are_constants(arguments) else MAX_RECURSION)
        if nested or self.contexts.get(identity, 0) > MAX_CONTEXTS:
            return self._generalised(function, facts, arguments, place, nested)
        return self._in_context(function, facts, arguments, place)

    def exhausted(self) -> bool:
        """Whether a bound is hit, so that a call is not followed: it may seed anything."""
        hit = self.depth > DEPTH_LIMIT or self.steps > STEP_LIMIT
        if hit:
            self.lose_track(None, "the program is too large to follow this call")
        return hit

    def remember(self, runs: Runs, done: Activation) -> None:
        """Keep a run, until it turns out that it rests on a wrong supposition."""
        runs.append(done)
        self.journal.append(runs)

    def _generalised(self, function: Func, facts: Function, arguments: Arguments, place: Place, nested: bool) -> Value:
        """Run for all callers that leave the streams in the same condition, wherever they were seeded."""
        before = self.world
        if before is None:
            return UNKNOWN
        blurred = _blurred(arguments)
        self.world = anonymous(before)
        value = self._again(function, facts, blurred, place) if nested else None
        if value is None:
            value = self._in_context(function, facts, blurred, place)
        if self.world is not None:
            self.world = named_again(self.world, before)
            if nested and blurred != arguments:  # with its arguments known it might have taken one path alone
                self.world = perhaps_seeded_since(before, self.world, place, f"`{facts.name}` calls itself")
        return value

    def _again(self, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value | None:
        """A function calls itself where it runs already: what that run is supposed to come to; None if it is new."""
        recursion = self.recursions.get((function, arguments, self.world))
        if recursion is None:
            if self.running[function.module.path, function.index] < MAX_OPEN:
                return None
            self.lose_track(place, f"`{facts.name}` calls itself in too many ways")
            return UNKNOWN
        recursion.used = True
        done = recursion.result
        if done is None:
            return UNKNOWN
        if done.world is not None:
            self.replay(done)
        self.pass_on(done)
        self.world = done.world
        return done.value

    def _in_context(self, function: Func, facts: Function, arguments: Arguments, place: Place) -> Value:
        identity = (function.module.path, function.index)
        runs = self.memory.setdefault((function, arguments, self.world), [])
        known = next((run for run in runs if self.holds(run)), None)
        if known is None:
            self.contexts[identity] = self.contexts.get(identity, 0) + 1
            known = self._settled(function, facts, arguments, place)
            self.remember(runs, known)
        elif known.world is not None:
            self.replay(known)
        self.activation.adopt(place, known)
        self.pass_on(known)
        self.world = known.world
        return known.value

    def _settled(self, function: Func, facts: Function, arguments: Arguments, place: Place) -> Activation:
        """One execution; where it calls itself, one that comes to what it supposes of itself."""
        world, store, mark = self.world, dict(self.store), len(self.journal)
        key = (function, arguments, world)
        outer = self.recursions.get(key)
        recursion = self.recursions[key] = Recursion()

        def execute() -> Activation:
            self._forget(mark)
            self.world, self.store = world, dict(store)
            return self.execute(function, facts, arguments, None)

        done = execute()
        if recursion.used and done.world != world:
            done = self._fixpoint(recursion, execute, place) or done
        self.recursions.pop(key)
        if outer is not None:
            self.recursions[key] = outer
        return done

    def _fixpoint(self, recursion: Recursion, execute: Callable[[], Activation], place: Place) -> Activation | None:
        """Suppose first that the call within never returns, then what that comes to; None if it comes to no end."""
        done = Activation("", "")
        for _ in range(MAX_ROUNDS):
            recursion.result = done
            done = execute()
            if done.world == recursion.result.world:
                return done if done.world is not None else None
        self.world = done.world
        self.lose_track(place, "what the recursion comes to is not found")
        done.world = self.world
        return done

    def _forget(self, mark: int) -> None:
        """Drop what was remembered since then."""
        while len(self.journal) > mark:
            self.journal.pop().pop()


def _are_constants(arguments: Arguments) -> bool:
    kinds = {type(value) for value in arguments.values()}
    return not arguments.open and Known in kinds and kinds <= {Known, Instance}


def _blurred(arguments: Arguments) -> Arguments:
    """Too many contexts of one function: only what objects it gets is kept apart."""

    def blur(value: Value) -> Value:
        return value if isinstance(value, (Instance, Func, Class, Ref)) else UNKNOWN

    return Arguments(
        tuple(blur(value) for value in arguments.positional),
        tuple((name, blur(value)) for name, value in arguments.keywords),
        (),
        (),
        arguments.open,
    )
