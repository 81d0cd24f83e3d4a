"""What holds modules of PyTorch, or wraps one."""

from __future__ import annotations

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.values import Instance, Known, LibraryObject, Sequence, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import Key
from repro_lint.resolve.models.torch_modules import INSIDE, TRAINING, begin

_CONTAINERS = ("Sequential", "TransformerEncoder", "TransformerDecoder")
_WRAPPERS = (
    *("torch.nn.DataParallel", "torch.nn.parallel.DistributedDataParallel", "torch.nn.parallel.DataParallel"),
    *("torch.compile", "torch.jit.script", "torch.jit.trace", "torch.nn.SyncBatchNorm.convert_sync_batchnorm"),
)


def _begin_by_name(machine: Machine, call: Call) -> Value:
    """`nn.Module.__init__(self)`."""
    return begin(machine, Call(call.name, Arguments(), call.place, call.frame, call.first))


def _contain(machine: Machine, call: Call) -> Value:
    """`nn.Sequential(…)`; an argument is what it holds, or an ordered dict of that."""
    thing = LibraryObject(call.name, call.place)
    machine.state.write(thing, TRAINING, Known(True))
    machine.state.write(thing, INSIDE, Sequence(call.arguments.values()))
    return thing


def _list(_: Machine, call: Call) -> Value:
    """`nn.ModuleList([…])` is as good as the list, `nn.ModuleDict({…})` as the dict."""
    return call.first if call.arguments.positional else Sequence((), "list")


def _wrap(_: Machine, call: Call) -> Value | None:
    return call.first if isinstance(call.first, (Instance, LibraryObject)) else None


MODELS: dict[Key, Model] = {
    "torch.nn.Module.__init__": _begin_by_name,
    **{f"torch.nn.{name}": _contain for name in _CONTAINERS},
    "torch.nn.ModuleList": _list,
    "torch.nn.ModuleDict": _list,
    **dict.fromkeys(_WRAPPERS, _wrap),
}
