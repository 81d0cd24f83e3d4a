"""pandas: parts of a frame by groups and by places, which are frames themselves."""

from __future__ import annotations

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import some
from repro_lint.resolve.domain.values import UNKNOWN, LibraryObject, Sequence, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import ELEMENTS, Key

_FRAME, _SERIES = "pandas.DataFrame", "pandas.Series"
_GROUPS = {f"pandas.api.typing.{kind}GroupBy": part for kind, part in (("DataFrame", _FRAME), ("Series", _SERIES))}


def _part(call: Call) -> LibraryObject:
    kind = call.receiver.kind if isinstance(call.receiver, LibraryObject) else ""
    return LibraryObject(_GROUPS.get(kind, _FRAME), call.place)


def _groups(_: Machine, call: Call) -> Value:
    """`for key, group in frame.groupby(column)`."""
    return some((Sequence((UNKNOWN, _part(call))),))


def _apply(machine: Machine, call: Call) -> Value:
    """`frame.groupby(column).apply(function)`: it gets each group."""
    machine.call(call.first, Arguments((_part(call),), open=True), call.place, call.frame)
    return LibraryObject(_FRAME, call.place)


def _get(_: Machine, call: Call) -> Value:
    return _part(call)


MODELS: dict[Key, Model] = {
    **{(groups, ELEMENTS): _groups for groups in _GROUPS},
    **{(groups, "apply"): _apply for groups in _GROUPS},
    **{(groups, "get_group"): _get for groups in _GROUPS},
    **{(groups, "head"): _get for groups in _GROUPS},
}
