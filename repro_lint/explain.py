"""What the rules say about themselves: the tables, the page of one rule, and the README's copy of the table."""

from __future__ import annotations

import difflib
import inspect
import json
import textwrap
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from repro_lint.remarks.rule import Rule
from repro_lint.report import Page
from repro_lint.report.paint import shown
from repro_lint.rules import RuleModule, all_modules, all_rules

HEADINGS = ("Why", "Bad", "Good", "Fix")
EXAMPLES = ("Bad", "Good")
PLAIN = Page()
COLUMNS = ("code", "name", "severity", "--fix", "summary")
ROOMY = 140  # cells for all columns
README_BEGIN = "<!-- rules:begin -->"
README_END = "<!-- rules:end -->"


@dataclass(frozen=True, slots=True)
class Described:
    """A rule with its documentation: why it is there, and the whole page in Markdown."""

    code: str
    name: str
    summary: str
    reason: str
    page: str


class UnknownRuleError(Exception):
    """No rule has that code or name."""

    def __init__(self, wanted: str, known: Iterable[str]) -> None:
        close = difflib.get_close_matches(wanted, list(known), n=1)
        hint = f"; did you mean `{close[0]}`?" if close else "; `repro-lint rules` lists them"
        super().__init__(f"no rule is called `{wanted}`{hint}")


def find(wanted: str) -> RuleModule:
    """The rule of that code or name, whatever its case. Raises `UnknownRuleError`."""
    by_word = {word.lower(): module for module in all_modules() for word in (module.RULE.code, module.RULE.name)}
    module = by_word.get(wanted.lower())
    if module is None:
        raise UnknownRuleError(wanted, by_word)
    return module


def sections(documentation: str) -> dict[str, str]:
    """The parts of a rule's docstring by heading, "" for the summary. Code keeps its inner indentation."""
    parts: dict[str, list[str]] = {"": []}
    heading = ""
    for line in inspect.cleandoc(documentation).splitlines():
        word, colon, rest = line.partition(":")
        if colon and word in HEADINGS:
            heading = word
            parts[heading] = [rest.strip()]
        else:
            parts[heading].append(line)
    return {heading: _body(lines) for heading, lines in parts.items()}


def _body(lines: list[str]) -> str:
    """Prose begins beside its heading and is joined flush; code begins below it, and keeps its shape."""
    prose = bool(lines and lines[0])
    text = "\n".join(line.strip() for line in lines) if prose else textwrap.dedent("\n".join(lines))
    return text.strip("\n")


def page(module: RuleModule, on: Page = PLAIN) -> str:
    """Everything there is to say about one rule, set in type where the page has colours."""
    rule, parts = module.RULE, sections(module.__doc__ or "")
    if on.color:
        from repro_lint.report.pages import Chapter, typeset

        silence = f"# repro-lint: ignore[{rule.name}] reason"
        head = f"severity: {rule.severity} · fix: {rule.fix}\n\n{parts.pop('')}"
        chapters = [Chapter(heading, body, heading in EXAMPLES) for heading, body in parts.items()]
        chapters.append(Chapter("Silence one place with", silence, is_code=True))
        return typeset(f"{rule.code} {rule.name}", head, chapters, on)
    blocks = [f"{rule.code} {rule.name}", f"severity: {rule.severity} · fix: {rule.fix}", parts.pop("")]
    for heading, body in parts.items():
        indented = "\n".join(f"    {line}".rstrip() for line in body.splitlines())
        blocks.append(f"{heading}:\n{indented}")
    blocks.append(f"Silence one place with:\n    # repro-lint: ignore[{rule.name}] reason")
    return "\n\n".join(blocks) + "\n"


def described() -> tuple[Described, ...]:
    """Every rule with its documentation, by code."""
    return tuple(_described(module) for module in all_modules())


def _described(module: RuleModule) -> Described:
    rule, parts = module.RULE, sections(module.__doc__ or "")
    prose = [f"# {rule.code} {rule.name}", parts.pop("")]
    for heading, body in parts.items():
        prose.append(f"## {heading}")
        prose.append(f"```python\n{body}\n```" if heading in EXAMPLES else body)
    reason = " ".join(parts.get("Why", rule.summary).split())
    return Described(rule.code, rule.name, rule.summary, reason, "\n\n".join(prose) + "\n")


def table(on: Page = PLAIN) -> str:
    """The rules as aligned text, wrapped where the page has a width."""
    if on.width is not None:
        return _fitted_table(on, on.width)
    rows = [COLUMNS, *(_row(rule) for rule in all_rules())]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _fitted_table(on: Page, width: int) -> str:
    from rich.table import Table
    from rich.text import Text

    from repro_lint.report.rows import coded

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    columns = COLUMNS if width >= ROOMY else (*COLUMNS[:2], COLUMNS[-1])  # the others stand on each rule's page
    for heading in columns:
        made.add_column(heading, no_wrap=heading in COLUMNS[:2])
    for rule in all_rules():
        cells = dict(zip(COLUMNS[1:], map(Text, _row(rule)[1:]), strict=True))
        made.add_row(coded(rule.code), *(cells[heading] for heading in columns[1:]))
    return shown(made, width, color=on.color)


def as_json() -> str:
    """The rules as a JSON list."""
    return json.dumps([asdict(rule) for rule in all_rules()], indent=2) + "\n"


def as_markdown() -> str:
    """The rules as the table that stands in the README."""
    rows = (f"| {' | '.join((f'`{code}`', f'`{name}`', *rest))} |\n" for code, name, *rest in map(_row, all_rules()))
    return "| code | name | severity | `--fix` | what it says |\n| --- | --- | --- | --- | --- |\n" + "".join(rows)


def with_rules(readme: str) -> str:
    """The README with the present table between its markers. Raises ValueError when it has no markers."""
    head, begin, rest = readme.partition(README_BEGIN)
    _, end, tail = rest.partition(README_END)
    if not (begin and end):
        raise ValueError(f"the text has no {README_BEGIN} … {README_END}")
    return f"{head}{begin}\n{as_markdown()}{end}{tail}"


def _row(rule: Rule) -> tuple[str, str, str, str, str]:
    return rule.code, rule.name, rule.severity, rule.fix, rule.summary
