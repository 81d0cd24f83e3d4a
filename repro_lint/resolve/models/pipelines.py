"""Albumentations' pipelines: they draw for the transforms in them, and only if one of these draws."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.albumentations import FIXED, PIPELINES
from repro_lint.resolve.domain.values import LibraryObject, Sequence, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import Key

_NO_MORE = Sequence(())


def _compose(machine: Machine, call: Call) -> Value | None:
    """The transforms do not draw for themselves, so they leave the arguments."""
    arguments, row = call.arguments, machine.row(call.name)
    inside = dict(arguments.keywords).get("transforms", call.first)
    if row is None or not isinstance(inside, Sequence):
        return None
    if all(map(_is_fixed, inside.items)):
        return LibraryObject(FIXED, call.place)
    keywords = tuple((name, _NO_MORE if name == "transforms" else value) for name, value in arguments.keywords)
    positional = (_NO_MORE, *arguments.positional[1:]) if arguments.positional else ()
    return machine.apply(row, replace(call, arguments=replace(arguments, positional=positional, keywords=keywords)))


def _is_fixed(transform: Value) -> bool:
    return isinstance(transform, LibraryObject) and transform.pending is None


MODELS: dict[Key, Model] = {f"albumentations.{name}": _compose for name in PIPELINES.split()}
