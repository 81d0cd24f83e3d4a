"""Seeds that an author commented out: their place is known, and so is their number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from repro_lint.model import Edit, Fix, Safety
from repro_lint.source.text import Source

_CALL = r"(\w+\.)*(manual_seed|seed|set_random_seed|set_seed)\(\d+\)"
_COMMENTED = re.compile(rf"[ \t]*(?P<mark>#[ \t]?)(?P<call>{_CALL})[ \t]*(#.*)?")


def commented(source: Source) -> Iterator[Fix]:
    """The fixes that each take the mark away from one such line."""
    for number in range(1, len(source.lines.starts) + 1):
        found = _COMMENTED.fullmatch(source.lines.bare(number))
        if found is not None:
            mark = source.place(number, found.start("mark"), number, found.end("mark"))
            yield Fix(f"set the seed that is commented out, `{found['call']}`", Safety.SAFE, (Edit(mark, ""),))
