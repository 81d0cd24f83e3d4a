"""Seeds a file already has: constants, literals, and the lines that seed."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from repro_lint.fixes.bindings import Scope
from repro_lint.fixes.need import KERAS, SEEDING, TENSORFLOW, TENSORFLOW_1, TENSORFLOW_COMPAT, Step
from repro_lint.fixes.rows import Layout

_SEED_NAME = re.compile(
    r"((global|random|rng|rand|manual|fixed|base|master|main|default|my|the)_?)?seed(_?(value|num|number|nb|val))?|random_state",
    re.IGNORECASE,
)
_STEPS: Mapping[str, Step] = {
    **{name: step for step in (*SEEDING.values(), TENSORFLOW_COMPAT, TENSORFLOW_1, KERAS) for name in step.targets},
    "tensorflow.random.set_random_seed": TENSORFLOW,
    "tensorflow.compat.v1.random.set_random_seed": TENSORFLOW_COMPAT,
}
_SEED_CALLS = frozenset({*_STEPS, "torch.manual_seed"})
_LARGEST = 2**32 - 1  # numpy.random.seed takes no more


@dataclass(frozen=True, slots=True)
class Constant:
    """A name that means one fixed number behind row `index`."""

    name: str
    value: int
    index: int


@dataclass(frozen=True, slots=True)
class Seeds:
    """`rows`: the rows that are a global seed call, with what they seed with; `steps`: what they do; `constants`:
    numbers that have a name; `literals`: the numbers in seed calls anywhere; `names`: every name the file uses."""

    rows: Mapping[int, ast.expr]
    steps: Mapping[int, Step]
    constants: tuple[Constant, ...]
    literals: tuple[int, ...]
    names: frozenset[str]

    @classmethod
    def of(cls, layout: Layout, nodes: Sequence[ast.AST]) -> Seeds:
        """Collect what a file has. `nodes`: all of its tree."""
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        names |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        bound = Counter(name for node in nodes if type(node) in _BINDING for name in _bound(node))
        names |= bound.keys()
        scope = Scope.before(layout, len(layout.rows))
        given = (number(_seed(scope, node)) for node in nodes if isinstance(node, ast.Call))
        literals = tuple(value for value in given if value is not None)
        calls = _calls(layout)
        rows = {index: seed for index, (_, seed) in calls.items()}
        steps = {index: step for index, (name, _) in calls.items() if (step := _STEPS.get(name)) is not None}
        return cls(rows, steps, _constants(layout, bound), literals, frozenset(names))

    def constant(self, preferred: str, index: int) -> Constant | None:
        """A constant that the first `index` rows define and whose name says that it is the seed."""
        fitting = [one for one in self.constants if one.index < index and _SEED_NAME.fullmatch(one.name.strip("_"))]
        return min(fitting, key=lambda one: (one.name != preferred, one.index), default=None)

    def value(self, preferred: str, seed: int, index: int, *, joins: bool = False) -> tuple[str, str | None]:
        """The expression to seed with behind the first `index` rows, and the line that defines it if it is new.

        `joins`: right behind the seeds that stand there, where what they name has the same value.
        """
        for row in sorted((row for row in self.rows if row < index), reverse=True):
            given = self.rows[row]
            if (literal := number(given)) is not None:
                return str(literal), None
            if any(isinstance(given, ast.Name) and one.name == given.id and one.index < row for one in self.constants):
                return ast.unparse(given), None
            if joins and _is_plain(given):
                return ast.unparse(given), None
        if constant := self.constant(preferred, index):
            return constant.name, None
        if self.literals:
            return str(self.literals[0]), None
        candidates = chain((preferred, "REPRO_SEED"), (f"REPRO_SEED_{number}" for number in count(2)))
        name = next(name for name in candidates if name not in self.names)
        return name, f"{name} = {seed}"


def _is_plain(given: ast.expr) -> bool:
    """Whether an expression reads names, and does nothing else."""
    nodes = (node for node in ast.walk(given) if not isinstance(node, ast.expr_context))
    return not isinstance(given, ast.Constant) and all(isinstance(node, ast.Name | ast.Attribute) for node in nodes)


def number(node: ast.expr | None) -> int | None:
    """The number that an expression is, when every library takes it as a seed."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if type(value) is int and 0 <= value <= _LARGEST else None


def _calls(layout: Layout) -> dict[int, tuple[str, ast.expr]]:
    """The rows that are a seed call: its dotted name, and the seed."""
    scope = Scope.before(layout, 0)
    found: dict[int, tuple[str, ast.expr]] = {}
    for index, row in enumerate(layout.rows):
        for statement in row.statements:
            value = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(value, ast.Call) and (seed := _seed(scope, value)):
                found[index] = scope.dotted(value.func), seed
        scope.run(row.statements)
    return found


def _constants(layout: Layout, bound: Mapping[str, int]) -> tuple[Constant, ...]:
    """The names that the top level binds once, to a number that can be a seed; row -1 is one before all.

    `bound`: how often the file binds each name.
    """
    rows = chain(((-1, row) for row in layout.outer), enumerate(layout.rows))
    found = (
        Constant(*constant, index)
        for index, row in rows
        for statement in row.statements
        if (constant := _constant(statement)) and bound[constant[0]] == 1
    )
    return tuple(found)


_BINDING = frozenset(
    {
        *(ast.Name, ast.Global, ast.alias, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler),
        *(ast.MatchAs, ast.MatchStar, ast.MatchMapping),
    }
)


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a node binds, parameters aside: these are their function's own."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.Global(names=names):
            yield from names
        case ast.alias(name=name, asname=other):
            yield other or name.split(".")[0]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name


def _seed(scope: Scope, node: ast.expr) -> ast.expr | None:
    if not isinstance(node, ast.Call) or scope.dotted(node.func) not in _SEED_CALLS:
        return None
    return next(iter([*node.args, *(keyword.value for keyword in node.keywords)]), None)


def _constant(statement: ast.stmt) -> tuple[str, int] | None:
    match statement:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=value)
        ):
            given = number(value)
            return None if given is None else (name, given)
        case _:
            return None
