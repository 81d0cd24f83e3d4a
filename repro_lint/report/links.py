"""Where a rule's page is on the web, once the project has such pages."""

from __future__ import annotations

from functools import cache
from importlib import metadata

LABEL = "rules"
"""The label in `[project.urls]` of the address to which a rule's code is appended. Without it there are no links."""


def page_of(code: str) -> str | None:
    """The address of a rule's page; None while the project gives none."""
    base = _base()
    return f"{base}{code}" if base else None


@cache
def _base() -> str:
    try:
        urls = metadata.metadata("repro-lint").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    labelled = dict(url.partition(", ")[::2] for url in urls)
    return next((address for label, address in labelled.items() if label.lower() == LABEL), "")
