"""Calls that neither draw nor seed: what they make of their arguments, and of what they decorate."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.facts.constants import FUNCTIONS
from repro_lint.resolve.domain.alternatives import applied
from repro_lint.resolve.domain.operators import copied
from repro_lint.resolve.domain.streams import join_streams
from repro_lint.resolve.domain.values import (
    SOME_TEXT,
    UNKNOWN,
    Class,
    ExternalName,
    Func,
    LibraryObject,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.names import RAISED_BY, SUPPRESSOR
from repro_lint.resolve.models.registry import Key
from repro_lint.resolve.models.showing import as_text

# Functions whose result differs from run to run exactly when an argument does.
_CONVERSIONS = (
    *(f"builtins.{name}" for name in ("int", "float", "str", "abs", "round", "pow", "divmod", "int.from_bytes")),
    *(f"builtins.{name}" for name in ("bytes", "ord", "hex", "format")),
    *(f"hashlib.{name}" for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")),
    *("zlib.crc32", "zlib.adler32", "struct.unpack", "binascii.crc32", "math.floor", "math.ceil"),
    *("numpy.abs", "numpy.mod"),
)
_NUMBERS = tuple(f"numpy.{name}" for name in ("uint8", "uint16", "uint32", "uint64", "int32", "int64"))
# What looks at a value without calling it, or whichever order it has.
_LOOKS = (
    *(f"builtins.{name}" for name in ("issubclass", "repr", "callable")),
    *("functools.wraps", "functools.update_wrapper", "numpy.unique", "numpy.sort", "numpy.isin"),
    "inspect.*",
)
# What gives back its first argument, or another face of it.
_COPIES = (
    *("copy.copy", "copy.deepcopy", "tensorflow.function", "contextlib.closing", "contextlib.nullcontext"),
    "builtins.reversed",
)
_CACHES = ("functools.lru_cache", "functools.cache")
_EXITS = ("sys.exit", "builtins.exit", "builtins.quit", "os._exit", "os.abort")
_WRAPPERS = {
    "builtins.property": "property",
    "functools.cached_property": "property",
    "builtins.staticmethod": "staticmethod",
    "builtins.classmethod": "classmethod",
    "click.group": "group",
    "contextlib.contextmanager": "contextmanager",
    "contextlib.asynccontextmanager": "contextmanager",
}
_DATA_CLASSES = ("dataclasses.dataclass", "attr.s", "attrs.define", "attrs.frozen", "attr.dataclass")


def convert(machine: Machine, call: Call) -> Value:
    """The result differs from run to run exactly when an argument does; of constants it is known."""
    given = call.arguments
    text = as_text(call.first, call.place) if call.name == "builtins.str" else UNKNOWN
    if (shaky := text if isinstance(text, Unstable) else _shaky(call)) is not None:
        return shaky
    function = FUNCTIONS.get(call.name)
    if function is None or given.keywords or given.open:
        return UNKNOWN
    result = applied(function, given.positional)
    if result is None:
        machine.throw(machine.state.streams, RAISED_BY.get(call.name, ()))
        machine.state.streams = None
    return SOME_TEXT if result == UNKNOWN and call.name == "builtins.str" else result or UNKNOWN


def _shaky(call: Call) -> Unstable | None:
    return next((value for value in call.arguments.values() if isinstance(value, Unstable)), None)


def _number(_: Machine, call: Call) -> Value:
    """A number of NumPy's, which not everything takes as a seed."""
    return _shaky(call) or LibraryObject(call.name, call.place)


def copy(_: Machine, call: Call) -> Value | None:
    """The first argument, or another face of it."""
    return copied(call.first) if call.arguments.positional else None


def _exit(machine: Machine, _: Call) -> Value:
    machine.state.trace.ended = join_streams(machine.state.trace.ended, machine.state.streams)
    machine.state.streams = None
    return UNKNOWN


def _cache(_: Machine, call: Call) -> Value:
    """`@lru_cache`, `@lru_cache(maxsize=1)`."""
    return replace(call.first, cached=True) if isinstance(call.first, Func) else ExternalName(call.name)


def _cached(_: Machine, call: Call) -> Value | None:
    return replace(call.first, cached=True) if isinstance(call.first, Func) else None


def _wrap(_: Machine, call: Call) -> Value | None:
    """`@property`, `@contextmanager`."""
    decorator = call.receiver
    if not isinstance(call.first, Func) or not isinstance(decorator, ExternalName):
        return None
    return replace(call.first, wrapped_by=_WRAPPERS[decorator.name])


def _data_class(_: Machine, call: Call) -> Value:
    if isinstance(call.first, Class):
        call.first.plain_data = True
    return call.first


MODELS: dict[Key, Model] = {
    **dict.fromkeys(_CONVERSIONS, convert),
    **dict.fromkeys(_NUMBERS, _number),
    **dict.fromkeys(_LOOKS, lambda _, __: UNKNOWN),
    **dict.fromkeys(_COPIES, copy),
    **dict.fromkeys(_EXITS, _exit),
    SUPPRESSOR: lambda _, call: LibraryObject(call.name, call.place),
    **dict.fromkeys(_CACHES, _cache),
    **{(name, "__call__"): _cached for name in _CACHES},
    **{(name, "__call__"): _wrap for name in _WRAPPERS},
    **{(name, "__call__"): _data_class for name in _DATA_CLASSES},
}
