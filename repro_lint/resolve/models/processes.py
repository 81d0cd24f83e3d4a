"""Worker processes: what runs there draws from streams of its own, which no seed call of the parent governs.

A forked process copies the parent's streams, but Python seeds `random` anew in it; a spawned one runs the program's
own file again, up to its guard. Several workers share the tasks as chance has it.
"""

from __future__ import annotations

from collections.abc import Callable

from repro_lint.resolve.domain.arguments import Arguments, Lazy, Partial
from repro_lint.resolve.domain.choices import options, some
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.origins import forked, shared_out, started_anew
from repro_lint.resolve.domain.streams import FRESH, SEEDABLE, Streams, replaced
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    ExternalName,
    Known,
    LibraryObject,
    Mapping,
    Saved,
    Sequence,
    Slot,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.orders import hash_ordered, ordered_by_chance
from repro_lint.resolve.models.registry import Key
from repro_lint.resolve.trace.events import Looped

_PACKAGE = ExternalName("multiprocessing")
_PACKAGES = ("multiprocessing", "multiprocess", "torch.multiprocessing")
_CONTEXT, _POOL, _PROCESS, _RESULT = "a start method", "a pool of processes", "a process", "a result to come"
_ORIGINS = Facet("processes", "origins")
_METHOD, _WORKERS, _FIRST, _TASK, _VALUE = (
    Facet("processes", what) for what in ("method", "workers", "first", "task", "value")
)
LOKY = Known("loky")  # starts anew, and does not run the program's own file
_ANEW = (Known("spawn"), Known("forkserver"), LOKY)
_POOLED = ("processes", "initializer", "initargs")
_EXECUTOR = ("max_workers", "mp_context", "initializer", "initargs")


def _set_start_method(machine: Machine, call: Call) -> Value:
    machine.state.write(_PACKAGE, _METHOD, call.first)
    return NONE


def _get_context(machine: Machine, call: Call) -> Value:
    context = LibraryObject(_CONTEXT, call.place)
    machine.state.write(context, _METHOD, call.first if call.arguments.positional else _method(machine, _PACKAGE))
    return context


def _method(machine: Machine, owner: Value) -> Value:
    """How the processes of a context, or else of the program, are started."""
    return machine.state.read(owner, _METHOD) or machine.state.read(_PACKAGE, _METHOD) or Known("fork")


def _make_pool(machine: Machine, call: Call) -> Value:
    bound = call.arguments.bind(_POOLED)
    return pool(machine, call, _method(machine, call.receiver), *(bound.get(name, (None,))[0] for name in _POOLED))


def _make_executor(machine: Machine, call: Call) -> Value:
    bound = call.arguments.bind(_EXECUTOR)
    workers, context, *first = (bound.get(name, (None,))[0] for name in _EXECUTOR)
    return pool(machine, call, _method(machine, context or _PACKAGE), workers, *first)


def pool(
    machine: Machine, call: Call, method: Value, workers: Value | None, first: Value | None, passed: Value | None
) -> LibraryObject:
    """Some worker processes, each of which calls `first` with `passed` when it begins."""
    made = LibraryObject(_POOL, call.place)
    machine.state.write(made, _METHOD, method)
    machine.state.write(made, _WORKERS, workers or UNKNOWN)
    if first is not None and first != NONE:
        machine.state.write(made, _FIRST, Partial(first, _spread(Sequence(()) if passed is None else passed)))
        in_worker(machine, made, call, lambda: NONE, several=False)  # some do all their work there
    return made


def _spread(positional: Value, named: Value | None = None) -> Arguments:
    """The arguments that a sequence and a dict hold."""
    if not (isinstance(positional, Sequence) and positional.counted):
        return Arguments(open=True)
    keywords = tuple((str(name), value) for name, value in named.items) if isinstance(named, Mapping) else ()
    return Arguments(positional.items, keywords, open=not isinstance(named, (Mapping, type(None))))


def in_worker(machine: Machine, owner: Value, call: Call, task: Callable[[], Value], *, several: bool) -> Value:
    """What a worker does, which may be one of several tasks; the parent goes on with its own streams."""
    before = machine.state.streams
    if before is None:
        return UNKNOWN
    machine.state.concrete_streams()  # what a worker begins with is no matter of conditions alone
    machine.state.trace.touched.update(SEEDABLE)
    _begin(machine, owner, call, before)
    if several and machine.state.streams is not None and machine.state.read(owner, _WORKERS) != Known(1):
        machine.state.streams = shared_out(machine.state.streams, call.place)
    value = task()
    machine.state.streams = before
    return value


def at_guard(machine: Machine) -> None:
    """`if __name__ == "__main__"`: a spawned process runs again what stands before."""
    for key in SEEDABLE:
        origins = machine.state.concrete(machine.state.origins(key))
        machine.state.write(Slot("before the guard", key), _ORIGINS, Saved(key, origins))


def _before_guard(machine: Machine) -> Streams:
    """The streams of a program where its guard begins, which a summary that asks for them depends on."""
    streams = FRESH
    for key in SEEDABLE:
        found = options(machine.state.read(Slot("before the guard", key), _ORIGINS) or UNKNOWN)
        saved = [one.origins for one in found if isinstance(one, Saved)]
        streams = replaced(streams, key, frozenset().union(*saved)) if saved else streams
    return streams


def _begin(machine: Machine, owner: Value, call: Call, parent: Streams) -> None:
    """A worker is started, and does what each of its pool does first."""
    method = _method(machine, owner)
    if method in _ANEW:
        again = FRESH if method == LOKY else _before_guard(machine)
        machine.state.streams = started_anew(again, parent, call.place)
    else:
        machine.state.streams = forked(parent, call.place)
    first = machine.state.read(owner, _FIRST)
    if isinstance(first, Partial):
        machine.call(first, Arguments(), call.place, call.frame)


def _map(machine: Machine, call: Call) -> Value:
    """`pool.map(function, elements)`, `executor.map` with several iterables, too."""
    function, *sources = call.arguments.positional or (UNKNOWN,)
    iterables = sources if call.name == "map" else sources[:1]
    tasks = Lazy(call.place, tuple(iterables), call.frame, function=function)
    order = hash_ordered(tasks, call.place)
    several = not any(isinstance(one, Sequence) and one.counted and len(one.items) == 1 for one in iterables)
    value = _of_many(machine, call, lambda: machine.iterate(tasks, call.place, call.frame), several=several)
    return value if order is None else order


def _starmap(machine: Machine, call: Call) -> Value:
    """`pool.starmap(function, tuples)`."""
    function, elements = (*call.arguments.positional, UNKNOWN, UNKNOWN)[:2]
    rows = elements if isinstance(elements, Sequence) else machine.iterate(elements, call.place, call.frame)

    def tasks() -> Value:
        given = map(_spread, machine.elements_of(rows))
        return some([machine.call(function, one, call.place, call.frame) for one in given])

    return _of_many(machine, call, tasks, several=True)


def _of_many(machine: Machine, call: Call, tasks: Callable[[], Value], *, several: bool) -> Value:
    if several:
        machine.state.emit(Looped(call.place))
    value = in_worker(machine, call.receiver, call, tasks, several=several)
    if call.name == "imap_unordered":
        return ordered_by_chance(call.name, "completion-order", call.place)
    return _result(machine, call, value)


def _apply(machine: Machine, call: Call) -> Value:
    """`pool.apply(function, (argument,))`."""
    function, positional, named = (*call.arguments.positional, Sequence(()), Mapping(()))[:3]
    return _one(machine, call, Partial(function, _spread(positional, named)))


def _submit(machine: Machine, call: Call) -> Value:
    """`executor.submit(function, argument)`."""
    return _one(machine, call, Partial(call.first, call.arguments.without_first()))


def _one(machine: Machine, call: Call, task: Partial) -> Value:
    value = in_worker(
        machine,
        call.receiver,
        call,
        lambda: machine.call(task, Arguments(), call.place, call.frame),
        several=call.name != "apply",
    )
    return _result(machine, call, value)


def _result(machine: Machine, call: Call, value: Value) -> Value:
    """What a task gives: at once, or when it is asked for."""
    for name, back in call.arguments.keywords:
        if name.endswith("callback"):
            machine.escape(back, call.place, call.frame)
    if not call.name.endswith(("_async", "submit")):
        return value
    result = LibraryObject(_RESULT, call.place)
    machine.state.write(result, _VALUE, value)
    return result


def _make_process(machine: Machine, call: Call) -> Value:
    """`Process(target=function, args=(…))`: it runs once it is started."""
    process, given = LibraryObject(_PROCESS, call.place), dict(call.arguments.keywords)
    task = Partial(given.get("target", UNKNOWN), _spread(given.get("args", Sequence(())), given.get("kwargs")))
    machine.state.write(process, _METHOD, _method(machine, call.receiver))
    machine.state.write(process, _TASK, task)
    return process


def _start(machine: Machine, call: Call) -> Value:
    task = machine.state.read(call.receiver, _TASK) or UNKNOWN
    in_worker(
        machine,
        call.receiver,
        call,
        lambda: machine.call(task, Arguments(), call.place, call.frame),
        several=False,
    )
    return NONE


def _get(machine: Machine, call: Call) -> Value:
    return machine.state.read(call.receiver, _VALUE) or UNKNOWN


_FUNCTIONS: dict[str, Model] = {
    "Pool": _make_pool,
    "pool.Pool": _make_pool,
    "Process": _make_process,
    "get_context": _get_context,
    "set_start_method": _set_start_method,
}

MODELS: dict[Key, Model] = {
    **{f"{package}.{name}": model for package in _PACKAGES for name, model in _FUNCTIONS.items()},
    **{(_CONTEXT, name): model for name, model in _FUNCTIONS.items()},
    "concurrent.futures.ProcessPoolExecutor": _make_executor,
    "concurrent.futures.process.ProcessPoolExecutor": _make_executor,
    **{(_POOL, name): _map for name in ("map", "imap", "imap_unordered", "map_async")},
    **{(_POOL, name): _starmap for name in ("starmap", "starmap_async")},
    **{(_POOL, name): _apply for name in ("apply", "apply_async")},
    (_POOL, "submit"): _submit,
    (_PROCESS, "start"): _start,
    (_PROCESS, "run"): _start,
    **{(_RESULT, name): _get for name in ("get", "result")},
}
