"""How the tables are written down: many rows from a few lines of text and one row that serves as a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from repro_lint.catalog import streams
from repro_lint.catalog.schema import Gate, Row

PYTHON = (streams.PYTHON,)
NUMPY = (streams.NUMPY,)
TENSORFLOW = (streams.TENSORFLOW,)
ENTROPY = (streams.ENTROPY,)
ALL_STREAMS = (streams.PYTHON, streams.NUMPY, streams.TENSORFLOW)

ALWAYS: Gate = {}
"""A gate that asks nothing: it holds for every call."""

_FIELDS = tuple(field.name for field in fields(Row))


def table(module: str, text: str, template: Row) -> tuple[Row, ...]:
    """One row per line `name parameter parameter …`; all else, and `{name}` in the source, as the template says."""
    lines = (line.split() for line in text.strip().splitlines())
    return _rows(module, ((name, tuple(parameters)) for name, *parameters in lines), template)


def group(module: str, names: str, template: Row) -> tuple[Row, ...]:
    """One row per name, equal to the template in all else."""
    return _rows(module, ((name, template.parameters) for name in names.split()), template)


def _rows(module: str, entries: Iterable[tuple[str, tuple[str, ...]]], template: Row) -> tuple[Row, ...]:
    # `dataclasses.replace` takes twice as long, which a thousand rows turn into a start-up that can be felt.
    shared = {field: getattr(template, field) for field in _FIELDS}
    return tuple(
        Row(
            **shared
            | {
                "name": f"{module}.{name}",
                "parameters": parameters,
                "source": template.source.replace("{name}", name),
            }
        )
        for name, parameters in entries
    )
