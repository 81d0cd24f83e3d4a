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
    Gpus,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Sequence,
    Unknown,
    Unstable,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Engine
from repro_lint.resolve.models import library, special
from repro_lint.resolve.models.environment import ENVIRON, variable

_PARTED = ("Dataset", "DataFrame")  # a part of one is one


def item_of(machine: Engine, base: Value, key: Value, place: Place, frame: Frame) -> Value:
    """`base[key]`, of one alternative."""
    if isinstance(base, Mapping) and isinstance(key, Known):
        return base.get(key.value) or UNKNOWN
    if base == ENVIRON and isinstance(key, Known):
        return machine.state.read(ENVIRON, variable(key)) or Unknown(option=str(key.value))
    if isinstance(base, Unknown):
        return _item_of_unknown(base)
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
    if isinstance(base, Gpus):
        machine.state.need_gpu(place)
    if isinstance(base, Instance):
        return _item_of_instance(machine, base, key, place, frame)
    if isinstance(base, LibraryObject):
        return _item_of_object(machine, base, key, place, frame)
    return base if isinstance(base, Unstable) else UNKNOWN


def _item_of_unknown(base: Unknown) -> Value:
    """What an option gives has items that are asked for; those of a string are strings."""
    if base.option:
        return base
    return UNKNOWN if base.text is None else SOME_TEXT


def _item_of_instance(machine: Engine, base: Instance, key: Value, place: Place, frame: Frame) -> Value:
    if (made := special.own(machine, base, ("__getitem__",), key)) is not None:
        return made
    asked = Call("__getitem__", Arguments((key,)), place, frame, base)
    made = library.modelled_method(machine, asked)
    return library.derived_method(machine, base.cls, asked) or UNKNOWN if made is None else made


def _item_of_object(machine: Engine, base: LibraryObject, key: Value, place: Place, frame: Frame) -> Value:
    if base.pending is not None and not base.pending.methods:
        machine.escape(base, place, frame)  # an order by chance, and one of its places
    row = machine.catalog.method(base.kind, "__getitem__")
    if row is not None:
        return machine.apply(row, Call("__getitem__", Arguments((key,)), place, frame, base))
    return base if base.kind.endswith(_PARTED) else UNKNOWN  # `tfds.load(...)["train"]`
