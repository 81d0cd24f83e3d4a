"""What the analysis knows of an object, kept apart from the attributes that the program gives it."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Facet(NamedTuple):
    """A field of an object that no program can name. `topic`: who keeps it; `of`: tells facets of one kind apart."""

    topic: str
    what: str
    of: str = ""


Field: TypeAlias = str | Facet
"""A field of an object in the heap: an attribute, by its name, or a facet."""
