"""Environment variables and device calls: hiding the GPUs, op determinism, the Keras in use."""

from __future__ import annotations

from repro_lint.resolve.domain.alternatives import applied, counted
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import by_default, options
from repro_lint.resolve.domain.operators import letters
from repro_lint.resolve.domain.origins import origin_of
from repro_lint.resolve.domain.streams import (
    DETERMINISM,
    DEVICES,
    GPU,
    HASH,
    LEGACY,
    TENSORFLOW,
    WORKSPACE,
    Origin,
    Place,
    Provenance,
    Source,
)
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    Func,
    Gpus,
    Known,
    Mapping,
    Sequence,
    Unknown,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models import registry
from repro_lint.resolve.models.environment import ENVIRON, variable
from repro_lint.resolve.models.plain import convert
from repro_lint.resolve.models.registry import REST
from repro_lint.resolve.trace.events import Switch

_HIDING = frozenset({"-1", ""})
_ON = frozenset({"1", "true", "True"})
_CONFIG = ("tensorflow.config", "tensorflow.config.experimental", "tensorflow.python.framework.config")
# After these `CUDA_VISIBLE_DEVICES` is read no more, while `set_visible_devices` still works (measured).
_LISTINGS = tuple(f"{config}.{name}" for config in _CONFIG for name in ("list_physical_devices", "get_visible_devices"))
# What these answer, or its length, where the GPUs are hidden.
_QUERIES: dict[str, Value] = {
    "tensorflow.config.list_logical_devices": UNKNOWN,
    "tensorflow.test.is_gpu_available": Gpus(hidden=False),
    "tensorflow.test.gpu_device_name": Gpus(""),
    "tensorflow.python.client.device_lib.list_local_devices": UNKNOWN,
}
# Measured: a seed set before one of these is lost.
_FORGETTING = ("disable_v2_behavior", "disable_eager_execution", "reset_default_graph")
_STRATEGIES = ("tensorflow.distribute", "tensorflow.tpu", "tensorflow.contrib.distribute", "tensorflow.contrib.tpu")


def _set_variable(machine: Machine, name: Value, value: Value, place: Place) -> None:
    """`os.environ[name] = value`."""
    if not isinstance(name, Known):
        return
    state = machine.state
    state.write(ENVIRON, variable(name), value)
    text = str(value.value) if isinstance(value, Known) else None
    if name.value == "CUDA_VISIBLE_DEVICES":
        _choose_devices(machine, place, "CUDA_VISIBLE_DEVICES", hides=text in _HIDING)
    elif name.value == "PYTHONHASHSEED":
        state.set(HASH, origin_of(value, place))
        state.emit(Switch(place, "PYTHONHASHSEED", HASH, frozenset()))
    elif name.value == "CUBLAS_WORKSPACE_CONFIG":
        state.set(WORKSPACE, origin_of(value, place))
    elif name.value == "TF_DETERMINISTIC_OPS" and text in _ON:
        state.set(DETERMINISM, Origin(Provenance.SEED, place))
    elif name.value == "TF_USE_LEGACY_KERAS" and text in _ON:
        state.set(LEGACY, Origin(Provenance.SEED, place))
    elif name.value == "KERAS_BACKEND" and text not in ("tensorflow", None):
        state.set(LEGACY, Origin(Provenance.GIVEN, place))


def _choose_devices(machine: Machine, place: Place, api: str, *, hides: bool) -> None:
    state = machine.state
    if state.streams is None:
        return
    counts = (Provenance.SEED, Provenance.GIVEN) if api == "CUDA_VISIBLE_DEVICES" else (Provenance.SEED,)
    late = frozenset(origin for origin in state.origins(DEVICES) if origin.provenance in counts)
    if hides and all(origin.provenance is Provenance.SEED for origin in state.origins(GPU)):
        late = frozenset()  # they are hidden since earlier: to hide them again changes nothing, nor raises
    state.emit(Switch(place, api, GPU, late, hides))
    if len(late) < len(state.origins(DEVICES)):
        state.set(GPU, Origin(Provenance.SEED if hides else Provenance.GIVEN, place, api))


def _get(machine: Machine, call: Call) -> Value:
    """`os.environ.get(...)`, `os.getenv(...)`: what the program set, else the default, unless it is set outside."""
    bound = call.arguments.bind(("key", "default"))
    name, default = (bound.get(key, (Known(None, Source(call.place)), None))[0] for key in ("key", "default"))
    known = machine.state.read(ENVIRON, variable(name)) if isinstance(name, Known) else None
    option = str(name.value) if isinstance(name, Known) else "an environment variable"
    return by_default(default, option) if known is None else known


def _put(machine: Machine, call: Call) -> Value:
    """`os.putenv(...)`, `os.environ.setdefault(...)`, `os.environ[...] = ...`."""
    if len(call.arguments.positional) >= len(("name", "value")):
        name, value = call.arguments.positional[:2]
        _set_variable(machine, name, value, call.place)
    return UNKNOWN


def _update(machine: Machine, call: Call) -> Value:
    for value in call.arguments.positional:
        for key, item in value.items if isinstance(value, Mapping) else ():
            _set_variable(machine, Known(key), item, call.place)
    for name, item in call.arguments.keywords:
        _set_variable(machine, Known(name), item, call.place)
    return UNKNOWN


def _set_visible(machine: Machine, call: Call) -> Value:
    bound = call.arguments.bind(("devices", "device_type"))
    devices, kind = (bound.get(key, (UNKNOWN, None))[0] for key in ("devices", "device_type"))
    if isinstance(kind, Unknown) or kind in (Known("GPU"), Known("gpu"), NONE):
        hides = devices in (Sequence((), "list"), Sequence((), "tuple"))
        _choose_devices(machine, call.place, call.name, hides=hides)
    return UNKNOWN


def _enable_determinism(machine: Machine, call: Call) -> Value:
    machine.state.set(DETERMINISM, Origin(Provenance.SEED, call.place))
    return UNKNOWN


def _disable_determinism(machine: Machine, _: Call) -> Value:
    machine.state.set(DETERMINISM, Origin(Provenance.NEVER))
    return UNKNOWN


def _forget_seed(machine: Machine, call: Call) -> Value:
    machine.state.set(TENSORFLOW, Origin(Provenance.NEVER, call.place, call.name))
    return UNKNOWN


def _device(machine: Machine, call: Call) -> Value:
    """`with tf.device(...)`."""
    value = call.first
    if isinstance(value, Func):  # it is asked for each operation
        value = machine.invoke(value, Arguments((UNKNOWN,)), call.place)
    if any("gpu" in letters(option).lower() for option in options(value)):
        _choose_devices(machine, call.place, "tf.device", hides=False)
    return UNKNOWN


def _make_strategy(machine: Machine, call: Call) -> Value | None:
    if not call.name.rpartition(".")[2][:1].isupper():
        return None
    _choose_devices(machine, call.place, call.name, hides=False)
    return UNKNOWN


def _count(_: Machine, call: Call) -> Value:
    """`len(gpus)`, and that of anything else."""
    if isinstance(call.first, Gpus):
        return call.first
    return applied(len, (counted(call.first),)) or UNKNOWN


def _any(machine: Machine, call: Call) -> Value:
    """`bool(gpus)`."""
    return call.first if isinstance(call.first, Gpus) else convert(machine, call)


def _ask(machine: Machine, call: Call) -> Value:
    machine.state.set(DEVICES, Origin(Provenance.SEED, call.place))
    return _QUERIES[call.name]


def _list(machine: Machine, call: Call) -> Value:
    if any(origin.provenance is Provenance.NEVER for origin in machine.state.origins(DEVICES)):
        machine.state.set(DEVICES, Origin(Provenance.GIVEN, call.place))
    kind, _ = call.arguments.bind(("device_type",)).get("device_type", (UNKNOWN, None))
    return Gpus(0) if kind == Known("GPU") else UNKNOWN


MODELS: dict[registry.Key, Model] = {
    "os.environ.get": _get,
    "os.getenv": _get,
    "os.environ.getenv": _get,
    "os.putenv": _put,
    "os.environ.setdefault": _put,
    "os.environ.__setitem__": _put,
    (ENVIRON.name, "__setitem__"): _put,
    "os.environ.update": _update,
    f"os.environ.{REST}": lambda _, __: UNKNOWN,
    **{f"{config}.set_visible_devices": _set_visible for config in _CONFIG},
    f"{REST}.enable_op_determinism": _enable_determinism,
    f"{REST}.disable_op_determinism": _disable_determinism,
    **{f"tensorflow.{name}": _forget_seed for name in _FORGETTING},
    "tensorflow.device": _device,
    **{f"{package}.{REST}": _make_strategy for package in _STRATEGIES},
    "builtins.len": _count,
    "builtins.bool": _any,
    **dict.fromkeys(_QUERIES, _ask),
    **dict.fromkeys(_LISTINGS, _list),
}
