"""Dicts whose order is by chance, and dicts of sets."""

from __future__ import annotations

from repro_lint.resolve.domain.choices import some
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.values import MAX_ITEMS, NONE, UNKNOWN, ExternalName, LibraryObject, Sequence, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.orders import TABLE, hash_ordered
from repro_lint.resolve.models.registry import DRAWN, ELEMENTS, REST, Key

_SETS = "collections.defaultdict"
_SET = (ExternalName("builtins.set"), ExternalName("builtins.frozenset"))
_HELD = Facet("tables", "held")


def _same(_: Machine, call: Call) -> Value:
    """`table.items()`: in the order of the table."""
    return call.receiver


def _ranked(_: Machine, call: Call) -> Value | None:
    """`counts.most_common()`: equal counts stay in the order of the table."""
    return hash_ordered(call.receiver, call.place)


def _defaultdict(machine: Machine, call: Call) -> Value | None:
    """`defaultdict(set)`: of others nothing is known."""
    if call.first not in _SET:
        return None
    made = LibraryObject(_SETS, call.place)
    machine.state.write(made, _HELD, Sequence((), "set"))
    return made


def _held(machine: Machine, call: Call) -> Value:
    """Any of the sets: all of them hold what was put into one."""
    return machine.state.read(call.receiver, _HELD) or UNKNOWN


def _put(machine: Machine, call: Call) -> Value:
    before, added = _held(machine, call), call.arguments.positional[-1]
    items = (*before.items, *added.items) if isinstance(before, Sequence) and isinstance(added, Sequence) else ()
    machine.state.write(call.receiver, _HELD, Sequence(tuple(dict.fromkeys(items))[:MAX_ITEMS], "set"))
    return NONE


MODELS: dict[Key, Model] = {
    **{(TABLE, name): _same for name in ("items", "keys", "values", "copy")},
    (TABLE, "most_common"): _ranked,
    (TABLE, DRAWN): lambda _, __: Sequence(()),
    (TABLE, REST): lambda _, __: UNKNOWN,
    _SETS: _defaultdict,
    **{(_SETS, name): _held for name in ("__getitem__", "get", "pop", "setdefault")},
    (_SETS, "__setitem__"): _put,
    (_SETS, "items"): lambda machine, call: some((Sequence((UNKNOWN, _held(machine, call))),)),
    (_SETS, "values"): lambda machine, call: some((_held(machine, call),)),
    (_SETS, ELEMENTS): lambda _, __: some((UNKNOWN,)),
    (_SETS, REST): lambda _, __: UNKNOWN,
}
