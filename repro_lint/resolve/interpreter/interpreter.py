"""The abstract interpreter: what it is given, the state that it changes, and its parts under the names of `Machine`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from repro_lint.catalog import Catalog
from repro_lint.catalog.schema import Row
from repro_lint.facts import nodes
from repro_lint.resolve.domain.frames import Frame
from repro_lint.resolve.domain.values import UNKNOWN, Value
from repro_lint.resolve.interpreter import (
    attributes,
    bindings,
    calls,
    containers,
    entering,
    escapes,
    exceptions,
    expressions,
    imports,
    iteration,
    scopes,
    statements,
)
from repro_lint.resolve.interpreter.api import Loader
from repro_lint.resolve.interpreter.bindings import evaluate_lambda
from repro_lint.resolve.interpreter.expressions import EXPRESSIONS
from repro_lint.resolve.interpreter.iteration import evaluate_comprehension
from repro_lint.resolve.interpreter.state import State
from repro_lint.resolve.models import effects, layers

_EXPRESSIONS: dict[type, Callable[..., Value]] = {
    **EXPRESSIONS,
    nodes.Lambda: evaluate_lambda,
    nodes.Comprehension: evaluate_comprehension,
}


class Interpreter:
    """Runs programs. Each method is the function of that name in the module that defines it."""

    def __init__(
        self,
        catalog: Catalog,
        loader: Loader,
        keras: str | None = None,
        seed_functions: frozenset[str] = frozenset(),
        versions: Mapping[str, str] | None = None,
    ) -> None:
        self.catalog = catalog
        self.loader = loader
        self.canonical: Callable[[str], str] = cache(catalog.canonical)  # the same names come by the hundred thousand
        self.row: Callable[[str], Row | None] = cache(catalog.row)
        self.keras = keras
        self.seed_functions = seed_functions
        self.versions = versions or {}
        self.state = State()

    def evaluate(self, expr: nodes.Expr, frame: Frame) -> Value:
        """The value of an expression, its effects done in order."""
        handler = _EXPRESSIONS.get(type(expr))
        return UNKNOWN if handler is None else handler(self, expr, frame)

    apply = effects.apply
    attribute = attributes.attribute
    attribute_of_module = imports.attribute_of_module
    block = statements.block
    call = calls.call
    catalogued_method = effects.catalogued_method
    data_file = imports.data_file
    draw_now = effects.draw_now
    elements_of = expressions.elements_of
    enter = entering.enter
    escape = escapes.escape
    execute = calls.execute
    fill = bindings.fill
    find_member = attributes.find_member
    havoc_constants = attributes.havoc_constants
    import_name = imports.import_name
    invoke = calls.invoke
    iterate = iteration.iterate
    leave = entering.leave
    lookup = scopes.lookup
    origins_of = layers.origins_of
    outside_bases = attributes.outside_bases
    run_deferred = calls.run_deferred
    set_attribute = attributes.set_attribute
    store = containers.store
    stream_key = layers.stream_key
    throw = exceptions.throw
