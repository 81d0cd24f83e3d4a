"""The same program, written differently: each way gives programs that do the same, or none where they would not."""

from __future__ import annotations

import ast
import builtins
import io
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import indent

Program = Mapping[str, str]
_HINTS = ("seed", "random_state", "determin", "reproduc")  # words in names that mean something, by design
_WORD = re.compile(r"\w+")
_Function = (ast.FunctionDef, ast.AsyncFunctionDef)
_Import = (ast.Import, ast.ImportFrom)


def with_comments(program: Program) -> Iterator[Program]:
    """A comment before each statement of the top level."""

    def change(text: str) -> str:
        lines = text.splitlines(keepends=True)
        for statement in reversed(ast.parse(text).body):
            first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
            if lines[first - 1][:1].strip():  # not what stands behind a semicolon
                lines.insert(first - 1, "# random.seed(0)\n\n")
        return "".join(lines)

    yield {path: change(text) for path, text in program.items()}


def with_other_names(program: Program) -> Iterator[Program]:
    """Other names for all variables and functions of a script, but for those that other code may use by name."""
    if len(program) > 1:
        return
    ((path, text),) = program.items()
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    bound = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    bound |= {n.name for n in nodes if isinstance(n, _Function)}
    taken = {n.arg for n in nodes if isinstance(n, (ast.keyword, ast.arg))} | {
        n.attr for n in nodes if isinstance(n, ast.Attribute)
    }
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            members = (one for one in ast.walk(node) if isinstance(one, (ast.Name, *_Function)))
            taken |= {one.id if isinstance(one, ast.Name) else one.name for one in members}
        elif isinstance(node, _Import):
            dotted = [getattr(node, "module", "") or "", *(a.asname or a.name for a in node.names)]
            taken |= {part for name in dotted for part in name.split(".")}
    taken |= set(_WORD.findall(" ".join(_strings(text))))  # an f-string, or code in a string, may name them
    free = sorted(name for name in bound - taken - set(dir(builtins)) if not any(h in name.lower() for h in _HINTS))
    new = {name: f"name_{number}" for number, name in enumerate(free) if name != "__all__"}
    if new:
        yield {path: _renamed(text, new)}


def _strings(text: str) -> Iterator[str]:
    """What strings hold, and how they are written: until Python 3.12 an f-string is one token."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.STRING:
            yield token.string
    yield from (n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _renamed(text: str, new: Mapping[str, str]) -> str:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = text.splitlines(keepends=True)
    for token in reversed([t for t in tokens if t.type == tokenize.NAME and t.string in new]):
        (row, start), (_, end) = token.start, token.end
        lines[row - 1] = lines[row - 1][:start] + new[token.string] + lines[row - 1][end:]
    return "".join(lines)


def with_something_around(program: Program) -> Iterator[Program]:
    """The body of each file in a function or a method that is called, or in a statement that runs it once."""
    for path, text in program.items():
        head, functions, rest = _parted(ast.parse(text).body)
        guard, rest = [one for one in rest if _is_guard(one)], [one for one in rest if not _is_guard(one)]
        if not rest or "def test" in text:  # which pytest finds on the top level
            continue
        outside = {**program, path: _code(*functions, *guard)}
        seen = _words(outside) | {"__all__"} if "import *" not in str(outside) else _bound(rest)
        shared = ", ".join(sorted(_bound(rest) & seen))
        body = f"global {shared}\n{_code(*rest)}" if shared else _code(*rest)
        start, end = _code(*head, *functions), _code(*guard)
        yield {**program, path: f"{start}def body_of_it():\n{indent(body, ' ')}\nbody_of_it()\n{end}"}
        method = indent(f"def run(self):\n{indent(body, ' ')}", " ")
        yield {**program, path: f"{start}class BodyOfIt:\n{method}\nBodyOfIt().run()\n{end}"}
        for around in ("if True:", "for _ in (1,):", "with open('of_it.txt') as _:", "try:"):
            final = "finally:\n pass\n" if around == "try:" else ""
            yield {**program, path: f"{start}{around}\n{indent(_code(*rest), ' ')}{final}{end}"}
        if len(program) == 1 and not guard:
            called = "if __name__ == '__main__':\n body_of_it()\n"
            yield {path: f"{start}def body_of_it():\n{indent(body, ' ')}\n{called}"}


def with_a_script_that_imports_it(program: Program) -> Iterator[Program]:
    """A script in a module that another script imports."""
    if len(program) > 1 or "__name__" in str(program):
        return
    ((path, text),) = program.items()
    yield {"module_of_it.py": text, path: "import module_of_it\n"}


def with_helpers_apart(program: Program) -> Iterator[Program]:
    """The functions of each file that need nothing of it but its imports in a module of their own."""
    for path, text in program.items():
        head, functions, rest = _parted(ast.parse(text).body)
        imports = [one for one in head if isinstance(one, _Import)]
        known = {*dir(builtins), *_bound(imports)}
        moved = [one for one in functions if isinstance(one, _Function)]
        while outside := [one for one in moved if _free(one) - known - {other.name for other in moved}]:
            moved = [one for one in moved if one not in outside]
        own = _bound(rest) | _bound([one for one in head if one not in imports])
        if not moved or "/" in path or own & {one.name for one in moved} or len(imports) < len(_imports(text)):
            continue
        names = ", ".join(one.name for one in moved)
        kept = [one for one in functions if one not in moved]
        yield {
            **program,
            path: f"{_code(*head)}from helpers_of_it import {names}\n{_code(*kept, *rest)}",
            "helpers_of_it.py": _code(*imports, *moved),
        }


def with_functions_reordered(program: Program) -> Iterator[Program]:
    """Functions that follow each other, the other way round."""
    for path, text in program.items():
        runs = [list(run) for _, run in groupby(ast.parse(text).body, _is_independent)]
        turned = [run[::-1] if _is_independent(run[0]) else run for run in runs]
        if turned != runs:
            yield {**program, path: _code(*(one for run in turned for one in run))}


def _is_independent(node: ast.stmt) -> bool:
    """Whether defining a function does nothing else, so that it can be defined elsewhere."""
    if not isinstance(node, _Function) or node.decorator_list:
        return False
    defaults = [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
    return all(isinstance(one, ast.Constant) for one in defaults)


def _is_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def _words(program: Program) -> set[str]:
    """The names and other words of a program."""
    nodes = [node for text in program.values() for node in ast.walk(ast.parse(text))]
    found = {getattr(node, field, None) for node in nodes for field in ("id", "attr", "value", "name")}
    return {word for word in found if isinstance(word, str)}


def _parted(body: list[ast.stmt]) -> tuple[list[ast.stmt], list[ast.stmt], list[ast.stmt]]:
    """All up to the last import and what is defined first; the functions that may stand there; the rest."""
    last = max((number for number, one in enumerate(body, 1) if isinstance(one, _Import)), default=0)
    rest = body[last:]
    names = [one.name for one in rest if isinstance(one, _Function)]
    functions = [one for one in rest if _is_independent(one) and names.count(getattr(one, "name", "")) == 1]
    return body[:last], functions, [one for one in rest if one not in functions]


def _imports(text: str) -> list[ast.AST]:
    return [one for one in ast.walk(ast.parse(text)) if isinstance(one, _Import)]


def _bound(statements: Sequence[ast.stmt]) -> set[str]:
    """The names that statements bind where they stand."""
    found: set[str] = set()
    pending: list[ast.AST] = list(statements)
    while pending:
        node = pending.pop()
        if isinstance(node, (*_Function, ast.ClassDef)):
            found.add(node.name)
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            found.add(node.id)
        elif isinstance(node, _Import):
            found.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
        if not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            pending.extend(ast.iter_child_nodes(node))
    return found


def _free(function: ast.stmt) -> set[str]:
    """The names that a function takes from around it, or more."""
    nodes = list(ast.walk(function))
    own = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in nodes if isinstance(n, ast.arg)} | {
        n.name for n in nodes if isinstance(n, (*_Function, ast.ClassDef)) and n is not function
    }
    named = {name for n in nodes if isinstance(n, (ast.Global, ast.Nonlocal)) for name in n.names}
    inner = {(a.asname or a.name).partition(".")[0] for n in nodes if isinstance(n, _Import) for a in n.names}
    return ({n.id for n in nodes if isinstance(n, ast.Name)} - own - inner) | named


def _code(*statements: ast.stmt) -> str:
    return ast.unparse(ast.fix_missing_locations(ast.Module(list(statements), []))) + "\n"


WAYS: tuple[Callable[[Program], Iterator[Program]], ...] = (
    with_comments,
    with_other_names,
    with_something_around,
    with_a_script_that_imports_it,
    with_helpers_apart,
    with_functions_reordered,
)
