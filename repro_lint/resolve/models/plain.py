"""Calls that neither draw nor seed, by name: what they make of their arguments, and what a name alone tells."""

from __future__ import annotations

import re

# Functions whose result differs from run to run exactly when an argument does.
CONVERSIONS = frozenset(
    {
        f"builtins.{name}"
        for name in (
            *("int", "float", "str", "abs", "round", "sum", "pow", "divmod", "bool"),
            *("int.from_bytes", "bytes", "ord", "hex", "format"),
        )
    }
    | {f"hashlib.{name}" for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")}
    | {"zlib.crc32", "zlib.adler32", "struct.unpack", "binascii.crc32", "math.floor", "math.ceil"}
    | {f"numpy.{name}" for name in ("uint8", "uint16", "uint32", "uint64", "int32", "int64", "abs", "mod")}
)
# What looks at a value without calling it, or whichever order it has.
LOOKS = frozenset({"functools.wraps", "functools.update_wrapper", "numpy.unique", "numpy.sort", "numpy.isin"})
LOOKS |= frozenset(
    f"builtins.{name}"
    for name in (
        "isinstance",
        "issubclass",
        "print",
        "type",
        "repr",
        "len",
        "id",
        "hasattr",
        "callable",
        "str",
        "any",
        "all",
    )
)
# What gives back its first argument, or another face of it.
COPIES = frozenset(
    {"copy.copy", "copy.deepcopy", "tensorflow.function"}
    | {"contextlib.closing", "contextlib.nullcontext"}
    | {f"builtins.{name}" for name in ("reversed", "list", "tuple")}
)
MODEL = "keras.Model"
# The methods of a generator that run its body, as `next` does.
ADVANCES = frozenset({"__next__", "send"})
CACHES = frozenset({"functools.lru_cache", "functools.cache"})
SUPPRESSORS = frozenset({"contextlib.suppress"})
EXITS = frozenset({"sys.exit", "builtins.exit", "builtins.quit", "os._exit", "os.abort"})
SEEDING = re.compile(r"(^|_)(seed(_|$)|set_.*seed|seed.*everything|determinis|reproducib)", re.IGNORECASE)
WRAPPERS = {
    "builtins.property": "property",
    "functools.cached_property": "property",
    "builtins.staticmethod": "staticmethod",
    "builtins.classmethod": "classmethod",
    "click.group": "group",
    "contextlib.contextmanager": "contextmanager",
    "contextlib.asynccontextmanager": "contextmanager",
}
DATA_CLASSES = ("dataclasses.dataclass", "attr.s", "attrs.define", "attrs.frozen", "attr.dataclass")
KERAS_ONLY = frozenset({"epochs", "validation_split", "validation_data", "steps_per_epoch", "callbacks"})
