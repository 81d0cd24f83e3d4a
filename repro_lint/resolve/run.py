"""Statements, and modules that import each other."""

from __future__ import annotations

from collections.abc import Callable

from repro_lint.facts import model as ir
from repro_lint.facts import nodes
from repro_lint.resolve.events import Raises
from repro_lint.resolve.frames import Activation, Frame, Snapshot, meet
from repro_lint.resolve.loops import Looper
from repro_lint.resolve.state import ABSENT, NOWHERE, How, Key, Origin, Place, replaced
from repro_lint.resolve.values import (
    UNKNOWN,
    Arguments,
    Deferred,
    Func,
    Gpus,
    Instance,
    Method,
    Ref,
    Value,
)

_LIBRARY_STREAMS = {"tensorflow": Key.TENSORFLOW, "keras": Key.TENSORFLOW, "numpy": Key.NUMPY}
_IMPORT_ERRORS = ("ImportError", "ModuleNotFoundError")


class Runner(Looper):
    """Executes statements and modules."""

    def block(self, statements: ir.Block, frame: Frame) -> None:
        """Execute statements until the path ends."""
        for statement in statements:
            if self.world is None:
                return
            self.steps += 1
            if frame.raises:
                self._note_raise(statement, frame)
            _STATEMENTS[type(statement)](self, statement, frame)

    def _note_raise(self, statement: ir.Stmt, frame: Frame) -> None:
        """The state a handler would find if this statement raised."""
        if self._cannot_raise(statement, frame):
            return
        is_import = isinstance(statement, (ir.Import, ir.FromImport))
        state = self.snapshot(frame)
        if isinstance(statement, (ir.Import, ir.FromImport)) and state.world is not None:
            key = _LIBRARY_STREAMS.get(statement.module.partition(".")[0])
            if key is not None:  # where the library is missing nothing draws from its stream
                absent = Origin(How.SEED, self.place(frame, statement.span), ABSENT)
                state = state._replace(world=replaced(state.world, key, frozenset({absent})))
        frame.raises[-1].append((is_import, state))

    def _cannot_raise(self, statement: ir.Stmt, frame: Frame) -> bool:
        """Seed calls, switches and plain assignments take effect before anything else can go wrong."""
        if isinstance(statement, ir.Assign):
            return isinstance(statement.value, (nodes.Const, nodes.Name))
        if not (isinstance(statement, ir.Do) and isinstance(statement.value, nodes.Call)):
            return isinstance(statement, (ir.Define, ir.Global))
        function = statement.value.function
        while isinstance(function, nodes.Attr):
            function = function.base
        if not isinstance(function, nodes.Name):
            return False
        target = self.evaluate(statement.value.function, frame)
        row = self.row(target.name) if isinstance(target, Ref) else None
        return row is not None and row.role.value in ("seed", "switch")

    def _do(self, statement: ir.Do, frame: Frame) -> None:
        value = self.evaluate(statement.value, frame)
        if isinstance(value, Deferred) and isinstance(statement.value, nodes.Yield):
            self.run_deferred(value, self.place(frame, statement.span))

    def _if(self, statement: ir.If, frame: Frame) -> None:
        value = self.evaluate(statement.test, frame)
        outcome = self.decided(value, statement.test, frame)
        if outcome is not None:
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
                self.block(body, frame)
                self.with_gpus -= in_sight
                gpus_needed = gpus_needed or (hidden and self.world is None)

            return run

        self.fork(frame, branch(True, statement.body), branch(False, statement.orelse))
        if gpus_needed:
            self.need_gpu(self.place(frame, statement.span))

    def _try(self, statement: ir.Try, frame: Frame) -> None:
        frame.raises.append([])
        self.block(statement.body, frame)
        if self.world is not None:
            frame.raises[-1].append((False, self.snapshot(frame)))
        thrown = frame.raises.pop()
        self.block(statement.orelse, frame)
        ends = [Snapshot(frame.env, self.world, self.store)]
        for handler in statement.handlers:
            imports_only = _catches_imports_only(handler.caught)
            start = meet([state for is_import, state in thrown if is_import or not imports_only])
            if start is None:
                continue
            self.restore(frame, start)
            if handler.name:
                frame.bind(handler.name, UNKNOWN)
            self.block(handler.body, frame)
            ends.append(Snapshot(frame.env, self.world, self.store))
        self.arrive(frame, ends)
        self._finally(statement, thrown, frame)

    def _finally(self, statement: ir.Try, thrown: list[tuple[bool, Snapshot]], frame: Frame) -> None:
        """`finally` runs on the way out as well: what it does there is seen, though the path ends."""
        if self.world is None and statement.final:
            self.arrive(frame, [state for _, state in thrown])
            self.block(statement.final, frame)
            self.world = None
        else:
            self.block(statement.final, frame)

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

        if isinstance(context, Deferred) and context.function.wrapped_by == "contextmanager":
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
        frame.globals.update(statement.names)

    def call_escaped(self, function: Func, receiver: Value | None) -> Activation | None:
        """Run a function nobody was seen to call, with arguments nobody knows."""
        facts = function.module.facts.functions[function.index]
        arguments = Arguments(() if receiver is None else (receiver,), open=True)
        caller, self.activation = self.activation, Activation("", "")
        if facts.generator:
            self.run_deferred(Deferred(function, arguments), NOWHERE)
        elif receiver is not None:
            self.call(Method(function, receiver), Arguments(open=True), NOWHERE, function.closure)
        else:
            self.call(function, arguments, NOWHERE, function.closure)
        done, self.activation = self.activation, caller
        return next(iter(done.children.values()), None)

    def place_of(self, function: Func) -> Place:
        """Where a function is defined."""
        return Place(function.module.path, function.module.facts.functions[function.index].span)


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
    ir.Define: Runner._define,
    ir.DefineClass: Runner._class,
}
Runner.expressions = {
    **Looper.expressions,
    nodes.Lambda: Runner._lambda,
    nodes.Comprehension: Runner._comprehension,
}
