"""Modules of the project: each runs once, when it is first imported; the entry file as a program."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from repro_lint.facts import model as ir
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.frames import Frame, Module
from repro_lint.resolve.domain.streams import (
    FRESH,
    NOWHERE,
    Place,
    Streams,
    resolve_streams,
    resolved,
    set_between,
)
from repro_lint.resolve.domain.values import (
    UNKNOWN,
    Known,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Engine
from repro_lint.resolve.interpreter.checkpoint import new_process
from repro_lint.resolve.interpreter.reuse import begins_like, depend, holds, replay
from repro_lint.resolve.interpreter.sharing import taken
from repro_lint.resolve.models import library, registry
from repro_lint.resolve.trace.execution import Execution
from repro_lint.resolve.trace.summaries import NO_LOWLINK, Loaded


def start(machine: Engine, streams: Streams = FRESH) -> None:
    """A new process begins: nothing is loaded or under way."""
    machine.state = new_process(machine.state, streams)


def begin(machine: Engine, path: str, facts: ir.FileFacts) -> Frame:
    """Start a file as a program, none of whose statements ran yet."""
    start(machine)
    module = machine.state.modules[path] = Module(path, "__main__", facts, born=machine.state.archive.made)
    machine.state.trace = Execution(module.name, path)
    return _enter(machine, module)


def end(machine: Engine) -> Execution:
    """The program is at its end; what waited for that happens."""
    module = next(iter(machine.state.modules.values()))
    frame = module.frame
    if machine.state.streams is not None and not module.is_main:
        module.left = set_between(FRESH, machine.state.streams)
    if frame is not None:
        end = Call(registry.PROGRAM_END, Arguments(), NOWHERE, frame)
        library.outside(machine, end)
    machine.state.depth -= 1
    done, machine.state.trace = machine.state.trace, Execution("", "")
    done.returned = machine.state.streams
    return done


def load(machine: Engine, path: str, name: str, place: Place) -> Execution | None:
    """Run a module's top level as an import does, unless it ran already; None also where it cannot be read."""
    before, started = machine.state.streams, machine.state.steps
    if path in machine.state.modules:
        machine.state.effort.found[path] = machine.state.modules[path]
        return None
    if before is None:
        return None
    loaded = _remembered(machine, path)
    if loaded is None:
        loaded = _executed(machine, path, name)
    else:
        machine.state.modules.update(loaded.modules)
        replay(machine.state, loaded.execution)
    if loaded is None:
        return None
    done = loaded.execution
    machine.state.effort.loaded |= loaded.modules
    machine.state.add_effort(done, started)
    depend(machine.state, done, before)
    machine.state.trace.adopt(place, done, before)
    machine.state.streams = done.returned and resolve_streams(done.returned, before, done.touched)
    return done


def _remembered(machine: Engine, path: str) -> Loaded | None:
    """An import of a file that would do here what it did then."""
    state = machine.state
    known = _fitting(machine, state.summaries.modules.get(path, ()))
    if known is None:
        loads = state.archive.modules.get(path, ())
        known = _fitting(machine, (one for one in loads if _leads_alike(machine, one)))
        known = known if known is not None and taken(state, known.execution, known.modules) else None
    return known


def _fitting(machine: Engine, loads: Iterable[Loaded]) -> Loaded | None:
    state = machine.state
    alike = (one for one in loads if begins_like(state, one.execution) and holds(state, one.execution))
    return next((one for one in alike if _joins(machine, one)), None)


def _leads_alike(machine: Engine, loaded: Loaded) -> bool:
    """Whether imports lead to the same files from the folder of this entry point."""
    find = machine.loader.targets
    return all(find(module.path, module.facts) == module.targets for module in loaded.modules.values())


def _joins(machine: Engine, loaded: Loaded) -> bool:
    """Whether the modules that are loaded already are those which the import would load, and do nothing it would."""
    state = machine.state
    there = ((module, state.modules.get(path)) for path, module in loaded.modules.items())
    return all(one is None or (one is module and _is_quiet(machine, module)) for module, one in there)


def _is_quiet(machine: Engine, module: Module) -> bool:
    """Whether to run a module's top level again would change nothing."""
    done = machine.state.archive.loads.get(module)
    if done is None or done.events or done.children or done.touched:
        return False
    heap = machine.state.heap
    pairs = ((heap.get(owner, {}).get(name), value) for owner, of in done.writes.items() for name, value in of.items())
    return all(now is value or now == value for now, value in pairs)


def _executed(machine: Engine, path: str, name: str) -> Loaded | None:
    facts = machine.state.archive.read[path] = machine.loader.facts(path)
    if facts is None:
        return None
    known, archive = len(machine.state.modules), machine.state.archive
    module = Module(path, name, facts, born=archive.made)
    module.targets = machine.loader.targets(module.path, module.facts)
    machine.state.modules[path] = module
    outer, machine.state.recursion.lowlink = machine.state.recursion.lowlink, NO_LOWLINK
    done = archive.loads[module] = _run_module(machine, module)
    machine.state.summaries.counted.add(done)
    loaded = Loaded(done, dict(islice(machine.state.modules.items(), known, None)))
    if machine.state.recursion.lowlink == NO_LOWLINK:
        for known_of in (machine.state.summaries, machine.state.archive)[: 1 + done.effort.whole]:
            known_of.modules[path] = (*known_of.modules.get(path, ()), loaded)
    machine.state.recursion.lowlink = min(outer, machine.state.recursion.lowlink)
    return loaded


def _enter(machine: Engine, module: Module) -> Frame:
    machine.state.depth += 1
    names: dict[str, Value] = {"__name__": Known(module.name), "__file__": UNKNOWN, "__doc__": UNKNOWN}
    frame = module.frame = Frame(module, names)
    return frame


def _run_module(machine: Engine, module: Module) -> Execution:
    state, caller = machine.state, machine.state.trace
    with state.symbolic_streams() as entered, state.measured() as effort:
        done = state.trace = Execution(module.name, module.path, entry=entered, effort=effort)
        machine.block(module.facts.body, _enter(machine, module))
        state.depth -= 1
        done.settle_writes(state.heap)
        done.returned = state.streams or entered  # an import that exits does not end our knowledge
        left = set_between(entered, done.returned)
        module.left = tuple(resolved(origins, state.entry) for origins in left)
        state.trace = caller
    caller.inherit(done)
    return done
