"""Where an author has a place for a seed and leaves it empty: an option without a default, a name that is None."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from repro_lint.facts.nodes import Span, span_of
from repro_lint.model import Fix, Safety
from repro_lint.resolve.domain.streams import Place
from repro_lint.source import syntax
from repro_lint.source.text import Source

_NAME = re.compile(r"-{0,2}(\w+[-_.])?(seed|random[-_]state)", re.IGNORECASE)
_ADDING = frozenset({"add_argument", "option"})
_DEFINING = frozenset({"DEFINE_integer", "Option"})


@dataclass(frozen=True, slots=True)
class Empty:
    """A place that holds None, as its user calls it: the span of that None, or of the call that lacks `form`.

    `function`: the one whose parameter it is the default of.
    """

    name: str
    span: Span
    form: str = ""
    function: str = ""

    def filled(self, source: Source, seed: int) -> Fix | None:
        """The fix that gives it a seed; None where that cannot be written there."""
        from repro_lint.flag.slots import Slot, inserted, replaced  # libcst: only where there is such a place

        place = Place(source.path.as_posix(), self.span)
        slot = inserted(place, source, self.form) if self.form else replaced(place, source, "{seed}", literal=True)
        made = slot.filled(str(seed), Safety.SAFE) if isinstance(slot, Slot) else None
        return made and replace(made, title=f"give `{self.name}` the default {seed}")


def empty_places(tree: ast.Module) -> Iterator[Empty]:
    """The places for a seed that a file leaves empty, the options of its command line first."""
    found = [place for node in syntax.nodes(tree) for place in _empty(node)]
    yield from sorted(found, key=lambda place: (not place.name.startswith("-"), place.span))


def _empty(node: ast.AST) -> Iterator[Empty]:
    match node:
        case ast.Call():
            yield from _option(node)
        case ast.FunctionDef(args=arguments) if node.name == "main" or node.decorator_list:
            for name, default in _defaults(arguments):
                yield from (replace(place, function=node.name) for place in _none(name, default))
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=value)
        ):
            yield from _none(name, value)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield from _none(key.value, value)


def _none(name: str, value: ast.expr | None) -> Iterator[Empty]:
    """What is called a seed and is None, or typer's `Option(None, ...)`."""
    if isinstance(value, ast.Call) and _called(value) in _DEFINING and value.args:
        value = value.args[0]
    if _NAME.fullmatch(name) and isinstance(value, ast.Constant) and value.value is None:
        yield Empty(name, span_of(value))


def _option(call: ast.Call) -> Iterator[Empty]:
    names = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    name = next((name for name in names[:3] if _NAME.fullmatch(name)), None)
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if name is None or None in given:
        return
    if _called(call) == "DEFINE_integer":
        yield from _none(name, given.get("default", call.args[1] if len(call.args) > 1 else None))
    elif _called(call) in _ADDING and "default" in given:
        yield from _none(name, given["default"])
    elif _called(call) in _ADDING and not given.keys() & {"action", "required", "is_flag", "nargs", "multiple"}:
        yield Empty(name, span_of(call), "default={seed}")


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr | None]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    late = positional[len(positional) - len(arguments.defaults) :]
    yield from zip((one.arg for one in late), arguments.defaults, strict=True)
    yield from zip((one.arg for one in arguments.kwonlyargs), arguments.kw_defaults, strict=True)
