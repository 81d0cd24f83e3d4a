"""Where new lines go: the seeds, the environment lines, and a new import among those of the file."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from repro_lint.fixes.rows import Layout, Row, own_nodes

TENSORFLOW = re.compile(r"(tensorflow|keras|tf_|kerastuner|autokeras|tflearn|tensorlayer|sonnet\b)")
"""Packages whose import starts TensorFlow."""

_KNOWN = frozenset(
    {"cv2", "matplotlib", "numpy", "pandas", "PIL", "scipy", "seaborn", "sklearn", "torch", "tqdm", "absl"}
)
_HEADING = re.compile(
    r"\W*([\w-]+ ){0,2}(imports?|library|libraries|dependencies|packages|modules|party)\W*", re.IGNORECASE
)
_SETS_UP = frozenset({"logging", "os", "pathlib", "Path", "sys", "warnings", "getLogger"})


@dataclass(frozen=True, slots=True)
class Spot:
    """Between two lines: right behind `line` or right before it.

    `joins`: without a blank line to what stands there; `opens`: without one above, where an indented block begins.
    """

    line: int
    behind: bool
    joins: bool = False
    opens: bool = False


def starts_tensorflow(row: Row) -> bool:
    """Whether a row imports something that starts TensorFlow."""
    return any(map(TENSORFLOW.match, row.modules))


def may_start_tensorflow(row: Row) -> bool:
    """Whether a row imports something that is not known to leave TensorFlow alone."""
    return bool(row.roots - _KNOWN - sys.stdlib_module_names)


def leading(layout: Layout, indexes: Sequence[int]) -> int | None:
    """The last import of the block that a file or cell begins with; set-up between the imports does not end it."""
    last = None
    for index in indexes:
        row = layout.rows[index]
        if not all(map(_sets_up, row.statements)):
            break
        last = index if row.modules else last
    return last


def home_cell(layout: Layout, stop: int, wanted: Sequence[re.Pattern[str]]) -> int | None:
    """The cell whose imports the seeds follow: that of the first import that is wanted most.

    Not one that looks at versions, where the next with imports is there for these.
    """
    rows = layout.rows[:stop]
    fitting = (row for pattern in wanted for row in rows if any(map(pattern.match, row.modules)))
    first = next(map(layout.cell, fitting), None)
    for number, group in groupby(rows, layout.cell):
        cell = tuple(group)
        imports = sum(bool(row.modules) for row in cell)
        is_for_them = number == first or 2 * imports >= len(cell)
        if first is not None and number >= first and imports and is_for_them and not _checks_versions(cell):
            return number
    return first


def paragraph_end(layout: Layout, index: int) -> int:
    """The last of the plain constants that follow a row without a blank line."""
    while layout.is_paragraph_mate(index + 1) and _is_constant(layout.rows[index + 1]):
        index += 1
    return index


def group_start(layout: Layout, index: int) -> int:
    """The first of the imports that lead to a row without a blank line."""
    while layout.is_paragraph_mate(index) and layout.rows[index - 1].is_import and not layout.rows[index - 1].is_future:
        index -= 1
    return index


def before_row(layout: Layout, index: int) -> Spot:
    """The place above a row and its comment."""
    return Spot(layout.start_with_comment(layout.rows[index]), behind=False)


def import_spot(layout: Layout, module: str, indexes: Sequence[int]) -> tuple[Spot, int] | None:
    """Where an import-order linter wants a new import among some rows, and the row it is next to."""
    imports = [index for index in indexes if layout.rows[index].is_import and not layout.rows[index].is_future]
    if not imports:
        return None
    standard = module in sys.stdlib_module_names
    runs = [run for run in _runs(layout, imports) if _is_standard(layout.rows[run[0]]) is standard]
    if not standard:
        runs = _third_party(layout, module, runs)
    if runs:
        return _sorted_spot(layout, module, runs[0])
    return _new_section(layout, imports, standard=standard)


def _new_section(layout: Layout, imports: Sequence[int], *, standard: bool) -> tuple[Spot, int]:
    above = [index for index in imports if _is_standard(layout.rows[index])]
    if standard or not above:
        return before_row(layout, imports[0]), imports[0]
    return Spot(layout.rows[above[-1]].end, behind=True), above[-1]


def _sorted_spot(layout: Layout, module: str, run: Sequence[int]) -> tuple[Spot, int]:
    """`import x` stands before `from x import y`, both by the alphabet, whatever the case."""
    plain = [index for index in run if isinstance(layout.rows[index].statements[0], ast.Import)]
    later = [index for index in plain if layout.rows[index].modules[0].lower() > module.lower()]
    if plain and not later:
        return Spot(layout.rows[plain[-1]].end, behind=True, joins=True), plain[-1]
    index = later[0] if later else run[0]
    row = layout.rows[index]
    line = layout.start_with_comment(row)
    if line < row.start and _HEADING.fullmatch(layout.source.lines.bare(line)):
        line = row.start
    return Spot(line, behind=False, joins=True), index


def _third_party(layout: Layout, module: str, runs: list[list[int]]) -> list[list[int]]:
    """The sections that hold third-party packages, those of the same family first."""

    def rank(run: list[int]) -> int:
        roots = frozenset().union(*(layout.rows[index].roots for index in run))
        if TENSORFLOW.match(module) and any(map(TENSORFLOW.match, roots)):
            return 0
        return 1 if roots & _KNOWN or any(map(TENSORFLOW.match, roots)) else 2

    return sorted((run for run in runs if not _is_local(layout, layout.rows[run[0]])), key=rank)


def _runs(layout: Layout, imports: Sequence[int]) -> list[list[int]]:
    """Imports of one kind without a blank line between them."""
    runs: list[list[int]] = []
    for index in imports:
        follows = runs and runs[-1][-1] == index - 1 and layout.is_paragraph_mate(index)
        if follows and _is_standard(layout.rows[index]) is _is_standard(layout.rows[index - 1]):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _is_standard(row: Row) -> bool:
    return row.modules[0].split(".")[0] in sys.stdlib_module_names


def _is_local(layout: Layout, row: Row) -> bool:
    """Whether a row imports from the project: relative, or a module at its root, where import-order linters look."""
    root = row.modules[0].split(".")[0]
    if not root or root in _KNOWN or TENSORFLOW.match(root):
        return not root
    top = _project_root(layout.source.path)
    return any((folder / f"{root}.py").is_file() or (folder / root).is_dir() for folder in (top, top / "src"))


def _project_root(path: Path) -> Path:
    """The folder that holds the settings of the project; without any, the one that the linters are run in."""
    for folder in path.parents:
        if (folder / "pyproject.toml").is_file() or (folder / ".git").exists():
            return folder
    return Path.cwd()


def _sets_up(statement: ast.stmt) -> bool:
    """Whether a statement is of the kind that stands between imports."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Expr() | ast.Pass() | ast.Delete() | ast.Assert():
            return True
        case ast.Try() | ast.If() | ast.With():
            return not is_main_guard(statement) and any(
                isinstance(node, ast.Import | ast.ImportFrom) for node in own_nodes(statement)
            )
        case ast.Assign(targets=[ast.Name(id=name)]) if name.startswith("__"):
            return True
        case ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(value=value):
            calls = [node for node in own_nodes(value) if isinstance(node, ast.Call)] if value else []
            return all(
                any(isinstance(node, ast.Name) and node.id in _SETS_UP for node in own_nodes(call)) for call in calls
            )
        case ast.Assign() | ast.AugAssign():
            return True
        case _:
            return False


def is_main_guard(statement: ast.stmt) -> bool:
    """Whether a statement asks for the name of the module."""
    return isinstance(statement, ast.If) and any(
        isinstance(node, ast.Name) and node.id == "__name__" for node in own_nodes(statement.test)
    )


def _is_constant(row: Row) -> bool:
    return all(
        isinstance(statement, ast.Assign) and not any(isinstance(node, ast.Call) for node in own_nodes(statement))
        for statement in row.statements
    )


def _checks_versions(cell: Sequence[Row]) -> bool:
    """Whether a cell does nothing besides importing but look at versions."""
    others = [one for row in cell for one in row.statements if not isinstance(one, ast.Import | ast.ImportFrom)]
    return bool(others) and all(map(_looks_at_version, others))


def _looks_at_version(statement: ast.stmt) -> bool:
    names = (getattr(node, "attr", getattr(node, "id", "")) for node in own_nodes(statement))
    return isinstance(statement, ast.Assert | ast.Expr | ast.If) and any("version" in str(name) for name in names)
