"""Where a rule's page is on the web, once the project has such pages."""

from __future__ import annotations

from functools import cache
from importlib import metadata

RULES = "rules"
"""The label in `[project.urls]` of the address to which a rule's code is appended. Without it there are no links."""
HOMEPAGE = "homepage"


def page_of(code: str) -> str | None:
    """The address of a rule's page; None while the project gives none."""
    base = address(RULES)
    return f"{base}{code}" if base else None


def homepage() -> str | None:
    """The address of the project; None while it gives none."""
    return address(HOMEPAGE)


@cache
def address(label: str) -> str | None:
    """What `[project.urls]` has under a label, in any case."""
    try:
        urls = metadata.metadata("repro-lint").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return None
    labelled = dict(url.partition(", ")[::2] for url in urls)
    return next((url for name, url in labelled.items() if name.lower() == label), None)
