"""Puts the addresses of the project into the package: its URLs, and absolute links in the README.

Where the repository and the site are is known to who publishes them, so two variables say it and nothing here does:
`REPRO_LINT_REPOSITORY` (`https://…/owner/name`) and `REPRO_LINT_DOCUMENTATION` (the root of the site).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK = re.compile(r"(?P<picture>!?)\[(?P<text>(?:[^][]|!\[[^][]*\]\([^)]*\))*)\]\((?P<target>(?!https?:|#)[^)]+)\)")
VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
PAGES = {"Changelog": "blob/{tag}/CHANGELOG.md", "Issues": "issues", "Source": ""}


class Addresses(MetadataHookInterface):
    """Fills in `version`, `urls` and `readme`."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Called by the build with the table `[project]`."""
        root = Path(self.root)
        version = VERSION.search((root / "repro_lint/__init__.py").read_text(encoding="utf-8"))
        assert version is not None
        metadata["version"] = version[1]
        repository, documentation = (
            os.environ.get(f"REPRO_LINT_{name}", "").rstrip("/") for name in ("REPOSITORY", "DOCUMENTATION")
        )
        metadata["urls"] = urls(repository, documentation, f"v{version[1]}")
        text = with_absolute_links((root / "README.md").read_text(encoding="utf-8"), repository, f"v{version[1]}")
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def urls(repository: str, documentation: str, tag: str) -> dict[str, str]:
    """`[project.urls]`, with what is known; `repro_lint/report/links.py` reads `Documentation`."""
    found = {"Homepage": documentation or repository}
    if documentation:
        found["Documentation"] = f"{documentation}/"
    if repository:
        found |= {label: f"{repository}/{page.format(tag=tag)}".rstrip("/") for label, page in PAGES.items()}
    return {label: url for label, url in found.items() if url}


def with_absolute_links(readme: str, repository: str, tag: str) -> str:
    """The README as it is read away from the repository; without an address relative links are their text alone."""

    def absolute(found: re.Match[str]) -> str:
        picture, text, target = found["picture"], found["text"], found["target"]
        if not repository:
            return "" if picture else LINK.sub(absolute, text)
        if target.startswith("../../"):  # beside the files: the state of a workflow
            return f"{picture}[{LINK.sub(absolute, text)}]({repository}/{target[6:]})"
        kind = "raw" if picture else "blob"
        return f"{picture}[{LINK.sub(absolute, text)}]({repository}/{kind}/{tag}/{target})"

    return LINK.sub(absolute, readme)
