"""A page of the site as steps: files to write, commands with what they print, programs with what two runs of them give.

- a block with a `title` is a file to write; `# error: [rule]` marks the lines that are reported
- `<!-- as it is now -->` before it: the block shows the file as it is by then
- `<!-- runs: differ -->` or `<!-- runs: same -->` before it: what fresh processes print
- `console`: commands after `$ `, each followed by what it prints (stdout and stderr)
- `sh`: commands that are not run; those of repro-lint are parsed
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FENCE = re.compile(
    r"^(?:<!-- (?P<note>runs: differ|runs: same|as it is now) -->\n)?"
    r'(?P<indent> *)```(?P<kind>[a-z]+)(?: title="(?P<title>[^"]+)")?[^\n]*\n'
    r"(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
MARK = re.compile(r"[ \t]*# error: \[(?P<rules>[a-z, -]+)\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of code and where its text stands in the page."""

    kind: str
    title: str
    note: str
    text: str
    span: tuple[int, int]

    @property
    def differs(self) -> bool | None:
        """Whether fresh processes print different things; None where the page does not say."""
        return {"runs: differ": True, "runs: same": False}.get(self.note)

    @property
    def code(self) -> str:
        """The text without markers."""
        return MARK.sub("", self.text)

    @property
    def marked(self) -> dict[int, set[str]]:
        """The rules marked, by line."""
        return {
            number: set(found["rules"].split(", "))
            for number, line in enumerate(self.text.splitlines(), 1)
            if (found := MARK.search(line))
        }


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in their order."""
    return [
        Block(found["kind"], found["title"] or "", found["note"] or "", found["text"], found.span("text"))
        for found in FENCE.finditer(page)
    ]


def commands(console: str) -> list[str]:
    """The commands of a console."""
    return [line.removeprefix("$ ") for line in console.splitlines() if line.startswith("$ ")]
