"""Reads the state of the global generators without drawing from them.

A *mark* is two machine words that change with every draw, cheap enough to compare at every line; a *digest* covers
the whole state. A generator that was just seeded stands at the end of a block of 624 words: `fresh` says so.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Protocol

WORDS = 624
Mark = Any


class Stream(Protocol):
    """One source of random state."""

    name: str

    def mark(self) -> Mark:
        """Something cheap that differs after a draw."""

    def digest(self) -> str:
        """A digest of the whole state."""

    def fresh(self) -> bool:
        """Whether nothing was drawn since the stream was last seeded."""


def hash_state(state: bytes) -> str:
    """Digest of the bytes of a state."""
    return blake2b(state, digest_size=8).hexdigest()


def _just_seeded(first: int, second: int) -> bool:
    """A block that draws have used up ends there too; one made from a seed also begins in one of two known ways."""
    return first == 0x80000000 or second == (1812433253 * (first ^ (first >> 30)) + 1) & 0xFFFFFFFF


def _words(address: int, position: int, key: int) -> Callable[[], Mark]:
    """Read position and a key word where they lie: a call of `getstate` at every line would be felt."""
    where = ctypes.c_int.from_address(address + position)
    # The second word: the first one is the same constant after every `random.seed`.
    second = ctypes.c_uint32.from_address(address + key + 4)
    return lambda: (where.value, second.value)


def _key(bits: Any) -> tuple[int, int] | None:
    """The first two words of a Mersenne Twister's block."""
    words = bits.state["state"].get("key") if bits.state["bit_generator"] == "MT19937" else None
    return None if words is None else (int(words[0]), int(words[1]))


class PythonStream:
    """The hidden generator of `random`."""

    name = "python"

    def __init__(self, random: Any) -> None:
        self._generator = random._inst  # `random.random` and its like are its methods
        self.mark = self._fast() or self._slow

    def _slow(self) -> Mark:
        return hash(self._generator.getstate())

    def _fast(self) -> Callable[[], Mark] | None:
        if sys.implementation.name != "cpython":
            return None
        header = object.__basicsize__
        read = _words(id(self._generator), header, header + 4)
        state = self._generator.getstate()[1]
        return read if read() == (state[-1], state[1]) else None

    def digest(self) -> str:
        return hash_state(repr(self._generator.getstate()).encode())

    def fresh(self) -> bool:
        state = self._generator.getstate()[1]
        return bool(state[-1] == WORDS and _just_seeded(state[0], state[1]))


class NumpyStream:
    """The global `RandomState` behind `numpy.random.*`."""

    name = "numpy"

    def __init__(self, mtrand: Any) -> None:
        self._global = mtrand._rand  # the object itself, not a copy of its state
        self._unseeded = _key(self._global._bit_generator)
        self._bits: Any = None
        self._read: Callable[[], Mark] = lambda: None

    def mark(self) -> Mark:
        bits = self._global._bit_generator  # `set_bit_generator` may exchange it
        if bits is not self._bits:
            self._bits = bits
            self._read = self._fast(bits) or self.digest
        return self._read()

    @staticmethod
    def _fast(bits: Any) -> Callable[[], Mark] | None:
        state = bits.state
        if state["bit_generator"] != "MT19937":
            return None
        read = _words(bits.ctypes.state_address, WORDS * 4, 0)
        inner = state["state"]
        return read if read() == (inner["pos"], int(inner["key"][1])) else None

    def digest(self) -> str:
        state = self._global.get_state(legacy=False)
        inner = state["state"]
        rest = [(key, value) for key, value in inner.items() if key != "key"]
        key = inner["key"].tobytes() if "key" in inner else b""
        return hash_state(key + repr((rest, state.get("has_gauss"), state.get("gauss"))).encode())

    def fresh(self) -> bool:
        """The block that NumPy starts with lacks one word: its first draw also ends where a seed call does."""
        key = _key(self._bits)
        if key is None or key == self._unseeded:
            return False
        return bool(self._bits.state["state"]["pos"] == WORDS and _just_seeded(*key))


class TensorflowStream:
    """The global seed of TensorFlow: its draws happen inside kernels, only its seed calls can be seen."""

    name = "tensorflow"

    def __init__(self, context: Any) -> None:
        self._module = context

    def mark(self) -> Mark:
        return getattr(self._module._context, "_seed", None)  # asking for it would create a context

    def digest(self) -> str:
        return str(self.mark())

    def fresh(self) -> bool:
        return True


def generator_digest(value: Any) -> str | None:
    """A digest of the state of an explicit generator object (`default_rng`, `RandomState`, `Random`), else None."""
    bits = getattr(value, "bit_generator", None) or getattr(value, "_bit_generator", None)
    if bits is not None and hasattr(bits, "state"):
        state = bits.state["state"]
        return hash_state(
            repr(
                [
                    (key, part if isinstance(part, int) else part.tobytes())
                    for key, part in state.items()
                    if isinstance(part, int) or hasattr(part, "tobytes")
                ]
            ).encode()
        )
    random = sys.modules.get("random")
    if random is not None and isinstance(value, random.Random) and not isinstance(value, random.SystemRandom):
        return hash_state(repr(value.getstate()).encode())
    return None
