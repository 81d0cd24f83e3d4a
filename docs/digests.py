"""`python docs/digests.py`: writes into each Chinese page the digest of the English that it now stands for.

Run it after the Chinese was read beside the changed English, and not before: the digest is a promise that it was.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from repro_lint.rules import all_rules

ROOT = Path(__file__).parents[1]
CHINESE = (*sorted((ROOT / "docs/zh-TW").glob("*.md")), *ROOT.glob("README.zh-TW.md"))
SOURCE = re.compile(r"<!-- English: (?P<path>\S+) (?P<digest>[0-9a-f]{12}) -->")
PRINTED = re.compile(  # what programs print, and tables made from the code: compared where they stand
    r"^```(?:console|text).*?^```$|<!-- rules:begin -->.*?<!-- rules:end -->|^(<!-- as it is now -->\n)```.*?^```$",
    re.M | re.S,
)


def main() -> None:
    """Bring every digest up to date."""
    for page in CHINESE:
        text = page.read_text(encoding="utf-8")
        page.write_text(SOURCE.sub(lambda found: f"<!-- English: {found['path']} {digest(found['path'])} -->", text))


def digest(source: str) -> str:
    """The digest of a page in English, or of what the `rules` say of themselves in a line."""
    return hashlib.sha256(_english(source).encode()).hexdigest()[:12]


def _english(source: str) -> str:
    if source == "rules":
        return "\n".join(f"{rule.code} {rule.name} {rule.severity} {rule.fix} {rule.summary}" for rule in all_rules())
    return PRINTED.sub("", (ROOT / source).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
