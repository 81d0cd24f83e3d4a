"""One walk over Python's own `ast`: a module becomes `FileFacts`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from repro_lint.facts.expressions import convert
from repro_lint.facts.model import Block, FileFacts, Function, Parameter, Return, Stmt
from repro_lint.facts.nodes import CHANGING, NOTHING, Expr, Span, span_of
from repro_lint.facts.statements import convert_statement
from repro_lint.facts.unbound import Names

_FIRST_PACKAGES = ("tensorflow.contrib", "tensorflow.examples")
# Looked up in TensorFlow 2.21: `tensorflow` has none of these.
_FIRST_NAMES = frozenset(
    {
        *("ConfigProto", "InteractiveSession", "Session", "app", "contrib", "flags", "get_default_graph"),
        *("get_default_session", "get_variable", "global_variables_initializer", "initialize_all_variables", "layers"),
        *("placeholder", "random_normal", "random_uniform", "truncated_normal", "variable_scope"),
    }
)

# What a program does with a GPU that it means to have.
_GPU_NAMES = frozenset(
    {
        *("GPUOptions", "allow_growth", "enable_op_determinism", "per_process_gpu_memory_fraction"),
        *("multi_gpu_model", "set_logical_device_configuration", "set_memory_growth"),
        *("set_per_process_memory_fraction", "set_virtual_device_configuration"),
    }
)


def collect(tree: ast.Module) -> FileFacts:
    """The facts of a parsed module. Raises RecursionError where the code is nested too deep for Python."""
    collector = Collector(tree)
    body: list[Stmt] = []
    functions_before: list[int] = []
    for statement in tree.body:
        body += collector.block([statement])
        functions_before += [len(collector.functions)] * (len(body) - len(functions_before))
    return FileFacts(
        body=tuple(body),
        functions=tuple(collector.functions),
        imports=tuple(dict.fromkeys(collector.imports)),
        has_main_guard=any(_is_guard(statement) for statement in tree.body),
        has_tests=_has_tests(tree),
        rebound=frozenset(collector.rebound),
        functions_before=tuple(functions_before),
        tensorflow_1=collector.tensorflow_1 or any(name.startswith(_FIRST_PACKAGES) for name, _ in collector.imports),
        gpu=collector.gpu,
        unbound=collector.names.unbound,
    )


def _is_guard(statement: ast.stmt) -> bool:
    if not (isinstance(statement, ast.If) and isinstance(statement.test, ast.Compare)):
        return False
    sides = [statement.test.left, *statement.test.comparators]
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)


def _has_tests(tree: ast.Module) -> bool:
    """Whether there is something for a test runner: what a program calls itself, such as its `test_step`, is not."""
    classes = (base for statement in tree.body if isinstance(statement, ast.ClassDef) for base in statement.bases)
    functions = {statement.name for statement in tree.body if isinstance(statement, ast.FunctionDef)}
    functions = {name for name in functions if name.startswith("test_")}
    if functions:
        calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        functions -= {function.id for function in calls if isinstance(function, ast.Name)}
    return bool(functions) or any(ast.unparse(base).endswith("TestCase") for base in classes)


def _filled(function: ast.AST) -> Iterator[str]:
    """The names of containers that a function may change in place, which may be those of a function around."""
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            yield from _names(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
            yield from _names(node.func.value)


def _names(holder: ast.expr) -> Iterator[str]:
    while isinstance(holder, ast.Subscript):
        holder = holder.value
    if isinstance(holder, ast.Name):
        yield holder.id


class Collector:
    """The state of the walk: the functions and imports met so far, and the class one stands in."""

    def __init__(self, scope: ast.AST) -> None:
        self.scope = scope  # the module or function that one stands in
        self.functions: list[Function] = []
        self.imports: list[tuple[str, int]] = []
        self.rebound: set[str] = set()
        self.owner = ""
        self.tensorflow: set[str] = set()  # the names of TensorFlow itself
        self.tensorflow_1 = False  # whether one of them is asked for what only TensorFlow 1 has
        self.names = Names()
        self.gpu = False  # whether a GPU is asked for
        self.yields = False  # whether the function one stands in yields
        self.depth = 0  # of functions one stands in

    def block(self, statements: Sequence[ast.stmt]) -> Block:
        """The events of statements in order; those without any are left out."""
        events: list[Stmt] = []
        for statement in statements:
            events.extend(convert_statement(statement, self))
        return tuple(events)

    def expr(self, node: ast.expr | None) -> Expr:
        """The expression, or nothing."""
        return NOTHING if node is None else convert(node, self)

    def takes(self, base: ast.expr, names: Sequence[str]) -> None:
        """Names are taken one of the other, the last of them of `base`."""
        if names[-1] in _FIRST_NAMES and isinstance(base, ast.Name) and base.id in self.tensorflow:
            self.tensorflow_1 = True
        self.gpu = self.gpu or names[0] in _GPU_NAMES

    def add_lambda(self, node: ast.Lambda) -> int:
        """Keep a lambda as a function; its index."""
        outer, self.yields = self.yields, False
        body = (Return(span_of(node.body), self.expr(node.body)),)
        generator, self.yields = self.yields, outer
        return self._keep("<lambda>", node.args, body, generator, span_of(node))

    def add_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        """Keep a function; its index."""
        self.names.bound.add(node.name)
        owner, self.owner = self.owner, ""
        outer, self.yields = self.yields, False
        self.depth += 1
        if self.depth > 1:
            self.rebound.update(_filled(node))
        around, self.scope = self.scope, node
        body = self.block(node.body)
        self.scope = around
        self.depth -= 1
        generator, self.yields = self.yields, outer
        self.owner = owner
        return self._keep(node.name, node.args, body, generator, span_of(node))

    def _keep(self, name: str, arguments: ast.arguments, body: Block, generator: bool, span: Span) -> int:
        parameters = tuple(self._parameters(arguments))
        self.functions.append(Function(name, parameters, body, generator, span, self.owner))
        return len(self.functions) - 1

    def _parameters(self, arguments: ast.arguments) -> list[Parameter]:
        positional = [*arguments.posonlyargs, *arguments.args]
        padding: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
        defaults = [*padding, *arguments.defaults]
        found = [self._parameter(a, "positional", d) for a, d in zip(positional, defaults, strict=True)]
        if arguments.vararg:
            found.append(self._parameter(arguments.vararg, "*", None))
        pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        found.extend(self._parameter(a, "keyword", d) for a, d in pairs)
        if arguments.kwarg:
            found.append(self._parameter(arguments.kwarg, "**", None))
        return found

    def _parameter(self, argument: ast.arg, kind: str, default: ast.expr | None) -> Parameter:
        self.names.bound.add(argument.arg)
        return Parameter(argument.arg, kind, None if default is None else self.expr(default))
