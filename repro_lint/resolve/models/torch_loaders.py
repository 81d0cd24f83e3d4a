"""Loaders of PyTorch: iterating one shuffles, takes items of the data set, in workers or not, and collates them."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.torch_random import STREAM
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import NUMPY, PYTHON, STREAM_KEYS, lent
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    Func,
    Instance,
    Known,
    LibraryObject,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import DRAWN, MADE, REST, Key

TORCH = STREAM_KEYS[STREAM]
LOADERS = ("torch.utils.data.DataLoader", "torch_geometric.loader.DataLoader")
_SAMPLERS = ("RandomSampler", "WeightedRandomSampler", "SubsetRandomSampler")
_HOLDERS = ("Subset", "ConcatDataset", "ChainDataset", "StackDataset", "BatchSampler")
_KEPT = ("dataset", "sampler", "batch_sampler", "num_workers", "collate_fn", "worker_init_fn", "generator")
_TRANSFORMS = ("transform", "target_transform", "transforms")
_PARTS = Facet("loaders", "parts")
_ITEM_HOOKS = ("__getitem__", "__iter__")


def _made(machine: Machine, call: Call) -> None:
    """A loader keeps what it is made with."""
    given = dict(call.arguments.keywords)
    for name in _KEPT:
        if name in given and isinstance(call.receiver, LibraryObject):
            machine.state.write(call.receiver, name, given[name])


def _hold(machine: Machine, call: Call) -> Value:
    """A data set made of others, or a sampler of batches."""
    thing = LibraryObject(call.name, call.place)
    machine.state.write(thing, _PARTS, Sequence(call.arguments.values()))
    return thing


def _split(machine: Machine, call: Call) -> Value:
    """`random_split`: each part takes its items from the data set."""
    given = replace(call.arguments, positional=(UNKNOWN, *call.arguments.positional[1:]))
    if (row := machine.row(call.name)) is not None:
        machine.apply(row, replace(call, arguments=given))
    part = LibraryObject("torch.utils.data.Subset", call.place)
    machine.state.write(part, _PARTS, Sequence(call.arguments.positional[:1]))
    lengths = dict(call.arguments.keywords).get("lengths", (*call.arguments.positional[1:2], UNKNOWN)[0])
    count = len(lengths.items) if isinstance(lengths, Sequence) and lengths.counted else 0
    return Sequence((part,) * count, "list") if count else UNKNOWN


def _vision(machine: Machine, call: Call) -> Value | None:
    """`torchvision.datasets.…(transform=…)`: an item goes through the transforms."""
    if not call.name.rpartition(".")[2][:1].isupper():
        return None
    thing = LibraryObject("torchvision.datasets.VisionDataset", call.place)
    given = dict(call.arguments.keywords)
    called = tuple(given[name] for name in _TRANSFORMS if name in given)
    by_position = tuple(one for one in call.arguments.positional if isinstance(one, (LibraryObject, Func, Instance)))
    machine.state.write(thing, _PARTS, Sequence((*called, *by_position)))
    return thing


def iterate_loader(machine: Machine, call: Call) -> Value:
    """`iter(loader)`."""
    loader = call.receiver
    if isinstance(loader, LibraryObject):
        machine.draw_now(loader, call.frame)
    for name in ("sampler", "batch_sampler"):
        take(machine, machine.state.read(loader, name) or NONE, call)
    workers = machine.state.read(loader, "num_workers") or Known(0)
    if all(option == Known(0) for option in options(workers)):
        _items(machine, loader, call)
    else:
        _in_workers(machine, loader, call)
    return UNKNOWN


def _items(machine: Machine, loader: Value, call: Call) -> None:
    take(machine, machine.state.read(loader, "dataset") or NONE, call)
    collate = machine.state.read(loader, "collate_fn") or NONE
    if collate != NONE:
        machine.call(collate, Arguments((UNKNOWN,)), call.place, call.frame)


def _in_workers(machine: Machine, loader: Value, call: Call) -> None:
    """What a worker draws from is seeded by one number from the torch stream, or from the loader's generator."""
    outside = machine.state.streams
    if outside is None:
        return
    generator = machine.state.read(loader, "generator") or NONE
    origins = machine.origins_of(TORCH)
    if isinstance(generator, LibraryObject):
        origins = frozenset({origin_of(generator, call.place)})
    for key in (PYTHON, NUMPY, TORCH):
        machine.state.set(key, *lent(origins, TORCH))
    prepare = machine.state.read(loader, "worker_init_fn") or NONE
    if prepare != NONE:
        machine.call(prepare, Arguments((UNKNOWN,)), call.place, call.frame)
    _items(machine, loader, call)
    machine.state.streams = outside


def take(machine: Machine, source: Value, call: Call) -> None:
    """Items are taken: of a data set, of a sampler, of what holds others."""
    for one in options(source):
        if isinstance(one, Instance):
            _take_of_instance(machine, one, call)
        elif isinstance(one, LibraryObject):
            machine.draw_now(one, call.frame)
            for part in parts(machine, one):
                take(machine, part, call)
        elif isinstance(one, Func):
            machine.call(one, Arguments((UNKNOWN,)), call.place, call.frame)


def _take_of_instance(machine: Machine, source: Instance, call: Call) -> None:
    for name in _ITEM_HOOKS:
        hook = machine.find_member(source.cls, name)
        if isinstance(hook, Func):
            made = machine.invoke(hook, Arguments((UNKNOWN,) * (name == "__getitem__")), call.place, source)
            if isinstance(made, (Deferred, Lazy)):
                machine.iterate(made, call.place, call.frame)
    called = machine.find_member(source.cls, "__call__")  # a transform of the project
    if isinstance(called, Func):
        machine.invoke(called, Arguments((UNKNOWN,)), call.place, source)


def parts(machine: Machine, thing: Value) -> tuple[Value, ...]:
    """What items of an object come from, or go through."""
    held = machine.state.read(thing, _PARTS)
    return held.items if isinstance(held, Sequence) else ()


def _compose(machine: Machine, call: Call) -> Value:
    """`transforms.Compose([…])`, which calls each."""
    first = call.first
    thing = LibraryObject(call.name, call.place)
    machine.state.write(thing, _PARTS, Sequence(first.items if isinstance(first, Sequence) else ()))
    return thing


def _iterate(machine: Machine, call: Call) -> Value:
    """A sampler or data set is iterated, a transform called."""
    take(machine, call.receiver, call)
    return UNKNOWN


def _keep_steps(machine: Machine, call: Call) -> None:
    """`RandomApply([…])` calls what it is given, or not."""
    steps = dict(call.arguments.keywords).get("transforms")
    if isinstance(steps, Sequence) and isinstance(call.receiver, LibraryObject):
        machine.state.write(call.receiver, _PARTS, steps)


def _drawing(machine: Machine, call: Call) -> Value | None:
    """What draws when a transform, or what holds some, is used."""
    thing = call.receiver
    inner = (one for part in parts(machine, thing) for one in options(part) if isinstance(one, LibraryObject))
    return Sequence((thing, *inner))


MODELS: dict[Key, Model] = {
    "torch.utils.data.random_split": _split,
    **{f"torch.utils.data.{name}": _hold for name in _HOLDERS},
    f"torchvision.datasets.{REST}": _vision,
    "torchvision.transforms.Compose": _compose,
    **{(loader, MADE): _made for loader in LOADERS},
    **{(loader, "__iter__"): iterate_loader for loader in LOADERS},
    **{(f"torch.utils.data.{name}", "__iter__"): _iterate for name in (*_SAMPLERS, *_HOLDERS)},
    ("torchvision.datasets.VisionDataset", "__iter__"): _iterate,
    ("torchvision.datasets.VisionDataset", "__getitem__"): _iterate,
    (f"torchvision.transforms.{REST}", "__call__"): _iterate,
    (f"torchvision.transforms.{REST}", MADE): _keep_steps,
    (f"torchvision.transforms.{REST}", DRAWN): _drawing,
}
