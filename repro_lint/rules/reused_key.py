"""A JAX key that serves two draws, or a draw and a split.

Why:
    A key is a value and not a stream: each draw by one key gives the same numbers (measured), so that noise, masks or
    weights that should be independent are equal. It is reproducible, and wrong.

    Two permutations by one key are not told: they put two arrays into one order. Nor is `fold_in`, which makes another
    key of a number each time.

Bad:
    import jax

    key = jax.random.key(0)
    weights = jax.random.normal(key, (3,))
    noise = jax.random.normal(key, (3,))

Good:
    import jax

    key, inner = jax.random.split(jax.random.key(0))
    weights = jax.random.normal(inner, (3,))
    noise = jax.random.normal(key, (3,))

Fix:
    None: split the key before each draw, `key, inner = jax.random.split(key)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rule, View, by
from repro_lint.remarks.words import short
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.program.entries import EntryPoint
from repro_lint.resolve.trace.events import KeyReused

RULE = Rule(
    code="RPL304",
    name="reused-key",
    summary="a JAX key that serves two draws, or a draw and a split",
    severity="W",
    fix="–",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each further use of a key."""
    found: dict[Place, tuple[KeyReused, list[EntryPoint]]] = {}
    for start in view.judgement.starts:
        for reused in start.reused:
            found.setdefault(reused.place, (reused, []))[1].append(start.entry)
    for reused, entries in found.values():
        yield Remark(
            RULE,
            Severity.WARNING,
            reused.place,
            _message(reused),
            "split the key before: `key, inner = jax.random.split(key)`",
            () if reused.first == reused.place else ((reused.first, "used here first"),),
            witnesses=by(*entries),
        )


def _message(reused: KeyReused) -> str:
    if reused.first == reused.place:
        return f"each turn of the loop gives `{short(reused.api)}` the same key: it gives the same numbers"
    return f"`{short(reused.api)}` gets a key that was used before: both draw the same numbers"
