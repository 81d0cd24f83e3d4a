"""`%repro_lint` in a notebook: the cells that ran so far, in their order of execution, judged as one program.

The cells go to `repro-lint check` in a process of its own, as a notebook whose cell n is what ran as `In [n]`. The
kernel, its variables and its streams are left alone.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import dataclass
from html import escape
from typing import Any

NAME = "kernel.ipynb"
MAGIC = "repro_lint"
LEFT = 'style="text-align:left"'
HEAD = "<tr>" + "".join(f"<th {LEFT}>{title}</th>" for title in ("where", "severity", "rule", "what")) + "</tr>"
SHOWN = {"reproducible": "✓", "not reproducible": "✗", "cannot tell": "?"}


def load(shell: Any) -> None:
    """Register the magic with an IPython shell."""
    shell.register_magic_function(lambda line: judged(shell, line), "line", MAGIC)


def judged(shell: Any, line: str) -> Shown:
    """What is to be said of the cells before this one; `line` holds options of `repro-lint check`."""
    ran = shell.history_manager.input_hist_raw[1 : shell.execution_count]
    cells = [_code(shell, cell) for cell in ran]
    words = [sys.executable, "-P"] if sys.version_info >= (3, 11) else [sys.executable]
    words += ["-m", "repro_lint", "check", *line.split(), "--output-format", "json", "--stdin-filename", NAME, "-"]
    done = subprocess.run(words, input=_notebook(cells), capture_output=True, encoding="utf-8", check=False)
    if not done.stdout.startswith("{"):
        return Shown((), "", done.stderr.strip())
    report = json.loads(done.stdout)
    wanted = {"error", "warning"} | ({"note"} if "--strict" in line else set())
    lines = [_line(found) for found in report["findings"] if found["severity"] in wanted]
    answer = next(
        (f"{each['answer']}: {each['why']}" if each["why"] else each["answer"] for each in report["programs"]), ""
    )
    told = "; ".join(failure["message"] for failure in report["failures"])
    return Shown(tuple(lines), answer or "no cell draws or trains", told)


def _code(shell: Any, cell: str) -> str:
    """A cell as it ran; nothing for one that could not, and for one that asks for this."""
    try:
        ast.parse(shell.transform_cell(cell))
    except SyntaxError:
        return ""
    return "" if cell.lstrip().startswith(f"%{MAGIC}") else cell


def _notebook(cells: list[str]) -> str:
    made: list[dict[str, object]] = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell} for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


@dataclass(frozen=True, slots=True)
class Line:
    """One finding. `cell` is the number in `In [ ]`, `line` counts in that cell."""

    severity: str
    cell: int
    line: int
    rule: str
    message: str
    help: str


def _line(found: dict[str, Any]) -> Line:
    return Line(
        found["severity"], found["cell"] or 0, found["line"], found["rule"], found["message"], found["help"] or ""
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """The findings, the answer about the whole, and what could not be done: as a table, or as text in a terminal."""

    lines: tuple[Line, ...]
    answer: str
    failure: str

    def __repr__(self) -> str:
        rows = [f"In [{x.cell}]:{x.line}  {x.severity}  {x.rule}  {x.message}" for x in self.lines]
        return "\n".join([*rows, *filter(None, (self.answer, self.failure))])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td style="text-align:left;white-space:nowrap">In [{x.cell}], line {x.line}</td>'
            f"<td {LEFT}><b>{x.severity}</b></td>"
            f"<td {LEFT}>{x.rule}</td>"
            f"<td {LEFT}>{_marked(x.message)}<br><small>{_marked(x.help)}</small></td></tr>"
            for x in self.lines
        )
        table = f"<table>{HEAD}{rows}</table>" if rows else ""
        mark = SHOWN.get(self.answer.partition(":")[0], "")
        told = "".join(
            f"<p>{text}</p>" for text in (f"{mark} {_marked(self.answer)}".strip(), _marked(self.failure)) if text
        )
        return f"<div>{table}{told}</div>"


def _marked(text: str) -> str:
    """Text with what stands between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))
