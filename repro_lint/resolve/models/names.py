"""Names outside the project that the interpreter asks about: of what belongs to the language, and of Keras' model."""

from __future__ import annotations

import builtins
from collections.abc import Mapping

from repro_lint.resolve.domain.choices import by_default
from repro_lint.resolve.domain.values import UNKNOWN, ExternalName, Known, Sequence, Value


def builtin(name: str) -> ExternalName | None:
    """What a name stands for that nothing in the program binds."""
    return _BUILTINS.get(name)


_BUILTINS = {name: ExternalName(f"builtins.{name}") for name in dir(builtins)}
# What calls that raise nothing go to; those of the second group with constants and containers alone.
CALM = frozenset(f"builtins.{name}" for name in ("print", "isinstance", "hasattr", "repr", "str", "bool", "super"))
CALM_WITH_CONSTANTS = frozenset(f"builtins.{name}" for name in ("int", "float", "len", "range", "abs", "min", "max"))
CONSTANTS: Mapping[str, Value] = {
    "typing.TYPE_CHECKING": Known(False),
    "typing_extensions.TYPE_CHECKING": Known(False),
    "sys.argv": by_default(Sequence((UNKNOWN,)), "an argument"),
}
ENUMS = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))
# Classes derived from these get their annotated names as arguments.
RECORDS = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple", "pydantic.BaseModel"})
MODEL = "keras.Model"
SUPPRESSOR = "contextlib.suppress"
