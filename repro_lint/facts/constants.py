"""Python's own operations on the constants of a program: the one place where they are carried out.

Operands and results have a bounded size, so that each can be compared, hashed and written down at little cost. What
Python refuses, and what comes to more than the bound, has no result.
"""

from __future__ import annotations

import binascii
import math
import operator
import re
import zlib
from collections.abc import Callable
from enum import Enum

from repro_lint.facts.nodes import Constant

MAX_BITS = 4096  # of a number: below 4,300 digits, of which Python writes no more
MAX_LETTERS = 65_536  # of a text
_PERCENT, _BRACES = re.compile(r"%[%sd]"), re.compile(r"\{\d{0,3}\}")
_REFUSALS = (ArithmeticError, LookupError, TypeError, ValueError)


class Refused(Enum):
    """No result: Python raises an exception, or what it would come to is beyond the bounds."""

    RAISES = "raises"
    LARGE = "large"


def _rounded(number: float, digits: int | None = None) -> float:
    if digits is not None and abs(digits) > MAX_BITS:  # of a whole number, that power of ten would be computed
        raise MemoryError
    return round(number, digits)


_COMPARISONS: dict[str, Callable[[object, object], object]] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,  # type: ignore[dict-item]
    "LtE": operator.le,  # type: ignore[dict-item]
    "Gt": operator.gt,  # type: ignore[dict-item]
    "GtE": operator.ge,  # type: ignore[dict-item]
    "Is": operator.eq,
    "IsNot": operator.ne,
}
_ARITHMETIC: dict[str, Callable[[int, int], object]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Mod": operator.mod,
    "FloorDiv": operator.floordiv,
    "BitXor": operator.xor,
    "BitOr": operator.or_,
    "BitAnd": operator.and_,
    "LShift": operator.lshift,
    "RShift": operator.rshift,
    "Pow": operator.pow,
}
FUNCTIONS: dict[str, Callable[..., object]] = {
    **{f"builtins.{one.__name__}": one for one in (int, float, str, bool, abs, len, min, max, ord, hex)},
    "builtins.round": _rounded,
    "zlib.crc32": zlib.crc32,
    "zlib.adler32": zlib.adler32,
    "binascii.crc32": binascii.crc32,
    "math.floor": math.floor,
    "math.ceil": math.ceil,
}
"""Functions of the library that have no effect, and give a constant for constants."""


def is_small(constant: object) -> bool:
    """Whether a constant is within the bounds."""
    if isinstance(constant, int):
        return constant.bit_length() <= MAX_BITS
    return not isinstance(constant, (str, bytes)) or len(constant) <= MAX_LETTERS


def computed(act: Callable[[], object]) -> Constant | Refused:
    """What an operation on constants comes to, which takes little time and memory whatever they are."""
    try:
        result = act()
    except MemoryError:
        return Refused.LARGE
    except _REFUSALS:
        return Refused.RAISES
    constant = result is None or isinstance(result, (str, bytes, int, float, complex, bool))
    return result if constant and is_small(result) else Refused.LARGE  # type: ignore[return-value]  # narrowed by `constant`


def compared(name: str, left: Constant, right: Constant) -> bool | None:
    """Whether a comparison holds; None where Python compares nothing like that, and for one that is not known."""
    compare = _COMPARISONS.get(name)
    found = Refused.RAISES if compare is None else computed(lambda: bool(compare(left, right)))
    return found if isinstance(found, bool) else None


def calculated(name: str, left: Constant, right: Constant) -> int | None:
    """`left operator right` of whole numbers; None for anything else, and where that is too large."""
    calculate = _ARITHMETIC.get(name)
    if calculate is None or not isinstance(left, int) or not isinstance(right, int):
        return None
    if _bits(name, left, right) > MAX_BITS:
        return None
    found = computed(lambda: calculate(left, right))
    return found if isinstance(found, int) else None


def formatted(text: str, values: tuple[Constant, ...], *, percent: bool) -> str | None:
    """`text % values` or `text.format(*values)`, where its fields ask for no width; None for anything else."""
    if (_PERCENT if percent else _BRACES).sub("", text).count("%" if percent else "{"):
        return None
    found = computed(lambda: text % values if percent else text.format(*values))
    return found if isinstance(found, str) else None


def written(name: str, left: Constant, right: Constant) -> str | None:
    """`left + right` of strings, or one after the other in an f-string (`Text`); None for anything else."""
    if name == "Mod" and isinstance(left, str):
        return formatted(left, (right,), percent=True)
    texts = isinstance(left, str) and isinstance(right, str)
    if name != "Text" and not (texts and name == "Add"):
        return None
    found = computed(lambda: f"{left!s}{right!s}")  # of a number with too many digits there is no text
    return found if isinstance(found, str) else None


def _bits(name: str, left: int, right: int) -> int:
    """How many bits the result of an operator has at most."""
    if name == "Pow":
        return left.bit_length() * abs(right)
    if name == "LShift":
        return left.bit_length() + abs(right)
    return left.bit_length() + right.bit_length()


def numbers(bounds: tuple[Constant, ...], count: int) -> tuple[int, ...] | None:
    """The first `count` numbers of `range(*bounds)`; None where there is no such range."""
    if not 1 <= len(bounds) <= len(("start", "stop", "step")) or not all(isinstance(bound, int) for bound in bounds):
        return None
    try:
        return tuple(range(*bounds)[:count])  # type: ignore[arg-type]  # all are whole numbers
    except ValueError:  # a step of zero
        return None
