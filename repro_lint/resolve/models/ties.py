"""Which elements a key tells apart: those that it does not stay in the order they came in."""

from __future__ import annotations

from collections.abc import Callable

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.values import ExternalName, Func, Known, Sequence, Value

_TELLING = frozenset(f"builtins.{name}" for name in ("str", "repr", "int", "float", "id"))  # each element has its own


def tied(elements: Value, key: Value, pick: Callable[[list[int]], int] | None = None) -> bool | None:
    """Whether `key` is equal for some of the elements, or for several of those that `pick` takes; None: it may be."""
    if isinstance(key, ExternalName) and (key.name in _TELLING or key.name.startswith("builtins.str.")):
        return False
    if isinstance(key, Func):
        return False if _returns_it(key) else None
    if key != ExternalName("builtins.len") or not isinstance(elements, Sequence):
        return None
    texts = {one.value for one in elements.items if isinstance(one, Known) and isinstance(one.value, str)}
    if not texts or len(texts) < len(set(elements.items)):
        return None
    lengths = [len(text) for text in texts]
    return len(set(lengths)) < len(lengths) if pick is None else lengths.count(pick(lengths)) > 1


def in_order(elements: Sequence, *, backwards: bool) -> tuple[Value, ...]:
    """The elements sorted, where all of them are constants that can be compared."""
    try:
        known = sorted([one.value for one in elements.items if isinstance(one, Known)], reverse=backwards)  # type: ignore[type-var]
    except TypeError:
        return elements.items
    return tuple(map(Known, known)) if len(known) == len(elements.items) else elements.items


def _returns_it(key: Func) -> bool:
    """Whether a function returns what tells its argument apart: itself, an attribute, or a tuple with one of these."""
    facts = key.module.facts.functions[key.index]
    last = facts.body[-1] if facts.body else None
    if not facts.parameters or not isinstance(last, ir.Return):
        return False
    return _tells(last.value, facts.parameters[0].name)


def _tells(expr: nodes.Expr, name: str) -> bool:
    if isinstance(expr, nodes.Items):
        return any(_tells(part, name) for part in expr.parts)
    if isinstance(expr, nodes.Call):
        plain = isinstance(expr.function, nodes.Name) and f"builtins.{expr.function.id}" in _TELLING
        return _tells(expr.arguments[0] if plain and expr.arguments else expr.function, name)
    if isinstance(expr, nodes.Attr):
        return _tells(expr.base, name)
    return isinstance(expr, nodes.Name) and expr.id == name
