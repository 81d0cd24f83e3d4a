"""Statements, and modules that import each other."""

from __future__ import annotations

from collections.abc import Callable

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.domain.arguments import Arguments, Deferred, Lazy, Partial
from repro_lint.resolve.domain.choices import usually
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.streams import NOWHERE, Place
from repro_lint.resolve.domain.values import UNKNOWN, Func, Gpus, Method, Unknown, Value
from repro_lint.resolve.interpreter.defaults import plain_run_first
from repro_lint.resolve.interpreter.guarded import Guarded
from repro_lint.resolve.trace.activation import Activation


class Runner(Guarded):
    """Executes statements and modules."""

    def block(self, statements: ir.Block, frame: Frame) -> None:
        """Execute statements until the path ends."""
        if statements and self.spent(statements, frame, statements[0].span):
            return
        caller, self.state.frame = self.state.frame, frame
        for statement in statements:
            if self.state.streams is None:
                break
            self.state.steps += 1
            _STATEMENTS[type(statement)](self, statement, frame)
        self.state.frame = caller

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
                self.state.with_gpus += in_sight
                with self.state.on_branch(self.place(frame, statement.span)):
                    self.block(body, frame)
                self.state.with_gpus -= in_sight
                gpus_needed = gpus_needed or (hidden and self.state.streams is None)

            return run

        branches = {True: branch(True, statement.body), False: branch(False, statement.orelse)}
        if plain_run := usually(value):
            plain, option = plain_run
            place = self.place(frame, statement.span)
            plain_run_first(self.state, frame, place, option, branches[plain], branches[not plain])
        else:
            self.state.fork(frame, branches[True], branches[False])
        if gpus_needed:
            self.need_gpu(self.place(frame, statement.span))

    def _return(self, statement: ir.Return, frame: Frame) -> None:
        value = self.evaluate(statement.value, frame)
        value = self.named_again(statement.value, nodes.NOTHING, value, frame)
        if asked := self.state.trace.asked:
            value = Unknown(option=asked[-1])
        if self.state.streams is not None:
            frame.returns.append((value, self.state.snapshot(frame)))
        self.state.streams = None

    def _raise(self, statement: ir.Raise, frame: Frame) -> None:
        self.evaluate(statement.value, frame)
        self.throw(self.state.streams)
        self.state.streams = None

    def _break(self, _: ir.Break, frame: Frame) -> None:
        if frame.breaks:
            frame.breaks[-1].append(self.state.snapshot(frame))
        self.state.streams = None

    def _continue(self, _: ir.Continue, frame: Frame) -> None:
        if frame.continues:
            frame.continues[-1].append(self.state.snapshot(frame))
        self.state.streams = None

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
        caller, self.state.trace = self.state.trace, Activation("", "")
        made: Value = UNKNOWN
        if facts.generator:
            self.run_deferred(Deferred(function, arguments), NOWHERE)
        elif receiver is not None:
            made = self.call(Method(function, receiver), Arguments(open=True), NOWHERE, function.closure)
        else:
            made = self.call(function, arguments, NOWHERE, function.closure)
        child = next(iter(self.state.trace.children.values()), None)
        self.state.trace, wrapper = child or self.state.trace, self.state.trace
        if isinstance(made, (Lazy, Func, Partial)):  # whoever calls it takes the elements, or calls what it gets
            self.escape(made, NOWHERE, function.closure)
        self.state.trace = caller
        return child or (wrapper if wrapper.events or wrapper.children else None)

    def place_of(self, function: Func) -> Place:
        """Where a function is defined."""
        return Place(function.module.path, function.module.facts.functions[function.index].span)


def _waits_for_a_value(statement: ir.If) -> bool:
    """An assertion that fails as the program stands (`assert KEY != ""`) is met once a value is filled in."""
    ends = statement.orelse[:1]
    return not statement.body and bool(ends) and isinstance(ends[0], ir.Raise) and statement.test != nodes.Const(False)


_STATEMENTS: dict[type, Callable[..., None]] = {
    ir.Do: Runner._do,
    ir.Assign: Runner._assign,
    ir.Import: Runner._import,
    ir.FromImport: Runner._from_import,
    ir.If: Runner._if,
    ir.Loop: Runner._loop,
    ir.Try: Runner.try_block,
    ir.With: Runner.with_block,
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
    **Guarded.expressions,
    nodes.Lambda: Runner._lambda,
    nodes.Comprehension: Runner._comprehension,
}
