"""Environment variables and device calls: hiding the GPUs, op determinism, the Keras in use."""

from __future__ import annotations

from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import either, options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.operators import letters
from repro_lint.resolve.domain.streams import How, Key, Origin, Place, Source
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Func, Gpus, Known, Mapping, Ref, Sequence, Unknown, Value
from repro_lint.resolve.models.generators import Generators
from repro_lint.resolve.trace.events import Switch

ENVIRON = Ref("os.environ")
HIDING = frozenset({"-1", ""})
_ON = frozenset({"1", "true", "True"})
# After these `CUDA_VISIBLE_DEVICES` is read no more, while `set_visible_devices` still works (measured).
_LISTINGS = frozenset(
    {
        "tensorflow.config.list_physical_devices",
        "tensorflow.config.experimental.list_physical_devices",
        "tensorflow.config.get_visible_devices",
        "tensorflow.config.experimental.get_visible_devices",
    }
)
# What these answer, or its length, where the GPUs are hidden.
_QUERIES: dict[str, Value] = {
    "tensorflow.config.list_logical_devices": UNKNOWN,
    "tensorflow.test.is_gpu_available": Gpus(hidden=False),
    "tensorflow.test.gpu_device_name": Gpus(""),
    "tensorflow.python.client.device_lib.list_local_devices": UNKNOWN,
}
# Measured: a seed set before one of these is lost.
_FORGETTING = frozenset(
    f"tensorflow.{name}" for name in ("disable_v2_behavior", "disable_eager_execution", "reset_default_graph")
)
_STRATEGIES = ("tensorflow.distribute.", "tensorflow.tpu.", "tensorflow.contrib.distribute.", "tensorflow.contrib.tpu.")


class Devices(Generators):
    """Follows what a program does to its devices."""

    def set_variable(self, name: Value, value: Value, place: Place) -> None:
        """`os.environ[name] = value`."""
        if not isinstance(name, Known):
            return
        self.state.write(ENVIRON, _variable(name), value)
        text = str(value.value) if isinstance(value, Known) else None
        if name.value == "CUDA_VISIBLE_DEVICES":
            self._devices(place, "CUDA_VISIBLE_DEVICES", hides=text in HIDING)
        elif name.value == "PYTHONHASHSEED":
            self.state.set(Key.HASH, self.origin_of(value, place))
            self.state.emit(Switch(place, "PYTHONHASHSEED", Key.HASH, frozenset()))
        elif name.value in ("TF_DETERMINISTIC_OPS", "TF_CUDNN_DETERMINISTIC") and text in _ON:
            if name.value == "TF_DETERMINISTIC_OPS":
                self.state.set(Key.DETERMINISM, Origin(How.SEED, place))
        elif name.value == "TF_USE_LEGACY_KERAS" and text in _ON:
            self.state.set(Key.LEGACY, Origin(How.SEED, place))
        elif name.value == "KERAS_BACKEND" and text not in ("tensorflow", None):
            self.state.set(Key.LEGACY, Origin(How.GIVEN, place))

    def _devices(self, place: Place, api: str, *, hides: bool) -> None:
        if self.state.streams is None:
            return
        counts = (How.SEED, How.GIVEN) if api == "CUDA_VISIBLE_DEVICES" else (How.SEED,)
        late = frozenset(origin for origin in self.state.streams[Key.DEVICES] if origin.how in counts)
        if hides and all(origin.how is How.SEED for origin in self.state.streams[Key.GPU]):
            late = frozenset()  # they are hidden since earlier: to hide them again changes nothing, nor raises
        self.state.emit(Switch(place, api, Key.GPU, late, hides))
        if len(late) < len(self.state.streams[Key.DEVICES]):
            self.state.set(Key.GPU, Origin(How.SEED if hides else How.GIVEN, place, api))

    def device_call(self, name: str, arguments: Arguments, place: Place) -> Value | None:
        """What a call that is about devices gives, its effect done; None for any other."""
        if name.endswith("set_visible_devices") and name.startswith("tensorflow.config"):
            bound = arguments.bind(("devices", "device_type"))
            devices, kind = (bound.get(key, (UNKNOWN, None))[0] for key in ("devices", "device_type"))
            if isinstance(kind, Unknown) or kind in (Known("GPU"), Known("gpu"), NONE):
                self._devices(place, name, hides=devices == Sequence((), "list") or devices == Sequence((), "tuple"))
        elif name.endswith("enable_op_determinism"):
            self.state.set(Key.DETERMINISM, Origin(How.SEED, place))
        elif name.endswith("disable_op_determinism"):
            self.state.set(Key.DETERMINISM, Origin(How.NEVER))
        elif name in _FORGETTING:
            self.state.set(Key.TENSORFLOW, Origin(How.NEVER, place, name))
        elif name == "tensorflow.device":
            value = arguments.positional[0] if arguments.positional else UNKNOWN
            if isinstance(value, Func):  # it is asked for each operation
                value = self.invoke(value, Arguments((UNKNOWN,)), place)
            if any("gpu" in letters(option).lower() for option in options(value)):
                self._devices(place, "tf.device", hides=False)
        elif name.startswith(_STRATEGIES) and name.rpartition(".")[2][:1].isupper():
            self._devices(place, name, hides=False)
        else:
            return self._device_question(name, arguments, place)
        return UNKNOWN

    def _device_question(self, name: str, arguments: Arguments, place: Place) -> Value | None:
        if name in ("builtins.len", "builtins.bool"):
            return next((value for value in arguments.positional if isinstance(value, Gpus)), None)
        if name in _QUERIES:
            self.state.set(Key.DEVICES, Origin(How.SEED, place))
            return _QUERIES[name]
        if name not in _LISTINGS:
            return None
        streams = self.state.streams
        if streams is not None and any(origin.how is How.NEVER for origin in streams[Key.DEVICES]):
            self.state.set(Key.DEVICES, Origin(How.GIVEN, place))
        kind, _ = arguments.bind(("device_type",)).get("device_type", (UNKNOWN, None))
        return Gpus(0) if kind == Known("GPU") else UNKNOWN

    def variable(self, arguments: Arguments, place: Place) -> Value:
        """`os.environ.get(...)`, `os.getenv(...)`: what the program set, else the default, unless it is set outside."""
        bound = arguments.bind(("key", "default"))
        name, default = (bound.get(key, (Known(None, Source(place)), None))[0] for key in ("key", "default"))
        known = self.state.read(ENVIRON, _variable(name)) if isinstance(name, Known) else None
        return either((default, UNKNOWN)) if known is None else known

    def environ_call(self, method: str, arguments: Arguments, place: Place) -> Value:
        """`os.environ.get(...)`, `.update(...)`, `.setdefault(...)`, `os.putenv(...)`."""
        if method in ("get", "getenv"):
            return self.variable(arguments, place)
        if method in ("setdefault", "putenv", "__setitem__") and len(arguments.positional) >= 2:
            self.set_variable(arguments.positional[0], arguments.positional[1], place)
        elif method == "update":
            for value in arguments.positional:
                for key, item in value.items if isinstance(value, Mapping) else ():
                    self.set_variable(Known(key), item, place)
            for name, item in arguments.keywords:
                self.set_variable(Known(name), item, place)
        return UNKNOWN


def _variable(name: Known) -> Facet:
    return Facet("environ", "variable", str(name.value))
