"""`python publish/release.py v1.2.3` refuses a tag that is not the version, and prints what the changelog says."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(tag: str) -> str:
    """The notes of a release. Exits with a reason if the tag may not become one."""
    package = (ROOT / "repro_lint/__init__.py").read_text(encoding="utf-8")
    version = re.search(r'^__version__ = "(.+)"$', package, re.MULTILINE)
    if version is None or tag != f"v{version[1]}":
        sys.exit(f"the tag is {tag}, but repro_lint.__version__ says {version and version[1]}")
    found = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version[1])
    if found is None:
        sys.exit(f"CHANGELOG.md has no section `## [{version[1]}] - YYYY-MM-DD`")
    return found


def notes(changelog: str, version: str) -> str | None:
    """The section of one version, without its heading; None if there is none with a date."""
    heading = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n"
    found = re.search(rf"{heading}(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else None


if __name__ == "__main__":
    print(main(sys.argv[1]))  # noqa: T201
