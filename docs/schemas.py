"""Write docs/schemas/: JSON Schemas of `[tool.repro-lint]` and of `--output-format json`, from the code behind both."""

from __future__ import annotations

import json
import sys
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from repro_lint.model import (
    Applied,
    Edit,
    Failure,
    Finding,
    Fix,
    Location,
    Notice,
    Program,
    Related,
    Skipped,
    Witness,
)
from repro_lint.report import json as report_json
from repro_lint.settings import config

FOLDER = Path(__file__).with_name("schemas")
DRAFT = "http://json-schema.org/draft-07/schema#"
Schema = dict[str, Any]
STRINGS: Schema = {"type": "array", "items": {"type": "string", "minLength": 1}}
# What the types of `Config` do not tell.
NARROWER: dict[str, Schema] = {
    "seed": {"type": "integer", "minimum": 0, "maximum": 2**32 - 1},
    "keras": {"enum": ["2", "3"]},
    "per-file-ignores": {"type": "object", "additionalProperties": STRINGS},
    "root": {"type": "string", "minLength": 1},
    "baseline": {"type": "string", "minLength": 1},
}

UNSAID = {"root", "per-file-ignores"}  # whose default is no value of the key


def of_config() -> Schema:
    """The table `[tool.repro-lint]`."""
    return {
        "$schema": DRAFT,
        "title": "[tool.repro-lint] in pyproject.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _setting(key) for key in config.PARSERS},
    }


def _setting(key: str) -> Schema:
    name = key.replace("-", "_")
    schema = NARROWER.get(key) or of_type(get_type_hints(config.Config)[name])
    default = next(field.default for field in fields(config.Config) if field.name == name)
    told = _plain(default)
    return {**schema, "default": told} if told is not None and key not in UNSAID else schema


def of_report() -> Schema:
    """What `--output-format json` prints; later versions may add to each object."""
    place = _properties(Location)
    finding = {
        **_properties(Finding, without=("location", "related", "fixes", "refused", "focus")),
        **place,
        "related": _array(_object({**place, **_properties(Related, without=("location",))})),
        "fixes": _array(_object({**_properties(Fix, without=("edits", "note")), "edits": _array(_edit())})),
        "witnesses": _array(of_type(Witness)),
    }
    counts = ("files", "errors", "warnings", "notes", "suppressed", "fixed")
    properties = {
        "version": {"const": report_json.VERSION},
        "findings": _array(_object(finding)),
        "fixed": _array(of_type(Applied)),
        "skipped": _array(of_type(Skipped)),
        "failures": _array(of_type(Failure)),
        "notices": _array(of_type(Notice)),
        "summary": _object({**{count: of_type(int) for count in counts}, "not_judged": of_type(tuple[str, ...])}),
        "programs": _array(of_type(Program)),
    }
    return {"$schema": DRAFT, "title": "repro-lint --output-format json", **_object(properties)}


def of_type(kind: Any) -> Schema:
    """The schema of the values of a type, as JSON has them."""
    plain: dict[Any, Schema] = {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}}
    if kind in plain:
        return plain[kind]
    if get_origin(kind) is tuple:
        return STRINGS if kind == tuple[str, ...] else _array(of_type(get_args(kind)[0]))
    if get_origin(kind) in (Union, UnionType):
        return {"type": [*(of_type(one)["type"] for one in get_args(kind) if one is not NoneType), "null"]}
    if is_dataclass(kind):
        return _object(_properties(kind))
    assert issubclass(kind, Enum), kind
    return {"enum": [member.value for member in kind]}


def _edit() -> Schema:
    return _object({**_properties(Location), **_properties(Edit, without=("location",))})


def _properties(kind: Any, without: tuple[str, ...] = ()) -> dict[str, Schema]:
    return {name: of_type(hint) for name, hint in get_type_hints(kind).items() if name not in without}


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": sorted(properties), "properties": properties}


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


FILES = {"config.json": of_config, "report.json": of_report}


def text(name: str) -> str:
    """The content of one of `FILES`."""
    return json.dumps(FILES[name](), indent=2) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in FILES:
        (FOLDER / name).write_text(text(name), encoding="utf-8")
        sys.stdout.write(f"{FOLDER / name}\n")
