"""The pages of the site that are made from the code: the rules, and which seed governs what."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from repro_lint import catalog, explain
from repro_lint.catalog.schema import Role, Row, Stream
from repro_lint.catalog.streams import HASH, OWN
from repro_lint.rules import RuleModule, all_modules

ROOT = Path(__file__).parents[1]
AT_START = "`PYTHONHASHSEED`, before Python starts"
WHEN_NONE = "–"
DOCUMENTS = {"TRUTH": "truth.md", "DEAP": "deap.md", "LIBRARIES": "libraries.md", "TORCH": "torch.md"}


def rule_pages() -> dict[str, str]:
    """The text of each rule's page by its path in `docs/`."""
    return {f"rules/{module.RULE.code}.md": rule_page(module) for module in all_modules()}


def rules() -> str:
    """All rules in one table, each with a link to its page."""
    table = explain.as_markdown()
    for module in all_modules():
        code = module.RULE.code
        table = table.replace(f"| `{code}` |", f"| [{code}]({code}.md) |")
    return table


def rule_page(module: RuleModule) -> str:
    """What the rule says of itself, what was measured, and where it is decided."""
    rule = module.RULE
    documented = next(each.page for each in explain.described() if each.code == rule.code)
    title, _, rest = documented.partition("\n\n")
    known = [row for row in _rows() if row.rule == rule.name]
    return (
        "\n\n".join(
            (
                title,
                f"**Severity:** {_severity(rule.severity)} · **`--fix`:** {rule.fix}",
                rest.rstrip().replace("## Fix\n", "## Fix, and is it safe?\n"),
                *((f"## What was measured\n\n{_table(known)}".replace("](facts/", "](../facts/"),) if known else ()),
                f"## Silence one place\n\n```python\n...  # repro-lint: ignore[{rule.name}] reason\n```",
                f"## Source\n\n{_source(module)}",
            )
        )
        + "\n"
    )


def _severity(word: str) -> str:
    return {"E": "error", "W": "warning", "N": "note"}.get(word, word)


def _source(module: RuleModule) -> str:
    path = Path(inspect.getfile(module)).relative_to(ROOT).as_posix()  # type: ignore[arg-type]
    fixture = f"tests/rules/{module.RULE.name}.md"
    repository = os.environ.get("REPRO_LINT_REPOSITORY", "").rstrip("/")
    if not repository:
        return f"Decided in `{path}`; its cases are in `{fixture}`."
    where = {name: f"[`{name}`]({repository}/blob/main/{name})" for name in (path, fixture)}
    return f"Decided in {where[path]}; its cases are in {where[fixture]}."


def seeds() -> str:
    """For each library, what draws from which stream, by version."""
    by_library = groupby(sorted(_rows(), key=_library), key=_library)
    return "".join(f"## {library}\n\n{_table(list(rows))}\n\n" for library, rows in by_library)


PARTS = {"rules": rules, "seeds": seeds}
"""What stands in a page for `<!-- made: NAME -->`."""


def _rows() -> Iterator[Row]:
    """The rows that draw, by name."""
    rows = catalog.load().rows
    return (rows[name] for name in sorted(rows) if rows[name].role in (Role.DRAW, Role.GENERATOR) and rows[name].rule)


def _library(row: Row) -> str:
    return row.name.partition(".")[0]


def _table(rows: list[Row]) -> str:
    """One line for all callables of which the same is known."""
    lines = ["| what draws | seed of its own | else governed by | where it was measured |", "| --- | --- | --- | --- |"]
    for known, alike in groupby(sorted(rows, key=_known), key=_known):
        named = [f"`{row.name}`" for row in alike]
        lines.append(f"| {_few(named)} | {' | '.join(known)} |")
    return "\n".join(lines)


def _few(names: list[str]) -> str:
    """All names, the first of them in sight."""
    if len(names) <= 4:
        return ", ".join(names)
    return (
        f"{', '.join(names[:3])} <details><summary>and {len(names) - 3} more</summary>{', '.join(names[3:])}</details>"
    )


def _known(row: Row) -> tuple[str, str, str]:
    own = f"`{row.seed}=`" if row.seed else WHEN_NONE
    return own, _governed(row), _fact(row)


def _governed(row: Row) -> str:
    if row.role is Role.GENERATOR and not row.streams:
        return WHEN_NONE
    told = [_seeds(row.streams)]
    if row.streams_keras2 is not None:
        told.append(f"Keras 2: {_seeds(row.streams_keras2)}")
    if row.streams_early is not None:
        told.append(f"before TensorFlow 2.10: {_seeds(row.streams_early)}")
    versions = [f"from {row.since}"] * bool(row.since) + [f"until {row.until}"] * bool(row.until)
    return "; ".join([*told, *versions])


def _seeds(streams: Iterable[Stream]) -> str:
    return " and ".join(map(_seed, streams)) or WHEN_NONE


def _seed(stream: Stream) -> str:
    if stream == HASH:
        return AT_START
    if stream == OWN:
        return "the seed of its object"
    return f"`{stream.seed_call}`" if stream.seed_call else "nothing"


def _fact(row: Row) -> str:
    """The documents of a fact, without what they are told of there, so that rows of one kind stand together."""
    told = dict.fromkeys(_document(part.strip()) for part in row.source.split("; "))
    return ", ".join(told)


def _document(part: str) -> str:
    name = part.partition(" ")[0].partition(":")[0]
    if name in DOCUMENTS:
        return f"[{name}](facts/{DOCUMENTS[name]})"
    return {"sk_gate": "`sk_gate.json`", "api_catalog": "its signature"}.get(
        name, part.replace("|", "/").replace("<", "&lt;")
    )
