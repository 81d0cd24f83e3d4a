"""Modules of PyTorch: in training or not, made of other modules, and calling `forward` when they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    ExternalName,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Sequence,
    Super,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import DERIVED, DRAWN, MADE, REST, Key
from repro_lint.resolve.models.torch_weights import each_of, made, replace_weights, used
from repro_lint.resolve.trace.events import Draw

TRAINING, INSIDE = "training", Facet("modules", "inside")
_PACKAGES = tuple(
    f"{package}.{REST}"
    for package in ("torch.nn", "torchvision.models", "torch_geometric.nn", "transformers", "pytorch_lightning")
)
# These draw in evaluation, too: a lazy layer its weights, when it first sees data.
_ALWAYS = ("torch.nn.FractionalMaxPool", "torch.nn.Lazy")
_SAME = frozenset(
    {"to", "cuda", "cpu", "xpu", "float", "double", "half", "bfloat16", "type", "requires_grad_", "share_memory"}
)
_REDRAWS = frozenset({"reset_parameters", "_reset_parameters"})


def held(machine: Machine, thing: Value) -> tuple[Value, ...]:
    """What a module, or a container of modules, holds."""
    if isinstance(thing, Sequence):
        return thing.items
    if isinstance(thing, Mapping):
        return tuple(value for _, value in thing.items)
    if not isinstance(thing, (Instance, LibraryObject)):
        return ()
    inside = machine.state.read(thing, INSIDE)
    attributes = machine.state.attributes(thing).values() if isinstance(thing, Instance) else ()
    return (*attributes, *(inside.items if isinstance(inside, Sequence) else ()))


def modules(machine: Machine, root: Value) -> Iterator[Instance | LibraryObject]:
    """A module and all modules inside it, each once."""
    pending, seen = [root], set[Value]()
    while pending:
        for one in options(pending.pop()):
            if isinstance(one, (Instance, LibraryObject)):
                if one in seen:
                    continue
                seen.add(one)
                yield one
            pending.extend(reversed(held(machine, one)))


def in_training(machine: Machine, thing: Value) -> bool | None:
    """Whether a module is in training, as it begins; None where that differs from path to path."""
    mode = machine.state.read(thing, TRAINING)
    if mode is None:
        return True
    return bool(mode.value) if isinstance(mode, Known) else None


def _itself(receiver: Value) -> Value:
    return receiver.receiver if isinstance(receiver, Super) else receiver


def begin(machine: Machine, call: Call) -> Value:
    """`super().__init__()`: a module begins in training; a sequence of modules holds its arguments."""
    thing = _itself(call.receiver)
    if isinstance(thing, (Instance, LibraryObject)):
        machine.state.write(thing, TRAINING, Known(True))
        if call.arguments.positional:
            machine.state.write(thing, INSIDE, Sequence(call.arguments.positional))
    return UNKNOWN


def _made(machine: Machine, call: Call) -> None:
    """A layer of the catalogue is made."""
    if isinstance(call.receiver, LibraryObject):
        machine.state.write(call.receiver, TRAINING, Known(True))
        made(machine, call.receiver, dict(call.arguments.keywords).get("bias"))


def _called(machine: Machine, call: Call) -> Value | None:
    """Calling a module runs its `forward`; a layer that draws there does so now."""
    thing = call.receiver
    if isinstance(thing, Instance):
        forward = machine.find_member(thing.cls, "forward")
        if isinstance(forward, Func):
            return machine.invoke(forward, call.arguments, call.place, thing)
        return _in_turn(machine, call)
    if not isinstance(thing, LibraryObject):
        return None
    used(machine, thing)
    if machine.state.read(thing, INSIDE) is not None:
        return _in_turn(machine, call)
    if thing.pending is not None:
        machine.draw_now(thing, call.frame, certain=_always(thing) or in_training(machine, thing) is True)
    return UNKNOWN


def _in_turn(machine: Machine, call: Call) -> Value:
    """The modules of a container are called, each with what the one before it gave."""
    given = call.arguments
    for one in _flat(held(machine, call.receiver)):
        given = Arguments((machine.call(one, given, call.place, call.frame),))
    return given.positional[0] if given.positional else UNKNOWN


def _flat(values: Iterable[Value]) -> Iterator[Value]:
    for value in values:
        if isinstance(value, (Sequence, Mapping)):
            yield from _flat(value.items if isinstance(value, Sequence) else (one for _, one in value.items))
        elif isinstance(value, (Instance, LibraryObject, Func)):
            yield value


def _always(thing: LibraryObject) -> bool:
    return thing.kind.startswith(_ALWAYS)


def _drawing(machine: Machine, call: Call) -> Value | None:
    """What draws when a module is used: the layers inside it that draw in the mode they are in."""
    layers = [one for one in modules(machine, call.receiver) if isinstance(one, LibraryObject)]
    for one in layers:
        used(machine, one)
    found = (one for one in layers if one.pending)
    return Sequence(tuple(one for one in found if _always(one) or in_training(machine, one) is not False))


def _set_mode(machine: Machine, thing: Value, mode: Value) -> None:
    for one in modules(machine, thing):
        machine.state.write(one, TRAINING, mode)


def _train(machine: Machine, call: Call) -> Value:
    mode = call.first if call.arguments.positional else dict(call.arguments.keywords).get("mode", Known(True))
    _set_mode(machine, _itself(call.receiver), mode)
    return _itself(call.receiver)


def _eval(machine: Machine, call: Call) -> Value:
    """`eval()` is `train(False)`, which the project may have a method for."""
    thing = _itself(call.receiver)
    own = machine.find_member(thing.cls, "train") if isinstance(thing, Instance) else None
    if isinstance(own, Func):
        machine.invoke(own, Arguments((Known(False),)), call.place, thing)
    else:
        _set_mode(machine, thing, Known(False))
    return thing


def _apply(machine: Machine, call: Call) -> Value:
    """`module.apply(function)` calls it with each module."""
    if not isinstance(call.first, ExternalName):
        machine.call(call.first, Arguments((UNKNOWN,)), call.place, call.frame)
    return _itself(call.receiver)


def _load(machine: Machine, call: Call) -> Value:
    """The weights that the layers drew are replaced, unless some may be left out (`strict=False`)."""
    strict = dict(call.arguments.keywords).get("strict", Known(True))
    for one in modules(machine, _itself(call.receiver)) if strict == Known(True) else ():
        if isinstance(one, LibraryObject):
            replace_weights(machine, one)
    return UNKNOWN


def _parameters(machine: Machine, call: Call) -> Value:
    """`parameters()`, `named_parameters()`: what stands for each of them, twice since a loop takes several turns."""
    each: Value = each_of(machine, modules(machine, _itself(call.receiver)), call.place)
    if call.name == "named_parameters":
        each = Sequence((UNKNOWN, each))
    return Sequence((each, each), "list")


def _add(machine: Machine, call: Call) -> Value:
    """`add_module(name, module)`."""
    thing = _itself(call.receiver)
    if isinstance(thing, (Instance, LibraryObject)):
        inside = machine.state.read(thing, INSIDE)
        before = inside.items if isinstance(inside, Sequence) else ()
        machine.state.write(thing, INSIDE, Sequence((*before, *call.arguments.positional[-1:])))
    return NONE


def _method(machine: Machine, call: Call) -> Value | None:
    """Any other method neither draws nor runs `forward`, but for the one that makes the weights anew."""
    thing = _itself(call.receiver)
    if call.name in _REDRAWS and isinstance(thing, LibraryObject) and (row := machine.row(thing.kind)) is not None:
        for part in row.parts or (row,):
            key = machine.stream_key(part)
            if part.rule == "unseeded-weights":
                name = f"{row.name}.{call.name}"
                machine.state.emit(Draw(call.place, name, part.rule, part.kind, key, machine.origins_of(key)))
    return thing if call.name in _SAME else UNKNOWN


_METHODS: dict[str, Model] = {
    "__init__": begin,
    "__call__": _called,
    "train": _train,
    "eval": _eval,
    "apply": _apply,
    "load_state_dict": _load,
    "parameters": _parameters,
    "named_parameters": _parameters,
    "add_module": _add,
    "register_module": _add,
    "append": _add,
    REST: _method,
}

MODELS: dict[Key, Model] = {
    **{(package, name): model for package in _PACKAGES for name, model in _METHODS.items()},
    **{(f"{DERIVED}{package}", name): model for package in _PACKAGES for name, model in _METHODS.items()},
    **{(package, MADE): _made for package in _PACKAGES},
    **{(package, DRAWN): _drawing for package in _PACKAGES},
}
