"""IPython's syntax to Python's, line by line: what is no Python becomes something harmless as high.

Columns stay as well, wherever Python code stays. What IPython does with each form:
https://ipython.readthedocs.io/en/stable/interactive/reference.html and .../interactive/magics.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from repro_lint.source.syntax import parses

_PYTHON_BODY = frozenset({"capture", "debug", "memit", "mprun", "lprun", "prun", "scalene", "time", "timeit", "wandb"})

_REST = r"(?:[^\n]*\\\n)*[^\n]*"  # a magic goes on where its line ends with a backslash
_ESCAPE = re.compile(rf"(?P<before>[ \t]*)(?P<magic>[%!?]{_REST})")
_ASSIGN = re.compile(rf"(?P<before>[ \t]*[\w.\[\]\"', *]+?=[ \t]*)(?P<magic>[%!]{_REST})")
_HELP = re.compile(r"(?P<before>[ \t]*)(?P<magic>[\w.*\[\]]+\?{1,2}[ \t;]*(?:#[^\n]*)?(?=\n|\Z))")
_AUTOMAGIC = re.compile(
    r"(?P<before>[ \t]*)(?P<magic>(?:pip3?|conda|mamba|cd|ls|ll|mkdir|rmdir|cp|mv|rm|cat)[ \t]+"
    r"(?![=+*/%<>&|^@-]+[ \t=]|=|(?:is|in|and|or|not|if)\b)[\w.~/\"'-][^\n]*)"
)
_FORMS = (_ESCAPE, _ASSIGN, _HELP, _AUTOMAGIC)

_TIMED = re.compile(r"%(?:time|timeit|prun|memit)\b(?:[ \t]+-(?:[nrpls][ \t]*[\w.]+|[a-zA-Z]+))*[ \t]+(?=\S)")
_ENVIRONMENT = re.compile(r"%(?:env|set_env)[ \t]+(?P<name>\w+)(?:[ \t]*=[ \t]*|[ \t]+)(?P<value>\S.*)", re.DOTALL)

_TOKEN = re.compile(
    r"""\#[^\n]*
    | '''(?:\\.|[^\\])*?(?:'''|\Z) | \"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)
    | '(?:\\.|[^'\\\n])*'? | "(?:\\.|[^"\\\n])*"?
    | [(\[{] | [)\]}] | \\\n | \n""",
    re.DOTALL | re.VERBOSE,
)


def without_cell_magic(lines: Sequence[str]) -> list[str]:
    """Blank the `%%magic` lines of a cell, and all of it where such a magic takes no Python."""
    result = list(lines)
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if not stripped.startswith("%%"):
            break
        name = re.match(r"%%(\w*)", stripped)
        if name is None or name[1] not in _PYTHON_BODY:
            return [""] * len(lines)
        result[number] = ""
    return result


def neutralise(text: str) -> str:
    """Replace line magics, shell commands and help requests of a cell; the number of lines stays."""
    parts: list[str] = []
    position = 0
    while position < len(text):
        match = next((found for form in _FORMS if (found := form.match(text, position))), None)
        end = match.end() if match else _statement_end(text, position)
        parts.append(_python(match["before"], match["magic"]) if match else text[position:end])
        position = end
        if match and position < len(text):
            parts.append("\n")
            position += 1
    return "".join(parts)


def _statement_end(text: str, position: int) -> int:
    """Where the logical line at `position` ends: behind the first newline outside of brackets and strings."""
    depth = 0
    for token in _TOKEN.finditer(text, position):
        first = token[0][0]
        if first in "([{":
            depth += 1
        elif first in ")]}":
            depth = max(0, depth - 1)
        elif first == "\n" and not depth:
            return token.end()
    return len(text)


def _python(before: str, magic: str) -> str:
    assigned = bool(before.strip())
    timed = _TIMED.match(magic)
    if timed:
        # What is timed runs, so it stays where it is; a loop written on the magic's line cannot, and goes.
        statement = ("x =" if assigned else "if 1:").ljust(timed.end()) + magic[timed.end() :]
        if parses(statement):
            return before + (statement.replace("x =", "   ", 1) if assigned else statement)
    blank = "\n" * magic.count("\n")
    if assigned:
        return f"{before}get_ipython(){blank}"
    environment = _ENVIRONMENT.match(magic.strip())
    if environment:
        variable = f'__import__("os").environ["{environment["name"]}"]'
        return f"{before}{variable} = {_value(environment['value'])}{blank}"
    return f"{before}pass{blank}"


def _value(text: str) -> str:
    # IPython fills in {name} and $name before the magic sees them, so such a value is not known here.
    return "get_ipython()" if "{" in text or "$" in text else repr(text)
