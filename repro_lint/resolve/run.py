"""Statements, and modules that import each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.events import Raises
from repro_lint.resolve.frames import Activation, Frame, Snapshot, Thrown, meet
from repro_lint.resolve.library import SUPPRESSORS
from repro_lint.resolve.loops import Looper
from repro_lint.resolve.state import NOWHERE, Place
from repro_lint.resolve.values import (
    UNKNOWN,
    Arguments,
    Deferred,
    Func,
    Gpus,
    Instance,
    Lazy,
    Method,
    Thing,
    Value,
)

_IMPORT_ERRORS = ("ImportError", "ModuleNotFoundError")


class Runner(Looper):
    """Executes statements and modules."""

    def block(self, statements: ir.Block, frame: Frame) -> None:
        """Execute statements until the path ends."""
        caller, self.frame = self.frame, frame
        for statement in statements:
            if self.world is None:
                break
            self.steps += 1
            _STATEMENTS[type(statement)](self, statement, frame)
        self.frame = caller

    def _do(self, statement: ir.Do, frame: Frame) -> None:
        value = self.evaluate(statement.value, frame)
        if isinstance(value, Deferred) and isinstance(statement.value, nodes.Yield):
            self.run_deferred(value, self.place(frame, statement.span))

    def _if(self, statement: ir.If, frame: Frame) -> None:
        value = self.evaluate(statement.test, frame)
        outcome = self.decided(value, statement.test, frame)
        if outcome is not None and (outcome or not _waits_for_a_value(statement)):
            self.block(statement.body if outcome else statement.orelse, frame)
            return

        gpus_needed = False

        def branch(taken: bool, body: ir.Block) -> Callable[[], None]:
            hidden = isinstance(value, Gpus) and bool(value.hidden) is taken
            in_sight = isinstance(value, Gpus) and not hidden

            def run() -> None:
                nonlocal gpus_needed
                self.narrow(statement.test, frame, taken)
                self.with_gpus += in_sight
                with self.on_branch(self.place(frame, statement.span)):
                    self.block(body, frame)
                self.with_gpus -= in_sight
                gpus_needed = gpus_needed or (hidden and self.world is None)

            return run

        self.fork(frame, branch(True, statement.body), branch(False, statement.orelse))
        if gpus_needed:
            self.need_gpu(self.place(frame, statement.span))

    def _try(self, statement: ir.Try, frame: Frame) -> None:
        exits: list[list[Any]] = [frame.returns, *frame.breaks[-1:], *frame.continues[-1:]]
        left = [(ends, len(ends)) for ends in exits]
        frame.raises.append([])
        self.block(statement.body, frame)
        thrown = frame.raises.pop()
        if statement.final:
            frame.raises.append([] if statement.handlers else thrown)  # what leaves goes through `finally`
        self.block(statement.orelse, frame)
        ends = [Snapshot(frame.env, self.world, self.store)]
        for handler in statement.handlers:
            self._handle(handler, thrown, frame)
            ends.append(Snapshot(frame.env, self.world, self.store))
        self.arrive(frame, ends)
        if statement.final:
            self._finally(statement.final, frame.raises.pop(), left, frame)

    def _handle(self, handler: ir.Handler, thrown: list[Thrown], frame: Frame) -> None:
        imports_only = _catches_imports_only(handler.caught)
        self.arrive(frame, [one.state for one in thrown if one.is_import or not imports_only])
        if self.world is not None:
            if handler.name:
                self.bind(frame, handler.name, UNKNOWN)
            self.block(handler.body, frame)

    def _finally(
        self, final: ir.Block, thrown: list[Thrown], leaving: list[tuple[list[Any], int]], frame: Frame
    ) -> None:
        """`finally` runs on every way out: at the end, with a return, a break or an exception."""
        end = Snapshot(frame.env, self.world, self.store)
        for ends, count in leaving:
            for index in range(count, len(ends)):
                value, state = ends[index] if ends is frame.returns else (None, ends[index])
                self._through(final, state, frame)
                after = self.snapshot(frame)
                ends[index] = (value, after) if ends is frame.returns else after
        for sure in (True, False):
            self._through(final, meet([one.state for one in thrown if one.sure is sure]), frame)
            if sure:
                self.throw(self.world)
            elif frame.raises and self.world is not None:
                frame.raises[-1].append(Thrown(self.snapshot(frame)))
        self._through(final, end, frame)

    def _through(self, final: ir.Block, state: Snapshot | None, frame: Frame) -> None:
        self.arrive(frame, [] if state is None else [state])
        self.block(final, frame)

    def _with(self, statement: ir.With, frame: Frame) -> None:
        context = self.evaluate(statement.context, frame)
        place = self.place(frame, statement.span)

        def body(entered: Value) -> None:
            if statement.target is not None:
                self.assign(statement.target, entered, frame, statement.span)
            known = set(self.activation.events)
            self.block(statement.body, frame)
            if _expects_a_raise(statement.context):
                for event in [e for e in self.activation.events if isinstance(e, Raises) and e not in known]:
                    del self.activation.events[event]

        if isinstance(context, Thing) and context.kind in SUPPRESSORS:
            self._try(ir.Try(statement.span, statement.body, (ir.Handler(nodes.NOTHING, None, ()),), (), ()), frame)
        elif isinstance(context, Deferred) and context.function.wrapped_by == "contextmanager":
            self.run_deferred(context, place, body)
        elif isinstance(context, Instance):
            enter, leave = (self.find_member(context.cls, name) for name in ("__enter__", "__exit__"))
            entered = self.invoke(enter, Arguments(), place, context) if isinstance(enter, Func) else context
            body(entered)
            if isinstance(leave, Func):
                self.invoke(leave, Arguments(open=True), place, context)
        else:
            body(context)

    def _return(self, statement: ir.Return, frame: Frame) -> None:
        value = self.evaluate(statement.value, frame)
        if self.world is not None:
            frame.returns.append((value, self.snapshot(frame)))
        self.world = None

    def _raise(self, statement: ir.Raise, frame: Frame) -> None:
        self.evaluate(statement.value, frame)
        self.throw(self.world)
        self.world = None

    def _break(self, _: ir.Break, frame: Frame) -> None:
        if frame.breaks:
            frame.breaks[-1].append(self.snapshot(frame))
        self.world = None

    def _continue(self, _: ir.Continue, frame: Frame) -> None:
        if frame.continues:
            frame.continues[-1].append(self.snapshot(frame))
        self.world = None

    def _global(self, statement: ir.Global, frame: Frame) -> None:
        module = frame.module.frame
        if module is not None and module is not frame:
            frame.elsewhere.update(dict.fromkeys(statement.names, module))

    def _nonlocal(self, statement: ir.Nonlocal, frame: Frame) -> None:
        for name in statement.names:
            holder = frame.parent.holder(name) if frame.parent is not None else None
            if holder is not None:
                frame.elsewhere[name] = holder

    def call_escaped(self, function: Func, receiver: Value | None) -> Activation | None:
        """Run a function nobody was seen to call, with arguments nobody knows."""
        facts = function.module.facts.functions[function.index]
        arguments = Arguments(() if receiver is None else (receiver,), open=True)
        caller, self.activation = self.activation, Activation("", "")
        made: Value = UNKNOWN
        if facts.generator:
            self.run_deferred(Deferred(function, arguments), NOWHERE)
        elif receiver is not None:
            made = self.call(Method(function, receiver), Arguments(open=True), NOWHERE, function.closure)
        else:
            made = self.call(function, arguments, NOWHERE, function.closure)
        child = next(iter(self.activation.children.values()), None)
        self.activation, wrapper = child or self.activation, self.activation
        if isinstance(made, Lazy):  # whoever calls it takes the elements
            self.use(made, NOWHERE, function.closure)
        self.activation = caller
        return child or (wrapper if wrapper.events else None)

    def place_of(self, function: Func) -> Place:
        """Where a function is defined."""
        return Place(function.module.path, function.module.facts.functions[function.index].span)


def _waits_for_a_value(statement: ir.If) -> bool:
    """An assertion that fails as the program stands (`assert KEY != ""`) is met once a value is filled in."""
    ends = statement.orelse[:1]
    return not statement.body and bool(ends) and isinstance(ends[0], ir.Raise) and statement.test != nodes.Const(False)


def _expects_a_raise(context: nodes.Expr) -> bool:
    """`with self.assertRaises(…)`, `with pytest.raises(…)`."""
    function = context.function if isinstance(context, nodes.Call) else None
    return isinstance(function, nodes.Attr) and (function.name == "raises" or function.name.startswith("assertRaises"))


def _catches_imports_only(caught: nodes.Expr) -> bool:
    names = caught.parts if isinstance(caught, nodes.Items) else (caught,)
    return bool(names) and all(isinstance(name, nodes.Name) and name.id in _IMPORT_ERRORS for name in names)


_STATEMENTS: dict[type, Callable[..., None]] = {
    ir.Do: Runner._do,
    ir.Assign: Runner._assign,
    ir.Import: Runner._import,
    ir.FromImport: Runner._from_import,
    ir.If: Runner._if,
    ir.Loop: Runner._loop,
    ir.Try: Runner._try,
    ir.With: Runner._with,
    ir.Return: Runner._return,
    ir.Raise: Runner._raise,
    ir.Break: Runner._break,
    ir.Continue: Runner._continue,
    ir.Global: Runner._global,
    ir.Nonlocal: Runner._nonlocal,
    ir.Define: Runner._define,
    ir.DefineClass: Runner._class,
}
Runner.expressions = {
    **Looper.expressions,
    nodes.Lambda: Runner._lambda,
    nodes.Comprehension: Runner._comprehension,
}
