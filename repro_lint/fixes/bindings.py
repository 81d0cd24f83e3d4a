"""What the names of a module mean at a place of its top level, as far as imports and plain assignments tell."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from repro_lint.fixes.rows import Layout, Row, imported, own_nodes

OTHER = ""
"""The meaning of a name that is bound to something else, or not on every path."""

# `from x import *` of these binds `random` to a module or function of their own (looked up in NumPy 2 and Keras 3).
_STARS_BIND_RANDOM = frozenset(
    {"numpy", "numpy.random", "pylab", "matplotlib.pylab", "scipy", "jax", "keras", "tensorflow", "tensorflow.keras"}
)
_HARMLESS_STARS = frozenset(
    {"keras", "matplotlib", "numpy", "pylab", "pandas", "scipy", "sklearn", "tensorflow", "torch"}
)
_COMMON = frozenset({"keras", "np", "random", "tf"})
_EXITS = frozenset({"exit", "quit", "_exit", "skip"})


@dataclass(slots=True)
class Scope:
    """The names bound so far, `bound` in order: `now` their meaning, `ever` all they had; `stars` the star imports."""

    now: dict[str, str] = field(default_factory=dict)
    ever: dict[str, set[str]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)

    @classmethod
    def after(cls, rows: Iterable[Row]) -> Scope:
        """What is bound once these rows have run."""
        scope = cls()
        for row in rows:
            scope.run(row.statements)
        return scope

    @classmethod
    def before(cls, layout: Layout, index: int) -> Scope:
        """What is bound when row `index` of a layout runs."""
        return cls.after((*layout.outer, *layout.rows[:index]))

    def dotted(self, node: ast.expr) -> str:
        """The dotted name an expression stands for, or OTHER."""
        if isinstance(node, ast.Name):
            return self.now.get(node.id, OTHER)
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value)
            return f"{base}.{node.attr}" if base else OTHER
        return OTHER

    def spell(self, target: str) -> str | None:
        """How the file can write a dotted name with what is bound; the most general name it has."""
        fitting = [
            (meaning, name) for name, meaning in self.now.items() if meaning and f"{target}.".startswith(f"{meaning}.")
        ]
        if not fitting:
            return None
        meaning, name = min(fitting, key=lambda pair: len(pair[0]))
        return name + target[len(meaning) :]

    def is_free(self, name: str, module: str) -> bool:
        """Whether a name never means anything else than a module in the file."""
        meanings = self.ever.get(name, set())
        hidden = not meanings and any(star.split(".")[0] not in _HARMLESS_STARS for star in self.stars)
        return meanings <= {module} and not (hidden and name in _COMMON)

    def run(self, statements: Iterable[ast.stmt]) -> None:
        """Bind what these statements bind."""
        for statement in statements:
            self._run_one(statement)

    def _run_one(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Import(names=names):
                for alias in names:
                    self._bind(
                        alias.asname or alias.name.split(".")[0],
                        alias.name if alias.asname else alias.name.split(".")[0],
                    )
            case ast.ImportFrom():
                self._import_from(statement)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                self._bind(name, OTHER)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._bind(name, self.dotted(value))
            case _:
                self._run_compound(statement)

    def _run_compound(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Try():
                self._branch([[*statement.body, *statement.orelse], *(handler.body for handler in statement.handlers)])
                self.run(statement.finalbody)
            case ast.If():
                self._branch(self._alternatives(statement))
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    self._bind_stores(item)
                self.run(body)
            case _:
                self._bind_stores(statement)
                if body := getattr(statement, "body", []):
                    self._branch([body, []])

    def _alternatives(self, statement: ast.If) -> list[list[ast.stmt]]:
        """The bodies of a chain of `elif`s, which may be longer than Python's stack is deep."""
        self._bind_stores(statement.test)
        bodies = [statement.body]
        while len(statement.orelse) == 1 and isinstance(statement.orelse[0], ast.If):
            statement = statement.orelse[0]
            self._bind_stores(statement.test)
            bodies.append(statement.body)
        return [*bodies, statement.orelse]

    def _import_from(self, statement: ast.ImportFrom) -> None:
        module = "" if statement.level else statement.module or ""
        for alias in statement.names:
            if alias.name != "*":
                self._bind(alias.asname or alias.name, f"{module}.{alias.name}" if module else OTHER)
                continue
            if module in _STARS_BIND_RANDOM:
                self._bind("random", OTHER)
            if module.split(".")[0] not in sys.stdlib_module_names:
                self.stars.append(module)

    def _branch(self, bodies: Sequence[Sequence[ast.stmt]]) -> None:
        """Run alternatives; what they do not agree on means OTHER."""
        start, ends, known = self.now, [], len(self.bound)
        for body in bodies:
            self.now = dict(start)
            self.run(body)
            if not _leaves(body):
                ends.append(self.now)
        self.now = start
        for name in set(self.bound[known:]) if ends else ():
            if any(name in end for end in ends):
                meanings = {end.get(name, OTHER) for end in ends}
                self.now[name] = meanings.pop() if len(meanings) == 1 else OTHER

    def _bind_stores(self, node: ast.AST) -> None:
        for child in own_nodes(node):
            if isinstance(child, ast.Name) and not isinstance(child.ctx, ast.Load):
                self._bind(child.id, OTHER)

    def _bind(self, name: str, meaning: str) -> None:
        self.now[name] = meaning
        self.bound.append(name)
        self.ever.setdefault(name, set()).add(meaning)


def does_without(layout: Layout, packages: frozenset[str]) -> bool:
    """Whether a file imports packages only as it can go on without: `try: import … except ImportError: tf = None`."""
    rows = [row for row in layout.rows if row.roots & packages]
    return bool(rows) and all(_is_optional(statement, packages) for row in rows for statement in row.statements)


def _is_optional(statement: ast.stmt, packages: frozenset[str]) -> bool:
    if not isinstance(statement, ast.Try):
        return not _imports(statement, packages)
    catching = [handler for handler in statement.handlers if _catches_import_error(handler.type)]
    return bool(catching) and not any(
        _leaves(handler.body) or any(_imports(one, packages) for one in handler.body) for handler in catching
    )


def _catches_import_error(caught: ast.expr | None) -> bool:
    names = {node.id for node in ast.walk(caught) if isinstance(node, ast.Name)} if caught else set()
    return caught is None or not names.isdisjoint(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))


def _imports(statement: ast.stmt, packages: frozenset[str]) -> bool:
    return any(module.split(".")[0] in packages for module in imported(statement))


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a branch ends the program."""
    match body[-1] if body else None:
        case ast.Raise():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name in _EXITS
        case _:
            return False
