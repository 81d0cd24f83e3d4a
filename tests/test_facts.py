"""The measured facts that rows cite stand in `docs/facts`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from repro_lint.catalog import load

FACTS = Path(__file__).parents[1] / "docs" / "facts"
DOCUMENTS = {"TRUTH": "truth.md", "LIBRARIES": "libraries.md", "TORCH": "torch.md"}
ROWS = tuple(load().rows.values())
CITED = re.compile(rf"\b({'|'.join(DOCUMENTS)}) ((?:§[\d.]+[^§;:]*,? ?)+)")
SECTION = re.compile(r"§([\d.]*\d)")


def _citations() -> set[tuple[str, str]]:
    """Each document with the sections that rows cite of it, such as ("TRUTH", "4.18")."""
    found = [match.groups() for row in ROWS for match in CITED.finditer(row.source)]
    return {(document, section) for document, sections in found for section in SECTION.findall(sections)}


@pytest.mark.parametrize(("document", "section"), sorted(_citations()))
def test_a_cited_section_is_there(document: str, section: str) -> None:
    text = (FACTS / DOCUMENTS[document]).read_text(encoding="utf-8")
    chapter, _, number = section.partition(".")
    _, heading, rest = text.partition(f"## {chapter}. ")
    assert heading, f"{document} has no §{chapter}"
    within = rest.partition("\n## ")[0]
    assert not number or re.search(rf"^{number}\. ", within, re.MULTILINE), f"{document} has no §{section}"


def test_a_cited_operation_is_in_the_table() -> None:
    """`TRUTH §1 np_rand`: the first word names a row of the table."""
    table = set(re.findall(r"^(\w+) ", (FACTS / "truth.md").read_text(encoding="utf-8"), re.MULTILINE))
    named = {match[1]: row.name for row in ROWS if (match := re.search(r"TRUTH §1 (\w+)\b(?!\*)", row.source))}
    missing = {operation: name for operation, name in named.items() if operation not in table}
    assert not missing
