"""Objects of one class in each other's place: what an execution did with some, it does with others that are alike.

A renaming is a bijection of objects, found by comparing what the execution read with what is there now.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace

from repro_lint.resolve.domain.arguments import Arguments, Deferred, Partial
from repro_lint.resolve.domain.extent import Composite
from repro_lint.resolve.domain.frames import Fields, Heap
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import (
    Bound,
    Class,
    Either,
    Func,
    Home,
    Instance,
    Mapping,
    Method,
    Sequence,
    Slot,
    Value,
)


class UnlikeError(Exception):
    """No renaming makes one value of another."""


@dataclass(slots=True)
class Renaming:
    """The objects of an execution (`there`), and which of them each is `here`."""

    here: dict[Instance, Instance] = field(default_factory=dict)
    there: dict[Instance, Instance] = field(default_factory=dict)

    @property
    def moved(self) -> frozenset[Place]:
        """Where the objects were made that are others here."""
        return frozenset(one.place for one, other in self.here.items() if one != other)

    def pair(self, one: Instance, other: Instance) -> None:
        """Take one object for another. Raises `UnlikeError` where either stands for a third already."""
        if one.cls is not other.cls or self.here.setdefault(one, other) != other:
            raise UnlikeError
        if self.there.setdefault(other, one) != one:
            raise UnlikeError

    def unify(self, then: object, now: object) -> None:
        """Find the objects that make one value of another. Raises `UnlikeError` where there are none."""
        if isinstance(then, Instance) and isinstance(now, Instance):
            self.pair(then, now)
        elif isinstance(then, Composite) and type(then) is type(now):
            self._unify_parts(then, now)
        elif then is not now and then != now:
            raise UnlikeError

    def _unify_parts(self, then: Composite, now: object) -> None:
        if isinstance(then, Method) and isinstance(now, Method) and then.function == now.function:
            self.unify(then.receiver, now.receiver)
            return
        if isinstance(then, Bound) and isinstance(now, Bound) and then.name == now.name:
            self.unify(then.receiver, now.receiver)
            return
        if isinstance(then, Sequence) and isinstance(now, Sequence) and then.kind == now.kind:
            self._unify_all(then.items, now.items)
            self._unify_homes(then.home, now.home)
        elif isinstance(then, Mapping) and isinstance(now, Mapping) and then.passed == now.passed:
            self._unify_all([key for key, _ in then.items], [key for key, _ in now.items])
            self._unify_all([value for _, value in then.items], [value for _, value in now.items])
            self._unify_homes(then.home, now.home)
        elif isinstance(then, Either) and isinstance(now, Either):
            self._unify_all(then.options, now.options)
        elif isinstance(then, (Deferred, Partial)) and isinstance(now, (Deferred, Partial)):
            self.unify(then.function, now.function)
            self.arguments(then.arguments, now.arguments)
        elif then != now:
            raise UnlikeError

    def arguments(self, then: Arguments, now: Arguments) -> None:
        """Find the objects that make some arguments of others. Raises `UnlikeError` where there are none."""
        names = [[name for name, _ in one.keywords] for one in (then, now)]
        if names[0] != names[1] or (then.open, then.named) != (now.open, now.named):
            raise UnlikeError
        self._unify_all(then.values(), now.values())

    def _unify_all(self, then: Iterable[object], now: Iterable[object]) -> None:
        then, now = tuple(then), tuple(now)
        if len(then) != len(now):
            raise UnlikeError
        for one, other in zip(then, now, strict=True):
            self.unify(one, other)

    def _unify_homes(self, then: Home | None, now: Home | None) -> None:
        if then is None or now is None or then.name != now.name:
            self.unify(then, now)
        else:
            self.unify(then.owner, now.owner)

    def value(self, value: Value) -> Value:
        """What a value is here. Raises `UnlikeError` where that cannot be said."""
        if isinstance(value, Instance):
            return self._object(value)
        if isinstance(value, Method):
            return replace(value, receiver=self.value(value.receiver))
        if isinstance(value, Bound):
            return replace(value, receiver=self.value(value.receiver))
        if isinstance(value, Sequence):
            return replace(value, items=tuple(map(self.value, value.items)), home=self._home(value.home))
        if isinstance(value, Mapping):
            items = tuple((key, self.value(item)) for key, item in value.items)
            return replace(value, items=items, home=self._home(value.home))
        if isinstance(value, Either):
            return replace(value, options=tuple(map(self.value, value.options)))
        if isinstance(value, Deferred):
            self.value(value.function)
            return replace(value, arguments=self._arguments(value.arguments))
        if isinstance(value, Partial):
            function = self.value(value.function)
            return replace(value, function=function, arguments=self._arguments(value.arguments))
        members = value.members.values() if isinstance(value, Class) else (value,)
        if any(isinstance(one, Func) and _is_local(one) for one in members):
            raise UnlikeError  # its frame may hold what is something else here
        if isinstance(value, Composite) and not isinstance(value, Func):
            raise UnlikeError
        return value

    def _arguments(self, arguments: Arguments) -> Arguments:
        positional = tuple(map(self.value, arguments.positional))
        keywords = tuple((name, self.value(one)) for name, one in arguments.keywords)
        return replace(arguments, positional=positional, keywords=keywords)

    def owner(self, owner: object) -> object:
        """Whose fields an object's are here. Raises `UnlikeError` where that cannot be said."""
        if isinstance(owner, Instance):
            return self._object(owner)
        if isinstance(owner, Slot) and owner.key is not None:
            raise UnlikeError
        return owner

    def fields(self, heap: Heap) -> Heap:
        """The fields of objects, as they are here."""
        return {self.owner(owner): self._fields(found) for owner, found in heap.items()}

    def _fields(self, found: Fields) -> Fields:
        return {name: self.value(value) for name, value in found.items()}

    def _object(self, one: Instance) -> Instance:
        """An object that nothing renames is itself, unless another takes its place."""
        self.pair(one, self.here.get(one, one))
        return self.here[one]

    def _home(self, home: Home | None) -> Home | None:
        return home._replace(owner=self._object(home.owner)) if home and isinstance(home.owner, Instance) else home


def _is_local(function: Func) -> bool:
    """Whether a function was defined in one that ran."""
    return function.closure.parent is not None


def shape(arguments: Arguments) -> Hashable:
    """What is equal for arguments that are alike but for their objects; None if there is none among them."""
    found = [isinstance(value, Instance) for value in arguments.values()]
    if not any(found):
        return None
    values = (value.cls if isinstance(value, Instance) else value for value in arguments.values())
    names = tuple(name for name, _ in arguments.keywords)
    return tuple(values), tuple(found), names, arguments.open, arguments.named
