"""Items: what stands under a key, in a container or an object."""

from __future__ import annotations

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import contents, join_values
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.operators import letters_at, sliced
from repro_lint.resolve.domain.streams import Place
from repro_lint.resolve.domain.values import (
    GROWN,
    SOME_TEXT,
    UNKNOWN,
    Bound,
    ExternalName,
    Gpus,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    ModuleValue,
    Saved,
    Sequence,
    Unknown,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Engine
from repro_lint.resolve.models import library, special
from repro_lint.resolve.models.environment import ENVIRON, variable
from repro_lint.resolve.models.names import MODULES
from repro_lint.resolve.models.seeding import read

_PARTED = ("Dataset", "DataFrame")  # a part of one is one


def item_of(machine: Engine, base: Value, key: Value, place: Place, frame: Frame) -> Value:
    """`base[key]`, of one alternative."""
    if isinstance(base, Mapping) and isinstance(key, Known):
        return base.get(key.value) or UNKNOWN
    if isinstance(base, ExternalName):
        return _item_outside(machine, base, key, frame)
    if isinstance(base, (Unknown, Gpus, Saved)):
        return _item_of_answer(machine, base, place)
    if isinstance(base, Sequence) and isinstance(key, Sequence) and key.kind == "slice":
        return sliced(base, key)
    numbered = isinstance(base, Sequence) and base.kind != GROWN
    if isinstance(base, Sequence) and numbered and isinstance(key, Known) and isinstance(key.value, int):
        return base.items[key.value] if -len(base.items) <= key.value < len(base.items) else UNKNOWN
    if isinstance(base, Known) and isinstance(base.value, str):
        return letters_at(base.value, key)
    if isinstance(base, (Sequence, Mapping)):
        return join_values(contents(base))
    if isinstance(base, Bound):
        return library.attribute_of(machine, base)  # `frame.loc[rows]`
    if isinstance(base, Instance):
        return _item_of_instance(machine, base, key, place, frame)
    if isinstance(base, LibraryObject):
        return _item_of_object(machine, base, key, place, frame)
    return base if isinstance(base, Unstable) else UNKNOWN


def _item_outside(machine: Engine, base: ExternalName, key: Value, frame: Frame) -> Value:
    """`os.environ[name]`, `sys.modules[name]`."""
    if base == ENVIRON and isinstance(key, Known):
        return machine.state.read(ENVIRON, variable(key)) or Unknown(option=str(key.value))
    return _module(machine, str(key.value), frame) if base == MODULES and isinstance(key, Known) else UNKNOWN


def _module(machine: Engine, name: str, frame: Frame) -> Value:
    """`sys.modules[name]` of a module of the project that was loaded."""
    loaded = (module for module in (frame.module, *machine.state.modules.values()) if module.name == name)
    return next(map(ModuleValue, loaded), UNKNOWN)


def _item_of_answer(machine: Engine, base: Unknown | Gpus | Saved, place: Place) -> Value:
    """What an option gives has items that are asked for, too; those of a string are strings."""
    if isinstance(base, Gpus):
        machine.state.need_gpu(place)
    elif isinstance(base, Saved):
        read(machine, base, place)
    elif base.option:
        return base
    return SOME_TEXT if isinstance(base, Unknown) and base.text is not None else UNKNOWN


def _item_of_instance(machine: Engine, base: Instance, key: Value, place: Place, frame: Frame) -> Value:
    if (made := special.own(machine, base, ("__getitem__",), key)) is not None:
        return made
    asked = Call("__getitem__", Arguments((key,)), place, frame, base)
    made = library.modelled_method(machine, asked)
    return library.derived_method(machine, base.cls, asked) or UNKNOWN if made is None else made


def _item_of_object(machine: Engine, base: LibraryObject, key: Value, place: Place, frame: Frame) -> Value:
    if base.pending is not None and not base.pending.methods:
        machine.escape(base, place, frame)  # an order by chance, and one of its places
    asked = Call("__getitem__", Arguments((key,)), place, frame, base)
    if (made := library.modelled_method(machine, asked)) is not None:
        return made
    row = machine.catalog.method(base.kind, "__getitem__")
    if row is not None:
        return machine.apply(row, asked)
    return base if base.kind.endswith(_PARTED) else UNKNOWN  # `tfds.load(...)["train"]`
