"""PyTorch: the CPU generator as a stream, weights as layers and optimizers get them, losses, updates, final weights."""

from __future__ import annotations

import ctypes
import struct
from typing import Any

from .imports import PostImport
from .record import Recorder
from .results import Results
from .streams import Mark, hash_state
from .wrap import Call, wrap

_LAYERS = ("linear", "conv", "rnn", "sparse", "activation", "batchnorm", "normalization", "transformer")
_RESETS = frozenset({"reset_parameters", "_reset_parameters"})
_HEAD = struct.Struct("<Qiiq")
"""How a state begins: seed, words left in the block, whether seeded, next word."""


class TorchStream:
    """The default generator of the CPU. It can only be read as a whole, 5 KB."""

    name = "torch"

    def __init__(self, torch: Any) -> None:
        self._generator = torch.default_generator

    def mark(self) -> Mark:
        """Something that differs after a draw."""
        return hash(self._state())

    def digest(self) -> str:
        """A digest of the whole state."""
        return hash_state(self._state())

    def fresh(self) -> bool:
        """Whether nothing was drawn since the last `manual_seed`: the first block of words is not made yet."""
        _, left, _, following = _HEAD.unpack_from(self._state())
        return bool(left == 1 and following == 0)

    def _state(self) -> bytes:
        state = self._generator.get_state()
        return ctypes.string_at(state.data_ptr(), state.numel())  # PyTorch needs no NumPy


def install(recorder: Recorder, post_import: PostImport, results: Results) -> None:
    """Follow PyTorch from the program's import of it."""

    def imported(torch: Any) -> None:
        recorder.watch(TorchStream(torch))
        _watch_losses(results, torch)

    post_import.after("torch", imported)
    for name in _LAYERS:
        post_import.after(f"torch.nn.modules.{name}", lambda module: _watch_layers(results, module))
    post_import.after("torch.optim.optimizer", lambda module: _watch_optimizers(results, module))


def _watch_layers(results: Results, module: Any) -> None:
    """A layer draws its weights in `reset_parameters`; its buffers are part of what it has learned in the end."""

    def reset(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        original(*args, **kwargs)
        for name, parameter in self.named_parameters(recurse=False):
            results.weight(parameter, f"{type(self).__name__} {name}")
        for buffer in self.buffers(recurse=False):
            results.remember(buffer)

    for cls in list(vars(module).values()):
        for name in _RESETS & vars(cls).keys() if isinstance(cls, type) else ():
            wrap(cls, name, reset)


def _watch_optimizers(results: Results, module: Any) -> None:
    """An optimizer is given the weights once they are made; `step` has hooks from PyTorch 2.0 on."""

    def init(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        original(*args, **kwargs)
        for number, group in enumerate(self.param_groups):
            for parameter in group["params"]:
                results.weight(parameter, f"{type(self).__name__} group {number}")

    wrap(module.Optimizer, "__init__", init)
    register = getattr(module, "register_optimizer_step_post_hook", None)
    if register:
        register(lambda optimizer, _args, _kwargs: results.outermost(tuple, lambda _: _update(results, optimizer)))


def _update(results: Results, optimizer: Any) -> None:
    results.update(type(optimizer).__name__)


def _watch_losses(results: Results, torch: Any) -> None:
    """What a loop of the program's own minimises is what it calls `backward` on."""

    def backward(original: Call, self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        value = original(*args, **kwargs)
        results.outermost(tuple, lambda _: results.often("backward", self))
        return value

    wrap(torch.Tensor, "backward", backward)
