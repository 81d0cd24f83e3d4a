"""Command-line and configuration objects: the default of an option is the value a plain run uses."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.facts.constants import FUNCTIONS
from repro_lint.resolve.domain.alternatives import applied
from repro_lint.resolve.domain.arguments import Arguments, Partial
from repro_lint.resolve.domain.choices import by_default, join_values, options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.streams import Place, Source
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    Class,
    ExternalName,
    Func,
    Instance,
    Known,
    LibraryObject,
    Mapping,
    Method,
    Sequence,
    Value,
)
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.registry import REST, Key

FACTORY = Facet("field", "factory")
_PARSER = "argparse.ArgumentParser"
NAMESPACE = "argparse.Namespace"
_OPTION = "click.option"
_INI = "configparser.ConfigParser"
_NAME, _DEFAULT = (Facet("option", what) for what in ("name", "default"))
_FLAG_ACTIONS = {"store_true": Known(False), "store_false": Known(True)}


def _make_parser(machine: Machine, call: Call) -> Value:
    """A parser, with the options of its parents."""
    made = LibraryObject(_PARSER, call.place)
    parents = dict(call.arguments.keywords).get("parents")
    for parent in parents.items if isinstance(parents, Sequence) else ():
        for field, value in machine.state.heap.get(parent, {}).items():
            machine.state.write(made, field, value)
    return made


def _add_argument(machine: Machine, call: Call) -> Value:
    destination, parser = _destination(call.arguments), _parser(call)
    if destination:
        known = machine.state.read(parser, _option(destination))
        machine.state.write(parser, _option(destination), _shared(known, _default(call.arguments, call.place)))
    return UNKNOWN


def _set_defaults(machine: Machine, call: Call) -> Value:
    parser = _parser(call)
    for key, value in call.arguments.keywords:
        known = machine.state.read(parser, _option(key))
        several = known is not None and _is_function(known) and _is_function(value)
        machine.state.write(parser, _option(key), join_values((known or value, value)) if several else value)
    return UNKNOWN


def _parse(machine: Machine, call: Call) -> Value:
    """The options as attributes; a plain run gives none on its command line, but others may."""
    explicit = call.first if call.arguments.positional else NONE
    nothing = explicit in (Sequence((), "list"), Sequence((), "tuple"))
    given = dict(call.arguments.keywords).get("namespace")
    space = given if isinstance(given, (Instance, LibraryObject)) else replace(_parser(call), kind=NAMESPACE)
    told = _told(explicit) if isinstance(explicit, Sequence) and not nothing else {}
    for field, value in machine.state.heap.get(_parser(call), {}).items() if told is not None else ():
        if isinstance(field, Facet) and field == _option(field.of):
            plain = told.get(flag(field.of), value) if told else value
            machine.state.write(space, field.of, plain if nothing or told else by_default(value, flag(field.of)))
    return space if call.name == "parse_args" else Sequence((space, UNKNOWN))


def _told(words: Sequence) -> dict[str, Value] | None:
    """What is written out as the command line gives, by option; None where that cannot be told."""
    found: dict[str, Value] = {}
    texts = [str(one.value) if isinstance(one, Known) else "-" for one in words.items]
    for at, text in enumerate(texts):
        if text.startswith("-") and not text.startswith("--"):
            return None  # an option under a short name
        follows = at + 1 < len(texts) and not texts[at + 1].startswith("-")
        name, equals, value = text.partition("=")
        given = value if equals else texts[at + 1] if follows else ""
        found[name.replace("_", "-")] = Known(int(given) if given.isdecimal() else given or True)
    return found


def _parser(call: Call) -> LibraryObject:
    """The parser that a method is called of; groups and sub-parsers have the options of theirs."""
    return call.receiver if isinstance(call.receiver, LibraryObject) else LibraryObject(_PARSER, call.place)


def _option(destination: str) -> Facet:
    return Facet("parser", "option", destination)


def _read_option(_: Machine, call: Call) -> Value:
    """`config.getint(section, name, fallback=3)`: no configuration file is given in a plain run."""
    fallback = dict(call.arguments.keywords).get("fallback")
    return UNKNOWN if fallback is None else by_default(fallback, "a configuration file")


def _make_namespace(machine: Machine, call: Call) -> Value:
    space = LibraryObject(NAMESPACE, call.place)
    for key, value in call.arguments.keywords:
        machine.state.write(space, key, value)
    return space


def _attributes(machine: Machine, call: Call) -> Value:
    """`vars(namespace)`."""
    attributes = machine.state.attributes(call.first)
    return Mapping(tuple(attributes.items())) if attributes else UNKNOWN


def _make_option(machine: Machine, call: Call) -> Value:
    destination = _destination(call.arguments)
    if not destination:
        return UNKNOWN
    option = LibraryObject(_OPTION, call.place)
    machine.state.write(option, _NAME, Known(destination))
    machine.state.write(option, _DEFAULT, _default(call.arguments, call.place))
    return option


def _with_option(machine: Machine, call: Call) -> Value | None:
    """The function as `@click.option(...)` makes it: called without the argument, it gets the default."""
    function = call.first
    if not isinstance(function, Func):
        return None
    name = machine.state.read(call.receiver, _NAME)
    default = machine.state.read(call.receiver, _DEFAULT) or UNKNOWN
    known = str(name.value) if isinstance(name, Known) else ""
    preset = ((known, by_default(default, flag(known))),) if known else ()
    return replace(function, presets=(*function.presets, *preset), cached=False, setter=None)


def _typed_default(_: Machine, call: Call) -> Value:
    """`typer.Option(default)`."""
    if call.arguments.positional:
        return call.first
    default = dict(call.arguments.keywords).get("default", UNKNOWN)
    return UNKNOWN if default == NONE else default


def _field(machine: Machine, call: Call) -> Value:
    """A field of a dataclass: its default, or an object that knows what makes it."""
    bound = call.arguments.bind(("default",) if call.name == "pydantic.Field" else ())
    if "default_factory" not in bound:
        return bound["default"][0] if "default" in bound else UNKNOWN
    field = LibraryObject("dataclasses.field", call.place)
    machine.state.write(field, FACTORY, bound["default_factory"][0])
    return field


def _is_function(value: Value) -> bool:
    """Whether a default is what a sub-command runs: any of them may be the one that was asked for."""
    return all(isinstance(option, (Func, Method, Partial, Class)) for option in options(value))


def _shared(known: Value | None, value: Value) -> Value:
    """The default of options with one destination: the first of `--x`/`--no-x`, any of those of sub-commands."""
    if known is None:
        return value
    return known if isinstance(value, Known) and isinstance(value.value, bool) else join_values((known, value))


def flag(destination: str) -> str:
    """An option as it is written on the command line."""
    return f"--{destination.replace('_', '-')}"


def _destination(arguments: Arguments) -> str | None:
    keywords = dict(arguments.keywords)
    if isinstance(named := keywords.get("dest"), Known):
        return str(named.value)
    names = [str(value.value) for value in arguments.positional if isinstance(value, Known)]
    plain = [name for name in names if not name.startswith("-")]
    long = [name for name in names if name.startswith("--")]
    chosen = (plain or long or names)[:1]
    return chosen[0].lstrip("-").split("/")[0].replace("-", "_") if chosen else None


def _as_typed(default: Value, kind: Value | None) -> Value:
    """A default that is a string is converted as what stands on the command line would be."""
    convert = FUNCTIONS.get(kind.name) if isinstance(kind, ExternalName) else None
    text = isinstance(default, Known) and isinstance(default.value, str)
    return (applied(convert, (default,)) or UNKNOWN) if convert is not None and text else default


def _default(arguments: Arguments, place: Place) -> Value:
    keywords = dict(arguments.keywords)
    if "default" in keywords:
        return _as_typed(keywords["default"], keywords.get("type"))
    action = keywords.get("action")
    if isinstance(action, Known) and str(action.value) in _FLAG_ACTIONS:
        return _FLAG_ACTIONS[str(action.value)]
    if keywords.get("is_flag") == Known(True):
        return Known(False)
    required = keywords.get("required") == Known(True)
    positional = any(isinstance(v, Known) and not str(v.value).startswith("-") for v in arguments.positional[:1])
    if required or positional or arguments.open:
        return UNKNOWN
    return Known(None, Source(place, "default={seed}"))


MODELS: dict[Key, Model] = {
    _PARSER: _make_parser,
    (_PARSER, "add_argument"): _add_argument,
    (_PARSER, "set_defaults"): _set_defaults,
    (_PARSER, "parse_args"): _parse,
    (_PARSER, "parse_known_args"): _parse,
    (_PARSER, REST): lambda _, call: _parser(call),
    "types.SimpleNamespace": _make_namespace,
    NAMESPACE: _make_namespace,
    "builtins.vars": _attributes,
    _INI: lambda _, call: LibraryObject(_INI, call.place),
    **{(_INI, name): _read_option for name in ("get", "getint", "getfloat", "getboolean")},
    _OPTION: _make_option,
    (_OPTION, "__call__"): _with_option,
    "typer.Option": _typed_default,
    "typer.Argument": _typed_default,
    **dict.fromkeys(("dataclasses.field", "attr.ib", "attrs.field", "pydantic.Field"), _field),
}
