"""Puts a function around a method of a library's class, once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

MARK = "_repro_lint_observed"

Call = Callable[..., Any]
Around = Callable[[Call, Any, tuple[Any, ...], dict[str, Any]], Any]


def wrap(owner: Any, name: str, around: Around) -> None:
    """Let `around` call the method; the same class may be reached through several modules."""
    original: Call | None = getattr(owner, name, None)
    if original is not None and not hasattr(original, MARK):
        setattr(owner, name, wrapped(original, around))


def wrapped(original: Call, around: Around) -> Call:
    """The function that stands in the place of a method."""

    @functools.wraps(original)
    def observed(self: Any, *args: Any, **kwargs: Any) -> Any:
        return around(functools.partial(original, self), self, args, kwargs)

    setattr(observed, MARK, True)
    return observed
