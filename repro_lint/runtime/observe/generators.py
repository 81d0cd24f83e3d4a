"""Generators of the program's own: those that no seed fixes, wherever they are kept, and those in local variables."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from typing import Any

from . import places
from .imports import PostImport
from .record import Recorder
from .streams import generator_digest, hash_state

_MAKES = re.compile(r"default_rng|RandomState|Random\(|Generator|PCG64|Philox|SFC64|MT19937")
_UNSEEDED = re.compile(r"default_rng|Generator|PCG64|Philox|SFC64|MT19937|RandomState\(\s*(seed\s*=\s*)?(None)?\s*\)")
"""A `RandomState` asks for entropy even where it is given a seed, so the line has to name what it makes."""


class Generators:
    """Looks at the local variables of a line that mentions a generator, once it has run."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._mentions: dict[places.Place, bool] = {}
        self._seen: dict[str, str] = {}

    def expect(self, place: places.Place) -> None:
        """The program is about to run this line."""
        if place not in self._mentions:
            self._mentions[place] = bool(_MAKES.search(places.text(place)))

    def look(self, frame: Any, place: places.Place) -> None:
        """The line at `place` has run; its variables are in `frame` if they are anywhere."""
        if not self._mentions.get(place):
            return
        for name, value in list(frame.f_locals.items()):
            state = generator_digest(value)
            if state is not None and self._seen.get(name) != state:
                self._seen[name] = state
                self._recorder.emit("generator", place, name=name, type=type(value).__name__, digest=state)


def install(recorder: Recorder, post_import: PostImport) -> None:
    """Record each generator that is made without a seed, also where no variable holds it."""
    # After `mtrand`: its own global generator is made while it is imported, and is a stream.
    post_import.after(
        "numpy.random.mtrand", lambda _: _watch_numpy(recorder, sys.modules["numpy.random.bit_generator"])
    )
    post_import.after("random", lambda module: _watch_random(recorder, module.Random))


def _watch_numpy(recorder: Recorder, module: Any) -> None:
    """Every generator of NumPy that gets no seed asks this one function for entropy."""
    original: Callable[[int], int] | None = getattr(module, "randbits", None)
    if original is None:
        return

    @functools.wraps(original)
    def randbits(bits: int) -> int:
        entropy = original(bits)
        place = places.caller()
        if place is not None and _UNSEEDED.search(places.text(place)):
            recorder.unseeded_generator(place, "a NumPy generator", str(entropy))
        return entropy

    module.randbits = randbits


def _watch_random(recorder: Recorder, random: Any) -> None:
    original: Callable[..., None] = random.__init__

    @functools.wraps(original)
    def made(self: Any, x: Any = None) -> None:
        original(self, x)
        frame = sys._getframe(1)
        if x is None and type(self) is random and places.is_user(frame.f_code.co_filename):
            place = (frame.f_code.co_filename, frame.f_lineno)
            recorder.unseeded_generator(place, "a `Random`", hash_state(repr(self.getstate()).encode()))

    random.__init__ = made
