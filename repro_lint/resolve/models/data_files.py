"""Configuration files: what stands in those of the project. A plain run is given no others."""

from __future__ import annotations

import json
from dataclasses import replace

from repro_lint.facts.constants import MAX_LETTERS, is_small
from repro_lint.resolve.domain.arguments import Arguments
from repro_lint.resolve.domain.choices import by_default
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.operators import copied
from repro_lint.resolve.domain.values import (
    MAX_ITEMS,
    UNKNOWN,
    Known,
    LibraryObject,
    Mapping,
    Sequence,
    Slot,
    Unknown,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.orders import PATH
from repro_lint.resolve.models.registry import Key
from repro_lint.resolve.models.showing import show

_SETTINGS = (".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".env", ".txt")
_NAME, _WRITTEN = Facet("file", "name"), Facet("file", "written")
_DUMPED, _VALUE = "text of a value", Facet("text", "value")


def keep_name(machine: Machine, thing: LibraryObject, name: Value, *, writes: bool = False) -> None:
    """A path, or a file that is opened, goes by the name of a configuration file."""
    told = _name_of(machine, name)
    if told:
        machine.state.write(thing, _NAME, Known(told))
    if told and writes:
        machine.state.write(Slot("a file", told), _WRITTEN, Known(True))


def text_of(machine: Machine, thing: Value) -> Value | None:
    """What stands in a file: of one that is not there only who gives it knows. None where nothing is known."""
    name = _name_of(machine, thing)
    if not name or machine.state.read(Slot("a file", name), _WRITTEN) is not None:
        return None
    data = machine.data_file(name)
    if data is None:
        return Unknown("", option=name)
    return Known(data.decode("utf-8", "replace")) if len(data) <= MAX_LETTERS else None


def _name_of(machine: Machine, thing: Value) -> str:
    known = machine.state.read(thing, _NAME) if isinstance(thing, LibraryObject) else thing
    name = known.value if isinstance(known, Known) and isinstance(known.value, str) else ""
    return name if name.endswith(_SETTINGS) else ""


def _path(machine: Machine, call: Call) -> Value:
    """`Path("settings.json")`."""
    made = LibraryObject(PATH, call.place)
    if len(call.arguments.positional) == 1:
        keep_name(machine, made, call.first)
    return made


def _exists(machine: Machine, call: Call) -> Value:
    """`os.path.exists(name)`, `path.exists()`."""
    thing = call.first if call.arguments.positional else call.receiver
    text = text_of(machine, thing)
    if isinstance(text, Unknown):
        return by_default(Known(False), text.option)
    return UNKNOWN if text is None else Known(True)


def _dumped(machine: Machine, call: Call) -> Value:
    """`json.dumps(value)`: a text that holds the value."""
    show(machine, call.first, call)
    text = LibraryObject(_DUMPED, call.place)
    machine.state.write(text, _VALUE, copied(call.first))
    return text


def _loaded(machine: Machine, call: Call) -> Value | None:
    """`json.loads(text)`, `json.load(file)`: of a constant, of what was written so, of a file of the project."""
    if isinstance(call.first, LibraryObject) and call.first.kind != _DUMPED:
        text = text_of(machine, call.first)
        call = replace(call, arguments=Arguments((text or UNKNOWN,)))
    if isinstance(call.first, Unknown) and call.first.option:
        return call.first
    if isinstance(call.first, LibraryObject) and call.first.kind == _DUMPED:
        return machine.state.read(call.first, _VALUE)
    if not isinstance(call.first, Known) or not isinstance(call.first.value, str):
        return None
    try:
        return _of_json(json.loads(call.first.value))
    except (ValueError, RecursionError):
        return None


def _of_json(data: object) -> Value:
    if isinstance(data, dict) and len(data) <= MAX_ITEMS:
        return Mapping(tuple((str(key), _of_json(value)) for key, value in data.items()))
    if isinstance(data, list) and len(data) <= MAX_ITEMS:
        return Sequence(tuple(map(_of_json, data)), "list")
    constant = data is None or isinstance(data, (str, int, float))
    return Known(data) if constant and is_small(data) else UNKNOWN  # type: ignore[arg-type]  # narrowed by `constant`


MODELS: dict[Key, Model] = {
    **dict.fromkeys(("pathlib.Path", "pathlib.PosixPath", "pathlib.PurePath"), _path),
    **dict.fromkeys(("os.path.exists", "os.path.isfile", (PATH, "exists"), (PATH, "is_file")), _exists),
    **dict.fromkeys(("json.dumps", "pickle.dumps", "yaml.dump", "yaml.safe_dump"), _dumped),
    **dict.fromkeys(("json.loads", "pickle.loads"), _loaded),
    **dict.fromkeys(("json.load", "yaml.load", "yaml.safe_load", "yaml.full_load"), _loaded),
}
