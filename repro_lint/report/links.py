"""Where a rule's page is on the web, once the project has such pages."""

from __future__ import annotations

import os
from functools import cache
from importlib import metadata

from repro_lint import DISTRIBUTION

SETTING = "REPRO_LINT_DOCUMENTATION"
"""The address of the site, for who serves it himself; the build of a package takes it from here, too."""


def page_of(code: str) -> str | None:
    """The address of a rule's page; None while the project gives none."""
    site = documentation()
    return f"{site}/rules/{code}/" if site else None


def homepage() -> str | None:
    """The address of the project; None while it gives none."""
    return documentation() or address("homepage")


def documentation() -> str | None:
    """The root of the site, without a slash at its end; None while there is none."""
    site = os.environ.get(SETTING) or address("documentation")
    return site.rstrip("/") if site else None


@cache
def address(label: str) -> str | None:
    """What `[project.urls]` of the installed package has under a label, in any case."""
    try:
        urls = metadata.metadata(DISTRIBUTION).get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return None
    labelled = dict(url.partition(", ")[::2] for url in urls)
    return next((url for name, url in labelled.items() if name.lower() == label), None)
