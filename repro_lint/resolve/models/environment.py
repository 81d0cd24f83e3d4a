"""The environment of the program: its variables are fields of `os.environ`."""

from __future__ import annotations

from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.values import ExternalName, Known

ENVIRON = ExternalName("os.environ")


def variable(name: Known) -> Facet:
    """The field of a variable that the program sets."""
    return Facet("environ", "variable", str(name.value))
