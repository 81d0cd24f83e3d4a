"""joblib: calls that wait (`delayed`), and what runs them here, in threads or in worker processes."""

from __future__ import annotations

from repro_lint.resolve.domain.arguments import Arguments, Partial
from repro_lint.resolve.domain.choices import some
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.values import NONE, UNKNOWN, Known, LibraryObject, Sequence, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.orders import hash_ordered, ordered_by_chance
from repro_lint.resolve.models.processes import LOKY, in_worker, pool
from repro_lint.resolve.models.registry import Key
from repro_lint.resolve.trace.events import Looped

_PARALLEL, _DELAYED = "joblib.Parallel", "joblib.delayed"
_PACKAGES = ("joblib", "sklearn.utils.parallel", "sklearn.externals.joblib")
_JOBS = ("n_jobs", "backend")
_POOL, _FUNCTION, _UNORDERED = (Facet("parallel", what) for what in ("pool", "function", "unordered"))
_HERE = (Known("threading"), Known("threads"), Known("sequential"), Known("sharedmem"))


def _make(machine: Machine, call: Call) -> Value:
    """`Parallel(n_jobs=…)`: without a number of jobs, and in threads, the calls run in this process."""
    bound = {name: value for name, (value, _) in call.arguments.bind(_JOBS).items()}
    parallel, jobs = LibraryObject(_PARALLEL, call.place), bound.get("n_jobs", NONE)
    told = [bound[name] for name in ("backend", "prefer", "require") if name in bound]
    if jobs not in (NONE, Known(1)) and not any(one in _HERE for one in told):
        method = Known("fork") if Known("multiprocessing") in told else LOKY
        machine.state.write(parallel, _POOL, pool(machine, call, method, jobs, None, None))
    unordered = bound.get("return_as") == Known("generator_unordered")
    machine.state.write(parallel, _UNORDERED, Known(unordered))
    return parallel


def _delay(machine: Machine, call: Call) -> Value:
    delayed = LibraryObject(_DELAYED, call.place)
    machine.state.write(delayed, _FUNCTION, call.first)
    return delayed


def _wait(machine: Machine, call: Call) -> Value:
    """`delayed(function)(argument)`: the call waits."""
    return Partial(machine.state.read(call.receiver, _FUNCTION) or UNKNOWN, call.arguments)


def _run(machine: Machine, call: Call) -> Value:
    """`Parallel(…)(delayed(function)(one) for one in many)`."""
    workers, order = machine.state.read(call.receiver, _POOL), hash_ordered(call.first, call.place)
    waiting = call.first if isinstance(call.first, Sequence) else machine.iterate(call.first, call.place, call.frame)
    counted = waiting.items if isinstance(waiting, Sequence) and waiting.counted else ()
    several = len(counted) != 1

    def tasks() -> Value:
        waits = machine.elements_of(waiting)
        return some([machine.call(one, Arguments(), call.place, call.frame) for one in waits])

    if several:
        machine.state.emit(Looped(call.place))
    value = tasks() if workers is None else in_worker(machine, workers, call, tasks, several=several)
    if machine.state.read(call.receiver, _UNORDERED) == Known(True):
        return ordered_by_chance("Parallel", "completion-order", call.place)
    return value if order is None else order


MODELS: dict[Key, Model] = {
    **{f"{package}.Parallel": _make for package in _PACKAGES},
    **{f"{package}.delayed": _delay for package in _PACKAGES},
    (_DELAYED, "__call__"): _wait,
    (_PARALLEL, "__call__"): _run,
}
