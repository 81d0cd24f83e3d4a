"""Numba: compiled functions draw from streams of their own, which only seed calls inside compiled functions set."""

from __future__ import annotations

from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.origins import apart
from repro_lint.resolve.domain.streams import NUMPY, PYTHON, Origins
from repro_lint.resolve.domain.streams import Key as StreamKey
from repro_lint.resolve.domain.values import UNKNOWN, Func, Known, LibraryObject, Saved, Slot, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import Key

_COMPILERS = ("numba.njit", "numba.jit")
_OPTIONS, _COMPILED = "numba.njit.options", "numba.njit.compiled"
_PLAIN = "py_func"  # the attribute that is the function as it was written
_INSIDE, _STREAMS = Slot("numba: a compiled function runs"), Slot("numba: streams")
_RUNS = Facet("numba", "runs")
_WHY = "drawn in compiled code, which has streams of its own"


def _options(machine: Machine, call: Call) -> Value:
    """`njit(function)`, or `njit(parallel=True)`, which makes a decorator."""
    if isinstance(call.first, Func):
        return _compile(machine, call)
    given = dict(call.arguments.keywords)
    by_python = Known(True) in (given.get("forceobj"), given.get("mode"))
    made = LibraryObject(_OPTIONS, call.place)
    machine.state.write(made, _RUNS, Known(not by_python))
    return made


def _compile(machine: Machine, call: Call) -> Value:
    """`@njit`: the function is compiled, unless it is to run as Python's own."""
    if not isinstance(call.first, Func) or machine.state.read(call.receiver, _RUNS) == Known(False):
        return call.first
    compiled = LibraryObject(_COMPILED, call.place)
    machine.state.write(compiled, _PLAIN, call.first)
    return compiled


def _run(machine: Machine, call: Call) -> Value:
    """A compiled function is called: from Python, or by another one."""
    function = machine.state.read(call.receiver, _PLAIN) or UNKNOWN
    if machine.state.streams is None or machine.state.read(_INSIDE, _RUNS) == Known(True):
        return machine.call(function, call.arguments, call.place, call.frame)
    outside = {key: machine.state.origins(key) for key in (PYTHON, NUMPY)}
    for key in outside:
        machine.state.set(key, *_kept(machine, key))
    machine.state.write(_INSIDE, _RUNS, Known(True))
    result = machine.call(function, call.arguments, call.place, call.frame)
    machine.state.write(_INSIDE, _RUNS, Known(False))
    for key, origins in outside.items():
        if machine.state.streams is not None:
            machine.state.write(_STREAMS, _of(key), Saved(key, machine.state.concrete(machine.state.origins(key))))
            machine.state.set(key, *origins)
    return result


def _kept(machine: Machine, key: StreamKey) -> Origins:
    """A stream as the compiled functions left it; it begins from entropy."""
    saved = machine.state.read(_STREAMS, _of(key))
    return saved.origins if isinstance(saved, Saved) else frozenset({apart(_WHY)})


def _of(key: StreamKey) -> Facet:
    return Facet("numba", "stream", str(key))


MODELS: dict[Key, Model] = {
    **dict.fromkeys(_COMPILERS, _options),
    **{(name, "__call__"): _compile for name in (*_COMPILERS, _OPTIONS)},
    (_COMPILED, "__call__"): _run,
}
