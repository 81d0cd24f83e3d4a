"""Arguments of calls, and the calls that wait with theirs until something asks for what they give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from repro_lint.facts.nodes import Span
from repro_lint.resolve.domain.extent import Composite
from repro_lint.resolve.domain.streams import Place, Streams

if TYPE_CHECKING:
    from repro_lint.facts.nodes import Comprehension
    from repro_lint.resolve.domain.frames import Frame
    from repro_lint.resolve.domain.values import Func, Value


@dataclass(frozen=True, slots=True)
class Arguments:
    """The evaluated arguments of a call. `open`: there are `*args` or `**kwargs` that could not be resolved.

    `named`: all that are passed by name are known; only `*args` could not be resolved.
    """

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    spans: tuple[Span, ...] = field(default=(), compare=False)
    keyword_spans: tuple[Span, ...] = field(default=(), compare=False)
    open: bool = False
    named: bool = False

    def may_pass(self, names: Iterable[str | None], parameters: tuple[str, ...]) -> bool:
        """Whether what could not be resolved may stand for one of `names`; `parameters` name the positions."""
        return self.open and not (self.named and set(parameters).isdisjoint(names))

    def bind(self, parameters: tuple[str, ...]) -> dict[str, tuple[Value, Span | None]]:
        """Parameter name -> value and span, as far as `parameters` name the positions."""
        spans: tuple[Span | None, ...] = self.spans or (None,) * len(self.positional)
        bound = {name: (value, span) for name, value, span in zip(parameters, self.positional, spans, strict=False)}
        names: tuple[Span | None, ...] = self.keyword_spans or (None,) * len(self.keywords)
        bound.update({name: (value, s) for (name, value), s in zip(self.keywords, names, strict=True)})
        return bound

    def before(self, others: Arguments) -> Arguments:
        """These, then others, which win where both are passed by name."""
        names = {name for name, _ in others.keywords}
        kept = tuple((name, value) for name, value in self.keywords if name not in names)
        return Arguments(self.positional + others.positional, kept + others.keywords, open=self.open or others.open)

    def without_first(self) -> Arguments:
        """The others, for what is called with them later."""
        return replace(self, positional=self.positional[1:], spans=self.spans[1:])

    def values_given(self) -> bool:
        """Whether anything is passed."""
        return bool(self.positional or self.keywords or self.open)

    def values(self) -> tuple[Value, ...]:
        """All values passed."""
        return (*self.positional, *(value for _, value in self.keywords)) if self.keywords else self.positional


@dataclass(frozen=True, slots=True)
class Partial(Composite):
    """`functools.partial(function, …)`."""

    function: Value
    arguments: Arguments

    def _parts(self) -> Iterable[object]:
        return (self.function, *self.arguments.values())

    def _outline(self) -> dict[str, object]:
        return {"function": self.lost, "arguments": Arguments(open=True)}


@dataclass(frozen=True, slots=True)
class Deferred(Composite):
    """A call of a generator function: its body runs when it is iterated."""

    function: Func
    arguments: Arguments

    def _parts(self) -> Iterable[object]:
        return (self.function, *self.arguments.values())

    def _outline(self) -> dict[str, object]:
        return {"arguments": Arguments(open=True)}


@dataclass(frozen=True, slots=True)
class Left(Composite):
    """What a generator that was entered as a context does when it is left. `before`: the streams at its beginning."""

    context: Deferred
    before: Streams

    def _parts(self) -> Iterable[object]:
        return (self.context,)

    def _outline(self) -> dict[str, object]:
        return {}


@dataclass(frozen=True, slots=True)
class Lazy(Composite):
    """Elements that are made when they are asked for: of a generator expression, of `map`, of what `itertools` gives.

    `sources`: what is iterated or called for them. `expression`: that of a generator expression, which is evaluated in
    `frame`; `seen`: what the names in it stood for when it was made. `function`: what `map` calls with each.
    """

    place: Place
    sources: tuple[Value, ...]
    frame: Frame
    expression: Comprehension | None = field(default=None, compare=False)
    seen: tuple[Value | None, ...] = ()
    function: Value | None = None

    def _parts(self) -> Iterable[object]:
        return (*self.sources, *self.seen, self.function)

    def _outline(self) -> dict[str, object]:
        function = None if self.function is None else self.lost
        return {"sources": (self.lost,), "seen": (), "function": function}
