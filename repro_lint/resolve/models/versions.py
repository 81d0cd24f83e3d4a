"""Versions of Python and of libraries: what a program finds that asks for them."""

from __future__ import annotations

from packaging.version import InvalidVersion, Version

from repro_lint.resolve.domain.values import UNKNOWN, Known, Sequence, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import Key
from repro_lint.settings.keras_version import EARLY

_NAMES = (".__version__", ".version.VERSION")
_TENSORFLOW = {"2": "2.15.0", EARLY: "2.9.0"}  # the last with that Keras
_LAST_FOUND = "2.16.1"
_PARSERS = (
    *("packaging.version.parse", "packaging.version.Version", "pkg_resources.parse_version"),
    *("distutils.version.LooseVersion", "distutils.version.StrictVersion"),
)


def version(machine: Machine, dotted: str) -> Value | None:
    """What `library.__version__` is; None where the project does not say."""
    name = next((dotted.removesuffix(end) for end in _NAMES if dotted.endswith(end)), "")
    module = machine.canonical(name).partition(".")[0] if name else ""
    pinned = machine.versions.get(module)
    if module != "tensorflow":
        return None if pinned is None else Known(pinned)
    usual = _TENSORFLOW.get(machine.keras or "", _LAST_FOUND)
    return Known(usual if pinned is None or machine.keras is None else pinned)


def _parsed(_: Machine, call: Call) -> Value:
    """A version that can be compared with others: its numbers."""
    text = call.first.value if isinstance(call.first, Known) else None
    try:
        numbers = Version(text).release if isinstance(text, str) else ()
    except InvalidVersion:
        return UNKNOWN
    return Sequence(tuple(map(Known, numbers))) if numbers else UNKNOWN


MODELS: dict[Key, Model] = {**dict.fromkeys(_PARSERS, _parsed)}
