"""When Python looks for cycles to free: rarely, while a program is judged, for that makes millions of small tuples."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (200_000, 20, 50)  # of Python's 700, 10, 10: a third of the time of a run, for a tenth more memory


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Cycles are looked for at times only, where they are looked for at all."""
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
