"""The arrows between the parts point one way, and what is heavy is imported only where it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from repro_lint.rules import all_modules, all_rules

ROOT = Path(__file__).parents[1] / "repro_lint"
SURFACE = ("baselined", "cli", "commands", "console", "explain", "jupyter", "lsp", "pytest_plugin", "__main__")
# Each may import what stands before it in the chain.
CHAIN = (
    "defect foreign garbage model reading",
    "cache catalog disk",
    "settings",
    "source",
    "facts",
    "resolve",
    "remarks",
    "rules",
    "flag",
    "seed_block story",
    "linter",
)
BESIDE = {
    "suppress": "model source",
    "fixes": "catalog foreign model reading source",
    "report": "foreign model reading story",
    "runtime": "foreign model reading",
}
SEEN_BY = {
    "fixes": {"seed_block", "linter", "lsp", "commands"},
    "suppress": {"linter", "lsp", "commands"},
    "report": {*SURFACE},
    "runtime": {"cli", "commands", "pytest_plugin"},
}
# The same inside a part: folders and modules, and modules that stand elsewhere than their folder.
INSIDE = {
    "resolve": (
        "domain",
        "trace",
        "interpreter.api interpreter.state",
        "models",
        "interpreter",
        "program",
        "verdicts",
    ),
    "linter": (
        "kept_facts memory request scan story_builder workers",
        "views",
        "callers filling fixable rule_runner",
        "judging",
        "flagging",
        "stages",
        "programs",
        "pipeline",
        "cached",
    ),
}
MAX_LINES, MAX_METHODS = 250, 40
MAX_OPERATORS, MAX_OPERATORS_OF_A_LINE = 20, 6
HEAVY = {"libcst", "rich", "tensorflow", "keras", "pygls", "lsprotocol", "numpy", "sklearn", "shtab", "watchfiles"}


def _modules() -> dict[str, Path]:
    paths = {path.relative_to(ROOT.parent).with_suffix(""): path for path in ROOT.rglob("*.py")}
    return {".".join(name.parts).removesuffix(".__init__"): path for name, path in paths.items()}


def _imports(path: Path, *, types: bool = False) -> Iterator[str]:
    """What a module imports of the project anywhere in it; what its type annotations need, only with `types`."""
    pending: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while pending:
        node = pending.pop()
        if not types and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom):
            base = ".".join(path.relative_to(ROOT.parent).parts[: -node.level]) if node.level else ""
            head = ".".join(filter(None, (base, node.module)))
            yield from (f"{head}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        pending.extend(ast.iter_child_nodes(node))


MODULES = _modules()


def _graph(*, types: bool = False) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        targets = {target for target in _imports(path, types=types) if target.startswith("repro_lint")}
        graph[name] = {target if target in MODULES else target.rpartition(".")[0] for target in targets} - {name}
    return graph


GRAPH = _graph()


def _part(name: str) -> str:
    return f"{name}.".split(".")[1]


def _allowed(part: str) -> set[str]:
    if part in BESIDE:
        return {part, *BESIDE[part].split()}
    below = {part}
    for link in CHAIN:
        below |= set(link.split())
        if part in link.split():
            break
    if part in SURFACE:
        below |= set(SURFACE)
    return below | {beside for beside, seers in SEEN_BY.items() if part in seers}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_arrows_point_one_way(name: str) -> None:
    part = _part(name)
    parts = {_part(target) for target in GRAPH[name]} - {""}  # "" holds no more than the version
    assert parts <= _allowed(part), f"{name} imports {parts - _allowed(part)}"


def _link(name: str) -> int:
    """Where a module stands in the chain inside its part; -1 where the part has none."""
    chain = INSIDE.get(_part(name), ())
    inside = name.removeprefix(f"repro_lint.{_part(name)}.")
    links = [number for number, link in enumerate(chain) if inside in link.split()]
    folders = [number for number, link in enumerate(chain) if inside.partition(".")[0] in link.split()]
    return next(iter(links or folders), -1)


@pytest.mark.parametrize("part", INSIDE)
def test_arrows_inside_a_part_point_one_way(part: str) -> None:
    """Type annotations count, too."""
    backwards = {
        name
        for name, targets in _graph(types=True).items()
        if _part(name) == part and any(_part(each) == part and _link(each) > _link(name) for each in targets)
    }
    assert not backwards


def test_no_cycle_inside_the_server() -> None:
    """Type annotations count, too."""
    own = {name: targets for name, targets in _graph(types=True).items() if _part(name) == "lsp"}
    list(TopologicalSorter({name: targets & own.keys() for name, targets in own.items()}).static_order())


def test_no_module_is_long() -> None:
    """The tables of the catalogue are data."""
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert [name for name, count in lines.items() if count > MAX_LINES and _part(name) != "catalog"] == []


def _classes(name: str) -> Iterator[ast.ClassDef]:
    nodes = ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8")))
    yield from (node for node in nodes if isinstance(node, ast.ClassDef))


def test_no_class_has_many_methods() -> None:
    methods = (ast.FunctionDef, ast.AsyncFunctionDef)
    sizes = {
        f"{name}.{cls.name}": sum(isinstance(node, methods) for node in cls.body)
        for name in MODULES
        for cls in _classes(name)
    }
    assert [name for name, size in sizes.items() if size > MAX_METHODS] == []


def test_no_class_in_resolve_is_built_in_layers() -> None:
    """A class of ours may have one of ours as base, which has none."""
    resolve = [name for name in MODULES if _part(name) == "resolve"]
    bases = {
        cls.name: {ast.unparse(base).rpartition(".")[2] for base in cls.bases}
        for name in resolve
        for cls in _classes(name)
    }
    third = [name for name, own in bases.items() if any(bases.get(base, set()) & bases.keys() for base in own)]
    assert third == []


def _operators(node: ast.AST) -> int:
    """Boolean operators, conditional expressions, loops and conditions of comprehensions below a node."""
    found = 0
    for part in ast.walk(node):
        if isinstance(part, ast.BoolOp):
            found += len(part.values) - 1
        elif isinstance(part, ast.comprehension):
            found += 1 + len(part.ifs)
        found += isinstance(part, ast.IfExp)
    return found


def _functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8")))
    yield from (node for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def test_no_function_is_all_operators() -> None:
    """The complexity that ruff does not count; tables at the top of modules are data."""
    counts = {f"{name}.{one.name}": _operators(one) for name in MODULES for one in _functions(name)}
    assert {name: count for name, count in counts.items() if count > MAX_OPERATORS} == {}


def test_a_line_does_one_thing() -> None:
    simple = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return, ast.Assert, ast.Raise)
    lines = {
        f"{name}:{statement.lineno}": _operators(statement)
        for name in MODULES
        for one in _functions(name)
        for statement in ast.walk(one)
        if isinstance(statement, simple)
    }
    assert {line: count for line, count in lines.items() if count > MAX_OPERATORS_OF_A_LINE} == {}


def test_only_the_server_knows_the_protocol() -> None:
    users = {
        name for name, path in MODULES.items() if {"pygls", "lsprotocol"} & {i.split(".")[0] for i in _imports(path)}
    }
    assert {_part(name) for name in users} == {"lsp"}


def test_every_part_has_its_place() -> None:
    known = {*SURFACE, *BESIDE, "", *(part for link in CHAIN for part in link.split())}
    assert {_part(name) for name in MODULES} <= known


def test_no_cycle() -> None:
    list(TopologicalSorter(GRAPH).static_order())


def test_no_cycle_in_runtime_even_of_types() -> None:
    """Two modules that need each other's types are cut in the wrong place."""
    graph = {name: targets for name, targets in _graph(types=True).items() if _part(name) == "runtime"}
    list(TopologicalSorter(graph).static_order())


def _loaded(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command has imported when it ends, its output going to a pipe."""
    code = (
        "import sys; from repro_lint.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *arguments]
    path = {"PYTHONPATH": str(ROOT.parent), "PATH": "", "REPRO_LINT_CACHE_DIR": str(folder / "cache")}
    done = subprocess.run(command, cwd=folder, env=path, capture_output=True, text=True, check=True)
    assert not done.stdout or "--version" in arguments, done.stdout
    return {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()} & HEAVY


def test_the_version_costs_no_heavy_import(tmp_path: Path) -> None:
    assert _loaded(tmp_path, "--version") == set()


def _timed_imports(folder: Path, *arguments: str) -> set[str]:
    """The modules that `-X importtime` names for one command."""
    command = [sys.executable, "-X", "importtime", "-m", "repro_lint", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    rows = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert "repro_lint.cli" in rows
    return set(rows)


LATE = (
    "repro_lint.catalog",
    "repro_lint.facts",
    "repro_lint.linter.pipeline",
    "repro_lint.resolve",
    "repro_lint.rules",
)


@pytest.mark.parametrize(
    "text", ["import numpy as np\n\nnp.random.seed(3)\nprint(np.random.rand())\n", "import random\n\nrandom.random()\n"]
)
def test_a_warm_run_imports_nothing_that_judges(tmp_path: Path, text: str) -> None:
    (tmp_path / "one.py").write_text(text)
    assert {*LATE} <= _timed_imports(tmp_path, "one.py")
    warm = _timed_imports(tmp_path, "one.py", "--output-format", "json")
    assert warm & {*LATE, *HEAVY} == set()


def test_listing_the_rules_imports_nothing_that_judges(tmp_path: Path) -> None:
    assert _timed_imports(tmp_path, "rules") & {*LATE, *HEAVY} == {"repro_lint.rules"}


def test_what_is_read_of_the_rules_is_what_they_say() -> None:
    assert all_rules() == tuple(module.RULE for module in all_modules())


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["check", "--help"]])
def test_help_and_version_import_what_they_print_alone(tmp_path: Path, words: list[str]) -> None:
    assert (
        _timed_imports(tmp_path, *words) & {*LATE, *HEAVY, "repro_lint.commands.check", "sqlite3", "msgspec"} == set()
    )


def test_a_clean_file_costs_no_heavy_import(tmp_path: Path) -> None:
    (tmp_path / "clean.py").write_text("import numpy as np\n\nnp.random.seed(3)\nprint(np.random.rand())\n")
    assert _loaded(tmp_path, "clean.py") == set()
