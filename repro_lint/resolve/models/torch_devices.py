"""PyTorch on a GPU: what puts work there, which switches make it repeatable, and what trains."""

from __future__ import annotations

from repro_lint.catalog.torch_training import WARNS_ONLY
from repro_lint.resolve.domain.choices import options
from repro_lint.resolve.domain.operators import letters
from repro_lint.resolve.domain.streams import (
    ALGORITHMS,
    BENCHMARK,
    CUDA,
    GPU,
    WORKSPACE,
    Origin,
    Place,
    Provenance,
)
from repro_lint.resolve.domain.streams import Key as StreamKey
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Gpus, Known, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import Key, Observer
from repro_lint.resolve.trace.events import CudaTraining

_CUDNN = "torch.backends.cudnn"
_OFF = Origin(Provenance.NEVER)
_FALSE = frozenset({Known(False), NONE})  # zero is equal to False
_FLAGS = {"deterministic": ALGORITHMS, "benchmark": BENCHMARK}
# What these seed they seed by their rows; with the argument they throw these switches besides.
_HELPERS = {
    "transformers.set_seed": "deterministic",
    "accelerate.utils.set_seed": "deterministic",
}
_DETERMINISTIC_MODES = {"default": False, "warn": True, "error": True, 0: False, 1: True, 2: True}
_WARNS = frozenset({"warn", 1})


def on_cuda(machine: Machine, place: Place, api: str) -> None:
    """The program works on a GPU from here on, where there is one."""
    machine.state.set(CUDA, Origin(Provenance.SEED, place, api))


def trains_on_cuda(machine: Machine, place: Place, api: str) -> None:
    """PyTorch is trained here; nothing is told of what does not work on a GPU."""
    state = machine.state
    cuda = state.origins(CUDA)
    if any(origin.provenance is not Provenance.NEVER for origin in cuda):
        switches = (state.origins(key) for key in (GPU, ALGORITHMS, WORKSPACE, BENCHMARK))
        state.emit(CudaTraining(place, api, cuda, *switches))


def _moved(machine: Machine, call: Call) -> None:
    """`model.cuda()`, `batch.to(device)`: only tensors and modules have methods of these names."""
    if call.name == "cuda" or any(map(_is_cuda, call.arguments.values())):
        on_cuda(machine, call.place, call.name)


def _differentiated(machine: Machine, call: Call) -> None:
    trains_on_cuda(machine, call.place, call.name)


def _made_there(machine: Machine, call: Call) -> None:
    """`torch.zeros(3, device=device)`."""
    if any(name == "device" and _is_cuda(value) for name, value in call.arguments.keywords):
        on_cuda(machine, call.place, call.name)


def full_determinism(machine: Machine, place: Place, api: str) -> None:
    """Deterministic algorithms, and the workspace that those of cuBLAS need."""
    for key in (ALGORITHMS, WORKSPACE):
        machine.state.set(key, Origin(Provenance.SEED, place, api))
    machine.state.set(BENCHMARK, _OFF)


def switch(machine: Machine, key: StreamKey, value: Value, place: Place, api: str, *, partly: bool = False) -> None:
    """Throw a switch by a value; one that is not known counts as true. `partly`: it is on for some operations only."""
    on = Origin(Provenance.GIVEN if partly else Provenance.SEED, place, api)
    machine.state.set(key, *(_OFF if option in _FALSE else on for option in options(value)))


def _is_cuda(value: Value) -> bool:
    """Whether a device may be a GPU: by name, or by number."""
    return any(letters(option).startswith("cuda") or _is_number(option) for option in options(value))


def _is_number(value: Value) -> bool:
    return isinstance(value, Known) and type(value.value) is int


def _device(machine: Machine, call: Call) -> Value:
    """`torch.device("cuda")`, `torch.set_default_device("cuda")`: naming a GPU is meaning to use it."""
    if any(map(_is_cuda, call.arguments.values()[:1])):  # behind it may stand the number of that device
        on_cuda(machine, call.place, call.name)
    return UNKNOWN


def _gpu_only(machine: Machine, call: Call) -> Value | None:
    on_cuda(machine, call.place, call.name)
    return None


def _default_type(machine: Machine, call: Call) -> Value:
    """`torch.set_default_tensor_type("torch.cuda.FloatTensor")`, or the class itself."""
    named = (letters(one) or getattr(one, "name", "") for one in options(call.first))
    if any(name.startswith("torch.cuda.") for name in named):
        on_cuda(machine, call.place, call.name)
    return UNKNOWN


def _process_group(machine: Machine, call: Call) -> Value:
    """NCCL connects GPUs and nothing else."""
    backend = dict(call.arguments.keywords).get("backend", call.first)
    if any("nccl" in letters(option) for option in options(backend)):
        on_cuda(machine, call.place, call.name)
    return UNKNOWN


def _use_algorithms(machine: Machine, call: Call) -> Value:
    """`warn_only`: operations without a deterministic algorithm go on with the one they have."""
    bound = call.arguments.bind(("mode", "warn_only"))
    mode, warns = (bound.get(name, (Known(False), None))[0] for name in ("mode", "warn_only"))
    partly = warns not in _FALSE
    switch(machine, ALGORITHMS, mode, call.place, WARNS_ONLY if partly else call.name, partly=partly)
    return UNKNOWN


def _debug_mode(machine: Machine, call: Call) -> Value:
    mode = call.first.value if isinstance(call.first, Known) else None
    on = _DETERMINISTIC_MODES.get(mode, True) if isinstance(mode, (str, int)) else True
    switch(machine, ALGORITHMS, Known(on), call.place, WARNS_ONLY, partly=mode in _WARNS)
    return UNKNOWN


def _set_flag(machine: Machine, call: Call) -> Value | None:
    """`torch.backends.cudnn.deterministic = True` is a part of what `use_deterministic_algorithms` does."""
    name, value = call.arguments.positional
    key = _FLAGS.get(str(name.value)) if isinstance(name, Known) else None
    if key is None:
        return None
    if key == BENCHMARK:
        switch(machine, key, value, call.place, f"{_CUDNN}.benchmark")
    elif not all(origin.provenance is Provenance.SEED for origin in machine.state.origins(key)):
        switch(machine, key, value, call.place, f"{_CUDNN}.deterministic", partly=True)
    return UNKNOWN


def _full(machine: Machine, call: Call) -> None:
    """`enable_full_determinism` seeds by its row, and throws the switches besides."""
    full_determinism(machine, call.place, call.name)
    if dict(call.arguments.keywords).get("warn_only", Known(False)) != Known(False):
        machine.state.set(ALGORITHMS, Origin(Provenance.GIVEN, call.place, WARNS_ONLY))


def _helper(machine: Machine, call: Call) -> None:
    """`set_seed(seed, deterministic=True)` seeds by its row."""
    value = dict(call.arguments.keywords).get(_HELPERS[call.name], Known(False))
    if value != Known(False):
        switch(machine, ALGORITHMS, value, call.place, call.name)


def _only_cudnn(machine: Machine, call: Call) -> None:
    """These make cuDNN deterministic, and no other operations."""
    asked = dict(call.arguments.keywords)
    if call.name == "fastai.set_seed" and asked.get("reproducible", Known(False)) == Known(False):
        return
    machine.state.set(ALGORITHMS, Origin(Provenance.GIVEN, call.place, call.name))
    machine.state.set(BENCHMARK, _OFF)


MODELS: dict[Key, Model] = {
    "torch.device": _device,
    "torch.set_default_device": _device,
    "torch.cuda.set_device": _gpu_only,
    "torch.cuda.device": _gpu_only,
    **{f"torch.cuda.{kind}Tensor": _gpu_only for kind in ("Float", "Half", "Double", "Long", "Int", "Byte", "Bool")},
    "torch.accelerator.current_accelerator": _gpu_only,
    "torch.set_default_tensor_type": _default_type,
    "torch.distributed.init_process_group": _process_group,
    "torch.cuda.is_available": lambda _, __: Gpus(hidden=False),
    "torch.cuda.device_count": lambda _, __: Gpus(0),
    "torch.use_deterministic_algorithms": _use_algorithms,
    "torch.set_deterministic": _use_algorithms,
    "torch.set_deterministic_debug_mode": _debug_mode,
    (_CUDNN, "__setattr__"): _set_flag,
    "transformers.enable_full_determinism": _full,
    **dict.fromkeys(_HELPERS, _helper),
    "monai.utils.set_determinism": _only_cudnn,
    "fastai.set_seed": _only_cudnn,
    "torch.autograd.backward": _differentiated,
}
OBSERVERS: dict[str, Observer] = {
    "torch.*": _made_there,
    **dict.fromkeys(("*.cuda", "*.to"), _moved),
    "*.backward": _differentiated,
}
