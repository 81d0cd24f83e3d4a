"""Templates: `$name` stands for a word or an expression; alone on its line, for a block with that indentation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import dedent, indent

BLOCK = re.compile(r"^(?P<indent> *)\$(?P<name>\w+)$", re.M)
WORD = re.compile(r"\$(\w+)")


def fill(template: str, parts: Mapping[str, str]) -> str:
    """The text with its parts; what `parts` does not name stays as it is.

    An empty block leaves `pass`, so that whatever is above has a body.
    """

    def block(found: re.Match[str]) -> str:
        if found["name"] not in parts:
            return found[0]
        return indent(parts[found["name"]].strip("\n") or "pass", found["indent"])

    text = BLOCK.sub(block, dedent(template).strip("\n"))
    return WORD.sub(lambda found: parts.get(found[1], found[0]), text)
