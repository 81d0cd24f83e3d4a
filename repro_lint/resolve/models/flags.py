"""Flags of absl and TensorFlow: the default of a flag is the value a plain run uses."""

from __future__ import annotations

from repro_lint.resolve.domain.choices import by_default
from repro_lint.resolve.domain.values import UNKNOWN, ExternalName, Known, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.options import flag
from repro_lint.resolve.models.registry import REST, Key

_FLAG_MODULES = (
    "absl.flags",
    "tensorflow.app.flags",
    "tensorflow.flags",
    "tensorflow.compat.v1.flags",
    "tensorflow.compat.v1.app.flags",
)


def _define(machine: Machine, call: Call) -> Value | None:
    """A flag becomes an attribute of `FLAGS`, under whichever module's name that is read; its holder has it too."""
    if not call.name.rpartition(".")[2].startswith("DEFINE_"):
        return None
    bound = call.arguments.bind(("name", "default"))
    name, default = (bound.get(key, (UNKNOWN, None))[0] for key in ("name", "default"))
    holder = LibraryObject("absl.flags.FlagHolder", call.place)
    known = str(name.value) if isinstance(name, Known) else ""
    value = by_default(default, flag(known))
    machine.state.write(holder, "value", value)
    for module in _FLAG_MODULES if known else ():
        machine.state.write(ExternalName(f"{module}.FLAGS"), known, value)
    return holder


MODELS: dict[Key, Model] = {f"{module}.{REST}": _define for module in _FLAG_MODULES}
