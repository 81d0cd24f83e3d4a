"""Numba: what compiled functions draw from is said by `models/numba_streams.py`."""

from __future__ import annotations

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import group

ROWS = group("numba", "jit njit", Row("", Role.OBJECT, "LIBRARIES §1.20"))

PREFIXES = {"numba.core.decorators": "numba"}
