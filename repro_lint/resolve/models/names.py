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
# What calls raise by their contract, and what attributes and items do that are not there.
_VALUE, _FILE = (
    (ExternalName("builtins.ValueError"), ExternalName("builtins.TypeError")),
    ExternalName("builtins.OSError"),
)
NO_ATTRIBUTE = (ExternalName("builtins.AttributeError"),)
NO_NAME = (ExternalName("builtins.NameError"), ExternalName("builtins.UnboundLocalError"))
NO_ITEM = (ExternalName("builtins.KeyError"), ExternalName("builtins.IndexError"))
RAISED_BY: Mapping[str, tuple[ExternalName, ...]] = {
    **dict.fromkeys((f"builtins.{name}" for name in ("int", "float", "complex")), _VALUE),
    **dict.fromkeys(("json.loads", "ast.literal_eval"), _VALUE),
    "builtins.open": (ExternalName("builtins.OSError"),),
    "builtins.next": (ExternalName("builtins.StopIteration"),),
}
IMPORT_ERRORS = (ExternalName("builtins.ImportError"), ExternalName("builtins.ModuleNotFoundError"))


def is_subclass(name: str, other: str) -> bool:
    """Whether a builtin exception is one of another kind; others have their own name alone."""
    pair = [getattr(builtins, one.removeprefix("builtins."), None) for one in (name, other)]
    cls, base = pair
    return name == other or (isinstance(cls, type) and isinstance(base, type) and issubclass(cls, base))


PYTHON = (3, 11, 0)  # the version that programs are taken to run with


def numbered(value: Value) -> Value:
    """A value as it is compared and indexed: `sys.version_info` is a tuple."""
    return Sequence(tuple(map(Known, PYTHON))) if value == ExternalName("sys.version_info") else value


CONSTANTS: Mapping[str, Value] = {
    "typing.TYPE_CHECKING": Known(False),
    "typing_extensions.TYPE_CHECKING": Known(False),
    **{f"sys.version_info.{name}": Known(PYTHON[at]) for at, name in enumerate(("major", "minor", "micro"))},
    "sys.argv": by_default(Sequence((UNKNOWN,)), "an argument"),
}
ENUMS = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))
# Classes derived from these get their annotated names as arguments.
RECORDS = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple", "pydantic.BaseModel"})
MODULES = ExternalName("sys.modules")
MODEL = "keras.Model"
SUPPRESSOR = "contextlib.suppress"
